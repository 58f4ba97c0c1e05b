#include "solvers/kernels/cpu/residual_cnn.hpp"

#include "solvers/kernels/cpu/residual_cnn_walkers.hpp"
#include "solvers/kernels/interface/argument_checks.hpp"

namespace quenchmark::solvers::kernels::cpu {

CpuResidualCnn::CpuResidualCnn(const NetworkShape& shape)
    : shape_(shape), parameter_count_(kernels::parameter_count(shape)), model_(shape) {}

void CpuResidualCnn::set_parameters(std::span<const Complex> parameters) {
  check_parameters(*this, parameters);
  model_.set_parameters(parameters);
}

void CpuResidualCnn::log_psi(const SpinBatch& batch, std::span<Complex> out) const {
  check_output(*this, batch, "log_psi", out.size(), 1);
  FirstBlock block = model_.make_first_block();
  ResidualBuffers buffers = model_.make_buffers();
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * model_.sites(), count, block.spins.data());
    model_.run_first_block(block, buffers, nullptr);
    const ComplexLanes value = model_.finish(block, buffers, nullptr);
    for (std::size_t lane = 0; lane < count; ++lane) {
      out[first + lane] = value.lane(lane);
    }
  });
}

void CpuResidualCnn::log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const {
  check_output(*this, batch, "log_ratios", out.size(), flips.size());
  check_flips(*this, flips);
  FirstBlock block = model_.make_first_block(), flipped = block;
  ResidualBuffers buffers = model_.make_buffers();
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * model_.sites(), count, block.spins.data());
    model_.run_first_block(block, buffers, nullptr);
    const ComplexLanes before = model_.finish(block, buffers, nullptr);
    for (std::size_t f = 0; f < flips.size(); ++f) {
      model_.flip_first_block(block, flips[f], flipped, buffers);
      const ComplexLanes ratio = model_.finish(flipped, buffers, nullptr) - before;
      for (std::size_t lane = 0; lane < count; ++lane) {
        out[(first + lane) * flips.size() + f] = ratio.lane(lane);
      }
    }
  });
}

void CpuResidualCnn::log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                                             std::span<Complex> derivatives) const {
  check_output(*this, batch, "log_psi", log_psi.size(), 1);
  check_output(*this, batch, "derivatives", derivatives.size(), parameter_count_);
  FirstBlock block = model_.make_first_block();
  ResidualBuffers buffers = model_.make_buffers();
  ResidualTrace trace = model_.make_trace();
  std::vector<ComplexLanes> rows(parameter_count_);
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * model_.sites(), count, block.spins.data());
    model_.run_first_block(block, buffers, &trace.blocks.front());
    const ComplexLanes value = model_.finish(block, buffers, &trace);
    model_.differentiate(trace, rows.data());
    for (std::size_t lane = 0; lane < count; ++lane) {
      log_psi[first + lane] = value.lane(lane);
      for (std::size_t k = 0; k < parameter_count_; ++k) {
        derivatives[(first + lane) * parameter_count_ + k] = rows[k].lane(lane);
      }
    }
  });
}

std::unique_ptr<Walkers> CpuResidualCnn::make_walkers(std::size_t count) const {
  return make_residual_cnn_walkers(*this, model_, count);
}

}  // namespace quenchmark::solvers::kernels::cpu
