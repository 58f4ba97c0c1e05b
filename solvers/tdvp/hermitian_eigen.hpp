#pragma once
// Eigen-decompositions of Hermitian and real symmetric matrices by LAPACK's divide and conquer.

#include <Eigen/Dense>

namespace quenchmark::solvers {

template <class Scalar>
struct HermitianEigen {
  Eigen::VectorXd values;                                         ///< ascending
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> vectors;  ///< columns
};

/// Only the lower triangle is read. Throws Error(numeric) when LAPACK does not converge or the matrix is not
/// finite.
HermitianEigen<std::complex<double>> hermitian_eigen(Eigen::MatrixXcd matrix);
HermitianEigen<double> hermitian_eigen(Eigen::MatrixXd matrix);

}  // namespace quenchmark::solvers
