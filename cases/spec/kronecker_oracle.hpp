#pragma once
// The third, dumb way to the physics: dense Kronecker products of 2 x 2 matrices, for at most 9 sites, in
// tests only. It shares no code with the solvers or the reference, and judges both. Site 0 is the last factor
// of the product, so that bit i of an index is 1 when site i is down, as in StateSnapshots.

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <unsupported/Eigen/KroneckerProduct>
#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::cases::kronecker {

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

inline Eigen::Matrix2cd pauli(char axis) {
  const std::complex<double> i(0.0, 1.0);
  Eigen::Matrix2cd matrix = Eigen::Matrix2cd::Identity();
  switch (axis) {
    case 'x':
      matrix << 0, 1, 1, 0;
      break;
    case 'y':
      matrix << 0, -i, i, 0;
      break;
    case 'z':
      matrix << 1, 0, 0, -1;
      break;
    default:
      throw std::invalid_argument("not a Pauli matrix");
  }
  return matrix;
}

/// Product of the Pauli matrices `axes[k]` on `sites[k]`, identities elsewhere. Sites differ.
inline Matrix pauli_string(int site_count, const std::vector<int>& sites, const std::vector<char>& axes) {
  if (site_count > 9) {
    throw std::invalid_argument("the Kronecker oracle stops at 9 sites");
  }
  Matrix product = Matrix::Identity(1, 1);
  for (int site = site_count - 1; site >= 0; --site) {
    Eigen::Matrix2cd factor = Eigen::Matrix2cd::Identity();
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (sites[k] == site) {
        factor = pauli(axes[k]);
      }
    }
    product = Matrix(Eigen::kroneckerProduct(product, factor));
  }
  return product;
}

/// H(t) in the z basis.
inline Matrix hamiltonian(const Problem& problem, double t) {
  const Couplings couplings = problem.schedule.at(t);
  Matrix sum = Matrix::Zero(1 << problem.sites(), 1 << problem.sites());
  for (const PauliTerm& term : problem.terms) {
    const double strength = term.coefficient * couplings[static_cast<std::size_t>(term.channel)];
    sum += strength * pauli_string(problem.sites(), term.sites, term.axes);
  }
  return sum;
}

/// All sx = +1, or all sz = +1.
inline Vector start_state(const Problem& problem) {
  const int dimension = 1 << problem.sites();
  switch (problem.start) {
    case Start::paramagnet:
      return Vector::Constant(dimension, 1.0 / std::sqrt(dimension));
    case Start::ferromagnet:
      return Vector::Unit(dimension, 0);
    case Start::random:
      break;
  }
  throw std::invalid_argument("the Kronecker oracle knows product states only");
}

/// exp(-i H t) psi from all eigenvectors of a constant H.
inline Vector evolve(const Matrix& constant_hamiltonian, const Vector& psi, double t) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(constant_hamiltonian);
  const Vector phases =
      (std::complex<double>(0.0, -t) * solver.eigenvalues().cast<std::complex<double>>()).array().exp();
  return solver.eigenvectors() * (phases.asDiagonal() * (solver.eigenvectors().adjoint() * psi));
}

/// psi from t_start to t_end under H(t), by classical Runge-Kutta steps of fourth order.
inline Vector evolve(const Problem& problem, Vector psi, double t_start, double t_end, int steps) {
  const double dt = (t_end - t_start) / steps;
  const std::complex<double> minus_i(0.0, -1.0);
  Matrix at_start = hamiltonian(problem, t_start);
  for (int step = 0; step < steps; ++step) {
    const double t = t_start + step * dt;
    const Matrix at_middle = hamiltonian(problem, t + dt / 2);
    const Matrix at_end = hamiltonian(problem, t + dt);
    const Vector k1 = minus_i * (at_start * psi);
    const Vector k2 = minus_i * (at_middle * (psi + dt / 2 * k1));
    const Vector k3 = minus_i * (at_middle * (psi + dt / 2 * k2));
    const Vector k4 = minus_i * (at_end * (psi + dt * k3));
    psi += dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    at_start = at_end;
  }
  return psi;
}

inline double expectation(const Matrix& hermitian, const Vector& psi) {
  return psi.dot(hermitian * psi).real();
}

/// Sum over all sites of one Pauli matrix.
inline Matrix total(const Problem& problem, char axis) {
  Matrix sum = Matrix::Zero(1 << problem.sites(), 1 << problem.sites());
  for (int site = 0; site < problem.sites(); ++site) {
    sum += pauli_string(problem.sites(), {site}, {axis});
  }
  return sum;
}

/// zz or zz_connected at one displacement: the mean over its pairs of <sz_i sz_j>, less <sz_i><sz_j>.
inline double pair_correlation(const Problem& problem, const std::vector<int>& displacement, bool connected,
                               const Vector& psi) {
  const auto pairs = displacement_pairs(problem.lattice, displacement);
  double sum = 0.0;
  for (const auto& [i, j] : pairs) {
    sum += expectation(pauli_string(problem.sites(), {i, j}, {'z', 'z'}), psi);
    if (connected) {
      sum -= expectation(pauli_string(problem.sites(), {i}, {'z'}), psi) *
             expectation(pauli_string(problem.sites(), {j}, {'z'}), psi);
    }
  }
  return sum / static_cast<double>(pairs.size());
}

/// One observable of the normalised state psi at time t, one value per displacement where it has them.
inline std::vector<double> measure(const Problem& problem, const Observable& observable, const Vector& psi,
                                   double t) {
  const double sites = problem.sites();
  const auto variance = [&](const Matrix& a) {
    return (a * psi).squaredNorm() - std::pow(expectation(a, psi), 2);
  };
  switch (observable.kind) {
    case ObservableKind::mx:
      return {expectation(total(problem, 'x'), psi) / sites};
    case ObservableKind::mz:
      return {expectation(total(problem, 'z'), psi) / sites};
    case ObservableKind::energy:
      return {expectation(hamiltonian(problem, t), psi)};
    case ObservableKind::energy_density:
      return {expectation(hamiltonian(problem, t), psi) / sites};
    case ObservableKind::energy_variance:
      return {variance(hamiltonian(problem, t))};
    case ObservableKind::f_q:
      return {variance(total(problem, 'z')) / sites};
    case ObservableKind::loschmidt:
      return {std::norm(start_state(problem).dot(psi))};
    case ObservableKind::excess_energy: {
      const Matrix h = hamiltonian(problem, t);
      const Eigen::SelfAdjointEigenSolver<Matrix> solver(h, Eigen::EigenvaluesOnly);
      return {(expectation(h, psi) - solver.eigenvalues()[0]) / sites};
    }
    default:  // zz and zz_connected
      break;
  }
  std::vector<double> values;
  for (const std::vector<int>& displacement : observable.displacements) {
    values.push_back(
        pair_correlation(problem, displacement, observable.kind == ObservableKind::zz_connected, psi));
  }
  return values;
}

}  // namespace quenchmark::cases::kronecker
