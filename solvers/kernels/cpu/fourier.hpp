#pragma once
// Fourier transforms on small tori in lanes: a circular convolution is a product there.

#include <cstddef>
#include <vector>

#include "solvers/kernels/cpu/lanes.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Transforms of fields [site], in place and unnormalised.
class Fourier {
 public:
  /// Nothing but possible() may be asked when it is false.
  explicit Fourier(const std::vector<int>& size);

  /// Whether there is a kernel for every length.
  bool possible() const { return possible_; }
  /// Vector operations of one transform, roughly.
  double operations() const { return operations_; }

  /// x(q) = sum over j of x(j) exp(-i q j).
  void forward(ComplexLanes* x) const { run(x, 0); }
  /// x(q) = sum over j of x(j) exp(+i q j): undoes forward but for a factor `sites`.
  void backward(ComplexLanes* x) const { run(x, 1); }

 private:
  /// All lines of one axis: `outer` times `stride` of them.
  using Pass = void(ComplexLanes* x, std::size_t outer, std::size_t stride);
  struct Axis {
    Pass* pass[2];  ///< forward, backward
    std::size_t outer;
    std::size_t stride;
  };

  void run(ComplexLanes* x, int direction) const;

  bool possible_ = true;
  double operations_ = 0.0;
  std::vector<Axis> axes_;
};

}  // namespace quenchmark::solvers::kernels::cpu
