#pragma once
// Products of Pauli matrices on a lattice without end or on a torus, each up to translations and the point
// group.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace quenchmark::reference::series {

/// A Pauli matrix as two bits: 1 for X or Y (it flips sz), 2 for Z or Y (it flips sx); Y has both.
using Pauli = std::uint8_t;
inline constexpr Pauli kX = 1, kZ = 2, kY = 3;

/// Unused directions hold 0.
using Site = std::array<std::int8_t, 3>;

struct Factor {
  Site site{};
  Pauli pauli = 0;
};

/// Factors on different sites, none of them the identity, in any order.
class PauliString {
 public:
  static constexpr int kMost = 34;  // two, and one for each of 30 bonds

  int size() const { return size_; }
  const Factor* begin() const { return factors_.data(); }
  const Factor* end() const { return factors_.data() + size_; }
  Factor& operator[](int k) { return factors_[static_cast<std::size_t>(k)]; }
  const Factor& operator[](int k) const { return factors_[static_cast<std::size_t>(k)]; }
  /// At most kMost factors.
  void push_back(const Factor& factor) { factors_[static_cast<std::size_t>(size_++)] = factor; }
  void remove(int k) { (*this)[k] = (*this)[--size_]; }

 private:
  std::array<Factor, kMost> factors_;
  int size_ = 0;
};

/// One bit for every site of a box.
__extension__ typedef unsigned __int128 BoxBits;
inline constexpr int kBoxSites = 128;

/// The representative of a class of strings: bits of the smallest box that holds it, first direction fastest.
struct StringKey {
  BoxBits x = 0;  ///< factors X or Y
  BoxBits z = 0;  ///< factors Z or Y
  std::array<std::uint8_t, 4> extent{};

  bool operator==(const StringKey&) const = default;
  auto operator<=>(const StringKey&) const = default;
};

struct StringHash {
  std::uint64_t operator()(const StringKey& key) const;
};

/// A hypercubic lattice of one to three directions, each periodic or without end.
class SeriesLattice {
 public:
  static constexpr int kEndless = 0;
  static constexpr int kLongest = 64;

  /// One length per direction, kEndless or at most kLongest.
  explicit SeriesLattice(std::vector<int> size);

  int dimension() const { return static_cast<int>(size_.size()); }
  const std::vector<int>& size() const { return size_; }
  /// Neighbours lie on different sublattices.
  bool bipartite() const { return bipartite_; }
  int neighbours() const { return static_cast<int>(steps_.size()); }
  /// The site `direction` of `neighbours()` away.
  Site neighbour(const Site& site, int direction) const {
    const Site& step = steps_[static_cast<std::size_t>(direction)];
    return wrapped(site[0] + step[0], site[1] + step[1], site[2] + step[2]);
  }
  /// Coordinates of periodic directions from 0 on.
  Site wrapped(int x, int y, int z) const { return {wrap(x, 0), wrap(y, 1), wrap(z, 2)}; }
  /// Number of bonds of the shortest way.
  int distance(const Site& a, const Site& b) const {
    return apart(a[0] - b[0], 0) + apart(a[1] - b[1], 1) + apart(a[2] - b[2], 2);
  }

  /// All sites but the origin that are so many bonds away from it, or fewer.
  std::vector<Site> sites_within(int bonds) const;

  /// The smallest key among the images of the string under translations, reflections and exchanges of
  /// directions of one length. Throws UnusableTrial for a string that no box of kBoxSites holds.
  StringKey canonical(const PauliString& string) const;
  PauliString string_of(const StringKey& key) const;

 private:
  std::int8_t wrap(int c, std::size_t axis) const {
    const int length = length_[axis];
    return static_cast<std::int8_t>(length == kEndless ? c : ((c % length) + length) % length);
  }
  int apart(int difference, std::size_t axis) const {
    const int way = difference < 0 ? -difference : difference;
    return length_[axis] == kEndless ? way : std::min(way, length_[axis] - way);
  }

  std::vector<int> size_;
  std::array<int, 3> length_{};  // size_, and kEndless for unused directions
  std::vector<Site> steps_;
  std::vector<std::array<std::size_t, 3>> exchanges_;  // permutations of directions
  bool bipartite_ = true;
};

}  // namespace quenchmark::reference::series
