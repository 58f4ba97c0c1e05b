#pragma once
// Eight configurations worked on at once, one per lane: every operation is the same in all lanes, so what one
// lane holds never depends on its neighbours.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "solvers/kernels/interface/network.hpp"
#include "solvers/simd/vector.hpp"

namespace quenchmark::solvers::kernels::cpu {

inline constexpr std::size_t lane_count = 8;

using Lanes = simd::Vector<double, lane_count>;
using LaneMask = simd::Vector<std::int64_t, lane_count>;

/// How many groups of lanes `configurations` fill, the last one perhaps in part.
inline std::size_t blocks_of(std::size_t configurations) {
  return (configurations + lane_count - 1) / lane_count;
}

/// visitor(first configuration, number of them) for every group of lanes of the batch.
template <typename Visitor>
void for_blocks(std::size_t batch, Visitor visitor) {
  for (std::size_t first = 0; first < batch; first += lane_count) {
    visitor(first, std::min(lane_count, batch - first));
  }
}

/// A complex number in every lane.
struct ComplexLanes {
  Lanes real{};
  Lanes imag{};

  Complex lane(std::size_t index) const { return {real[index], imag[index]}; }
  void set_lane(std::size_t index, Complex value) {
    simd::set_element(real, index, value.real());
    simd::set_element(imag, index, value.imag());
  }

  ComplexLanes& operator+=(const ComplexLanes& other) {
    real += other.real;
    imag += other.imag;
    return *this;
  }
};

inline ComplexLanes operator+(const ComplexLanes& x, const ComplexLanes& y) {
  return {x.real + y.real, x.imag + y.imag};
}
inline ComplexLanes operator-(const ComplexLanes& x, const ComplexLanes& y) {
  return {x.real - y.real, x.imag - y.imag};
}
inline ComplexLanes operator-(const ComplexLanes& x) {
  return {-x.real, -x.imag};
}
inline ComplexLanes operator*(const ComplexLanes& x, const ComplexLanes& y) {
  return {x.real * y.real - x.imag * y.imag, x.real * y.imag + x.imag * y.real};
}
inline ComplexLanes operator*(double factor, const ComplexLanes& x) {
  return {factor * x.real, factor * x.imag};
}

inline ComplexLanes square(const ComplexLanes& x) {
  return {x.real * x.real - x.imag * x.imag, (x.real + x.real) * x.imag};
}

/// sum += factor * x, x the same in all lanes.
inline void add_product(ComplexLanes& sum, const Lanes& factor, Complex x) {
  sum.real += factor * x.real();
  sum.imag += factor * x.imag();
}
inline void add_product(ComplexLanes& sum, const ComplexLanes& factor, Complex x) {
  sum.real += factor.real * x.real();
  sum.real -= factor.imag * x.imag();
  sum.imag += factor.real * x.imag();
  sum.imag += factor.imag * x.real();
}

/// sum += x * y, lane by lane.
inline void add_product(ComplexLanes& sum, const ComplexLanes& x, const Lanes& y) {
  sum.real += x.real * y;
  sum.imag += x.imag * y;
}
inline void add_product(ComplexLanes& sum, const ComplexLanes& x, const ComplexLanes& y) {
  sum.real += x.real * y.real;
  sum.real -= x.imag * y.imag;
  sum.imag += x.real * y.imag;
  sum.imag += x.imag * y.real;
}

/// `chosen` where the mask is set, `other` elsewhere.
inline ComplexLanes select(const LaneMask& mask, const ComplexLanes& chosen, const ComplexLanes& other) {
  return {simd::select(mask, chosen.real, other.real), simd::select(mask, chosen.imag, other.imag)};
}

}  // namespace quenchmark::solvers::kernels::cpu
