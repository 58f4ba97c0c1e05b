#include "reference/propagate/krylov.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "reference/hilbert/inner_products.hpp"

namespace quenchmark::reference {

namespace {

/// Below this an off-diagonal element, relative to the size of H, is rounding: the space is exhausted.
constexpr double kExhausted = 1e-14;
/// Error per unit of time, relative to the size of H, that rounding makes anyway.
constexpr double kRounding = 4e-16;

}  // namespace

KrylovSpace::KrylovSpace(const HilbertSpace& space, int most) : space_(space) {
  for (int k = 0; k <= most; ++k) {
    vectors_.emplace_back(space.dimension());
  }
}

void KrylovSpace::build(const cases::Couplings& couplings, const StateVector& psi, double enough,
                        double rate) {
  diagonal_.clear();
  off_diagonal_.clear();
  norm_ = std::sqrt(squared_norm(space_, psi.data()));
  const auto scale_into = [&](const StateVector& from, double factor, StateVector& to) {
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        to[i] = factor * from[i];
      }
    });
  };
  scale_into(psi, 1.0 / norm_, vectors_[0]);
  const std::size_t most = vectors_.size() - 1;
  double size = 0.0;
  for (std::size_t j = 0; j < most; ++j) {
    const StateVector& v = vectors_[j];
    StateVector& w = vectors_[j + 1];
    space_.apply(couplings, {}, v.parts(), w.parts(), 2);
    ++products_;
    const double overlap = inner_product(space_, v.data(), w.data()).real();
    const double before = j == 0 ? 0.0 : off_diagonal_.back();
    const StateVector& previous = vectors_[j == 0 ? 0 : j - 1];
    const auto squared = weighted_sum<1>(space_, [&](std::int64_t i) {
      w[i] -= overlap * v[i] + before * previous[i];
      return std::array<double, 1>{std::norm(w[i])};
    });
    diagonal_.push_back(overlap);
    off_diagonal_.push_back(std::sqrt(squared[0]));
    size = std::max({size, std::abs(overlap), off_diagonal_.back()});
    rate_ = std::max(rate, kRounding * size);
    if (off_diagonal_.back() <= kExhausted * size) {
      off_diagonal_.back() = 0.0;
      break;
    }
    scale_into(w, 1.0 / off_diagonal_.back(), w);
    // Looking costs an eigenproblem of size j: not at every vector.
    if (j + 1 < most && j >= 5 && j % 3 == 2) {
      solve_tridiagonal();
      if (accurate(enough)) {
        return;
      }
    }
  }
  solve_tridiagonal();
}

void KrylovSpace::solve_tridiagonal() {
  const auto m = static_cast<Eigen::Index>(diagonal_.size());
  const Eigen::Map<const Eigen::VectorXd> diagonal(diagonal_.data(), m);
  const Eigen::Map<const Eigen::VectorXd> off_diagonal(off_diagonal_.data(), m - 1);
  // Eigen's threshold for off-diagonal elements that count as zero is made for matrices of order one.
  const double largest =
      std::max(diagonal.cwiseAbs().maxCoeff(), m > 1 ? off_diagonal.cwiseAbs().maxCoeff() : 0.0);
  const double size = largest > 0.0 ? largest : 1.0;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal / size, off_diagonal / size);
  eigenvalues_ = size * solver.eigenvalues();
  eigenvectors_ = solver.eigenvectors();
}

Eigen::VectorXcd KrylovSpace::coordinates(double t) const {
  const Eigen::VectorXcd phases = (Complex(0.0, -t) * eigenvalues_.cast<Complex>()).array().exp();
  return eigenvectors_.cast<Complex>() *
         phases.cwiseProduct(eigenvectors_.row(0).transpose().cast<Complex>());
}

double KrylovSpace::error_bound(double t) const {
  if (off_diagonal_.back() == 0.0) {
    return 0.0;
  }
  // Simpson; the integrand grows like s^(m-1), so most of the integral lies near t.
  constexpr int intervals = 16;
  const Eigen::Index last = eigenvalues_.size() - 1;
  const Eigen::VectorXd product = eigenvectors_.row(last).cwiseProduct(eigenvectors_.row(0)).transpose();
  double sum = 0.0;
  for (int k = 0; k <= intervals; ++k) {
    const double s = t * k / intervals;
    const Complex element =
        ((Complex(0.0, -s) * eigenvalues_.cast<Complex>()).array().exp() * product.cast<Complex>().array())
            .sum();
    sum += (k == 0 || k == intervals ? 1.0 : (k % 2 == 1 ? 4.0 : 2.0)) * std::abs(element);
  }
  return norm_ * off_diagonal_.back() * sum * t / (3.0 * intervals);
}

double KrylovSpace::longest_step(double most) const {
  if (accurate(most)) {
    return most;
  }
  double good = 0.0;
  double bad = most;
  for (int k = 0; k < 40; ++k) {
    const double middle = 0.5 * (good + bad);
    (accurate(middle) ? good : bad) = middle;
  }
  return good;
}

void KrylovSpace::evaluate(double t, StateVector& out) const {
  const Eigen::VectorXcd x = norm_ * coordinates(t);
  space_.workers().for_tiles(space_.dimension(), 1024, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      out[i] = x(0) * vectors_[0][i];
    }
    for (Eigen::Index j = 1; j < x.size(); ++j) {
      const Complex factor = x(j);
      const Complex* v = vectors_[static_cast<std::size_t>(j)].data();
      for (std::int64_t i = begin; i < end; ++i) {
        out[i] += factor * v[i];
      }
    }
  });
}

void krylov_exponential(const cases::Couplings& couplings, double t, double rate, KrylovSpace& krylov,
                        StateVector& psi) {
  // Backwards in time is forwards under -H.
  const double sign = t < 0.0 ? -1.0 : 1.0;
  const cases::Couplings directed{sign * couplings[0], sign * couplings[1], sign * couplings[2]};
  for (double left = std::abs(t); left > 0.0;) {
    krylov.build(directed, psi, left, rate);
    const double step = krylov.longest_step(left);
    if (step < 1e-9 * std::abs(t)) {
      throw Error(ErrorKind::numeric, "the Krylov exponential cannot reach the accuracy asked for",
                  "ask for a larger tolerance in [reference]");
    }
    krylov.evaluate(step, psi);
    left = step == left ? 0.0 : left - step;
  }
}

}  // namespace quenchmark::reference
