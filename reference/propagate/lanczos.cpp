#include "reference/propagate/lanczos.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "reference/propagate/krylov.hpp"

namespace quenchmark::reference {

void LanczosPropagator::run(const Evolution& evolution, const StateVisitor& visit,
                            PropagationReport& report) const {
  const HilbertSpace& space = evolution.space;
  const std::vector<double>& times = evolution.times;
  const std::int64_t vectors = std::max(evolution.vectors, least_vectors());
  StateVector psi(space.dimension());
  KrylovSpace krylov(space, static_cast<int>(vectors - 2));  // it holds one more, and psi makes two
  evolution.start.prepare(space, psi);
  visit(0, psi, &krylov.spare());

  const cases::Couplings couplings = evolution.schedule.at(times[0]);
  const double whole = times.back() - times[0];
  const double rate = evolution.tolerance / whole;
  double t = times[0];
  std::size_t next = 1;
  while (next < times.size()) {
    const double left = times.back() - t;
    krylov.build(couplings, psi, left, rate);
    report.matrix_vector_products = krylov.matrix_vector_products();
    const double step = krylov.longest_step(left);
    if (step < 1e-9 * whole) {
      throw Error(ErrorKind::numeric, "the Lanczos propagator cannot reach the tolerance asked for",
                  "ask for a larger tolerance in [reference]");
    }
    const double reached = step == left ? times.back() : t + step;
    for (; next < times.size() && times[next] <= reached; ++next) {
      krylov.evaluate(times[next] - t, psi);
      visit(next, psi, &krylov.spare());
      evolution.control.progress({name(), times[next], times.back(), {}});
    }
    krylov.evaluate(reached - t, psi);
    t = reached;
    ++report.steps;
  }
}

}  // namespace quenchmark::reference
