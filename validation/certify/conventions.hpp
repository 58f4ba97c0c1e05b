#pragma once
// Why a curve does not agree: the conventions in which people differ, each tried on the same lattice. What is
// found is told with its evidence; the verdict stays.

#include <string>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// A change of convention that would make one observable of the curve agree.
struct Diagnosis {
  std::string claim;      ///< of which observable
  std::string change;     ///< "h twice as large"
  double before = 0.0;    ///< largest |curve - exact| as asked, at the times that were tried
  double after = 0.0;     ///< the same with the change
  std::size_t times = 0;  ///< at how many times of the curve
};

struct ConventionSearch {
  std::vector<Diagnosis> found;  ///< the best of each claim; empty where none explains it
  std::vector<std::string> untried;
};

/// Tries them at up to two dozen times of the curve, cheapest first, for as long as `seconds` last. `curve`
/// is a result of `asked`, `exact` its reference; only `claims` are looked at.
ConventionSearch search_conventions(const cases::Case& asked, const Record& curve, const Record& exact,
                                    const std::vector<cases::Claim>& claims, double seconds, int threads,
                                    const RunControl& control);

}  // namespace quenchmark::validation
