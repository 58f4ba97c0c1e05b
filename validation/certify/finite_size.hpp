#pragma once
// What the size of the lattice does: the exact curve held against that of another size. A curve of a lattice
// out of exact reach is certified against a smaller one, and the difference of two sizes counts as an error
// of that truth.

#include <map>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/certify/chosen_curve.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// The exact curve of the other size.
struct OtherSize {
  std::string words;  ///< where it comes from, for people
  ChosenCurve curve;
};

/// Reads it from a table or a record of ours. Throws Error(format | usage), among them one for a record whose
/// case differs from `asked` in more than its size.
OtherSize read_other_size(const std::string& file, const cases::Case& asked);

/// The same problem of the case `other` at the times of `asked`, ready to be computed. Throws Error(usage)
/// when they differ in more than their size.
cases::Case problem_of_other_size(cases::Case other, const cases::Case& asked);

/// A computed curve as one that was read.
OtherSize other_size_of(const Record& exact, const cases::Case& asked);

/// Adds the times of the other size up to the end of the curve to those that the exact curve is computed at.
void ask_for_times_of(const OtherSize& other, cases::Case& asked);

/// By observable, at the times of `exact`: |exact - other| at that time, or the larger of the two at the
/// times around it where the other size has none. Zero at the start, which is one state for all sizes. Throws
/// Error(usage) when the other size lacks an observable of the case, or ends before its last time.
std::map<std::string, Dataset> finite_size_error(const OtherSize& other, const cases::Case& asked,
                                                 const Record& exact);

}  // namespace quenchmark::validation
