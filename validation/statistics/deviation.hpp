#pragma once
// What a claim is about: the curve of a run minus the true curve, on the run's output times inside the
// claim's window.

#include <optional>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// One component of one observable. `replicas` is [R][T], empty when the record keeps none.
struct Curve {
  std::vector<double> times;
  std::vector<double> mean;
  std::vector<double> standard_error;
  std::vector<std::vector<double>> replicas;
};

/// A component of the observable `name`; the label is empty for observables with only one. Throws
/// Error(format) when the record lacks it.
Curve extract_curve(const Record& record, const std::string& name, const cases::ComponentLabel& component);

struct Deviation {
  std::vector<double> times;                  ///< [T]
  std::vector<double> difference;             ///< run - truth
  std::vector<double> standard_error;         ///< of the run, as its record states it
  std::vector<double> reference_error;        ///< of the truth, absolute
  std::vector<std::vector<double>> replicas;  ///< [R][T] run - truth
};

/// How near two times of a curve have to be to count as one, whichever clock another code wrote them with:
/// 1e-9 of the largest |time|.
double same_time(const std::vector<double>& times);

/// Where t stands among increasing times; nothing when none is the same.
std::optional<std::size_t> index_of_time(const std::vector<double>& times, double t);

/// run - truth up to `t_end`. The truth must be given at the times of the run (same_time; nothing is
/// interpolated) unless its record says "published": those curves are interpolated by a cubic, whose
/// uncertainty is added to their error. Throws Error(format) when times are missing.
Deviation deviation_from(const Curve& run, const Curve& truth, bool interpolate, double t_end);

/// run - run(first time) - work: the drift of an invariant. `work` [T] is what the run's drive has added by
/// then; empty for constant couplings.
Deviation drift_of(const Curve& run, const std::vector<double>& work, double t_end);

/// Trapezoidal weights of the times, normalised to one.
std::vector<double> trapezoid_weights(const std::vector<double>& times);

/// max |values| or the time-weighted root mean square over the first `count` times.
double time_norm(cases::ErrorNorm norm, const std::vector<double>& times, const std::vector<double>& values,
                 std::size_t count);
double time_norm(cases::ErrorNorm norm, const std::vector<double>& times, const std::vector<double>& values);

}  // namespace quenchmark::validation
