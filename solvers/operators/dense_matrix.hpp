#pragma once
// Test helper: the matrix <s|A|s'> of an operator over all 2^N configurations (bit i set when s_i = -1).

#include <Eigen/Dense>

#include "solvers/operators/pauli_sum.hpp"

namespace quenchmark::solvers::testing {

inline Eigen::MatrixXcd dense_matrix(const WeightedOperator& a, double t, int sites) {
  const int dimension = 1 << sites;
  const std::vector<double> weights = a.weights(t);
  Eigen::MatrixXcd matrix = Eigen::MatrixXcd::Zero(dimension, dimension);
  for (std::size_t part = 0; part < a.parts.size(); ++part) {
    for (const FlipGroup& group : a.parts[part].groups()) {
      int mask = 0;
      for (int site : group.flip) {
        mask ^= site >= 0 ? 1 << site : 0;
      }
      for (int row = 0; row < dimension; ++row) {
        for (const SignFactor& factor : group.factors) {
          Complex element = weights[part] * factor.coefficient;
          for (int site : factor.signs) {
            element *= site >= 0 && ((row >> site) & 1) != 0 ? -1.0 : 1.0;
          }
          matrix(row, row ^ mask) += element;
        }
      }
    }
  }
  return matrix;
}

/// Kronecker product of 2x2 matrices; site 0 is the least significant bit.
inline Eigen::MatrixXcd kronecker(const std::vector<Eigen::Matrix2cd>& factors) {
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Ones(1, 1);
  for (const Eigen::Matrix2cd& factor : factors) {
    Eigen::MatrixXcd next(2 * result.rows(), 2 * result.cols());
    for (int r = 0; r < 2; ++r) {
      for (int c = 0; c < 2; ++c) {
        next.block(r * result.rows(), c * result.cols(), result.rows(), result.cols()) =
            factor(r, c) * result;
      }
    }
    result = next;
  }
  return result;
}

inline Eigen::Matrix2cd pauli(char axis) {
  Eigen::Matrix2cd m;
  switch (axis) {
    case 'x':
      m << 0, 1, 1, 0;
      break;
    case 'y':
      m << 0, Complex(0, -1), Complex(0, 1), 0;
      break;
    case 'z':
      m << 1, 0, 0, -1;
      break;
    default:
      m.setIdentity();
  }
  return m;
}

}  // namespace quenchmark::solvers::testing
