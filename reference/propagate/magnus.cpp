#include "reference/propagate/magnus.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "reference/hilbert/inner_products.hpp"
#include "reference/propagate/coupling_expansion.hpp"

namespace quenchmark::reference {

void magnus_step(const cases::Schedule& schedule, double t, double h, double rate, KrylovSpace& krylov,
                 StateVector& psi) {
  const auto exponents = magnus_exponents(schedule, t, h);
  for (const cases::Couplings& couplings : exponents) {
    krylov_exponential(couplings, h, rate / static_cast<double>(exponents.size()), krylov, psi);
  }
}

void MagnusPropagator::run(const Evolution& evolution, const StateVisitor& visit,
                           PropagationReport& report) const {
  // Below this the difference of two ways to the same state is rounding.
  constexpr double noise = 2e-14;
  const HilbertSpace& space = evolution.space;
  const std::vector<double>& times = evolution.times;
  StateVector psi(space.dimension());
  StateVector whole(space.dimension());
  StateVector halves(space.dimension());
  KrylovSpace krylov(space, static_cast<int>(std::max(evolution.vectors, least_vectors()) - 4));
  evolution.start.prepare(space, psi);
  visit(0, psi, &krylov.spare());

  const double duration = times.back() - times[0];
  const double rate = evolution.tolerance / duration;
  const auto step = [&](double from, double length, StateVector& state) {
    magnus_step(evolution.schedule, from, length, 0.1 * rate, krylov, state);
  };
  double h = 0.02 * duration;
  double t = times[0];
  for (std::size_t next = 1; next < times.size();) {
    const double left = times[next] - t;
    // Two equal steps rather than a long one and a sliver.
    const double tried = h >= left ? left : std::min(h, 0.5 * left);
    copy_state(space, psi, whole);
    copy_state(space, psi, halves);
    step(t, tried, whole);
    step(t, 0.5 * tried, halves);
    step(t + 0.5 * tried, 0.5 * tried, halves);
    const double difference = std::sqrt(squared_distance(space, whole.data(), halves.data()));
    const double error = difference / (std::exp2(kMagnusOrder) - 1.0);
    const double allowed = std::max(rate * tried, noise / (std::exp2(kMagnusOrder) - 1.0));
    h = tried * std::clamp(0.9 * std::pow(allowed / std::max(error, 1e-300), 1.0 / kMagnusOrder), 0.2, 2.0);
    ++report.steps;
    report.matrix_vector_products = krylov.matrix_vector_products();
    if (error > allowed) {
      if (h < 1e-9 * duration) {
        throw Error(ErrorKind::numeric, "the Magnus steps became too small for the tolerance asked for",
                    "ask for a larger tolerance in [reference]");
      }
      continue;
    }
    std::swap(psi, halves);
    t = tried == left ? times[next] : t + tried;
    if (t == times[next]) {
      visit(next, psi, &krylov.spare());
      evolution.control.progress({name(), t, times.back(), {}});
      ++next;
    }
  }
}

}  // namespace quenchmark::reference
