#include "solvers/simd/vector.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace quenchmark::solvers::simd {
namespace {

/// Of one register (or two halves, where registers are short), and of several on every machine.
template <typename Vector>
class VectorOf : public ::testing::Test {};
using Vectors = ::testing::Types<Vector<double, 2>, Vector<double, 8>, Vector<double, 32>, Vector<float, 4>,
                                 Vector<float, 16>, Vector<float, 64>>;
TYPED_TEST_SUITE(VectorOf, Vectors);

template <typename V>
using ScalarOf = std::decay_t<decltype(V{}[0])>;
template <typename V>
constexpr std::size_t size_of = sizeof(V) / sizeof(ScalarOf<V>);

/// Small multiples of 1/8, with both zeros, an infinity and a NaN among them: products are exact, so that it
/// does not matter whether a compiler joins them to a sum.
template <typename V>
V numbers(int seed) {
  using Scalar = ScalarOf<V>;
  const Scalar special[] = {Scalar(0), -Scalar(0), std::numeric_limits<Scalar>::infinity(),
                            std::numeric_limits<Scalar>::quiet_NaN()};
  V result{};
  for (std::size_t k = 0; k < size_of<V>; ++k) {
    const std::size_t at = 7 * k + static_cast<std::size_t>(seed);
    set_element(
        result, k,
        at % 5 == 0 ? special[at / 5 % 4] : static_cast<Scalar>(static_cast<int>(37 * at % 23) - 11) / 8);
  }
  return result;
}

template <typename Scalar>
auto bits(Scalar value) {
  if constexpr (sizeof(Scalar) == 8) {
    return std::bit_cast<std::int64_t>(value);
  } else {
    return std::bit_cast<std::int32_t>(value);
  }
}

/// `actual` holds expected(k) in every element k, to the bit; one NaN is as good as another.
template <typename V, typename Expected>
void expect_elements(const V& actual, Expected expected) {
  for (std::size_t k = 0; k < size_of<V>; ++k) {
    const ScalarOf<V> value = actual[k], wanted = expected(k);
    EXPECT_TRUE(bits(value) == bits(wanted) || (value != value && wanted != wanted))
        << "element " << k << ": " << value << " instead of " << wanted;
  }
}

TYPED_TEST(VectorOf, ArithmeticIsThatOfScalars) {
  using Scalar = ScalarOf<TypeParam>;
  const auto x = numbers<TypeParam>(1), y = numbers<TypeParam>(2);
  expect_elements(x + y, [&](auto k) { return x[k] + y[k]; });
  expect_elements(x - y, [&](auto k) { return x[k] - y[k]; });
  expect_elements(x * y, [&](auto k) { return x[k] * y[k]; });
  expect_elements(x / y, [&](auto k) { return x[k] / y[k]; });
  expect_elements(-x, [&](auto k) { return -x[k]; });
  expect_elements(x * Scalar(3), [&](auto k) { return x[k] * 3; });
  expect_elements(Scalar(1) - x, [&](auto k) { return 1 - x[k]; });
  TypeParam sum = x;
  sum += y;
  sum *= y;
  sum -= x;
  const TypeParam first = x + y, product = first * y;
  expect_elements(sum, [&](auto k) { return product[k] - x[k]; });
}

TYPED_TEST(VectorOf, AScalarKeepsTheSignOfZero) {
  using Scalar = ScalarOf<TypeParam>;
  const TypeParam ones = TypeParam{} + Scalar(1);
  expect_elements(ones * -Scalar(0), [](auto) { return -Scalar(0); });
  expect_elements(-Scalar(0) * ones, [](auto) { return -Scalar(0); });
}

TYPED_TEST(VectorOf, SelectsElementByElement) {
  const auto x = numbers<TypeParam>(1), y = numbers<TypeParam>(2);
  expect_elements(select(x < y, x, y), [&](auto k) { return x[k] < y[k] ? x[k] : y[k]; });
  expect_elements(select(x > y, x, y), [&](auto k) { return x[k] > y[k] ? x[k] : y[k]; });
}

TYPED_TEST(VectorOf, BitsAreReadAsIntegers) {
  using Scalar = ScalarOf<TypeParam>;
  using Integer = decltype(bits(Scalar()));
  using Bits = Vector<Integer, size_of<TypeParam>>;
  const auto x = numbers<TypeParam>(3);
  const Bits read = reinterpret<Bits>(x);
  const Bits shifted = read << 3;
  for (std::size_t k = 0; k < size_of<TypeParam>; ++k) {
    EXPECT_EQ(read[k], bits(x[k]));
    EXPECT_EQ(shifted[k], static_cast<Integer>(static_cast<std::make_unsigned_t<Integer>>(bits(x[k])) << 3));
  }
  expect_elements(reinterpret<TypeParam>(read), [&](auto k) { return x[k]; });
}

}  // namespace
}  // namespace quenchmark::solvers::simd
