#include "solvers/kernels/cpu/fourier.hpp"

#include "solvers/kernels/cpu/dft_kernels.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

constexpr int longest = 16;

template <int n, int sign>
void transform_lines(ComplexLanes* x, std::size_t outer, std::size_t stride) {
  for (std::size_t block = 0; block < outer; ++block, x += n * stride) {
    for (std::size_t line = 0; line < stride; ++line) {
      ComplexLanes in[n], out[n];
      unrolled<n>([&](auto i) __attribute__((always_inline)) { in[i] = x[line + i * stride]; });
      dft<n, sign>(in, out);
      unrolled<n>([&](auto i) __attribute__((always_inline)) { x[line + i * stride] = out[i]; });
    }
  }
}

using Pass = void(ComplexLanes*, std::size_t, std::size_t);

template <int sign>
Pass* pass_of_length(int n) {
  Pass* pass = nullptr;
  unrolled<longest>([&](auto k) {
    if (k + 1 == n) {
      pass = transform_lines<k + 1, sign>;
    }
  });
  return pass;
}

/// Additions and multiplications of one line.
double operations_of_length(int n) {
  const int a = first_factor(n), b = n / a;
  if (n == 1) {
    return 0.0;
  }
  if (n == 2 || n == 4) {
    return n == 2 ? 4.0 : 16.0;
  }
  if (b > 1) {
    const double between = std::gcd(a, b) == 1 ? 0.0 : 4.0 * (a - 1) * (b - 1);
    return b * operations_of_length(a) + a * operations_of_length(b) + between;
  }
  const double half = n / 2;
  return half * (10.0 + 4.0 * half);
}

}  // namespace

Fourier::Fourier(const std::vector<int>& size) {
  std::size_t sites = 1;
  for (const int length : size) {
    sites *= static_cast<std::size_t>(length);
  }
  std::size_t stride = 1;
  for (const int length : size) {
    if (length > longest) {
      possible_ = false;
      return;
    }
    const std::size_t lines = sites / length;
    if (length > 1) {
      axes_.push_back({{pass_of_length<-1>(length), pass_of_length<1>(length)}, lines / stride, stride});
      // Loads and stores besides, and what spills from the registers.
      operations_ += lines * (operations_of_length(length) + 4.0 * length);
    }
    stride *= static_cast<std::size_t>(length);
  }
}

void Fourier::run(ComplexLanes* x, int direction) const {
  for (const Axis& axis : axes_) {
    axis.pass[direction](x, axis.outer, axis.stride);
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
