// Overlaps of stored wave functions against direct sums over the full space.
#include "validation/judge/state_angle.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

namespace quenchmark::validation {
namespace {

using Complex = std::complex<double>;
using cases::StateSnapshots;

cases::Problem torus(std::vector<int> size, cases::LatticeKind lattice) {
  cases::Case asked;
  asked.model.lattice = lattice;
  asked.model.size = std::move(size);
  asked.model.h = 1.0;
  asked.protocol.t_max = 1.0;
  asked.protocol.output_dt = 0.5;
  return cases::make_problem(asked);
}

std::uint64_t permuted(const cases::SitePermutation& permutation, std::uint64_t configuration) {
  std::uint64_t image = 0;
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    image |= ((configuration >> i) & 1) << permutation[i];
  }
  return image;
}

/// Smallest image, by brute force over all products.
std::uint64_t smallest_image(const cases::Problem& problem, const StateSnapshots& flags,
                             std::uint64_t configuration) {
  std::uint64_t smallest = configuration;
  const std::uint64_t all_down = (std::uint64_t{1} << problem.sites()) - 1;
  for (const auto& shift : problem.translations) {
    for (const auto& rotation : problem.point_group) {
      std::uint64_t image = flags.point_group ? permuted(rotation, configuration) : configuration;
      image = flags.translations ? permuted(shift, image) : image;
      smallest = std::min({smallest, image, flags.spin_flip ? image ^ all_down : image});
    }
  }
  return smallest;
}

/// A random state with the symmetries of the flags: one amplitude per orbit.
StateSnapshots random_state(const cases::Problem& problem, StateSnapshots flags, std::mt19937_64& random) {
  std::map<std::uint64_t, double> orbits;
  for (std::uint64_t s = 0; s < (std::uint64_t{1} << problem.sites()); ++s) {
    orbits[smallest_image(problem, flags, s)] += 1.0;
  }
  std::normal_distribution<double> normal;
  flags.amplitudes.emplace_back();
  double norm = 0.0;
  for (const auto& [configuration, size] : orbits) {
    flags.configurations.push_back(configuration);
    flags.multiplicity.push_back(size);
    flags.amplitudes[0].emplace_back(normal(random), normal(random));
    norm += size * std::norm(flags.amplitudes[0].back());
  }
  for (Complex& amplitude : flags.amplitudes[0]) {
    amplitude /= std::sqrt(norm);
  }
  return flags;
}

std::vector<Complex> direct_expansion(const cases::Problem& problem, const StateSnapshots& states) {
  std::vector<Complex> full(std::size_t{1} << problem.sites());
  for (std::uint64_t s = 0; s < full.size(); ++s) {
    const std::uint64_t orbit = smallest_image(problem, states, s);
    const auto found = std::lower_bound(states.configurations.begin(), states.configurations.end(), orbit);
    full[s] = states.amplitudes[0][static_cast<std::size_t>(found - states.configurations.begin())];
  }
  return full;
}

double direct_angle(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  Complex product = 0.0;
  for (std::size_t s = 0; s < a.size(); ++s) {
    product += std::conj(a[s]) * b[s];
  }
  return std::acos(std::min(1.0, std::abs(product)));
}

StateSnapshots flags(bool translations, bool point_group, bool spin_flip,
                     cases::Basis basis = cases::Basis::z) {
  StateSnapshots result;
  result.basis = basis;
  result.translations = translations;
  result.point_group = point_group;
  result.spin_flip = spin_flip;
  return result;
}

TEST(StateAngle, ExpansionFillsEveryOrbit) {
  const cases::Problem problem = torus({3, 3}, cases::LatticeKind::square);
  std::mt19937_64 random(1);
  for (const StateSnapshots& wanted :
       {flags(false, false, false), flags(true, false, false), flags(true, true, false),
        flags(true, true, true), flags(false, false, true)}) {
    const StateSnapshots state = random_state(problem, wanted, random);
    EXPECT_EQ(expand(state, 0, problem), direct_expansion(problem, state));
  }
  EXPECT_EQ(random_state(problem, flags(true, true, true), random).configurations.size(),
            13u);  // the even sector
}

TEST(StateAngle, NestedSymmetriesAgreeWithTheFullSpace) {
  const cases::Problem problem = torus({3, 3}, cases::LatticeKind::square);
  std::mt19937_64 random(2);
  const std::vector<StateSnapshots> kinds{flags(false, false, false), flags(true, false, false),
                                          flags(true, true, false), flags(true, true, true),
                                          flags(true, false, true)};
  for (const StateSnapshots& kind_a : kinds) {
    for (const StateSnapshots& kind_b : kinds) {
      const StateSnapshots a = random_state(problem, kind_a, random);
      const StateSnapshots b = random_state(problem, kind_b, random);
      const double direct = direct_angle(direct_expansion(problem, a), direct_expansion(problem, b));
      EXPECT_NEAR(StateComparison(a, b, problem).angle(0, 0), direct, 1e-12);
    }
  }
}

TEST(StateAngle, StatesInDifferentBases) {
  const cases::Problem problem = torus({6}, cases::LatticeKind::chain);
  std::mt19937_64 random(3);
  const StateSnapshots a = random_state(problem, flags(true, true, true), random);
  const StateSnapshots b = random_state(problem, flags(true, false, false, cases::Basis::x), random);
  const std::vector<Complex> in_z = direct_expansion(problem, a);
  std::vector<Complex> in_x(in_z.size());
  for (std::uint64_t x = 0; x < in_x.size(); ++x) {  // the definition of the Hadamard transform
    for (std::uint64_t z = 0; z < in_z.size(); ++z) {
      in_x[x] += (__builtin_popcountll(x & z) % 2 == 0 ? 1.0 : -1.0) * in_z[z] / 8.0;
    }
  }
  EXPECT_NEAR(StateComparison(a, b, problem).angle(0, 0), direct_angle(in_x, direct_expansion(problem, b)),
              1e-12);
}

TEST(StateAngle, HadamardTurnsUniformIntoAllUpAndBack) {
  std::vector<Complex> state(64, 1.0 / 8.0);
  walsh_hadamard(state);
  EXPECT_NEAR(std::abs(state[0] - 1.0), 0.0, 1e-15);
  EXPECT_NEAR(std::abs(state[37]), 0.0, 1e-15);
  walsh_hadamard(state);
  EXPECT_NEAR(std::abs(state[37] - 1.0 / 8.0), 0.0, 1e-15);
}

TEST(StateAngle, TinyAnglesKeepTheirDigits) {
  const cases::Problem problem = torus({3, 3}, cases::LatticeKind::square);
  std::mt19937_64 random(4);
  StateSnapshots a = flags(false, false, false);
  a = random_state(problem, a, random);
  const StateSnapshots other = random_state(problem, flags(false, false, false), random);
  for (double angle : {1e-3, 1e-7, 1e-11}) {
    // b = cos(angle) a + sin(angle) times the part of `other` orthogonal to a, with a phase that must not
    // matter.
    Complex along = 0.0;
    for (std::size_t s = 0; s < a.configurations.size(); ++s) {
      along += std::conj(a.amplitudes[0][s]) * other.amplitudes[0][s];
    }
    const double rest = std::sqrt(1.0 - std::norm(along));
    StateSnapshots b = a;
    for (std::size_t s = 0; s < a.configurations.size(); ++s) {
      const Complex orthogonal = (other.amplitudes[0][s] - along * a.amplitudes[0][s]) / rest;
      b.amplitudes[0][s] =
          std::polar(1.0, 0.7) * (std::cos(angle) * a.amplitudes[0][s] + std::sin(angle) * orthogonal);
    }
    EXPECT_NEAR(StateComparison(a, b, problem).angle(0, 0) / angle, 1.0, 1e-4) << angle;
  }
}

TEST(StateAngle, OrbitsThatOneSideLacksAreNotForgotten) {
  const cases::Problem problem = torus({2 + 2}, cases::LatticeKind::chain);
  StateSnapshots even = flags(false, false, false);
  even.configurations = {0};
  even.multiplicity = {1.0};
  even.amplitudes = {{1.0}};
  StateSnapshots both = even;
  both.configurations = {0, 1};
  both.multiplicity = {1.0, 1.0};
  both.amplitudes = {{std::sqrt(0.5), std::sqrt(0.5)}};
  EXPECT_NEAR(StateComparison(even, both, problem).angle(0, 0), std::acos(std::sqrt(0.5)), 1e-12);
  EXPECT_NEAR(StateComparison(both, even, problem).angle(0, 0), std::acos(std::sqrt(0.5)), 1e-12);
}

}  // namespace
}  // namespace quenchmark::validation
