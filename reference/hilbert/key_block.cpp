#include "reference/hilbert/key_block.hpp"

#include <algorithm>
#include <array>

namespace quenchmark::reference {

namespace {

constexpr int kLowBits = 6;

}  // namespace

KeyBlock::KeyBlock(const IsingTerms& terms, const DiagonalKeys& keys, const std::vector<int>& sites)
    : keys_(&keys), bits_(static_cast<int>(sites.size())), inner_(std::size_t{1} << sites.size()) {
  std::vector<int> bit_of_site(terms.sites, -1);
  for (int k = 0; k < bits_; ++k) {
    bit_of_site[sites[k]] = k;
  }
  IsingTerms inside{bits_, {}, std::vector<int>(bits_, 0), 0};
  for (const WeightedPair& pair : terms.pairs) {
    const int first = bit_of_site[pair.first];
    const int second = bit_of_site[pair.second];
    if (first >= 0 && second >= 0) {
      inside.pairs.push_back({first, second, pair.weight});
    } else if (first >= 0) {
      links_.push_back({first, pair.second, pair.weight * keys.stride()});
    } else if (second >= 0) {
      links_.push_back({second, pair.first, pair.weight * keys.stride()});
    }
  }
  for (int k = 0; k < bits_; ++k) {
    inside.fields[k] = terms.fields[sites[k]];
  }
  for (std::size_t x = 0; x < inner_.size(); ++x) {
    // `diagonal` with these couplings is exactly the key, an integer.
    inner_[x] = static_cast<std::int16_t>(inside.diagonal(x, {static_cast<double>(keys.stride()), 0.0, 1.0}));
  }
}

void KeyBlock::indices(Configuration outside, std::uint16_t* indices) const {
  std::array<int, 64> field{};
  int all_up = 0;
  for (const Link& link : links_) {
    const int value = link.weight * spin(outside, link.outside_site);
    field[link.bit] += value;
    all_up += value;
  }
  const int constant = keys_->key(outside) - all_up - inner_[0] - keys_->lowest();
  const int low_bits = std::min(bits_, kLowBits);
  std::array<std::uint16_t, 1 << kLowBits> low{};
  for (std::size_t x = 0; x < (std::size_t{1} << low_bits); ++x) {
    int sum = 0;
    for (int k = 0; k < low_bits; ++k) {
      sum += field[k] * spin(x, k);
    }
    low[x] = static_cast<std::uint16_t>(sum);
  }
  for (std::size_t upper = 0; upper < (std::size_t{1} << (bits_ - low_bits)); ++upper) {
    int sum = constant;
    for (int k = low_bits; k < bits_; ++k) {
      sum += field[k] * spin(upper, k - low_bits);
    }
    const auto base = static_cast<std::uint16_t>(sum);
    const std::int16_t* inner = &inner_[upper << low_bits];
    std::uint16_t* out = indices + (upper << low_bits);
    for (std::size_t x = 0; x < (std::size_t{1} << low_bits); ++x) {
      out[x] = static_cast<std::uint16_t>(base + low[x] + static_cast<std::uint16_t>(inner[x]));
    }
  }
}

}  // namespace quenchmark::reference
