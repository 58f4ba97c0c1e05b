#include "reference/ground_states.hpp"

#include <cstddef>
#include <string>

#include "cases/spec/asks_for.hpp"
#include "cases/spec/names.hpp"
#include "reference/chain/free_fermions.hpp"
#include "reference/monte_carlo/monte_carlo_energies.hpp"
#include "reference/spectrum/ground_state.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::uint64_t kSeed = 1;

}  // namespace

cases::GroundStateMethod ground_state_method(const cases::Problem& problem,
                                             const cases::ReferenceSpec& spec) {
  const bool silent = spec.ground_state == cases::GroundStateMethod::none &&
                      cases::asks_for(problem.observables, cases::ObservableKind::excess_energy);
  return silent ? cases::GroundStateMethod::exact : spec.ground_state;
}

GroundStates ground_states(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                           const std::vector<double>& times, const ReferenceSettings& settings,
                           const RunControl& control) {
  switch (ground_state_method(problem, spec)) {
    case cases::GroundStateMethod::exact:
      return ground_state_energies(problem, times, settings, control);
    case cases::GroundStateMethod::free_fermions:
      return ring_ground_states(problem, times);
    case cases::GroundStateMethod::monte_carlo:
      return monte_carlo_energies(problem, times, spec.ground_state_error, kSeed, settings, control);
    case cases::GroundStateMethod::none:
      break;
  }
  return {};
}

std::int64_t ground_states_bytes(const cases::Problem& problem, const cases::ReferenceSpec& spec) {
  return ground_state_method(problem, spec) == cases::GroundStateMethod::exact ? ground_state_bytes(problem)
                                                                               : 0;
}

void add_ground_state_errors(double sites, ReferenceCurve& curve) {
  const auto errors = curve.errors.find(std::string(cases::name(cases::ObservableKind::excess_energy)));
  if (errors != curve.errors.end()) {
    for (std::size_t t = 0; t < errors->second.size(); ++t) {
      errors->second[t].at(0) += curve.ground_states.errors.at(t) / sites;
    }
  }
}

}  // namespace quenchmark::reference
