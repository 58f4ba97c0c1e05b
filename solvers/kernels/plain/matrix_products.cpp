#include "solvers/kernels/plain/matrix_products.hpp"

#include <type_traits>

namespace quenchmark::solvers::kernels {
namespace {

/// One running sum per lane; a fixed order of additions whatever the compiler makes of it. Without the
/// pragmas g++ 12 vectorises the loops around these instead, with shuffles that cost seven times as much.
struct Lanes {
  double value[lane_count] = {};

  void add_scaled(double factor, const double* x) {
#pragma omp simd
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      value[lane] += factor * x[lane];
    }
  }
  void add_product(const double* x, const double* y) {
#pragma omp simd
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      value[lane] += x[lane] * y[lane];
    }
  }
  void store(double* x) const {
#pragma omp simd
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      x[lane] = value[lane];
    }
  }
  double total() const {
    return ((value[0] + value[4]) + (value[2] + value[6])) + ((value[1] + value[5]) + (value[3] + value[7]));
  }
};

template <std::size_t count>
using Count = std::integral_constant<std::size_t, count>;

/// Rows are handled four at a time, so that one load of b serves several sums: block(first row, number of
/// rows).
template <typename Block>
void for_row_blocks(std::size_t rows, Block block) {
  std::size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    block(row, Count<4>());
  }
  if (row + 2 <= rows) {
    block(row, Count<2>());
    row += 2;
  }
  if (row < rows) {
    block(row, Count<1>());
  }
}

template <std::size_t Rows>
void multiply_rows(const double* a, const double* b, double* c, std::size_t inner, std::size_t columns) {
  for (std::size_t column = 0; column < columns; column += lane_count) {
    Lanes sums[Rows];
    for (std::size_t k = 0; k < inner; ++k) {
      const double* x = b + k * columns + column;
      for (std::size_t row = 0; row < Rows; ++row) {
        sums[row].add_scaled(a[row * inner + k], x);
      }
    }
    for (std::size_t row = 0; row < Rows; ++row) {
      sums[row].store(c + row * columns + column);
    }
  }
}

template <std::size_t Rows>
void multiply_transposed_rows(const double* a, const double* b, double* c, std::size_t others,
                              std::size_t columns) {
  for (std::size_t other = 0; other < others; ++other) {
    Lanes sums[Rows];
    for (std::size_t column = 0; column < columns; column += lane_count) {
      for (std::size_t row = 0; row < Rows; ++row) {
        sums[row].add_product(a + row * columns + column, b + other * columns + column);
      }
    }
    for (std::size_t row = 0; row < Rows; ++row) {
      c[row * others + other] = sums[row].total();
    }
  }
}

}  // namespace

std::size_t padded(std::size_t columns) {
  return (columns + lane_count - 1) / lane_count * lane_count;
}

void multiply(const double* a, const double* b, double* c, std::size_t rows, std::size_t inner,
              std::size_t columns) {
  for_row_blocks(rows, [&](std::size_t row, auto count) {
    multiply_rows<count>(a + row * inner, b, c + row * columns, inner, columns);
  });
}

void multiply_transposed(const double* a, const double* b, double* c, std::size_t rows, std::size_t others,
                         std::size_t columns) {
  for_row_blocks(rows, [&](std::size_t row, auto count) {
    multiply_transposed_rows<count>(a + row * columns, b, c + row * others, others, columns);
  });
}

double sum(const double* row, std::size_t columns) {
  Lanes lanes;
  for (std::size_t column = 0; column < columns; column += lane_count) {
    lanes.add_scaled(1.0, row + column);
  }
  return lanes.total();
}

}  // namespace quenchmark::solvers::kernels
