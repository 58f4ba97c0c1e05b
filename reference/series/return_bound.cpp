#include "reference/series/return_bound.hpp"

#include <algorithm>
#include <array>

namespace quenchmark::reference::series {

namespace {

/// Some factors of a string, by their places in it.
struct Chosen {
  std::array<int, PauliString::kMost> places;
  int count = 0;

  void push_back(int place) { places[static_cast<std::size_t>(count++)] = place; }
  const int* begin() const { return places.data(); }
  const int* end() const { return places.data() + count; }
};

Chosen factors_with_z(const PauliString& string) {
  Chosen chosen;
  for (int k = 0; k < string.size(); ++k) {
    if ((string[k].pauli & kZ) != 0) {
      chosen.push_back(k);
    }
  }
  return chosen;
}

/// Each Z is removed together with another one, bond by bond along a path between them: half the ways to the
/// nearest ones at least; and on two sublattices, whose Z a bond changes by one each, the larger of both
/// counts.
int bonds_to_pair_up(const SeriesLattice& lattice, const PauliString& string, const Chosen& zs) {
  if (zs.count < 2) {
    return zs.count == 0 ? 0 : 1 << 20;  // a single one never goes
  }
  std::array<int, 2> on_sublattice{};
  int ways = 0;
  for (const int k : zs) {
    const Site& site = string[k].site;
    ++on_sublattice[static_cast<std::size_t>((site[0] + site[1] + site[2]) & 1)];
    int nearest = 1 << 20;
    for (const int other : zs) {
      if (other != k) {
        nearest = std::min(nearest, lattice.distance(site, string[other].site));
      }
    }
    ways += nearest;
  }
  const int half = (ways + 1) / 2;
  return lattice.bipartite() ? std::max(half, *std::max_element(on_sublattice.begin(), on_sublattice.end()))
                             : half;
}

/// No bond acts on a Z or Y all of whose neighbours flip sz just as it does, before the field has acted on it
/// or on a neighbour.
bool waits_for_field(const SeriesLattice& lattice, const PauliString& string, int k) {
  const bool flips = (string[k].pauli & kX) != 0;
  int alike = 0;
  for (const Factor& other : string) {
    if (lattice.distance(other.site, string[k].site) == 1) {
      if (((other.pauli & kX) != 0) != flips) {
        return false;
      }
      ++alike;
    }
  }
  return !flips || alike == lattice.neighbours();  // sites without a factor do not flip sz
}

/// Those that wait for the field, no two of which one action of the field can serve.
int fields_waited_for(const SeriesLattice& lattice, const PauliString& string, const Chosen& zs) {
  Chosen apart;
  for (const int k : zs) {
    const bool shared = std::any_of(apart.begin(), apart.end(), [&](int other) {
      return lattice.distance(string[k].site, string[other].site) <= 2;
    });
    if (!shared && waits_for_field(lattice, string, k)) {
      apart.push_back(k);
    }
  }
  return apart.count;
}

/// Sites flip sz only after the field has acted on them, and it acts on Z and Y alone: the way of a lone Z to
/// another is paved step by step, from its ends, with one site at most left out. Counted are disjoint balls
/// about lone ones.
int fields_on_the_way(const SeriesLattice& lattice, const PauliString& string, const Chosen& zs) {
  int sum = 0;
  for (const int k : zs) {
    int nearest = 1 << 20;
    for (int other = 0; other < string.size(); ++other) {
      if (other != k) {
        nearest = std::min(nearest, lattice.distance(string[k].site, string[other].site));
      }
    }
    sum += std::max(0, (nearest - 1) / 2 - (string[k].pauli == kY ? 1 : 0));
  }
  return sum;
}

/// Every X or Y needs the field once to become I or Z, and every X a bond before, which may serve two.
int commutators_to_z(const PauliString& string) {
  int flipping = 0, without_z = 0;
  for (const Factor& factor : string) {
    flipping += (factor.pauli & kX) != 0 ? 1 : 0;
    without_z += factor.pauli == kX ? 1 : 0;
  }
  return flipping + (without_z + 1) / 2;
}

}  // namespace

bool has_expectation(const StringKey& key, cases::Start start) {
  return (start == cases::Start::ferromagnet ? key.x : key.z) == 0;
}

int least_bonds(const SeriesLattice& lattice, const PauliString& string) {
  return bonds_to_pair_up(lattice, string, factors_with_z(string));
}

int least_commutators(const SeriesLattice& lattice, const PauliString& string, cases::Start start) {
  if (start == cases::Start::ferromagnet) {
    return commutators_to_z(string);
  }
  const Chosen zs = factors_with_z(string);
  return bonds_to_pair_up(lattice, string, zs) +
         std::max(fields_waited_for(lattice, string, zs), fields_on_the_way(lattice, string, zs));
}

}  // namespace quenchmark::reference::series
