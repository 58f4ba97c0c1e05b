#pragma once
// Many states under one small constant Hamiltonian: diagonalised once, then a matrix product per step.

#include <Eigen/Core>
#include <functional>

#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

class DenseEvolution {
 public:
  /// Chains longer than this are refused: 1024 states are 8 MB and seconds of diagonalisation.
  static constexpr int most_spins = 10;

  /// Diagonalises H. Throws Error(bad_case) for a ramp or more than most_spins spins.
  explicit DenseEvolution(const cases::Problem& problem);

  const Eigen::VectorXd& energies() const { return energies_; }
  /// exp(-i H t) [2^N][2^N].
  Eigen::MatrixXcd propagator(double t) const;
  /// psi in the eigenbasis, and exp(-i H t) psi from there: for one state at many times.
  Eigen::VectorXcd components(const Eigen::VectorXcd& psi) const;
  Eigen::VectorXcd from_components(const Eigen::VectorXcd& components, double t) const;
  /// Both at once.
  Eigen::VectorXcd evolved(const Eigen::VectorXcd& psi, double t) const {
    return from_components(components(psi), t);
  }
  /// Calls visit(step, states) for step = 0 (the columns of `start`) to `steps`, each dt later.
  void evolve(Eigen::MatrixXcd start, double dt, int steps,
              const std::function<void(int step, const Eigen::MatrixXcd& states)>& visit) const;

 private:
  Eigen::VectorXd energies_;
  Eigen::MatrixXd vectors_;
};

/// H of the problem as a dense real matrix in the z basis at its start time.
Eigen::MatrixXd dense_hamiltonian(const cases::Problem& problem);

}  // namespace quenchmark::reference
