#pragma once
// The observables of a case, quench or ramp from the paramagnet, in orders of J.

#include <memory>
#include <vector>

#include "reference/series/coupling_series.hpp"
#include "reference/series/resummation.hpp"
#include "reference/series/series_plan.hpp"

namespace quenchmark::reference::series {

class RampSeries {
 public:
  /// Expands what the observables of the problem need.
  RampSeries(const cases::Problem& problem, const SeriesPlan& plan, const Workers& workers,
             const RunControl& control);

  /// No value is known after this time.
  double end() const { return grid_.times().back(); }
  /// Of one component of an observable, at a time of the protocol up to end().
  Estimate value(cases::ObservableKind kind, const std::vector<int>& displacement, double t) const;

  std::int64_t most_strings() const;
  std::int64_t peak_bytes() const;

 private:
  /// Orders of an expectation value at one time, and what the grid of times may be off by.
  struct Orders {
    std::vector<long double> values;
    double grid_error = 0.0;
  };

  Orders string_at(const PauliString& string, double t) const;
  Orders mx_at(double t) const;
  Orders correlation_at(const Site& site, double t) const;
  Orders neighbours_at(double t) const;
  Orders fisher_information_at(double t) const;
  double beyond_reach(const std::vector<int>& displacement, double t) const;
  const CouplingSeries& series_of(const PauliString& string) const;

  const cases::Problem& problem_;
  const SeriesPlan& plan_;
  TimeGrid grid_;
  std::unique_ptr<CouplingSeries> near_;  // mx and neighbours
  std::unique_ptr<CouplingSeries> far_;   // all other distances; may be absent
  int far_order_ = 0;
};

}  // namespace quenchmark::reference::series
