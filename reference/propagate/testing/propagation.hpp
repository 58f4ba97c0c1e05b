#pragma once
// Propagators at work on small problems: for tests only.

#include <cmath>

#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/inner_products.hpp"
#include "reference/propagate/propagator.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference::testing {

/// A problem with its full space, and the state that a propagator leaves at the last time.
class Dynamics {
 public:
  explicit Dynamics(const cases::Case& asked)
      : problem_(problem_of(asked)),
        space_(read_terms(problem_), Workers(1)),
        start_(problem_.start, problem_.random_seed) {}

  const cases::Problem& problem() const { return problem_; }
  const FullSpace& space() const { return space_; }
  const StartState& start() const { return start_; }

  StateVector started() const {
    StateVector psi(space_.dimension());
    start_.prepare(space_, psi);
    return psi;
  }

  StateVector last_state(const Propagator& propagator, double tolerance = 1e-13,
                         PropagationReport* told = nullptr) const {
    StateVector last(space_.dimension());
    const RunControl control;
    const Evolution evolution{
        space_,
        problem_.schedule,
        problem_.output_times,
        start_,
        tolerance,
        propagator.useful_vectors(static_cast<std::int64_t>(problem_.output_times.size())),
        control};
    PropagationReport report;
    propagator.run(
        evolution, [&](std::size_t, const StateVector& psi, StateVector*) { copy_state(space_, psi, last); },
        report);
    if (told != nullptr) {
      *told = report;
    }
    return last;
  }

  double distance(const StateVector& a, const StateVector& b) const {
    return std::sqrt(squared_distance(space_, a.data(), b.data()));
  }

 private:
  cases::Problem problem_;
  FullSpace space_;
  StartState start_;
};

inline cases::Case mixed_case(int sites) {
  cases::Case asked = quench_case({sites}, 0.5, {0.3, 0.9, 1.0});
  asked.model.kind = cases::ModelKind::mixed_field;
  asked.model.g = -1.05;
  asked.model.boundary = cases::Boundary::open;
  return asked;
}

inline cases::Case ramp_case(cases::ProtocolKind kind) {
  cases::Case asked = quench_case({4, 3}, 0.0, {1.0});
  asked.protocol.kind = kind;
  asked.protocol.output_times = {};
  asked.protocol.tau_q = 0.5;
  asked.protocol.x_start = kind == cases::ProtocolKind::smooth_ramp ? -1.5 : -1.0;
  asked.protocol.x_end = 0.3;
  asked.protocol.output_dt = 0.2;
  return asked;
}

}  // namespace quenchmark::reference::testing
