#include "reference/agreement.hpp"

#include <algorithm>
#include <cmath>

namespace quenchmark::reference {

namespace {

constexpr double kRounding = 1e-11;

}  // namespace

void record_agreement(const ObservableTables& check, double tolerance, ReferenceCurve& curve) {
  double largest = 0.0;
  for (const auto& [name, table] : curve.observables) {
    ObservableTable& errors = curve.errors[name];
    for (std::size_t k = 0; k < table.size(); ++k) {
      const std::vector<double>& others = check.at(name).at(k);
      std::vector<double>& difference = errors.emplace_back(table[k].size());
      for (std::size_t c = 0; c < difference.size(); ++c) {
        difference[c] = std::abs(table[k][c] - others[c]);
        largest = std::max(largest, difference[c]);
        // Negated, so that a difference that is not a number is no agreement either.
        if (!(difference[c] <= std::max(tolerance, kRounding) * std::max(1.0, std::abs(table[k][c])))) {
          curve.end(StopCause::disagreement);
        }
      }
    }
  }
  curve.numbers["propagator_disagreement"] = largest;
}

}  // namespace quenchmark::reference
