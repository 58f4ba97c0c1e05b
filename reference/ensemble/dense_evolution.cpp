#include "reference/ensemble/dense_evolution.hpp"

#include <Eigen/Eigenvalues>
#include <complex>

#include "base/error.hpp"
#include "reference/hilbert/ising_terms.hpp"

namespace quenchmark::reference {

Eigen::MatrixXd dense_hamiltonian(const cases::Problem& problem) {
  const IsingTerms terms = read_terms(problem);
  const cases::Couplings couplings = problem.schedule.at(problem.schedule.t_start());
  const double flip = couplings[static_cast<std::size_t>(cases::Channel::transverse)] * terms.flip_weight;
  const Eigen::Index dimension = Eigen::Index{1} << terms.sites;
  Eigen::MatrixXd h = Eigen::MatrixXd::Zero(dimension, dimension);
  for (Eigen::Index s = 0; s < dimension; ++s) {
    h(s, s) = terms.diagonal(static_cast<Configuration>(s), couplings);
    for (int site = 0; site < terms.sites; ++site) {
      h(s ^ (Eigen::Index{1} << site), s) += flip;
    }
  }
  return h;
}

DenseEvolution::DenseEvolution(const cases::Problem& problem) {
  if (!problem.schedule.constant()) {
    throw Error(ErrorKind::bad_case, "the dense propagator knows constant Hamiltonians only");
  }
  if (problem.sites() > most_spins) {
    throw Error(ErrorKind::bad_case, "a dense Hamiltonian of " + std::to_string(problem.sites()) + " spins",
                "at most " + std::to_string(most_spins) + " are diagonalised");
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense_hamiltonian(problem));
  energies_ = solver.eigenvalues();
  vectors_ = solver.eigenvectors();
}

Eigen::MatrixXcd DenseEvolution::propagator(double t) const {
  const Eigen::VectorXcd phases =
      (energies_.cast<std::complex<double>>() * std::complex<double>(0.0, -t)).array().exp();
  return vectors_.cast<std::complex<double>>() * phases.asDiagonal() *
         vectors_.transpose().cast<std::complex<double>>();
}

Eigen::VectorXcd DenseEvolution::components(const Eigen::VectorXcd& psi) const {
  return vectors_.transpose() * psi;
}

Eigen::VectorXcd DenseEvolution::from_components(const Eigen::VectorXcd& components, double t) const {
  const Eigen::VectorXcd phases =
      (energies_.cast<std::complex<double>>() * std::complex<double>(0.0, -t)).array().exp();
  return vectors_ * (phases.array() * components.array()).matrix();
}

void DenseEvolution::evolve(Eigen::MatrixXcd start, double dt, int steps,
                            const std::function<void(int, const Eigen::MatrixXcd&)>& visit) const {
  const Eigen::MatrixXcd step = propagator(dt);
  Eigen::MatrixXcd states = std::move(start), next;
  visit(0, states);
  for (int k = 1; k <= steps; ++k) {
    next.noalias() = step * states;
    states.swap(next);
    visit(k, states);
  }
}

}  // namespace quenchmark::reference
