#pragma once
// Walkers of the complex CNN: incremental in the first layer.

#include "solvers/kernels/cpu/complex_cnn_model.hpp"
#include "solvers/kernels/interface/walkers.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// `model` is the network's own.
std::unique_ptr<Walkers> make_complex_cnn_walkers(const Network& network, const ComplexCnnModel& model,
                                                  std::size_t count);

}  // namespace quenchmark::solvers::kernels::cpu
