#pragma once
// Walkers of the residual CNN, which keep what the first block makes of their spins.

#include <memory>

#include "solvers/kernels/cpu/residual_cnn_model.hpp"
#include "solvers/kernels/interface/walkers.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// `model` must outlive them, with the parameters unchanged.
std::unique_ptr<Walkers> make_residual_cnn_walkers(const Network& network, const ResidualCnnModel& model,
                                                   std::size_t count);

}  // namespace quenchmark::solvers::kernels::cpu
