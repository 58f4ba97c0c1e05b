#pragma once
// The recurrence of one SRU layer over all its times in one pass, forward and backward. The matrix products
// do not depend on the recurrence, so the caller has done them for all times at once: that is the point of
// SRU. Plain C++17 and no LibTorch.
//
//   f_t = s(u_f + v_f c_{t-1} + b_f)        r_t = s(u_r + v_r c_{t-1} + b_r)
//   c_t = f_t c_{t-1} + (1 - f_t) u_c       h_t = r_t c_t + (1 - r_t) alpha x_t

#include <cstddef>

namespace quenchmark::solvers::predictor {

struct SruSizes {
  std::size_t steps = 0;
  std::size_t rows = 0;
  std::size_t width = 0;
  float alpha = 1.0F;  ///< of the highway
};

/// What the recurrence reads.
struct SruInputs {
  const float* products;   ///< [steps][rows][u_c, u_f, u_r][width]
  const float* inputs;     ///< [steps][rows][width], x
  const float* recurrent;  ///< [v_f, v_r][width]
  const float* biases;     ///< [b_f, b_r][width]
  const float* start;      ///< [rows][width], c before the first step
};

/// Where the derivatives go; all are overwritten.
struct SruGradients {
  float* products;
  float* inputs;
  float* recurrent;
  float* biases;
  float* start;
};

/// Writes outputs and cells, both [steps][rows][width].
void sru_forward(const SruSizes& sizes, const SruInputs& in, float* outputs, float* cells);

/// `cells`: as sru_forward wrote them. `by_outputs` [steps][rows][width] and `by_last_cell` [rows][width]
/// (may be null: zero) are the derivatives of a scalar by h and by the last c.
void sru_backward(const SruSizes& sizes, const SruInputs& in, const float* cells, const float* by_outputs,
                  const float* by_last_cell, const SruGradients& out);

}  // namespace quenchmark::solvers::predictor
