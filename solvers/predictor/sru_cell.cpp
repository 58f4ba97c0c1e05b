#include "solvers/predictor/sru_cell.hpp"

#include <algorithm>
#include <vector>

#include "solvers/predictor/smooth_functions.hpp"

namespace quenchmark::solvers::predictor {
namespace {

constexpr std::size_t rows_at_once = 32;  // their memory cells stay in the first-level cache

/// One row at one time, forward.
inline void forward_row(std::size_t width, float alpha, const float* u, const float* x, const float* v,
                        const float* b, const float* before, float* h, float* c) {
#pragma omp simd
  for (std::size_t k = 0; k < width; ++k) {
    const float f = logistic(u[width + k] + v[k] * before[k] + b[k]);
    const float r = logistic(u[2 * width + k] + v[width + k] * before[k] + b[width + k]);
    const float cell = f * before[k] + (1.0F - f) * u[k];
    c[k] = cell;
    h[k] = r * cell + (1.0F - r) * alpha * x[k];
  }
}

/// One row at one time, backward: `carry` is the derivative by the cell, of this time on entry and of the
/// time before on return; `sums` holds those by v_f, v_r, b_f, b_r.
inline void backward_row(std::size_t width, float alpha, const float* u, const float* x, const float* v,
                         const float* b, const float* before, const float* cell, const float* by_output,
                         float* carry, float* by_u, float* by_x, float* sums) {
#pragma omp simd
  for (std::size_t k = 0; k < width; ++k) {
    const float f = logistic(u[width + k] + v[k] * before[k] + b[k]);
    const float r = logistic(u[2 * width + k] + v[width + k] * before[k] + b[width + k]);
    const float highway = alpha * x[k];
    const float by_cell = carry[k] + by_output[k] * r;
    const float by_f = by_cell * (before[k] - u[k]) * f * (1.0F - f);
    const float by_r = by_output[k] * (cell[k] - highway) * r * (1.0F - r);
    by_x[k] = by_output[k] * (1.0F - r) * alpha;
    by_u[k] = by_cell * (1.0F - f);
    by_u[width + k] = by_f;
    by_u[2 * width + k] = by_r;
    carry[k] = by_cell * f + by_f * v[k] + by_r * v[width + k];
    sums[k] += by_f * before[k];
    sums[width + k] += by_r * before[k];
    sums[2 * width + k] += by_f;
    sums[3 * width + k] += by_r;
  }
}

}  // namespace

void sru_forward(const SruSizes& sizes, const SruInputs& in, float* outputs, float* cells) {
  const std::size_t width = sizes.width, slab = sizes.rows * width;
  for (std::size_t begin = 0; begin < sizes.rows; begin += rows_at_once) {
    const std::size_t end = std::min(begin + rows_at_once, sizes.rows);
    for (std::size_t t = 0; t < sizes.steps; ++t) {
      const float* before = t == 0 ? in.start : cells + (t - 1) * slab;
      for (std::size_t row = begin; row < end; ++row) {
        const std::size_t at = t * slab + row * width;
        forward_row(width, sizes.alpha, in.products + 3 * at, in.inputs + at, in.recurrent, in.biases,
                    before + row * width, outputs + at, cells + at);
      }
    }
  }
}

void sru_backward(const SruSizes& sizes, const SruInputs& in, const float* cells, const float* by_outputs,
                  const float* by_last_cell, const SruGradients& out) {
  const std::size_t width = sizes.width, slab = sizes.rows * width;
  // Blocks of rows are summed on their own first: single precision keeps its digits in long sums.
  std::vector<float> block(4 * width);
  std::vector<double> total(4 * width, 0.0);
  for (std::size_t begin = 0; begin < sizes.rows; begin += rows_at_once) {
    const std::size_t end = std::min(begin + rows_at_once, sizes.rows);
    std::fill(block.begin(), block.end(), 0.0F);
    float* carry = out.start + begin * width;
    if (by_last_cell != nullptr) {
      std::copy_n(by_last_cell + begin * width, (end - begin) * width, carry);
    } else {
      std::fill_n(carry, (end - begin) * width, 0.0F);
    }
    for (std::size_t t = sizes.steps; t-- > 0;) {
      const float* before = t == 0 ? in.start : cells + (t - 1) * slab;
      for (std::size_t row = begin; row < end; ++row) {
        const std::size_t at = t * slab + row * width;
        backward_row(width, sizes.alpha, in.products + 3 * at, in.inputs + at, in.recurrent, in.biases,
                     before + row * width, cells + at, by_outputs + at, out.start + row * width,
                     out.products + 3 * at, out.inputs + at, block.data());
      }
    }
    for (std::size_t k = 0; k < 4 * width; ++k) {
      total[k] += static_cast<double>(block[k]);
    }
  }
  for (std::size_t k = 0; k < 2 * width; ++k) {
    out.recurrent[k] = static_cast<float>(total[k]);
    out.biases[k] = static_cast<float>(total[2 * width + k]);
  }
}

}  // namespace quenchmark::solvers::predictor
