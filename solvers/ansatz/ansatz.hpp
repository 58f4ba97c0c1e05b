#pragma once
// From the case file's [solver.ansatz] to the shape of a network and its random first parameters.

#include <Eigen/Dense>
#include <cstdint>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/kernels/interface/network.hpp"
#include "solvers/sampler/configuration_space.hpp"

namespace quenchmark::solvers {

/// Throws Error(bad_case).
kernels::NetworkShape make_network_shape(const cases::Problem& problem, const cases::AnsatzSpec& ansatz);

/// The symmetries that psi has exactly, whatever its parameters: over their orbits sums may run.
OrbitSymmetry exact_symmetry(const cases::AnsatzSpec& ansatz);

/// Random parameters ([2D] supplement IV B). Complex CNN: real and imaginary parts uniform in [-w, w], with w
/// = 1e-3 for one layer and w_l = (N_F (alpha_{l-1} + alpha_l))^(-1/2) for layer l of several. Residual CNN:
/// He normal weights, zero biases. `init_width` > 0 replaces w (residual: scales He). Counter-based (Philox),
/// keyed by seed and replica: the same on every machine.
Eigen::VectorXcd initial_parameters(const kernels::NetworkShape& shape, double init_width, std::uint64_t seed,
                                    int replica);

}  // namespace quenchmark::solvers
