#include "solvers/kernels/cpu/complex_cnn.hpp"

#include <algorithm>

#include "solvers/kernels/cpu/all_flips.hpp"
#include "solvers/kernels/cpu/complex_cnn_walkers.hpp"
#include "solvers/kernels/cpu/flip_block.hpp"
#include "solvers/kernels/interface/argument_checks.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

/// Blocks that share the touches of a flip, as many as stay in the second-level cache.
constexpr std::size_t bytes_at_once = 1 << 20;
constexpr std::size_t most_blocks_at_once = 16;

}  // namespace

CpuComplexCnn::CpuComplexCnn(const NetworkShape& shape)
    : shape_(shape), parameter_count_(kernels::parameter_count(shape)), model_(shape) {}

void CpuComplexCnn::set_parameters(std::span<const Complex> parameters) {
  check_parameters(*this, parameters);
  model_.set_parameters(parameters);
}

void CpuComplexCnn::log_psi(const SpinBatch& batch, std::span<Complex> out) const {
  check_output(*this, batch, "log_psi", out.size(), 1);
  const ColumnTables& tables = model_.tables();
  ImageBuffers buffers = model_.make_buffers();
  std::vector<Lanes> spins(tables.columns);
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * tables.sites, count, spins.data());
    ComplexLanes total;
    for (std::size_t column = 0; column < tables.columns; column += tables.sites) {
      total += model_.evaluate_image(spins.data() + column, buffers);
    }
    const ComplexLanes value = model_.normalisation() * total;
    for (std::size_t lane = 0; lane < count; ++lane) {
      out[first + lane] = value.lane(lane);
    }
  });
}

void CpuComplexCnn::log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const {
  check_output(*this, batch, "log_ratios", out.size(), flips.size());
  check_flips(*this, flips);
  if (AllFlips::worthwhile(model_, flips)) {
    ratios_together(batch, flips, out);
  } else {
    ratios_one_by_one(batch, flips, out);
  }
}

void CpuComplexCnn::ratios_together(const SpinBatch& batch, const FlipSet& flips,
                                    std::span<Complex> out) const {
  AllFlips all_flips(model_, shape_, flips);
  std::vector<Lanes> spins(model_.tables().columns);
  std::vector<ComplexLanes> ratios(flips.size());
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * model_.tables().sites, count, spins.data());
    all_flips.evaluate(spins.data(), ratios.data());
    for (std::size_t f = 0; f < flips.size(); ++f) {
      for (std::size_t lane = 0; lane < count; ++lane) {
        out[(first + lane) * flips.size() + f] = ratios[f].lane(lane);
      }
    }
  });
}

void CpuComplexCnn::ratios_one_by_one(const SpinBatch& batch, const FlipSet& flips,
                                      std::span<Complex> out) const {
  std::vector<FlipBlock> blocks(1, FlipBlock(model_));
  const std::size_t fit = std::clamp<std::size_t>(bytes_at_once / blocks[0].bytes(), 1, most_blocks_at_once);
  blocks.resize(std::min(fit, std::max<std::size_t>(blocks_of(batch.batch), 1)), blocks[0]);
  const auto sites = static_cast<std::size_t>(batch.sites);
  Flip flip;
  for (std::size_t first = 0; first < batch.batch; first += blocks.size() * lane_count) {
    const std::size_t group = std::min(blocks.size() * lane_count, batch.batch - first);
    for_blocks(group, [&](std::size_t begin, std::size_t count) {
      blocks[begin / lane_count].rebuild(batch.spins + (first + begin) * sites, count);
    });
    for (std::size_t f = 0; f < flips.size(); ++f) {
      model_.tables().set_flip(flips[f], flip);
      for_blocks(group, [&](std::size_t begin, std::size_t count) {
        const ComplexLanes ratio =
            blocks[begin / lane_count].propose(flip, batch.spins + (first + begin) * sites);
        for (std::size_t lane = 0; lane < count; ++lane) {
          out[(first + begin + lane) * flips.size() + f] = ratio.lane(lane);
        }
      });
    }
  }
}

void CpuComplexCnn::log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                                            std::span<Complex> derivatives) const {
  check_output(*this, batch, "log_psi", log_psi.size(), 1);
  check_output(*this, batch, "derivatives", derivatives.size(), parameter_count_);
  const ColumnTables& tables = model_.tables();
  ImageBuffers buffers = model_.make_buffers();
  std::vector<Lanes> spins(tables.columns);
  DerivativeSums sums = model_.make_sums();
  std::vector<ComplexLanes> rows(parameter_count_);
  for_blocks(batch.batch, [&](std::size_t first, std::size_t count) {
    model_.load_spins(batch.spins + first * tables.sites, count, spins.data());
    for (std::vector<ComplexLanes>& layer : sums) {
      std::fill(layer.begin(), layer.end(), ComplexLanes());
    }
    ComplexLanes total;
    for (std::size_t column = 0; column < tables.columns; column += tables.sites) {
      total += model_.evaluate_image(spins.data() + column, buffers);
      model_.differentiate_image(spins.data() + column, buffers, sums);
    }
    const ComplexLanes value = model_.normalisation() * total;
    for (std::size_t lane = 0; lane < count; ++lane) {
      log_psi[first + lane] = value.lane(lane);
    }
    model_.finish_derivatives(sums, rows.data());
    for (std::size_t lane = 0; lane < count; ++lane) {
      for (std::size_t k = 0; k < parameter_count_; ++k) {
        derivatives[(first + lane) * parameter_count_ + k] = rows[k].lane(lane);
      }
    }
  });
}

std::unique_ptr<Walkers> CpuComplexCnn::make_walkers(std::size_t count) const {
  return make_complex_cnn_walkers(*this, model_, count);
}

}  // namespace quenchmark::solvers::kernels::cpu
