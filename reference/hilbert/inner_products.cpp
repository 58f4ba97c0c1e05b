#include "reference/hilbert/inner_products.hpp"

#include <algorithm>

namespace quenchmark::reference {

Complex inner_product(const HilbertSpace& space, const Complex* a, const Complex* b) {
  const auto sum = weighted_sum<2>(space, [&](std::int64_t k) {
    return std::array<double, 2>{a[k].real() * b[k].real() + a[k].imag() * b[k].imag(),
                                 a[k].real() * b[k].imag() - a[k].imag() * b[k].real()};
  });
  return {sum[0], sum[1]};
}

double squared_norm(const HilbertSpace& space, const Complex* a) {
  return weighted_sum<1>(space, [&](std::int64_t k) { return std::array<double, 1>{std::norm(a[k])}; })[0];
}

double squared_distance(const HilbertSpace& space, const Complex* a, const Complex* b) {
  return weighted_sum<1>(space,
                         [&](std::int64_t k) { return std::array<double, 1>{std::norm(a[k] - b[k])}; })[0];
}

void copy_state(const HilbertSpace& space, const StateVector& from, StateVector& to) {
  space.workers().for_elements(space.dimension(), [&](std::int64_t begin, std::int64_t end) {
    std::copy(from.data() + begin, from.data() + end, to.data() + begin);
  });
}

}  // namespace quenchmark::reference
