#include "reference/chain/majorana_state.hpp"

#include <Eigen/LU>
#include <cmath>

namespace quenchmark::reference {

Eigen::MatrixXd apply_generator(const RingCouplings& couplings, const Eigen::MatrixXd& v) {
  const Eigen::Index sites = v.rows() / 2;
  Eigen::MatrixXd image(v.rows(), v.cols());
  for (Eigen::Index i = 0; i < sites; ++i) {
    // da_i/dt = 2h b_i - 2J b_{i-1}, db_i/dt = -2h a_i + 2J a_{i+1}; the ring closes with a minus sign.
    const Eigen::Index before = (i + sites - 1) % sites;
    const Eigen::Index after = (i + 1) % sites;
    const double from_before = i == 0 ? -couplings.J : couplings.J;
    const double from_after = after == 0 ? -couplings.J : couplings.J;
    image.row(2 * i) = 2.0 * couplings.h * v.row(2 * i + 1) - 2.0 * from_before * v.row(2 * before + 1);
    image.row(2 * i + 1) = -2.0 * couplings.h * v.row(2 * i) + 2.0 * from_after * v.row(2 * after);
  }
  return image;
}

Eigen::MatrixXd paramagnet_covariance(int sites) {
  const Eigen::Index size = 2 * Eigen::Index{sites};
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index i = 0; i < sites; ++i) {
    covariance(2 * i, 2 * i + 1) = -1.0;
    covariance(2 * i + 1, 2 * i) = 1.0;
  }
  return covariance;
}

double pfaffian(Eigen::MatrixXd a) {
  double result = 1.0;
  for (Eigen::Index k = 0; k + 1 < a.rows(); k += 2) {
    Eigen::Index pivot = 0;
    a.col(k).tail(a.rows() - k - 1).cwiseAbs().maxCoeff(&pivot);
    pivot += k + 1;
    if (pivot != k + 1) {
      a.row(k + 1).swap(a.row(pivot));
      a.col(k + 1).swap(a.col(pivot));
      result = -result;
    }
    const double element = a(k, k + 1);
    if (element == 0.0) {
      return 0.0;
    }
    result *= element;
    const Eigen::Index rest = a.rows() - k - 2;
    const Eigen::VectorXd tau = a.row(k).tail(rest).transpose() / element;
    const Eigen::VectorXd column = a.col(k + 1).tail(rest);
    a.bottomRightCorner(rest, rest) += tau * column.transpose() - column * tau.transpose();
  }
  return result;
}

double spin_correlation(const Eigen::MatrixXd& covariance, int distance) {
  // <sz_0 sz_d> = (-i)^d <b_0 a_1 b_1 ... a_d>: Majorana operators 1, ..., 2d of the list.
  const Eigen::Index size = 2 * static_cast<Eigen::Index>(distance);
  const double value = pfaffian(covariance.block(1, 1, size, size));
  return distance % 2 == 0 ? value : -value;
}

double mean_sx(const Eigen::MatrixXd& covariance) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i + 1 < covariance.rows(); i += 2) {
    sum -= covariance(i, i + 1);
  }
  return 2.0 * sum / static_cast<double>(covariance.rows());
}

double ring_energy_variance(const RingCouplings& couplings, const Eigen::MatrixXd& covariance) {
  const Eigen::Index size = covariance.rows();
  const Eigen::MatrixXd m = apply_generator(couplings, Eigen::MatrixXd::Identity(size, size));
  const Eigen::MatrixXd mixed = m * covariance;
  // -(1/8) tr(M (1 - iG) M (1 + iG)); the terms linear in G cancel.
  return -((m * m).trace() + (mixed * mixed).trace()) / 8.0;
}

double squared_overlap(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  const Eigen::Index size = a.rows();
  const double determinant = (0.5 * (Eigen::MatrixXd::Identity(size, size) - a * b)).determinant();
  return std::sqrt(std::max(0.0, determinant));
}

}  // namespace quenchmark::reference
