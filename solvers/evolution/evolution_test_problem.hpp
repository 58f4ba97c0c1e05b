#pragma once
// Test helpers: small problems, networks to run on them, and their exact states by dense diagonalisation.

#include <Eigen/Dense>
#include <cmath>

#include "cases/spec/problem.hpp"
#include "solvers/operators/dense_matrix.hpp"
#include "solvers/operators/frame.hpp"

namespace quenchmark::solvers::testing {

inline cases::Problem small_problem(std::vector<int> size, double h, cases::Start start, double t_max,
                                    double output_dt) {
  cases::Case c;
  c.model.lattice = size.size() == 1 ? cases::LatticeKind::chain : cases::LatticeKind::square;
  c.model.size = std::move(size);
  c.model.h = h;
  c.protocol.start = start;
  c.protocol.t_max = t_max;
  c.protocol.output_dt = output_dt;
  for (cases::ObservableKind kind :
       {cases::ObservableKind::mx, cases::ObservableKind::mz, cases::ObservableKind::zz,
        cases::ObservableKind::energy, cases::ObservableKind::f_q, cases::ObservableKind::loschmidt}) {
    cases::Observable observable;
    observable.kind = kind;
    if (kind == cases::ObservableKind::zz) {
      observable.displacements = {c.model.size.size() == 1 ? std::vector<int>{1} : std::vector<int>{1, 0}};
    }
    c.observables.push_back(observable);
  }
  return cases::make_problem(c);
}

inline cases::SolverSpec complex_cnn(std::vector<int> channels, std::vector<int> filter,
                                     cases::Basis basis = cases::Basis::z) {
  cases::SolverSpec spec;
  spec.basis = basis;
  spec.ansatz.channels = std::move(channels);
  spec.ansatz.filter = std::move(filter);
  spec.ansatz.point_group = cases::PointGroup::average;
  spec.ansatz.activation = basis == cases::Basis::z ? cases::Activation::even : cases::Activation::both;
  spec.sampler.kind = cases::SamplerKind::orbit_sum;
  spec.tdvp.cut = 1e-10;
  spec.integrator.norm = cases::StepNorm::s;
  spec.integrator.tolerance = 1e-5;
  spec.integrator.dt_max = 0.05;
  return spec;
}

/// Exact states in a computational basis, from the uniform state: exp(-i H t) |uniform>, H at constant
/// couplings.
class ExactDynamics {
 public:
  ExactDynamics(const cases::Problem& problem, cases::Basis basis) : sites_(problem.sites()) {
    const Frame frame = make_frame(problem, basis, {}, {});
    solver_.compute(dense_matrix(frame.hamiltonian, 0.0, sites_));
  }
  Eigen::VectorXcd state(double t) const {
    const auto dimension = solver_.eigenvalues().size();
    const Eigen::VectorXcd uniform =
        Eigen::VectorXcd::Constant(dimension, 1.0 / std::sqrt(static_cast<double>(dimension)));
    const Eigen::VectorXcd phases = (Complex(0, -t) * solver_.eigenvalues().cast<Complex>()).array().exp();
    return solver_.eigenvectors() * phases.cwiseProduct(solver_.eigenvectors().adjoint() * uniform);
  }
  double expectation(const WeightedOperator& a, double t) const {
    const Eigen::VectorXcd psi = state(t);
    return psi.dot(dense_matrix(a, t, sites_) * psi).real();
  }

 private:
  int sites_;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver_;
};

}  // namespace quenchmark::solvers::testing
