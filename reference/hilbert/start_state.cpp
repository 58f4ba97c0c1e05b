#include "reference/hilbert/start_state.hpp"

#include <Random123/boxmuller.hpp>
#include <cmath>

#include "base/keyed_random.hpp"
#include "reference/hilbert/inner_products.hpp"

namespace quenchmark::reference {

Complex StartState::amplitude(Configuration s) const {
  switch (start_) {
    case cases::Start::paramagnet:
      return 1.0;
    case cases::Start::ferromagnet:
      return s == 0 ? 1.0 : 0.0;
    case cases::Start::random:
      break;
  }
  const Words2x64 random = KeyedRandom(seed_, 0).words(s);
  const r123::double2 normal = r123::boxmuller(random.word[0], random.word[1]);
  return {normal.x, normal.y};
}

void StartState::prepare(const HilbertSpace& space, StateVector& psi) const {
  space.workers().for_elements(space.dimension(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      psi[k] = amplitude(space.configuration(k));
    }
  });
  const double factor = 1.0 / std::sqrt(squared_norm(space, psi.data()));
  space.workers().for_elements(space.dimension(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      psi[k] *= factor;
    }
  });
}

Complex StartState::overlap(const HilbertSpace& space, const StateVector& psi) const {
  const auto sum = weighted_sum<3>(space, [&](std::int64_t k) {
    const Complex own = amplitude(space.configuration(k));
    const Complex product = std::conj(own) * psi[k];
    return std::array<double, 3>{product.real(), product.imag(), std::norm(own)};
  });
  return Complex{sum[0], sum[1]} / std::sqrt(sum[2]);
}

}  // namespace quenchmark::reference
