#pragma once
// The observables of a case after a quench, each as a Taylor series in t.

#include <map>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/series/resummation.hpp"
#include "reference/series/series_plan.hpp"
#include "reference/series/taylor_expansion.hpp"

namespace quenchmark::reference::series {

class QuenchSeries {
 public:
  /// Expands what the observables of the problem need.
  QuenchSeries(const cases::Problem& problem, const SeriesPlan& plan, const Workers& workers,
               const RunControl& control);

  /// Of one component of an observable, at a time after the quench.
  Estimate value(cases::ObservableKind kind, const std::vector<int>& displacement, double t) const;

  std::int64_t most_strings() const { return most_strings_; }
  std::int64_t peak_bytes() const { return peak_bytes_; }

 private:
  using Coefficients = std::vector<long double>;

  Coefficients expand(const StringSum& operators, int order);
  Coefficients expand_below(const StringSum& operators, int order);
  void expand_for(const cases::Observable& observable);
  void expand_correlation(const std::vector<int>& displacement);
  void expand_fisher_information();
  Estimate connected_value(const Coefficients& zz, double t) const;
  const Coefficients* correlation(const std::vector<int>& displacement) const;
  double energy_density() const;
  double energy_variance() const;

  const cases::Problem& problem_;
  const SeriesPlan& plan_;
  const Workers& workers_;
  const RunControl& control_;
  long double J_, h_;
  Coefficients mx_, mz_, f_q_;
  std::map<std::vector<int>, Coefficients> zz_;  // by displacement
  std::int64_t most_strings_ = 0, peak_bytes_ = 0;
};

}  // namespace quenchmark::reference::series
