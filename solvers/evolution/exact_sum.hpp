#pragma once
// Expectation values and tangent systems of a network by sums over all configurations or symmetry orbits: no
// sampling noise.

#include <Eigen/Dense>

#include "solvers/evolution/symmetry_probe.hpp"
#include "solvers/kernels/interface/network.hpp"
#include "solvers/operators/pauli_sum.hpp"
#include "solvers/sampler/configuration_space.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// The network on every configuration of the space, at one set of parameters.
struct NetworkState {
  Eigen::VectorXcd log_psi;     ///< [K]
  Eigen::VectorXd probability;  ///< [K] |psi|^2 times multiplicity, sum 1
  Eigen::VectorXcd
      amplitude;  ///< [K] psi of one configuration, normalised: sum multiplicity |amplitude|^2 = 1
};

class ExactSum {
 public:
  using RowMajorMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  ExactSum(kernels::Network& network, ConfigurationSpace& space, int threads);

  std::size_t size() const { return space_.size(); }
  ConfigurationSpace& space() { return space_; }
  bool real_parameters() const { return !network_.holomorphic(); }

  /// Throws Error(numeric) when an amplitude is not finite.
  NetworkState evaluate(const Eigen::VectorXcd& parameters);

  /// As evaluate, with derivatives(k, p) = d ln psi(k)/d theta_p.
  NetworkState evaluate(const Eigen::VectorXcd& parameters, RowMajorMatrix& derivatives);

  /// A_loc(k) = sum over flips of <k|A|k'> psi(k')/psi(k) at time t.
  Eigen::VectorXcd local_values(const WeightedOperator& a, double t, const NetworkState& state);

  /// Real part of <A>.
  double expectation(const WeightedOperator& a, double t, const NetworkState& state);

  /// Centres and weights the derivatives (consumed) and the local energies.
  TangentSystem tangent_system(const NetworkState& state, RowMajorMatrix derivatives,
                               const Eigen::VectorXcd& local_energy) const;

  /// At the parameters evaluated last.
  double asymmetry(const SymmetryProbe& probe) const { return probe.asymmetry(network_); }

  std::int64_t forward_passes() const { return forward_passes_; }

 private:
  template <class Evaluate>
  void for_each_tile(const Evaluate& evaluate) const;
  void normalise(NetworkState& state) const;

  kernels::Network& network_;
  ConfigurationSpace& space_;
  int threads_;
  std::int64_t forward_passes_ = 0;
};

}  // namespace quenchmark::solvers
