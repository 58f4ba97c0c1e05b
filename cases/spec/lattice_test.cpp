#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/symmetry.hpp"

namespace quenchmark::cases {
namespace {

using Lengths = std::vector<int>;

TEST(Lattice, IndexRunsFastestInTheFirstDirection) {
  const Lattice lattice{{4, 3, 5}, Boundary::periodic};
  EXPECT_EQ(lattice.sites(), 60);
  EXPECT_EQ(lattice.site({1, 2, 3}), 1 + 4 * (2 + 3 * 3));
  for (int site = 0; site < lattice.sites(); ++site) {
    EXPECT_EQ(lattice.site(lattice.coordinates(site)), site);
  }
  EXPECT_EQ(lattice.site({-1, 3, 5}), lattice.site({3, 0, 0})) << "coordinates wrap on a torus";
  EXPECT_EQ((Lattice{{4}, Boundary::open}.site({4})), -1);
  EXPECT_EQ((Lattice{{4}, Boundary::open}.site({-1})), -1);
}

TEST(Lattice, BondCounts) {
  const auto count = [](Lengths size, Boundary boundary) {
    return make_bonds({std::move(size), boundary}, DoubleBonds::refuse).size();
  };
  EXPECT_EQ(count({8}, Boundary::periodic), 8U);
  EXPECT_EQ(count({8}, Boundary::open), 7U);
  EXPECT_EQ(count({4, 5}, Boundary::periodic), 40U);
  EXPECT_EQ(count({4, 5}, Boundary::open), 3U * 5 + 4U * 4);
  EXPECT_EQ(count({3, 3, 3}, Boundary::periodic), 81U);
  EXPECT_EQ(count({3, 3, 3}, Boundary::open), 54U);
}

TEST(Lattice, BondsAreNeighboursAndEachStandsOnce) {
  const Lattice lattice{{3, 4}, Boundary::periodic};
  std::set<std::pair<int, int>> seen;
  for (const Bond& bond : make_bonds(lattice, DoubleBonds::refuse)) {
    EXPECT_LT(bond.first, bond.second);
    EXPECT_EQ(bond.multiplicity, 1);
    EXPECT_TRUE(seen.insert({bond.first, bond.second}).second);
    const Lengths a = lattice.coordinates(bond.first), b = lattice.coordinates(bond.second);
    int distance = 0;
    for (int axis = 0; axis < 2; ++axis) {
      const int d = std::abs(a[axis] - b[axis]);
      distance += std::min(d, lattice.size[axis] - d);
    }
    EXPECT_EQ(distance, 1);
  }
}

TEST(Lattice, ATorusOfLengthTwoIsRefusedOrCountedTwice) {
  const Lattice ladder{{4, 2}, Boundary::periodic};
  EXPECT_THROW(make_bonds(ladder, DoubleBonds::refuse), Error);
  int doubled = 0, total = 0;
  for (const Bond& bond : make_bonds(ladder, DoubleBonds::count)) {
    doubled += bond.multiplicity == 2;
    total += bond.multiplicity;
  }
  EXPECT_EQ(doubled, 4) << "the rungs";
  EXPECT_EQ(total, 16) << "d N bonds, as on any torus";
  EXPECT_EQ(make_bonds({{4, 2}, Boundary::open}, DoubleBonds::refuse).size(), 10U);
}

TEST(Lattice, ALengthOfOneHasNoBondsAlongIt) {
  EXPECT_EQ(make_bonds({{4, 1}, Boundary::periodic}, DoubleBonds::refuse).size(), 4U);
}

TEST(Symmetry, GroupSizes) {
  const auto translations = [](Lengths size, Boundary boundary) {
    return make_translations({std::move(size), boundary}).size();
  };
  EXPECT_EQ(translations({4, 5}, Boundary::periodic), 20U);
  EXPECT_EQ(translations({4, 5}, Boundary::open), 1U);
  for (const Boundary boundary : {Boundary::periodic, Boundary::open}) {
    const auto point_group = [&](Lengths size) {
      return make_point_group({std::move(size), boundary}).size();
    };
    EXPECT_EQ(point_group({8}), 2U);
    EXPECT_EQ(point_group({4, 4}), 8U);
    EXPECT_EQ(point_group({4, 5}), 4U);
    EXPECT_EQ(point_group({3, 3, 3}), 48U);
    EXPECT_EQ(point_group({3, 3, 4}), 16U);
  }
  EXPECT_EQ(make_point_group({{2}, Boundary::periodic}).size(), 1U)
      << "on two sites of a torus a reflection does nothing";
}

TEST(Symmetry, IdentityFirstAndEveryElementKeepsTheBonds) {
  for (const Lattice& lattice : {Lattice{{4, 4}, Boundary::periodic}, Lattice{{3, 5}, Boundary::periodic},
                                 Lattice{{3, 3}, Boundary::open}, Lattice{{3, 3, 3}, Boundary::periodic}}) {
    const std::vector<Bond> bonds = make_bonds(lattice, DoubleBonds::refuse);
    std::set<std::pair<int, int>> pairs;
    for (const Bond& bond : bonds) {
      pairs.insert({bond.first, bond.second});
    }
    for (const auto& group : {make_translations(lattice), make_point_group(lattice)}) {
      for (int site = 0; site < lattice.sites(); ++site) {
        EXPECT_EQ(group[0][site], site);
      }
      const std::set<SitePermutation> distinct(group.begin(), group.end());
      EXPECT_EQ(distinct.size(), group.size());
      for (const SitePermutation& permutation : group) {
        for (const Bond& bond : bonds) {
          const auto image = std::minmax(permutation[bond.first], permutation[bond.second]);
          EXPECT_TRUE(pairs.contains({image.first, image.second}));
        }
      }
    }
  }
}

TEST(Displacements, DefaultsAreInequivalentAndSortedByLength) {
  using List = std::vector<Lengths>;
  EXPECT_EQ(default_displacements({{8}, Boundary::periodic}), (List{{1}, {2}, {3}, {4}}));
  EXPECT_EQ(default_displacements({{4}, Boundary::open}), (List{{1}, {2}, {3}}));
  EXPECT_EQ(default_displacements({{4, 4}, Boundary::periodic}),
            (List{{1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}}));
  EXPECT_EQ(default_displacements({{3, 3, 3}, Boundary::periodic}), (List{{1, 0, 0}, {1, 1, 0}, {1, 1, 1}}));
  EXPECT_EQ(default_displacements({{4, 3}, Boundary::periodic}),
            (List{{0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}}));
}

TEST(Displacements, PairsOnATorusAndOnAnOpenLattice) {
  EXPECT_EQ(displacement_pairs({{4, 3}, Boundary::periodic}, {1, 1}).size(), 12U);
  EXPECT_EQ(displacement_pairs({{4, 3}, Boundary::open}, {1, 1}).size(), 6U);
  EXPECT_EQ(displacement_pairs({{4}, Boundary::open}, {-3}), (std::vector<std::array<int, 2>>{{3, 0}}));
}

}  // namespace
}  // namespace quenchmark::cases
