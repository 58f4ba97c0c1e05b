#include "reference/agreement.hpp"

#include <algorithm>
#include <cmath>

#include "cases/spec/names.hpp"
#include "cases/spec/units.hpp"

namespace quenchmark::reference {

namespace {

constexpr double kRounding = 1e-11;

}  // namespace

void record_agreement(const ObservableTables& check, double tolerance, double energy_unit,
                      ReferenceCurve& curve) {
  double largest = 0.0;
  for (const auto& [name, table] : curve.observables) {
    ObservableTable& errors = curve.errors[name];
    const double unit = cases::unit_of(cases::from_name<cases::ObservableKind>(name).value(), energy_unit);
    for (std::size_t k = 0; k < table.size(); ++k) {
      const std::vector<double>& others = check.at(name).at(k);
      std::vector<double>& difference = errors.emplace_back(table[k].size());
      for (std::size_t c = 0; c < difference.size(); ++c) {
        difference[c] = std::abs(table[k][c] - others[c]);
        const double relative = difference[c] / std::max(unit, std::abs(table[k][c]));
        largest = std::max(largest, relative);
        if (relative > std::max(tolerance, kRounding)) {
          curve.status = "stopped";
          curve.cause = StopCause::disagreement;
        }
      }
    }
  }
  curve.numbers["propagator_disagreement"] = largest;
}

}  // namespace quenchmark::reference
