#include "reference/series/pauli_string.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <utility>

#include "base/error.hpp"

namespace quenchmark::reference::series {

namespace {

/// Where the shortest interval that holds all coordinates of one direction may begin, and its length. On a
/// ring several intervals may be equally short.
struct Span {
  std::array<std::int8_t, 64> starts;
  int choices = 0;
  int extent = 0;
};

Span span_without_end(const PauliString& string, std::size_t axis) {
  std::int8_t low = std::numeric_limits<std::int8_t>::max();
  std::int8_t high = std::numeric_limits<std::int8_t>::min();
  for (const Factor& factor : string) {
    low = std::min(low, factor.site[axis]);
    high = std::max(high, factor.site[axis]);
  }
  Span span;
  span.starts[0] = low;
  span.choices = 1;
  span.extent = high - low + 1;
  return span;
}

/// The interval is what the widest gap leaves.
Span span_on_ring(const PauliString& string, std::size_t axis, int length) {
  std::uint64_t occupied = 0;
  for (const Factor& factor : string) {
    occupied |= std::uint64_t{1} << factor.site[axis];
  }
  Span span;
  int widest = 0;
  for (std::uint64_t rest = occupied; rest != 0; rest &= rest - 1) {
    const int from = std::countr_zero(rest);
    const std::uint64_t later = rest & (rest - 1);
    const int next = later != 0 ? std::countr_zero(later) : std::countr_zero(occupied) + length;
    const int gap = next - from;
    if (gap > widest) {
      widest = gap;
      span.choices = 0;
    }
    if (gap == widest) {
      span.starts[static_cast<std::size_t>(span.choices++)] = static_cast<std::int8_t>(next % length);
    }
  }
  span.extent = length - widest + 1;
  return span;
}

/// The images of one string in the boxes that its spans allow.
class ImageSearch {
 public:
  ImageSearch(const PauliString& string, const std::vector<int>& size)
      : string_(string), size_(size), factors_(static_cast<std::size_t>(string.size())) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      spans_[axis] = axis >= size.size() || size[axis] == SeriesLattice::kEndless
                         ? span_without_end(string, axis)
                         : span_on_ring(string, axis, size[axis]);
    }
  }

  /// Boxes lie so that their extents fall: few exchanges remain.
  StringKey smallest(const std::vector<std::array<std::size_t, 3>>& exchanges) {
    for (const auto& order : exchanges) {
      best_.extent = std::max(best_.extent, extents(order));
    }
    if (best_.extent[0] * best_.extent[1] * best_.extent[2] > kBoxSites) {
      throw UnusableTrial(
          "the series needs Pauli strings that no box of " + std::to_string(kBoxSites) + " sites holds",
          "ask for correlations at shorter distances, or without f_q");
    }
    for (const auto& order : exchanges) {
      if (extents(order) == best_.extent) {
        try_starts(order);
      }
    }
    return best_;
  }

 private:
  using Order = std::array<std::size_t, 3>;

  std::array<std::uint8_t, 4> extents(const Order& order) const {
    std::array<std::uint8_t, 4> extent{};
    for (std::size_t k = 0; k < 3; ++k) {
      extent[k] = static_cast<std::uint8_t>(std::min(spans_[order[k]].extent, 255));
    }
    return extent;
  }

  void try_starts(const Order& order) {
    int stride = 1;
    for (std::size_t k = 0; k < 3; ++k) {
      stride_[order[k]] = stride;
      stride *= best_.extent[k];
    }
    for (int a = 0; a < spans_[0].choices; ++a) {
      place(0, a);
      for (int b = 0; b < spans_[1].choices; ++b) {
        place(1, b);
        for (int c = 0; c < spans_[2].choices; ++c) {
          place(2, c);
          try_reflections();
        }
      }
    }
  }

  /// The share of one direction in the bits, counted from one of the starts.
  void place(std::size_t axis, int choice) {
    const int start = spans_[axis].starts[static_cast<std::size_t>(choice)];
    const int length = axis < size_.size() ? size_[axis] : SeriesLattice::kEndless;
    for (std::size_t f = 0; f < factors_; ++f) {
      const int inside = string_.begin()[f].site[axis] - start;
      bits_[axis][f] = static_cast<std::uint8_t>((inside < 0 ? inside + length : inside) * stride_[axis]);
    }
  }

  void try_reflections() {
    for (unsigned reflected = 0; reflected < 8U; ++reflected) {
      std::array<unsigned, 3> last{}, sign{};
      bool repeats = false;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((reflected >> axis & 1U) != 0) {
          repeats = repeats || spans_[axis].extent == 1;
          last[axis] = static_cast<unsigned>((spans_[axis].extent - 1) * stride_[axis]);
          sign[axis] = ~0U;
        }
      }
      if (!repeats) {
        try_image(last, sign);
      }
    }
  }

  void try_image(const std::array<unsigned, 3>& last, const std::array<unsigned, 3>& sign) {
    BoxBits x = 0, z = 0;
    for (std::size_t f = 0; f < factors_; ++f) {
      unsigned bit = last[0] + last[1] + last[2];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        bit += (bits_[axis][f] ^ sign[axis]) - sign[axis];  // negated where reflected
      }
      const Pauli pauli = string_.begin()[f].pauli;
      x |= BoxBits{pauli & 1U} << bit;
      z |= static_cast<BoxBits>(pauli >> 1) << bit;
    }
    if (!found_ || std::tie(x, z) < std::tie(best_.x, best_.z)) {
      best_.x = x;
      best_.z = z;
      found_ = true;
    }
  }

  const PauliString& string_;
  const std::vector<int>& size_;
  std::size_t factors_;
  std::array<Span, 3> spans_;
  std::array<int, 3> stride_{};
  std::array<std::array<std::uint8_t, PauliString::kMost>, 3> bits_;
  StringKey best_;
  bool found_ = false;
};

}  // namespace

std::uint64_t StringHash::operator()(const StringKey& key) const {
  const auto mix = [](std::uint64_t h) {  // the finaliser of MurmurHash3 (Appleby)
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
  };
  std::uint64_t hash = std::bit_cast<std::uint32_t>(key.extent);
  for (const BoxBits bits : {key.x, key.z}) {
    hash = mix(mix(hash + static_cast<std::uint64_t>(bits)) + static_cast<std::uint64_t>(bits >> 64));
  }
  return hash;
}

SeriesLattice::SeriesLattice(std::vector<int> size) : size_(std::move(size)) {
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    bool allowed = true;
    for (std::size_t k = 0; k < 3; ++k) {
      allowed = allowed &&
                (k < size_.size() ? order[k] < size_.size() && size_[order[k]] == size_[k] : order[k] == k);
    }
    if (allowed) {
      exchanges_.push_back(order);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  for (std::size_t axis = 0; axis < size_.size(); ++axis) {
    length_[axis] = size_[axis];
    if (size_[axis] == 1) {
      continue;  // a site is no neighbour of itself
    }
    bipartite_ = bipartite_ && size_[axis] % 2 == 0;
    for (const int step : {-1, 1}) {
      Site there{};
      there[axis] = static_cast<std::int8_t>(step);
      steps_.push_back(there);
    }
  }
}

std::vector<Site> SeriesLattice::sites_within(int bonds) const {
  const auto positions = [&](std::size_t axis) {
    const int length = axis < size_.size() ? size_[axis] : 1;
    return length == kEndless ? std::pair(-bonds, bonds) : std::pair(0, length - 1);
  };
  const auto [x0, x1] = positions(0);
  const auto [y0, y1] = positions(1);
  const auto [z0, z1] = positions(2);
  std::vector<Site> sites;
  for (int z = z0; z <= z1; ++z) {
    for (int y = y0; y <= y1; ++y) {
      for (int x = x0; x <= x1; ++x) {
        const Site site = wrapped(x, y, z);
        if (const int away = distance(Site{}, site); away > 0 && away <= bonds) {
          sites.push_back(site);
        }
      }
    }
  }
  return sites;
}

StringKey SeriesLattice::canonical(const PauliString& string) const {
  return ImageSearch(string, size_).smallest(exchanges_);
}

PauliString SeriesLattice::string_of(const StringKey& key) const {
  PauliString string;
  const int first = key.extent[0], second = key.extent[1];
  for (BoxBits rest = key.x | key.z; rest != 0; rest &= rest - 1) {
    const auto low = static_cast<std::uint64_t>(rest);
    const int bit =
        low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(static_cast<std::uint64_t>(rest >> 64));
    const auto pauli = static_cast<Pauli>(static_cast<unsigned>(key.x >> bit & 1U) |
                                          static_cast<unsigned>(key.z >> bit & 1U) << 1);
    string.push_back({{static_cast<std::int8_t>(bit % first), static_cast<std::int8_t>(bit / first % second),
                       static_cast<std::int8_t>(bit / (first * second))},
                      pauli});
  }
  return string;
}

}  // namespace quenchmark::reference::series
