#include "solvers/sampler/configuration_space.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/error.hpp"

namespace quenchmark::solvers {
namespace {

cases::Problem torus(std::vector<int> size) {
  cases::Case c;
  c.model.lattice = size.size() == 1   ? cases::LatticeKind::chain
                    : size.size() == 2 ? cases::LatticeKind::square
                                       : cases::LatticeKind::cubic;
  c.model.size = std::move(size);
  c.protocol.t_max = 1.0;
  c.protocol.output_dt = 1.0;
  return cases::make_problem(c);
}

std::size_t states(const std::vector<int>& size, OrbitSymmetry symmetry) {
  return ConfigurationSpace(torus(size), symmetry, 2).size();
}

TEST(ConfigurationSpace, OrbitCountsAreThoseOfTheTrivialSectors) {
  EXPECT_EQ(states({3, 3}, {true, true, true}), 13u);
  EXPECT_EQ(states({3, 3}, {true, true, false}), 26u);
  EXPECT_EQ(states({4, 4}, {true, true, true}), 433u);
  EXPECT_EQ(states({4, 4}, {true, true, false}), 805u);
  EXPECT_EQ(states({3, 3}, {}), 512u);
  EXPECT_EQ(states({6}, {true, false, false}), 14u);  // binary necklaces of 6 beads
}

TEST(ConfigurationSpace, OrbitSizesAddUpToAllConfigurations) {
  const ConfigurationSpace space(torus({4, 4}), {true, true, false}, 1);
  EXPECT_EQ(std::accumulate(space.multiplicity().begin(), space.multiplicity().end(), 0.0), 65536.0);
}

TEST(ConfigurationSpace, FlippingASiteLeadsToTheOrbitOfTheNeighbour) {
  // On a chain of 4 with every symmetry, one and three down spins are one orbit under the flip of all.
  ConfigurationSpace space(torus({4}), {true, true, true}, 1);
  ASSERT_EQ(space.representatives(), (std::vector<std::uint64_t>{0b0000, 0b0001, 0b0011, 0b0101}));
  EXPECT_EQ(space.flipped({0, -1}), (std::vector<std::int32_t>{1, 0, 1, 1}));
  EXPECT_EQ(space.flipped({0, 2}), (std::vector<std::int32_t>{3, 1, 2, 0}));
}

TEST(ConfigurationSpace, WithoutSymmetryTheIndexIsTheConfiguration) {
  ConfigurationSpace space(torus({5}), {}, 2);
  for (std::size_t k = 0; k < space.size(); ++k) {
    EXPECT_EQ(space.representatives()[k], k);
    EXPECT_EQ(space.flipped({3, -1})[k], static_cast<std::int32_t>(k ^ 0b1000));
    EXPECT_EQ(space.spins()[5 * k + 3], (k & 0b1000) != 0 ? -1 : 1);
  }
}

TEST(ConfigurationSpace, RefusesALatticeBeyondExactSums) {
  EXPECT_THROW(states({6, 6}, {true, true, true}), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
