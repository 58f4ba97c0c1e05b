#include "solvers/evolution/symmetry_probe.hpp"

#include <algorithm>
#include <cmath>

#include "base/keyed_random.hpp"

namespace quenchmark::solvers {

namespace {

constexpr std::uint64_t probed_configurations = 2;
constexpr std::uint64_t purpose = 0x53594D4D45545259;  // of their random numbers

std::vector<std::int8_t> image_of(const std::vector<std::int8_t>& spins, const cases::SitePermutation& first,
                                  const cases::SitePermutation& second) {
  std::vector<std::int8_t> image(spins.size());
  for (std::size_t i = 0; i < spins.size(); ++i) {
    image[static_cast<std::size_t>(second[static_cast<std::size_t>(first[i])])] = spins[i];
  }
  return image;
}

}  // namespace

SymmetryProbe::SymmetryProbe(const cases::Problem& problem, const OrbitSymmetry& symmetry)
    : sites_(problem.sites()) {
  const KeyedRandom random(0, purpose);
  const std::size_t rotations = symmetry.point_group ? problem.point_group.size() : 1;
  const std::size_t translations = symmetry.translations ? problem.translations.size() : 1;
  const std::size_t elements = std::max(rotations, std::min<std::size_t>(translations, 8));
  for (std::uint64_t c = 0; c < probed_configurations; ++c) {
    std::vector<std::int8_t> spins(static_cast<std::size_t>(sites_));
    for (std::size_t i = 0; i < spins.size(); ++i) {
      spins[i] = random.below(c * spins.size() + i, 2) == 0 ? 1 : -1;
    }
    // The identity comes first in both lists.
    for (std::size_t k = 0; k < elements; ++k) {
      const std::vector<std::int8_t> image =
          image_of(spins, problem.point_group[k % rotations], problem.translations[k % translations]);
      spins_.insert(spins_.end(), image.begin(), image.end());
    }
    if (symmetry.spin_flip) {
      std::transform(spins.begin(), spins.end(), std::back_inserter(spins_),
                     [](std::int8_t spin) { return static_cast<std::int8_t>(-spin); });
    }
  }
  images_ = spins_.size() / (probed_configurations * static_cast<std::size_t>(sites_));
}

double SymmetryProbe::asymmetry(const kernels::Network& network) const {
  const std::size_t count = probed_configurations * images_;
  std::vector<kernels::Complex> log_psi(count);
  network.log_psi({spins_.data(), count, sites_}, log_psi);
  double largest = 0.0;
  for (std::size_t k = 0; k < count; ++k) {
    const kernels::Complex ratio = std::exp(log_psi[k] - log_psi[k - k % images_]);
    largest = std::max(largest, std::abs(ratio - 1.0));
  }
  return largest;
}

}  // namespace quenchmark::solvers
