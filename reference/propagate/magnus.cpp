#include "reference/propagate/magnus.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "cases/spec/error.hpp"
#include "reference/hilbert/inner_products.hpp"

namespace quenchmark::reference {

namespace {

constexpr int kOrder = 6;
constexpr std::size_t kExponentials = 5;

/// Coefficients of the Legendre moments A_1, A_2, A_3 of H in each exponent; the last factor in time comes
/// first.
constexpr std::array<std::array<double, 3>, kExponentials> kWeights = {{
    {0.1714, 0.15409059414309687213, 0.11947178242929061641},
    {0.37496374319946236513, 0.13813675394387646682, -0.13090674649282935743},
    {-0.09272748639892473026, 0.0, 0.02286992807307748204},
    {0.37496374319946236513, -0.13813675394387646682, -0.13090674649282935743},
    {0.1714, -0.15409059414309687213, 0.11947178242929061641},
}};

/// A_n / h = (2n - 1) integral_0^1 H(t + x h) P_{n-1}(2x - 1) dx: exact by three Gauss points for cubic
/// couplings.
std::array<cases::Couplings, 3> legendre_moments(const cases::Schedule& schedule, double t, double h) {
  const double node = std::sqrt(0.6);
  const std::array<double, 3> points = {-node, 0.0, node};
  const std::array<double, 3> weights = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
  std::array<cases::Couplings, 3> moments{};
  for (std::size_t q = 0; q < 3; ++q) {
    const double y = points[q];
    const cases::Couplings couplings = schedule.at(t + 0.5 * (1.0 + y) * h);
    const std::array<double, 3> legendre = {1.0, y, 1.5 * y * y - 0.5};
    for (std::size_t n = 0; n < 3; ++n) {
      for (std::size_t c = 0; c < couplings.size(); ++c) {
        moments[n][c] += static_cast<double>(2 * n + 1) * weights[q] * legendre[n] * couplings[c];
      }
    }
  }
  return moments;
}

}  // namespace

void magnus_step(const cases::Schedule& schedule, double t, double h, double rate, KrylovSpace& krylov,
                 StateVector& psi) {
  const std::array<cases::Couplings, 3> moments = legendre_moments(schedule, t, h);
  for (std::size_t k = kExponentials; k-- > 0;) {
    cases::Couplings couplings{};
    for (std::size_t n = 0; n < moments.size(); ++n) {
      for (std::size_t c = 0; c < couplings.size(); ++c) {
        couplings[c] += kWeights[k][n] * moments[n][c];
      }
    }
    krylov_exponential(couplings, h, rate / kExponentials, krylov, psi);
  }
}

PropagationReport MagnusPropagator::run(const Evolution& evolution, const StateVisitor& visit) const {
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
  PropagationReport report;
  double h = 0.02 * duration;
  double t = times[0];
  for (std::size_t next = 1; next < times.size();) {
    if (evolution.control.stop_requested()) {
      report.complete = false;
      break;
    }
    const double left = times[next] - t;
    // Two equal steps rather than a long one and a sliver.
    const double tried = h >= left ? left : std::min(h, 0.5 * left);
    copy_state(space, psi, whole);
    copy_state(space, psi, halves);
    step(t, tried, whole);
    step(t, 0.5 * tried, halves);
    step(t + 0.5 * tried, 0.5 * tried, halves);
    const double difference = std::sqrt(squared_distance(space, whole.data(), halves.data()));
    const double error = difference / (std::exp2(kOrder) - 1.0);
    const double allowed = std::max(rate * tried, noise / (std::exp2(kOrder) - 1.0));
    h = tried * std::clamp(0.9 * std::pow(allowed / std::max(error, 1e-300), 1.0 / kOrder), 0.2, 2.0);
    ++report.steps;
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
  report.matrix_vector_products = krylov.matrix_vector_products();
  return report;
}

}  // namespace quenchmark::reference
