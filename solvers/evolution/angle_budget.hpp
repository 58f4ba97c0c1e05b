#pragma once
// The parts of the bound on the angle between the network's state and the exact one.

#include <map>
#include <string>
#include <vector>

namespace quenchmark::solvers {

/// Radians; parts add up to the total. All but `work_done` are angles.
struct AngleBudget {
  double preparation = 0.0;     ///< Angle(0)
  double projection = 0.0;      ///< what no velocity in this tangent space could have avoided
  double regularisation = 0.0;  ///< added by the filter
  double integrator = 0.0;      ///< added by leaving the flow between steps (may be slightly negative)
  double total = 0.0;
  double work_done = 0.0;  ///< integral of <dH/dt> along the path: what the energy of a ramp must change by

  /// As plain numbers, to keep a walk and to go on with it.
  std::vector<double> numbers() const {
    return {preparation, projection, regularisation, integrator, total, work_done};
  }
  static AngleBudget from(const std::vector<double>& n) {
    return {n.at(0), n.at(1), n.at(2), n.at(3), n.at(4), n.at(5)};
  }

  void append_to(std::map<std::string, std::vector<double>>& angle) const {
    angle["preparation"].push_back(preparation);
    angle["projection"].push_back(projection);
    angle["regularisation"].push_back(regularisation);
    angle["integrator"].push_back(integrator);
    angle["total"].push_back(total);
  }
};

}  // namespace quenchmark::solvers
