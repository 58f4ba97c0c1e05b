#include "reference/propagate/taylor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "reference/hilbert/inner_products.hpp"
#include "reference/propagate/coupling_expansion.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

namespace {

/// Step times norm of H: terms grow to e^4 / sqrt(8 pi) = 11 before they fall, so one digit is lost at most.
constexpr double kReach = 4.0;
constexpr int kMostTerms = 200;

/// Largest |eigenvalue| that H can have between t and t + h, the couplings being monotone or nearly so.
double norm_bound(const IsingTerms& terms, const cases::Schedule& schedule, double t, double h) {
  double bound = 0.0;
  for (const double u : {0.0, 0.5, 1.0}) {
    const SpectralInterval interval = spectral_interval(terms, schedule.at(t + u * h));
    bound = std::max({bound, std::abs(interval.lower), std::abs(interval.upper)});
  }
  return bound;
}

class Series {
 public:
  explicit Series(const HilbertSpace& space) : space_(space), sum_(space.dimension()) {
    for (StateVector& term : terms_) {
      term = StateVector(space.dimension());
    }
  }

  std::int64_t products() const { return products_; }
  StateVector& spare() { return sum_; }

  /// psi from t to t + h.
  void step(const cases::Schedule& schedule, double t, double h, StateVector& psi) {
    const auto couplings = taylor_coefficients(schedule, t, h);
    copy_state(space_, psi, terms_[0]);
    int small = 0;
    for (int n = 0; small <= kCouplingDegree; ++n) {
      if (n == kMostTerms) {
        throw Error(ErrorKind::internal, "the power series in time does not converge");
      }
      const double norm = next_term(couplings, n, h, psi);
      // The recursion reaches four terms back: all of them must be negligible.
      small = norm < 1e-17 ? small + 1 : 0;
    }
  }

 private:
  StateVector& term(int n) { return terms_[static_cast<std::size_t>(n) % terms_.size()]; }

  /// f_{n+1} from f_n, ..., f_{n-3}; adds it to psi; returns its norm.
  double next_term(const std::array<cases::Couplings, kCouplingDegree + 1>& couplings, int n, double h,
                   StateVector& psi) {
    const int back = std::min(n, kCouplingDegree);
    std::array<const Complex*, kCouplingDegree + 1> f{};
    for (int j = 0; j <= back; ++j) {
      f[j] = term(n - j).data();
    }
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        Complex sum = couplings[0][1] * f[0][i];
        for (int j = 1; j <= back; ++j) {
          sum += couplings[j][1] * f[j][i];
        }
        sum_[i] = sum;
      }
    });
    StateVector& next = term(n + 1);
    space_.apply({0.0, 1.0, 0.0}, {}, sum_.parts(), next.parts(), 2);
    ++products_;
    for (int j = 0; j <= back; ++j) {
      space_.apply({couplings[j][0], 0.0, couplings[j][2]}, {1.0, 0.0, 1.0}, term(n - j).parts(),
                   next.parts(), 2);
    }
    const Complex factor(0.0, -h / (n + 1));
    const auto squared = weighted_sum<1>(space_, [&](std::int64_t i) {
      next[i] *= factor;
      psi[i] += next[i];
      return std::array<double, 1>{std::norm(next[i])};
    });
    return std::sqrt(squared[0]);
  }

  const HilbertSpace& space_;
  std::array<StateVector, kCouplingDegree + 2> terms_;
  StateVector sum_;
  std::int64_t products_ = 0;
};

}  // namespace

void TaylorPropagator::run(const Evolution& evolution, const StateVisitor& visit,
                           PropagationReport& report) const {
  const HilbertSpace& space = evolution.space;
  const std::vector<double>& times = evolution.times;
  StateVector psi(space.dimension());
  Series series(space);
  evolution.start.prepare(space, psi);
  visit(0, psi, &series.spare());

  for (std::size_t next = 1; next < times.size(); ++next) {
    double t = times[next - 1];
    while (t < times[next]) {
      const double left = times[next] - t;
      const double steps = std::ceil(left * norm_bound(space.terms(), evolution.schedule, t, left) / kReach);
      const double h = steps <= 1.0 ? left : left / steps;
      series.step(evolution.schedule, t, h, psi);
      t = steps <= 1.0 ? times[next] : t + h;
      ++report.steps;
      report.matrix_vector_products = series.products();
    }
    visit(next, psi, &series.spare());
    evolution.control.progress({name(), times[next], times.back(), {}});
  }
}

}  // namespace quenchmark::reference
