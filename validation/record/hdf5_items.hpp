#pragma once
// Everything in an HDF5 file as plain data: for comparing files of any origin. Private to validation/record.

#include <map>
#include <string>
#include <vector>

#include "validation/record/hdf5_handle.hpp"

namespace quenchmark::validation::hdf5 {

struct Item {
  std::string kind;                ///< "group", "dataset", "attribute", "link"
  std::string type;                ///< description of the element type; equal types give equal text
  std::vector<std::size_t> shape;  ///< of datasets and attributes
  std::string bytes;  ///< elements as stored, or the texts each followed by a zero byte, or a link's target
  std::vector<double> numbers;  ///< the elements as numbers when they are (compounds of numbers flattened)
};

/// All objects reachable by hard links, keyed by path; attributes as path@name. Soft and external links are
/// items themselves and are not followed. Throws LibraryError.
std::map<std::string, Item> all_items(const Handle& file);

}  // namespace quenchmark::validation::hdf5
