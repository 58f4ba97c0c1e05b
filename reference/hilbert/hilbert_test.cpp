// The spaces: orbits, keys of the diagonal, products with H, spin moments, each against its definition.

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <set>

#include "base/error.hpp"
#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/inner_products.hpp"
#include "reference/hilbert/start_state.hpp"
#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/spectrum/lowest_eigenvalue.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

cases::Problem paramagnet(const std::vector<int>& size) {
  return testing::problem_of(testing::quench_case(size, 1.3, {1.0}));
}

cases::Problem ferromagnet(const std::vector<int>& size) {
  cases::Case asked = testing::quench_case(size, 1.3, {1.0});
  asked.protocol.start = cases::Start::ferromagnet;
  return testing::problem_of(asked);
}

cases::Problem open_mixed_field(const std::vector<int>& size) {
  cases::Case asked = testing::quench_case(size, 0.4, {1.0});
  asked.model.kind = cases::ModelKind::mixed_field;
  asked.model.g = 0.9;
  asked.model.boundary = cases::Boundary::open;
  return testing::problem_of(asked);
}

SymmetricSector sector_of(const cases::Problem& problem, NeighbourSource source = NeighbourSource::table,
                          int threads = 1) {
  const IsingTerms terms = read_terms(problem);
  return SymmetricSector(terms, dynamics_group(problem, terms), source, Workers(threads), {});
}

/// All elements of the group as maps of configurations.
std::vector<Configuration> images(const SymmetryGroup& group, Configuration s) {
  std::vector<Configuration> result;
  for (const cases::SitePermutation& translation : group.translations) {
    for (const cases::SitePermutation& operation : group.point_group) {
      Configuration image = 0;
      for (int i = 0; i < group.sites; ++i) {
        image |= ((s >> i) & 1U) << translation[operation[i]];
      }
      result.push_back(image);
      if (group.spin_flip) {
        result.push_back(image ^ ((Configuration{1} << group.sites) - 1));
      }
    }
  }
  return result;
}

Configuration smallest_image(const SymmetryGroup& group, Configuration s) {
  const std::vector<Configuration> all = images(group, s);
  return *std::min_element(all.begin(), all.end());
}

StateVector random_state(const HilbertSpace& space) {
  StateVector psi(space.dimension());
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  for (std::int64_t k = 0; k < space.dimension(); ++k) {
    psi[k] = {normal(generator), normal(generator)};
  }
  return psi;
}

// ---------------------------------------------------------------- sectors

struct SectorSize {
  std::vector<int> size;
  std::int64_t even;
  std::int64_t both;
};

const std::vector<SectorSize> kSectorSizes = {
    {{3, 3}, 13, 26},           {{4, 4}, 433, 805},
    {{5, 5}, 86056, 172112},    {{4, 6}, 93202, 184854},
    {{5, 6}, 4503160, 8999762}, {{6, 6}, 119583470, 239123150},
    {{3, 3, 3}, 55809, 111618}, {{3, 3, 4}, 60150568, 120270920},
};

TEST(SectorDimension, BurnsideGivesTheKnownSizes) {
  for (const SectorSize& known : kSectorSizes) {
    const cases::Problem even = paramagnet(known.size);
    const cases::Problem both = ferromagnet(known.size);
    EXPECT_EQ(sector_dimension(dynamics_group(even, read_terms(even))), known.even);
    EXPECT_EQ(sector_dimension(dynamics_group(both, read_terms(both))), known.both);
  }
}

TEST(SectorDimension, EnumerationFindsAsMany) {
  for (const SectorSize& known : kSectorSizes) {
    if (known.both > 200000) {
      continue;
    }
    const SymmetricSector even = sector_of(paramagnet(known.size), NeighbourSource::search);
    const SymmetricSector both = sector_of(ferromagnet(known.size), NeighbourSource::search);
    EXPECT_EQ(even.dimension(), known.even);
    EXPECT_EQ(both.dimension(), known.both);
  }
}

TEST(Orbits, AreThoseOfTheGroup) {
  for (const cases::Problem& problem : {paramagnet({4, 3}), ferromagnet({4, 3}), paramagnet({2, 2, 3}),
                                        open_mixed_field({3, 4}), paramagnet({11})}) {
    const SymmetricSector sector = sector_of(problem);
    std::set<Configuration> expected;
    for (Configuration s = 0; s < (Configuration{1} << problem.sites()); ++s) {
      expected.insert(smallest_image(sector.group(), s));
    }
    ASSERT_EQ(sector.dimension(), static_cast<std::int64_t>(expected.size()));
    std::int64_t index = 0;
    for (Configuration representative : expected) {
      EXPECT_EQ(sector.configuration(index), representative);
      const std::vector<Configuration> orbit = images(sector.group(), representative);
      EXPECT_EQ(sector.multiplicities()[index], std::set<Configuration>(orbit.begin(), orbit.end()).size());
      ++index;
    }
  }
}

TEST(Orbits, WideConfigurationsToo) {
  // 36 sites use 64-bit lanes.
  const cases::Problem problem = paramagnet({6, 6});
  const SymmetryGroup group = dynamics_group(problem, read_terms(problem));
  const OrbitSearch search(group);
  std::mt19937_64 generator(3);
  std::vector<Configuration> s(37);
  for (Configuration& configuration : s) {
    configuration = generator() & ((Configuration{1} << 36) - 1);
  }
  std::vector<Configuration> smallest(s.size());
  search.smallest_images(s.data(), smallest.data(), static_cast<std::int64_t>(s.size()));
  std::vector<std::uint16_t> sizes(s.size());
  search.orbit_sizes(s.data(), sizes.data(), static_cast<std::int64_t>(s.size()));
  for (std::size_t k = 0; k < s.size(); ++k) {
    const std::vector<Configuration> orbit = images(group, s[k]);
    EXPECT_EQ(smallest[k], *std::min_element(orbit.begin(), orbit.end()));
    EXPECT_EQ(sizes[k], std::set<Configuration>(orbit.begin(), orbit.end()).size());
  }
}

TEST(Sector, TableAndSearchGiveTheSameBits) {
  const cases::Problem problem = paramagnet({4, 5});
  const SymmetricSector table = sector_of(problem, NeighbourSource::table);
  const SymmetricSector search = sector_of(problem, NeighbourSource::search, 3);
  const StateVector psi = random_state(table);
  for (const int components : {1, 2}) {
    StateVector a(table.dimension());
    StateVector b(table.dimension());
    table.apply({1.0, 0.7, 0.0}, {0.3, 0.2, 0.0}, psi.parts(), a.parts(), components);
    search.apply({1.0, 0.7, 0.0}, {0.3, 0.2, 0.0}, psi.parts(), b.parts(), components);
    EXPECT_EQ(std::memcmp(a.parts(), b.parts(), sizeof(double) * components * table.dimension()), 0);
  }
}

/// The symmetric state in the full space.
StateVector unfold(const SymmetricSector& sector, const FullSpace& full, const StateVector& psi) {
  StateVector result(full.dimension());
  for (std::int64_t k = 0; k < sector.dimension(); ++k) {
    for (Configuration image : images(sector.group(), sector.configuration(k))) {
      result[static_cast<std::int64_t>(image)] = psi[k];
    }
  }
  return result;
}

TEST(Sector, ProductsAndMomentsAreThoseOfTheFullSpace) {
  for (const cases::Problem& problem : {paramagnet({4, 3}), ferromagnet({4, 3}), open_mixed_field({3, 4}),
                                        open_mixed_field({13}), paramagnet({4, 4})}) {
    const SymmetricSector sector = sector_of(problem);
    const FullSpace full(read_terms(problem), Workers(2));
    const StateVector psi = random_state(sector);
    const StateVector unfolded = unfold(sector, full, psi);
    StateVector image(sector.dimension());
    StateVector full_image(full.dimension());
    const cases::Couplings couplings{0.9, 0.7, -0.3};
    sector.apply(couplings, {}, psi.parts(), image.parts(), 2);
    full.apply(couplings, {}, unfolded.parts(), full_image.parts(), 2);
    const StateVector unfolded_image = unfold(sector, full, image);
    const double norm = squared_norm(full, unfolded.data());
    EXPECT_LT(squared_distance(full, full_image.data(), unfolded_image.data()), 1e-26 * norm);
    EXPECT_NEAR(squared_norm(sector, psi.data()), norm, 1e-13 * norm);
    EXPECT_NEAR(sector.total_x(psi), full.total_x(unfolded), 1e-12 * norm);
    const SpinMoments a = sector.spin_moments(psi);
    const SpinMoments b = full.spin_moments(unfolded);
    EXPECT_NEAR(a.norm, b.norm, 1e-13 * norm);
    EXPECT_LT((a.z - b.z).cwiseAbs().maxCoeff(), 1e-13 * norm);
    EXPECT_LT((a.zz - b.zz).cwiseAbs().maxCoeff(), 1e-13 * norm);
  }
}

TEST(Sector, RefusesRandomStarts) {
  cases::Case asked = testing::quench_case({3, 3}, 1.0, {1.0});
  asked.protocol.start = cases::Start::random;
  const cases::Problem problem = testing::problem_of(asked);
  EXPECT_THROW(dynamics_group(problem, read_terms(problem)), Error);
}

// ---------------------------------------------------------------- the full space

TEST(Diagonal, KeysStandForTheirEnergies) {
  for (const cases::Problem& problem : {paramagnet({3, 4}), open_mixed_field({3, 4}), paramagnet({2, 4})}) {
    const IsingTerms terms = read_terms(problem);
    const DiagonalKeys keys(terms);
    const cases::Couplings couplings{0.83, 5.0, -0.37};
    const std::vector<double> energies = keys.energies(couplings);
    const KeyBlock block(terms, keys, {1, 4, 5, 7, 0, 6, 2, 3});
    std::vector<std::uint16_t> indices(static_cast<std::size_t>(block.size()));
    for (Configuration s = 0; s < (Configuration{1} << problem.sites()); ++s) {
      EXPECT_NEAR(energies[keys.key(s) - keys.lowest()], terms.diagonal(s, couplings), 1e-13);
    }
    const Configuration outside = problem.sites() > 8 ? Configuration{0b1010} << 8 : 0;
    block.indices(outside, indices.data());
    for (std::size_t x = 0; x < indices.size(); ++x) {
      Configuration s = outside;
      for (std::size_t bit = 0; bit < 8; ++bit) {
        s |= ((x >> bit) & 1U) << std::vector<int>{1, 4, 5, 7, 0, 6, 2, 3}[bit];
      }
      EXPECT_EQ(indices[x], keys.key(s) - keys.lowest());
    }
  }
}

TEST(FullSpace, ProductsFromTheDefinition) {
  // 4 to 14 sites: below one block, one block, two and several groups of sites.
  for (const int sites : {3, 4, 5, 8, 11, 12, 13, 14}) {
    const cases::Problem problem = open_mixed_field({sites});
    const IsingTerms terms = read_terms(problem);
    const FullSpace space(terms, Workers(2));
    const StateVector psi = random_state(space);
    const cases::Couplings couplings{1.1, -0.6, 0.4};
    const Combination combination{0.7, -0.2, 0.5};
    for (const int components : {1, 2}) {
      StateVector image = random_state(space);
      const StateVector before = random_state(space);
      space.apply(couplings, combination, psi.parts(), image.parts(), components);
      double total_x = 0.0;
      for (std::int64_t s = 0; s < space.dimension(); ++s) {
        for (int c = 0; c < components; ++c) {
          double flips = 0.0;
          for (int i = 0; i < sites; ++i) {
            flips += psi.parts()[components * (s ^ (std::int64_t{1} << i)) + c];
          }
          const std::int64_t k = components * s + c;
          total_x += flips * psi.parts()[k];
          const double h_psi = terms.diagonal(static_cast<Configuration>(s), couplings) * psi.parts()[k] +
                               couplings[1] * terms.flip_weight * flips;
          ASSERT_NEAR(image.parts()[k], 0.7 * h_psi - 0.2 * psi.parts()[k] + 0.5 * before.parts()[k], 1e-12);
        }
      }
      if (components == 2) {
        EXPECT_NEAR(space.total_x(psi), total_x, 1e-12 * std::abs(total_x) + 1e-9);
      }
    }
  }
}

TEST(FullSpace, MomentsFromTheDefinition) {
  const cases::Problem problem = open_mixed_field({14});
  const FullSpace space(read_terms(problem), Workers(2));
  const StateVector psi = random_state(space);
  const SpinMoments moments = space.spin_moments(psi);
  const double norm = squared_norm(space, psi.data());
  EXPECT_NEAR(moments.norm, norm, 1e-12 * norm);
  for (int i = 0; i < 14; ++i) {
    for (int j = i; j < 14; ++j) {
      double z = 0.0;
      double zz = 0.0;
      for (std::int64_t s = 0; s < space.dimension(); ++s) {
        const int si = 1 - 2 * static_cast<int>((s >> i) & 1);
        const int sj = 1 - 2 * static_cast<int>((s >> j) & 1);
        z += si * std::norm(psi[s]);
        zz += si * sj * std::norm(psi[s]);
      }
      ASSERT_NEAR(moments.z(i), z, 1e-12 * norm);
      ASSERT_NEAR(moments.zz(i, j), zz, 1e-12 * norm);
      ASSERT_EQ(moments.zz(i, j), moments.zz(j, i));
    }
  }
}

TEST(StartState, RandomIsNormalisedReproducibleAndSeeded) {
  const cases::Problem problem = open_mixed_field({12});
  const FullSpace space(read_terms(problem), Workers(1));
  const FullSpace threaded(read_terms(problem), Workers(3));
  StateVector a(space.dimension());
  StateVector b(space.dimension());
  StateVector c(space.dimension());
  const StartState start(cases::Start::random, 5);
  start.prepare(space, a);
  start.prepare(threaded, b);
  StartState(cases::Start::random, 6).prepare(space, c);
  EXPECT_NEAR(squared_norm(space, a.data()), 1.0, 1e-14);
  EXPECT_EQ(std::memcmp(a.parts(), b.parts(), sizeof(Complex) * space.dimension()), 0);
  EXPECT_NEAR(std::abs(start.overlap(space, a)), 1.0, 1e-13);
  // Two random states overlap like 1/sqrt(2^N), and sz has variance about 1/2^N.
  EXPECT_LT(std::norm(inner_product(space, a.data(), c.data())), 20.0 / 4096);
  EXPECT_LT(std::abs(space.spin_moments(a).z(3)), 6.0 / 64);
  // Amplitudes of Gaussian numbers: <|a|^4> D^2 = 2 for complex ones.
  double fourth = 0.0;
  for (std::int64_t s = 0; s < space.dimension(); ++s) {
    fourth += std::pow(std::norm(a[s]) * 4096, 2) / 4096;
  }
  EXPECT_NEAR(fourth, 2.0, 0.4);
}

// ---------------------------------------------------------------- refusals

TEST(Terms, WhatTheEngineCannotTreatIsRefused) {
  cases::Problem problem = paramagnet({3, 3});
  problem.terms.push_back({cases::Channel::transverse, -1.0, {0}, {'y'}});
  EXPECT_THROW(read_terms(problem), Error);
  problem.terms.back() = {cases::Channel::transverse, -1.0, {0}, {'x'}};  // site 0 has twice the field
  EXPECT_THROW(read_terms(problem), Error);
  problem.terms.back() = {cases::Channel::exchange, -0.5, {0, 4}, {'z', 'z'}};
  EXPECT_THROW(read_terms(problem), Error);
}

}  // namespace
}  // namespace quenchmark::reference
