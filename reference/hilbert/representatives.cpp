#include "reference/hilbert/representatives.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "reference/parallel/interruption.hpp"

namespace quenchmark::reference {

namespace {

/// Cuts whole subtrees of configurations that share their leading bits: where an image's leading bits are
/// already fixed and smaller, no completion can be the smallest of its orbit.
class PrefixCut {
 public:
  PrefixCut(const SymmetryGroup& group, int fixed_bits) : sites_(group.sites), flip_(group.spin_flip) {
    const int lowest_fixed = sites_ - fixed_bits;
    for (const cases::SitePermutation& translation : group.translations) {
      for (const cases::SitePermutation& operation : group.point_group) {
        const cases::SitePermutation source = inverse(compose(translation, operation));
        std::vector<int> run;  // sources of the image's leading bits, as far as they are fixed
        for (int bit = sites_ - 1; bit >= 0 && source[bit] >= lowest_fixed; --bit) {
          run.push_back(source[bit]);
        }
        if (!run.empty()) {
          runs_.push_back(std::move(run));
        }
      }
    }
    // Long runs first: they cut most.
    std::stable_sort(runs_.begin(), runs_.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }

  bool cut(Configuration s) const {
    return std::any_of(runs_.begin(), runs_.end(), [&](const std::vector<int>& run) {
      return smaller(run, s, 0) || (flip_ && smaller(run, s, 1));
    });
  }

 private:
  bool smaller(const std::vector<int>& run, Configuration s, Configuration flipped) const {
    int bit = sites_ - 1;
    for (int source : run) {
      const Configuration image = ((s >> source) & 1U) ^ flipped;
      const Configuration own = (s >> bit--) & 1U;
      if (image != own) {
        return image < own;
      }
    }
    return false;
  }

  int sites_;
  bool flip_;
  std::vector<std::vector<int>> runs_;
};

constexpr int kLeafBits = 8;
constexpr int kLevelBits = 4;

/// Prefixes of `fixed_bits + kLevelBits` bits (or fewer at the end) that survive the cut.
std::vector<Configuration> extend(const std::vector<Configuration>& prefixes, int sites, int fixed_bits,
                                  int more, const PrefixCut& cut, const Workers& workers) {
  const std::int64_t tile = 4096;
  const auto count = static_cast<std::int64_t>(prefixes.size());
  std::vector<std::vector<Configuration>> parts(static_cast<std::size_t>((count + tile - 1) / tile));
  workers.for_tiles(count, tile, [&](std::int64_t begin, std::int64_t end) {
    std::vector<Configuration> kept;
    for (std::int64_t k = begin; k < end; ++k) {
      for (Configuration tail = 0; tail < (Configuration{1} << more); ++tail) {
        const Configuration s = prefixes[k] | (tail << (sites - fixed_bits - more));
        if (!cut.cut(s)) {
          kept.push_back(s);
        }
      }
    }
    parts[begin / tile] = std::move(kept);
  });
  std::vector<Configuration> survivors;
  for (const std::vector<Configuration>& part : parts) {
    survivors.insert(survivors.end(), part.begin(), part.end());
  }
  return survivors;
}

}  // namespace

std::vector<Configuration> find_representatives(const SymmetryGroup& group, const OrbitSearch& search,
                                                const Workers& workers, const RunControl& control) {
  if (sector_dimension(group) > INT32_MAX) {
    throw Error(ErrorKind::memory,
                "a sector of " + std::to_string(sector_dimension(group)) + " states is out of reach",
                "choose a smaller lattice");
  }
  std::vector<Configuration> prefixes{0};
  int fixed_bits = 0;
  while (group.sites - fixed_bits > kLeafBits) {
    const int more = std::min(kLevelBits, group.sites - fixed_bits - kLeafBits);
    prefixes = extend(prefixes, group.sites, fixed_bits, more, PrefixCut(group, fixed_bits + more), workers);
    fixed_bits += more;
  }
  const std::int64_t leaf = std::int64_t{1} << (group.sites - fixed_bits);
  const std::int64_t tile = 256;
  const auto count = static_cast<std::int64_t>(prefixes.size());
  std::vector<std::vector<Configuration>> parts(static_cast<std::size_t>((count + tile - 1) / tile));
  workers.for_tiles(count, tile, [&](std::int64_t begin, std::int64_t end) {
    std::vector<Configuration> found;
    throw_if_stopped(control);
    for (std::int64_t k = begin; k < end; ++k) {
      search.append_smallest(prefixes[k], leaf, found);
    }
    parts[begin / tile] = std::move(found);
  });
  std::size_t total = 0;
  for (const std::vector<Configuration>& part : parts) {
    total += part.size();
  }
  std::vector<Configuration> representatives;
  representatives.reserve(total);
  for (std::vector<Configuration>& part : parts) {
    representatives.insert(representatives.end(), part.begin(), part.end());
    part = {};
  }
  return representatives;
}

RepresentativeRanks::RepresentativeRanks(const std::vector<Configuration>& representatives) {
  const int used_bits =
      representatives.empty() ? 0 : static_cast<int>(std::bit_width(representatives.back()));
  const int bucket_bits = std::min(used_bits, static_cast<int>(std::bit_width(representatives.size())));
  shift_ = used_bits - bucket_bits;
  bucket_.assign((std::size_t{1} << bucket_bits) + 1, 0);
  for (Configuration representative : representatives) {
    ++bucket_[(representative >> shift_) + 1];
  }
  for (std::size_t k = 1; k < bucket_.size(); ++k) {
    bucket_[k] += bucket_[k - 1];
  }
}

std::int64_t RepresentativeRanks::bytes(std::int64_t dimension) {
  const int bits = std::bit_width(static_cast<std::uint64_t>(dimension));
  return saturating_product((std::int64_t{1} << std::min(bits, 62)) + 1, sizeof(std::uint32_t));
}

}  // namespace quenchmark::reference
