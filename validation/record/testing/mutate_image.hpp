#pragma once
// What can be wrong with a record that is a sound HDF5 file all the same: for tests only.

#include <string>
#include <string_view>
#include <vector>

namespace quenchmark::validation::testing {

enum class ItemKind { group, text, numbers, text_attribute, number_attribute };

/// One way to damage one item.
struct Mutation {
  std::string path;  ///< "/observables/mx/mean"; attributes as "/state/snapshots@basis"
  ItemKind kind = ItemKind::numbers;
  std::string what;  ///< "deleted", "NaN", ...; the words of mutations_of
};

/// Everything that `mutated` can do to a file. To every group:
///   deleted, numbers, text                 the latter in its place
/// to every dataset of numbers, where its shape allows:
///   deleted, empty, more dimensions, fewer dimensions, shorter, longer, narrower, wider,
///   NaN, all NaN, infinity, minus infinity, negative, huge, zero row, swapped rows, equal rows, reversed,
///   integers, text, group                  the latter three in its place
/// to every text:
///   deleted, empty, nonsense, long, numbers, group
/// and to every attribute:
///   deleted, empty, nonsense, numbers, two
std::vector<Mutation> mutations_of(std::string_view image);

/// The bytes of the damaged file.
std::string mutated(std::string_view image, const Mutation& mutation);

}  // namespace quenchmark::validation::testing
