#pragma once
// Eigen-decompositions of Hermitian and real symmetric matrices by LAPACK's divide and conquer.

#include <Eigen/Dense>

namespace quenchmark::solvers {

template <class Scalar>
struct HermitianEigen {
  Eigen::VectorXd values;                                         ///< ascending
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> vectors;  ///< columns
};

/// Only the lower triangle is read. One thread at a time. Throws UnusableTrial when the matrix is not finite,
/// Error(numeric) when LAPACK does not converge, Error(memory) when it cannot have the memory it works in,
/// and Error(device) when it cannot be loaded.
HermitianEigen<std::complex<double>> hermitian_eigen(Eigen::MatrixXcd matrix);
HermitianEigen<double> hermitian_eigen(Eigen::MatrixXd matrix);

}  // namespace quenchmark::solvers
