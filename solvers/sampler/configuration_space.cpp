#include "solvers/sampler/configuration_space.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"

namespace quenchmark::solvers {

namespace {

constexpr int largest_exact_sum = 32;

std::vector<cases::SitePermutation> identity_only(int sites) {
  cases::SitePermutation identity(sites);
  for (int i = 0; i < sites; ++i) {
    identity[i] = i;
  }
  return {identity};
}

}  // namespace

std::int64_t configuration_space_bytes(std::int64_t states, int sites, std::int64_t flips) {
  const std::int64_t per_state = 8 + 8 + sites + 4 * flips;
  return states * per_state;
}

ConfigurationSpace::ConfigurationSpace(const cases::Problem& problem, OrbitSymmetry symmetry, int threads)
    : sites_(problem.sites()), bytes_((problem.sites() + 7) / 8), threads_(threads), symmetry_(symmetry) {
  if (sites_ > largest_exact_sum) {
    throw Error(ErrorKind::memory,
                "an exact sum over 2^" + std::to_string(sites_) + " configurations is out of reach",
                "at most 32 sites; use sampler kind = \"metropolis\" beyond");
  }
  all_down_ = (std::uint64_t{1} << sites_) - 1;
  for (const auto& element : symmetry.translations ? problem.translations : identity_only(sites_)) {
    translations_.push_back(make_bit_permutation(element));
  }
  for (const auto& element : symmetry.point_group ? problem.point_group : identity_only(sites_)) {
    point_group_.push_back(make_bit_permutation(element));
  }

  // Fixed slices, joined in order: the result does not depend on the number of threads.
  const std::int64_t total = std::int64_t{1} << sites_;
  const std::int64_t slices = std::min<std::int64_t>(total, 256);
  std::vector<std::vector<std::pair<std::uint64_t, double>>> found(slices);
  parallel_for(slices, threads_, [&](std::int64_t slice) {
    const std::uint64_t begin = static_cast<std::uint64_t>(total / slices * slice);
    const std::uint64_t end = slice + 1 == slices ? static_cast<std::uint64_t>(total)
                                                  : static_cast<std::uint64_t>(total / slices * (slice + 1));
    double orbit_size = 0;
    for (std::uint64_t configuration = begin; configuration < end; ++configuration) {
      if (is_representative(configuration, orbit_size)) {
        found[slice].emplace_back(configuration, orbit_size);
      }
    }
  });
  for (const auto& slice : found) {
    for (const auto& [configuration, orbit_size] : slice) {
      representatives_.push_back(configuration);
      multiplicity_.push_back(orbit_size);
      for (int i = 0; i < sites_; ++i) {
        spins_.push_back(((configuration >> i) & 1U) != 0 ? -1 : 1);
      }
    }
  }
}

ConfigurationSpace::BitPermutation ConfigurationSpace::make_bit_permutation(
    const cases::SitePermutation& permutation) const {
  BitPermutation result;
  result.table.assign(static_cast<std::size_t>(bytes_) * 256, 0);
  for (int byte = 0; byte < bytes_; ++byte) {
    for (int value = 0; value < 256; ++value) {
      std::uint64_t image = 0;
      for (int bit = 0; bit < 8 && 8 * byte + bit < sites_; ++bit) {
        if (((value >> bit) & 1) != 0) {
          image |= std::uint64_t{1} << permutation[8 * byte + bit];
        }
      }
      result.table[static_cast<std::size_t>(byte) * 256 + value] = image;
    }
  }
  return result;
}

std::uint64_t ConfigurationSpace::apply(const BitPermutation& permutation,
                                        std::uint64_t configuration) const {
  std::uint64_t image = 0;
  for (int byte = 0; byte < bytes_; ++byte) {
    image |= permutation.table[static_cast<std::size_t>(byte) * 256 + ((configuration >> (8 * byte)) & 255U)];
  }
  return image;
}

std::uint64_t ConfigurationSpace::representative(std::uint64_t configuration) const {
  std::uint64_t smallest = configuration;
  for (const BitPermutation& rotation : point_group_) {
    const std::uint64_t rotated = apply(rotation, configuration);
    for (const BitPermutation& shift : translations_) {
      const std::uint64_t image = apply(shift, rotated);
      smallest = std::min(smallest, image);
      if (symmetry_.spin_flip) {
        smallest = std::min(smallest, image ^ all_down_);
      }
    }
  }
  return smallest;
}

bool ConfigurationSpace::is_representative(std::uint64_t configuration, double& orbit_size) const {
  std::size_t stabiliser =
      0;  // orbit-stabiliser theorem: size = |group| / number of elements that fix the configuration
  for (const BitPermutation& rotation : point_group_) {
    const std::uint64_t rotated = apply(rotation, configuration);
    for (const BitPermutation& shift : translations_) {
      const std::uint64_t image = apply(shift, rotated);
      if (image < configuration || (symmetry_.spin_flip && (image ^ all_down_) < configuration)) {
        return false;
      }
      stabiliser += image == configuration ? 1 : 0;
      stabiliser += symmetry_.spin_flip && (image ^ all_down_) == configuration ? 1 : 0;
    }
  }
  const std::size_t order = point_group_.size() * translations_.size() * (symmetry_.spin_flip ? 2 : 1);
  orbit_size = static_cast<double>(order / stabiliser);
  return true;
}

const std::vector<std::int32_t>& ConfigurationSpace::flipped(const Flip& flip) {
  const auto known = flipped_.find(flip);
  if (known != flipped_.end()) {
    return known->second;
  }
  std::uint64_t mask = 0;
  for (int site : flip) {
    mask ^= site >= 0 ? std::uint64_t{1} << site : 0;
  }
  std::vector<std::int32_t> table(size());
  parallel_for_tiles(
      static_cast<std::int64_t>(size()), 1024, threads_, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
          const std::uint64_t target = representative(representatives_[k] ^ mask);
          const auto place = std::lower_bound(representatives_.begin(), representatives_.end(), target);
          table[k] = static_cast<std::int32_t>(place - representatives_.begin());
        }
      });
  return flipped_.emplace(flip, std::move(table)).first->second;
}

}  // namespace quenchmark::solvers
