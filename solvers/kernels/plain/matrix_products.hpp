#pragma once
// Products of small real row-major matrices: all the arithmetic of a convolution once its patches are laid
// out. Rows are padded with zeros to a multiple of `lane_count`, so that every inner loop has whole vectors
// to work on.

#include <cstddef>

namespace quenchmark::solvers::kernels {

inline constexpr std::size_t lane_count = 8;

/// `columns` rounded up to whole vectors: the row length of all matrices below that have sites as columns.
std::size_t padded(std::size_t columns);

/// c[rows][columns] = a[rows][inner] b[inner][columns]; columns padded.
void multiply(const double* a, const double* b, double* c, std::size_t rows, std::size_t inner,
              std::size_t columns);

/// c[rows][others] = a[rows][columns] (b[others][columns])^T; columns padded.
void multiply_transposed(const double* a, const double* b, double* c, std::size_t rows, std::size_t others,
                         std::size_t columns);

/// Sum of one padded row.
double sum(const double* row, std::size_t columns);

}  // namespace quenchmark::solvers::kernels
