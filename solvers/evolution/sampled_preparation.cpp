#include "solvers/evolution/sampled_preparation.hpp"

#include <cmath>
#include <exception>

#include "solvers/tdvp/sampled_tdvp.hpp"

namespace quenchmark::solvers {

Preparation prepare_sampled_state(SampledSum& sum, const Eigen::VectorXcd& initial,
                                  const RunControl& control) {
  constexpr Complex imaginary_time_phase = -1.0;
  const WeightedOperator hamiltonian = uniform_hamiltonian(sum.sites());
  const LocalEstimator estimator({&hamiltonian});
  cases::TdvpSpec spec = preparation_filter();
  spec.cut = 1e-5;  // smaller modes of S are little more than noise

  Preparation result;
  result.parameters = initial;
  for (; result.steps < most_preparation_steps; ++result.steps) {
    sum.draw(result.parameters, static_cast<std::uint32_t>(result.steps), 0);
    const SampledSum::LocalValues values = sum.evaluate(result.parameters, estimator, 0.0);
    result.variance_density = values.variance / sum.sites();
    if (result.variance_density < variance_density_wanted ||
        sum.communicator().maximum(control.stop_requested() ? 1.0 : 0.0) > 0.0) {
      // Near the uniform state <(d ln psi)^2> is the squared angle to it.
      result.angle = std::asin(std::min(1.0, std::sqrt(sum.log_psi_variance())));
      ++result.steps;
      return result;
    }
    const auto moments = sum.moments(imaginary_time_phase, values, false);
    Eigen::VectorXcd velocity = Eigen::VectorXcd::Zero(initial.size());
    std::exception_ptr failure;
    if (moments) {
      try {
        velocity = solve_sampled_tdvp(moments->all, spec).velocity;
      } catch (...) {
        failure = std::current_exception();
      }
    }
    sum.communicator().agree(failure);
    sum.communicator().broadcast(
        {reinterpret_cast<double*>(velocity.data()), 2 * static_cast<std::size_t>(velocity.size())});
    result.parameters += imaginary_time_step * velocity;
    control.progress({"prepare", 0.0, 0.0, "Var(H)/N " + std::to_string(result.variance_density)});
  }
  refuse_unprepared(result);
}

}  // namespace quenchmark::solvers
