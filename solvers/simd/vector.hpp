#pragma once
// Vectors of a fixed number of scalars on registers of any width: what one element holds never depends on its
// neighbours, nor on the registers. Standard library alone.
//
// g++ 12 moves a vector that is wider than the registers through memory at every operation. So it gets
// vectors as wide as the registers, and wider ones are two halves each.

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace quenchmark::solvers::simd {

#if defined(__AVX512F__)
inline constexpr std::size_t register_bytes = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t register_bytes = 32;
#else
inline constexpr std::size_t register_bytes = 16;
#endif

/// A vector for one register: the compiler's own, with its operators.
template <typename Scalar, std::size_t count>
struct Register {
  using Type [[gnu::vector_size(count * sizeof(Scalar))]] = Scalar;
};

template <typename Scalar, std::size_t count>
struct Halves;

/// `count` scalars, a power of two.
template <typename Scalar, std::size_t count>
using Vector = typename std::conditional_t<(count * sizeof(Scalar) <= register_bytes),
                                           Register<Scalar, count>, Halves<Scalar, count>>::Type;

/// A vector too wide for a register, with the operators of the compiler's vectors: element by element, a
/// scalar standing for a vector of equals, comparisons giving all bits set where they hold.
template <typename Scalar, std::size_t count>
struct Halves {
  using Type = Halves;
  using Half = Vector<Scalar, count / 2>;
  using Mask = Vector<std::conditional_t<sizeof(Scalar) == 8, std::int64_t, std::int32_t>, count>;

  Half low{}, high{};

  Halves() = default;
  Halves(const Half& first, const Half& second) : low(first), high(second) {}
  Halves(Scalar value) : low(value - Half{}), high(value - Half{}) {}  // a sum would lose the sign of -0.0

  Scalar operator[](std::size_t index) const {
    return index < count / 2 ? low[index] : high[index - count / 2];
  }

  Halves operator-() const { return {-low, -high}; }
  Halves operator<<(int bits) const { return {low << bits, high << bits}; }

  friend Halves operator+(const Halves& x, const Halves& y) { return {x.low + y.low, x.high + y.high}; }
  friend Halves operator-(const Halves& x, const Halves& y) { return {x.low - y.low, x.high - y.high}; }
  friend Halves operator*(const Halves& x, const Halves& y) { return {x.low * y.low, x.high * y.high}; }
  friend Halves operator/(const Halves& x, const Halves& y) { return {x.low / y.low, x.high / y.high}; }
  friend Mask operator<(const Halves& x, const Halves& y) { return {x.low < y.low, x.high < y.high}; }
  friend Mask operator>(const Halves& x, const Halves& y) { return {x.low > y.low, x.high > y.high}; }

  Halves& operator+=(const Halves& other) { return *this = *this + other; }
  Halves& operator-=(const Halves& other) { return *this = *this - other; }
  Halves& operator*=(const Halves& other) { return *this = *this * other; }
};

template <typename Vector, typename Scalar>
void set_element(Vector& vector, std::size_t index, Scalar value) {
  if constexpr (std::is_class_v<Vector>) {
    constexpr std::size_t half = sizeof(Vector) / sizeof(vector[0]) / 2;
    index < half ? set_element(vector.low, index, value) : set_element(vector.high, index - half, value);
  } else {
    vector[index] = value;
  }
}

/// `chosen` where the mask is set, `other` elsewhere.
template <typename Mask, typename Vector>
Vector select(const Mask& mask, const Vector& chosen, const Vector& other) {
  if constexpr (std::is_class_v<Vector>) {
    return {select(mask.low, chosen.low, other.low), select(mask.high, chosen.high, other.high)};
  } else {
    return mask ? chosen : other;
  }
}

/// The same bits read as scalars of another type.
template <typename To, typename From>
To reinterpret(const From& from) {
  if constexpr (std::is_class_v<From>) {
    return {reinterpret<typename To::Half>(from.low), reinterpret<typename To::Half>(from.high)};
  } else {
    return (To)from;  // of the same size, so nothing is converted
  }
}

}  // namespace quenchmark::solvers::simd
