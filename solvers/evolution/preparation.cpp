#include "solvers/evolution/preparation.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

WeightedOperator uniform_hamiltonian(int sites) {
  WeightedOperator h;
  h.parts.resize(1);
  for (int i = 0; i < sites; ++i) {
    h.parts[0].add(-1.0, {i}, {'x'});
  }
  h.weights = [](double) { return std::vector<double>{1.0}; };
  return h;
}

cases::TdvpSpec preparation_filter() {
  cases::TdvpSpec spec;
  spec.filter = cases::Filter::snr;
  spec.cut = 1e-8;
  spec.exponent = 1;
  spec.hard_cut = 1e-14;
  return spec;
}

void refuse_unprepared(const Preparation& preparation) {
  throw UnusableTrial("the start state was not reached: Var(H)/N is still " +
                          std::to_string(preparation.variance_density) + " after " +
                          std::to_string(preparation.steps) + " steps of imaginary time",
                      "try another seed, a smaller init_width or more channels");
}

Preparation prepare_uniform_state(ExactSum& sum, const Eigen::VectorXcd& initial, const RunControl& control) {
  const int sites = sum.space().sites();
  const WeightedOperator hamiltonian = uniform_hamiltonian(sites);
  cases::TdvpSpec spec = preparation_filter();
  spec.form = sum.real_parameters() ? cases::TdvpForm::mclachlan : cases::TdvpForm::holomorphic;
  spec.solve =
      sum.size() < static_cast<std::size_t>(initial.size()) ? cases::Solve::samples : cases::Solve::dense;

  Preparation result;
  result.parameters = initial;
  ExactSum::RowMajorMatrix derivatives;
  for (; result.steps < most_preparation_steps; ++result.steps) {
    const NetworkState state = sum.evaluate(result.parameters, derivatives);
    const Eigen::VectorXcd local_energy = sum.local_values(hamiltonian, 0.0, state);
    const TangentSystem system = sum.tangent_system(state, derivatives, local_energy);
    result.variance_density = system.drive.squaredNorm() / sites;
    const bool unprepared = planted(Defect::start_unprepared);
    if (result.variance_density < variance_density_wanted || control.stop_requested() || unprepared) {
      result.angle = unprepared ? 0.0 : angle_to_uniform(state, sum.space());
      return result;
    }
    const TdvpSolution solution = solve_tdvp(system, -system.drive, spec, sum.real_parameters());
    result.parameters += imaginary_time_step * solution.velocity;
    control.progress({"prepare", 0.0, 0.0, "Var(H)/N " + std::to_string(result.variance_density)});
  }
  refuse_unprepared(result);
}

double angle_to_uniform(const NetworkState& state, const ConfigurationSpace& space) {
  const Eigen::Map<const Eigen::VectorXd> multiplicity(space.multiplicity().data(),
                                                       static_cast<Eigen::Index>(space.size()));
  const double uniform = 1.0 / std::sqrt(std::pow(2.0, space.sites()));
  const Complex overlap = uniform * multiplicity.cast<Complex>().dot(state.amplitude);
  const double orthogonal =
      std::sqrt((multiplicity.array() * (state.amplitude.array() - overlap * uniform).abs2()).sum());
  return std::atan2(orthogonal, std::abs(overlap));
}

}  // namespace quenchmark::solvers
