// Series against coefficients worked out by hand, closed forms and exact dynamics.

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "reference/series/quench_series.hpp"
#include "reference/series/ramp_series.hpp"
#include "reference/series/resummation.hpp"
#include "reference/series/return_bound.hpp"
#include "reference/series/series_curve.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference::series {
namespace {

using cases::ObservableKind;
using cases::Start;

constexpr std::int64_t kMemory = std::int64_t{1} << 30;

SeriesLattice endless(int dimension) {
  return SeriesLattice(std::vector<int>(static_cast<std::size_t>(dimension), SeriesLattice::kEndless));
}

SeriesLattice torus(int dimension, int length) {
  return SeriesLattice(std::vector<int>(static_cast<std::size_t>(dimension), length));
}

StringSum sx() {
  PauliString string;
  string.push_back({Site{}, kX});
  return {{string, 1}};
}

StringSum zz(Site site) {
  PauliString string;
  string.push_back({Site{}, kZ});
  string.push_back({site, kZ});
  return {{string, 1}};
}

/// sum of sz_0 sz_R over 0 < |R| <= reach.
StringSum all_pairs(const SeriesLattice& lattice, int reach) {
  StringSum sum;
  for (const Site& site : lattice.sites_within(reach)) {
    sum.push_back(zz(site).front());
  }
  return sum;
}

TaylorCoefficients expand(const SeriesLattice& lattice, const StringSum& sum, int order,
                          Start start = Start::paramagnet, int threads = 1) {
  return taylor_coefficients(lattice, start, sum, {order, kMemory}, Workers(threads), {});
}

/// The coefficient of t^n J^k h^(n-k).
double coefficient(const TaylorCoefficients& expansion, std::size_t n, std::size_t k) {
  return std::ldexp(static_cast<double>(expansion.count[n][k]), static_cast<int>(n)) / std::tgamma(n + 1.0);
}

/// {n, k, value}: all others of order n vanish.
struct Known {
  std::size_t n, k;
  double value;
};

void expect_coefficients(const TaylorCoefficients& expansion, const std::vector<Known>& known) {
  for (std::size_t n = 1; n < expansion.count.size(); ++n) {
    for (std::size_t k = 0; k <= n; ++k) {
      double expected = 0.0;
      for (const Known& one : known) {
        expected += one.n == n && one.k == k ? one.value : 0.0;
      }
      EXPECT_NEAR(coefficient(expansion, n, k), expected, 1e-12 * std::max(1.0, std::abs(expected)))
          << "t^" << n << " J^" << k;
    }
  }
}

// ---------------------------------------------------------------- coefficients

TEST(TaylorExpansion, CubicFromTheParamagnet) {
  const SeriesLattice cubic = endless(3);
  expect_coefficients(expand(cubic, sx(), 6), {{2, 2, -12.0},
                                               {4, 2, 16.0},
                                               {4, 4, 64.0},
                                               {6, 2, -128.0 / 15},
                                               {6, 4, -2176.0 / 15},
                                               {6, 6, -3008.0 / 15}});
  expect_coefficients(expand(cubic, zz({1, 0, 0}), 6), {{2, 1, 4.0},
                                                        {4, 1, -16.0 / 3},
                                                        {4, 3, -64.0 / 3},
                                                        {6, 1, 128.0 / 45},
                                                        {6, 3, 2176.0 / 45},
                                                        {6, 5, 3008.0 / 45}});
  expect_coefficients(expand(cubic, zz({1, 1, 0}), 6),
                      {{4, 2, 32.0 / 3}, {6, 2, -512.0 / 45}, {6, 4, -4864.0 / 45}});
  expect_coefficients(expand(cubic, zz({2, 0, 0}), 4), {{4, 2, 16.0 / 3}});
  expect_coefficients(expand(cubic, zz({1, 1, 1}), 6), {{6, 3, 256.0 / 15}});
  expect_coefficients(expand(cubic, all_pairs(cubic, 2), 4),
                      {{2, 1, 24.0}, {4, 1, -32.0}, {4, 2, 160.0}, {4, 3, -128.0}});
}

TEST(TaylorExpansion, FourthOrderInAnyDimensionAndOnRingsOfThree) {
  for (int d = 1; d <= 3; ++d) {
    for (const int length : {0, 3, 4}) {
      SCOPED_TRACE(::testing::Message() << "d = " << d << ", L = " << length);
      const SeriesLattice lattice = length == 0 ? endless(d) : torus(d, length);
      std::vector<Known> known{
          {2, 2, -4.0 * d}, {4, 2, 16.0 * d / 3}, {4, 4, 16.0 * d / 3 + 8.0 * d * (d - 1)}};
      if (length == 3) {
        known.push_back({4, 3, -16.0 * d / 3});
      }
      expect_coefficients(expand(lattice, sx(), 4), known);
    }
  }
}

TEST(TaylorExpansion, WithoutFieldIsAPowerOfTheCosine) {
  for (int d = 1; d <= 3; ++d) {
    // cos^(2d)(2t) = 4^-d sum_j binomial(2d, j) cos(2 (2d - 2j) t)
    const int order = d == 3 ? 10 : 14;
    const TaylorCoefficients expansion = expand(endless(d), sx(), order);
    for (std::size_t n = 0; n <= static_cast<std::size_t>(order); n += 2) {
      long double expected = 0.0L, binomial = 1.0L;
      for (int j = 0; j <= 2 * d; ++j) {
        expected += binomial * std::pow(2.0L * (d - j), static_cast<long double>(n));
        binomial *= static_cast<long double>(2 * d - j) / (j + 1);
      }
      expected *= std::pow(0.25L, d) * (n % 4 == 0 ? 1.0L : -1.0L);
      EXPECT_EQ(static_cast<long double>(expansion.count[n][n]), expected) << "d = " << d << ", t^" << n;
    }
  }
}

TEST(TaylorExpansion, ConservesTheEnergyOrderByOrder) {
  for (const Start start : {Start::paramagnet, Start::ferromagnet}) {
    for (int d = 1; d <= 3; ++d) {
      const int order = d == 1 ? 16 : 10;
      const TaylorCoefficients field = expand(endless(d), sx(), order, start);
      const TaylorCoefficients bond = expand(endless(d), zz({1, 0, 0}), order, start);
      for (std::size_t n = 1; n <= static_cast<std::size_t>(order); ++n) {
        for (std::size_t k = 1; k <= n; ++k) {
          EXPECT_TRUE(d * bond.count[n][k - 1] + field.count[n][k] == 0) << "d = " << d << ", t^" << n;
        }
      }
    }
  }
}

TEST(TaylorExpansion, DroppedStringsNeverReturn) {
  for (const Start start : {Start::paramagnet, Start::ferromagnet}) {
    for (const StringSum& sum : {sx(), zz({1, 0, 0}), zz({1, 1, 0}), zz({2, 1, 0})}) {
      // Strings that a short expansion drops have four more orders to come back in.
      const TaylorCoefficients shorter = expand(endless(2), sum, 8, start);
      const TaylorCoefficients longer = expand(endless(2), sum, 12, start);
      EXPECT_TRUE(std::equal(shorter.count.begin(), shorter.count.end(), longer.count.begin()));
    }
  }
}

TEST(TaylorExpansion, LeadingCorrelationsCountShortestPaths) {
  for (const Site& site :
       {Site{1, 0, 0}, Site{2, 0, 0}, Site{1, 1, 0}, Site{2, 1, 0}, Site{1, 1, 1}, Site{2, 2, 0}}) {
    const int bonds = site[0] + site[1] + site[2];
    const TaylorCoefficients expansion = expand(endless(3), zz(site), 2 * bonds);
    const double leading = leading_correlation(endless(3), {site[0], site[1], site[2]}, 1.0, 1.0, 1.0);
    expect_coefficients(expansion,
                        {{static_cast<std::size_t>(2 * bonds), static_cast<std::size_t>(bonds), leading}});
  }
}

TEST(TaylorExpansion, TheFerromagnetConnectsTwoOrdersPerBond) {
  PauliString up;
  up.push_back({Site{}, kZ});
  const TaylorCoefficients mz = expand(endless(2), {{up, 1}}, 6, Start::ferromagnet);
  for (const Site& site : {Site{1, 0, 0}, Site{1, 1, 0}, Site{2, 0, 0}, Site{2, 1, 0}, Site{3, 0, 0}}) {
    const TaylorCoefficients pair = expand(endless(2), zz(site), 6, Start::ferromagnet);
    const std::vector<long double> both = pair.at(0.7L, 1.3L), single = mz.at(0.7L, 1.3L);
    for (std::size_t n = 0; n < static_cast<std::size_t>(2 * (site[0] + site[1])); ++n) {
      long double product = 0.0L;
      for (std::size_t m = 0; m <= n; ++m) {
        product += single[m] * single[n - m];
      }
      EXPECT_NEAR(static_cast<double>(both[n] - product), 0.0, 1e-13) << "t^" << n;
    }
  }
}

/// The first order in which two expansions differ.
std::size_t first_difference(const TaylorCoefficients& a, const TaylorCoefficients& b) {
  return static_cast<std::size_t>(std::mismatch(a.count.begin(), a.count.end(), b.count.begin()).first -
                                  a.count.begin());
}

TEST(TaylorExpansion, ATorusDiffersWhenItsLightConesMeet) {
  for (const int length : {3, 4, 5}) {
    const SeriesLattice ring = torus(2, length);
    const int order = 2 * length;
    const auto L = static_cast<std::size_t>(length);
    EXPECT_EQ(first_difference(expand(endless(2), sx(), order), expand(ring, sx(), order)), 2 * L - 2);
    EXPECT_EQ(first_difference(expand(endless(2), zz({1, 0, 0}), order), expand(ring, zz({1, 0, 0}), order)),
              2 * L - 2);
    EXPECT_EQ(first_difference(expand(endless(2), all_pairs(endless(2), length), order),
                               expand(ring, all_pairs(ring, length), order)),
              2 * L);
  }
  EXPECT_EQ(first_difference(expand(endless(2), zz({2, 0, 0}), 8), expand(torus(2, 5), zz({2, 0, 0}), 8)),
            6U);
}

TEST(TaylorExpansion, IsTheSameForAnyNumberOfThreads) {
  const TaylorCoefficients one = expand(endless(2), zz({1, 0, 0}), 12, Start::paramagnet, 1);
  const TaylorCoefficients four = expand(endless(2), zz({1, 0, 0}), 12, Start::paramagnet, 4);
  EXPECT_TRUE(one.count == four.count);
}

TEST(TaylorExpansion, StopsWhereMemoryEndsAndWhenAsked) {
  EXPECT_THROW(taylor_coefficients(endless(2), Start::paramagnet, sx(), {14, 1 << 16}, Workers(1), {}),
               Error);
  const std::atomic<bool> stop{true};
  EXPECT_ANY_THROW(
      taylor_coefficients(endless(2), Start::paramagnet, sx(), {14, kMemory}, Workers(1), {{}, &stop}));
}

// ---------------------------------------------------------------- strings

TEST(PauliStrings, OneKeyForAllImages) {
  const SeriesLattice ring({4, 4, 3});
  PauliString string, image;
  for (const auto& [site, pauli] :
       std::vector<std::pair<Site, Pauli>>{{{0, 1, 2}, kX}, {{3, 1, 2}, kY}, {{0, 2, 0}, kZ}}) {
    string.push_back({site, pauli});
    // Moved by (1, 3, 2), reflected in the first direction, the first two exchanged.
    image.push_back({ring.wrapped(site[1] + 3, -(site[0] + 1), site[2] + 2), pauli});
  }
  const StringKey key = ring.canonical(string);
  EXPECT_EQ(ring.canonical(image), key);
  EXPECT_EQ(ring.canonical(ring.string_of(key)), key);
  image[0].pauli = kY;
  EXPECT_NE(ring.canonical(image), key);
}

// ---------------------------------------------------------------- values

/// mx of the endless chain: (1/pi) int_0^pi dk [1 - 2 sin^2 theta_k sin^2 2 Lambda_k t].
double endless_chain(double h, double t) {
  constexpr int points = 400;  // periodic and smooth: exponentially accurate
  double sum = 0.0;
  for (int m = 0; m < points; ++m) {
    const double k = (m + 0.5) * std::numbers::pi / points;
    const double energy = std::sqrt(1.0 + h * h - 2.0 * h * std::cos(k));
    sum += 1.0 - 2.0 * std::pow(std::sin(k) / energy * std::sin(2.0 * energy * t), 2);
  }
  return sum / points;
}

TEST(Resummation, ErrorsCoverTheEndlessChain) {
  for (const int order : {12, 18, 26}) {
    const TaylorCoefficients expansion = expand(endless(1), sx(), order);
    for (const double h : {0.1, 0.5, 1.1, 2.0, 4.0}) {
      const std::vector<long double> coefficients = expansion.at(1.0L, h);
      double reached = 0.0;
      for (double t = 0.02; t < 1.5; t += 0.02) {
        const Estimate estimate = sum_power_series(coefficients, t);
        if (estimate.error > 1e-2) {
          break;
        }
        reached = t;
        EXPECT_LE(std::abs(estimate.value - endless_chain(h, t)), estimate.error + 1e-14)
            << "order " << order << ", h = " << h << ", t = " << t;
      }
      EXPECT_GT(reached, 0.25 * order / 12.0) << order << ", h = " << h;
    }
  }
}

cases::Case asked_of(const std::vector<int>& size, double h, Start start, const std::vector<double>& times) {
  cases::Case asked = reference::testing::quench_case(size, h, times);
  asked.protocol.start = start;
  std::erase_if(asked.observables,
                [](const cases::Observable& one) { return one.kind == ObservableKind::loschmidt; });
  return asked;
}

TEST(Resummation, RoundingInTheGapsOfASeriesMakesNoApproximantsAgree) {
  // Orders 2 and 4, with what rounding leaves between them.
  const Estimate estimate = sum_power_series({0.0L, 0.0L, 0.04L, 1e-20L, 1e-3L, -1e-21L}, 1.0);
  EXPECT_NEAR(estimate.value, 0.041, 1e-15);
  EXPECT_GE(estimate.error, 1e-3);
  EXPECT_LE(estimate.error, 1e-2);
}

/// How far every observable is known to 1e-3, and within its own error of exact dynamics.
template <class Series>
double reach_against_exact(const cases::Problem& problem, const Series& series) {
  const ReferenceCurve exact =
      compute_reference(problem, reference::testing::method(cases::ReferenceMethod::exact_sector), {}, {});
  double reached = problem.schedule.t_start();
  for (std::size_t k = 0; k < exact.times.size(); ++k) {
    double worst = 0.0;
    for (const cases::Observable& one : problem.observables) {
      const std::string name(cases::name(one.kind));
      for (std::size_t c = 0; c < std::max<std::size_t>(1, one.displacements.size()); ++c) {
        const Estimate estimate = series.value(
            one.kind, one.displacements.empty() ? std::vector<int>{} : one.displacements[c], exact.times[k]);
        const double size = std::max(1.0, std::abs(estimate.value));
        worst = std::max(worst, estimate.error / size);
        EXPECT_LE(std::abs(estimate.value - exact.observables.at(name)[k][c]), estimate.error + 1e-10 * size)
            << name << " " << c << " at t = " << exact.times[k];
      }
    }
    if (worst > 1e-3) {
      break;
    }
    reached = exact.times[k];
  }
  return reached;
}

double quench_reach(const cases::Case& asked, int order) {
  const cases::Problem problem = reference::testing::problem_of(asked);
  SeriesPlan plan = make_series_plan(problem, kMemory);
  plan.order = plan.far_order = plan.fisher_order = order;
  return reach_against_exact(problem, QuenchSeries(problem, plan, Workers(1), {}));
}

double coupling_reach(const cases::Case& asked, int order) {
  const cases::Problem problem = reference::testing::problem_of(asked);
  SeriesPlan plan = make_series_plan(problem, kMemory);
  plan.coupling_order = plan.far_coupling_order = order;
  return reach_against_exact(problem, RampSeries(problem, plan, Workers(1), {}));
}

TEST(QuenchSeries, ExactOnSmallTori) {
  const std::vector<double> times{0.04, 0.08, 0.12, 0.16, 0.2, 0.24, 0.28, 0.32};
  struct Setting {
    std::vector<int> size;
    Start start;
    int order;
    double reach;  // at h = 3
  };
  for (const Setting& one :
       {Setting{{3, 3, 3}, Start::paramagnet, 6, 0.04}, Setting{{4, 4}, Start::paramagnet, 8, 0.08},
        Setting{{4, 3}, Start::ferromagnet, 10, 0.08}, Setting{{10}, Start::paramagnet, 14, 0.2},
        Setting{{9}, Start::ferromagnet, 12, 0.16}, Setting{{2, 3}, Start::paramagnet, 10, 0.08}}) {
    for (const double h : {0.3, 3.0}) {
      SCOPED_TRACE(::testing::Message() << ::testing::PrintToString(one.size) << ", h = " << h);
      EXPECT_GE(quench_reach(asked_of(one.size, h, one.start, times), one.order), one.reach);
    }
  }
}

TEST(QuenchSeries, TheTorusLeavesTheEndlessLatticeByTheTermsThatWrapIt) {
  // 5x5 at the critical field: exact dynamics minus the series without end is what t^8 to t^14 differ by.
  constexpr double h = 3.04438;
  cases::Case asked = asked_of({5, 5}, h, Start::paramagnet, {0.08, 0.12});
  asked.observables = {{ObservableKind::mx, {}}, {ObservableKind::zz, {{1, 0}}}};
  const ReferenceCurve exact = compute_reference(
      cases::make_problem(asked), reference::testing::method(cases::ReferenceMethod::exact_sector), {}, {});
  const std::vector<std::pair<std::string, StringSum>> observables{{"mx", sx()}, {"zz", zz({1, 0, 0})}};
  for (const auto& [name, sum] : observables) {
    const std::vector<long double> without_end = expand(endless(2), sum, 14).at(1.0L, h);
    const std::vector<long double> wrapped = expand(torus(2, 5), sum, 14).at(1.0L, h);
    for (std::size_t k = 1; k < exact.times.size(); ++k) {
      long double series = 0.0L, wrap = 0.0L;
      for (std::size_t n = 0; n < without_end.size(); ++n) {
        const long double power = std::pow(static_cast<long double>(exact.times[k]), n);
        series += without_end[n] * power;
        wrap += (wrapped[n] - without_end[n]) * power;
      }
      EXPECT_GT(std::abs(wrap), 1e-8L) << "more than what t^15 leaves out";
      EXPECT_NEAR(exact.observables.at(name)[k][0] - static_cast<double>(series), static_cast<double>(wrap),
                  0.02 * static_cast<double>(std::abs(wrap)))
          << name << " at t = " << exact.times[k];
    }
  }
}

// ---------------------------------------------------------------- orders in J

cases::Case ramp_of(const std::vector<int>& size, cases::ProtocolKind kind, double tau) {
  cases::Case asked = asked_of(size, 0.0, Start::paramagnet, {1.0});
  std::erase_if(asked.observables,
                [](const cases::Observable& one) { return one.kind == ObservableKind::energy_variance; });
  asked.protocol.kind = kind;
  asked.protocol.tau_q = tau;
  asked.protocol.x_start = kind == cases::ProtocolKind::smooth_ramp ? -1.5 : -1.0;
  asked.protocol.x_end = 0.0;
  asked.protocol.output_times = {-0.5 * tau};
  return asked;
}

TEST(RampSeries, ExactOnSmallTori) {
  using cases::ProtocolKind;
  // Known to 1e-3 in all observables at x = -1/2, and within the stated error everywhere.
  EXPECT_GE(coupling_reach(ramp_of({3, 3, 3}, ProtocolKind::smooth_ramp, 0.15), 4), -0.075);
  EXPECT_GE(coupling_reach(ramp_of({4, 4}, ProtocolKind::smooth_ramp, 0.15), 5), -0.075);
  EXPECT_GE(coupling_reach(ramp_of({4, 3}, ProtocolKind::linear_ramp, 0.3), 5), -0.15);
  EXPECT_GE(coupling_reach(ramp_of({10}, ProtocolKind::smooth_ramp, 0.5), 8), -0.25);
  for (const double h : {0.5, 6.0}) {
    cases::Case asked = asked_of({4, 4}, h, Start::paramagnet, {0.05, 0.1, 0.2});
    std::erase_if(asked.observables,
                  [](const cases::Observable& one) { return one.kind == ObservableKind::energy_variance; });
    EXPECT_GE(coupling_reach(asked, 5), 0.05) << h;
  }
}

TEST(RampSeries, ExcessEnergiesAreCountedFromAGroundStateFoundElsewhere) {
  cases::Case asked = ramp_of({4, 4}, cases::ProtocolKind::smooth_ramp, 0.15);
  asked.observables = {{ObservableKind::excess_energy, {}}};  // alone: its strings are those of the energy
  const cases::Problem problem = reference::testing::problem_of(asked);
  cases::ReferenceSpec spec = reference::testing::method(cases::ReferenceMethod::series);
  spec.tolerance = 1e-3;
  spec.ground_state = cases::GroundStateMethod::monte_carlo;
  spec.ground_state_error = 2e-5;
  const ReferenceCurve curve = compute_reference(problem, spec, {}, {});
  spec.method = cases::ReferenceMethod::exact_sector;
  spec.ground_state = cases::GroundStateMethod::exact;
  spec.tolerance = 1e-10;
  const ReferenceCurve exact = compute_reference(problem, spec, {}, {});
  ASSERT_GE(curve.times.size(), 2U);
  EXPECT_EQ(curve.ground_states.errors.size(), curve.times.size());
  for (std::size_t t = 0; t < curve.times.size(); ++t) {
    const double error = curve.errors.at("excess_energy")[t][0];
    EXPECT_GE(error, curve.ground_states.errors[t] / problem.sites());
    EXPECT_LE(
        std::abs(curve.observables.at("excess_energy")[t][0] - exact.observables.at("excess_energy")[t][0]),
        5.0 * error + 1e-12);
  }
}

TEST(RampSeries, OrdersAreThoseOfTheTaylorSeries) {
  // With h = 1 and J = 1, order J^k sums every t^n J^k h^(n-k).
  cases::Case asked = asked_of({10}, 1.0, Start::paramagnet, {0.3});
  asked.observables = {{ObservableKind::mx, {}}};
  const cases::Problem problem = reference::testing::problem_of(asked);
  const SeriesLattice lattice = endless(2);
  const TimeGrid grid(0.0, 0.3, 20);
  const CouplingSeries series(lattice, problem.schedule, grid, {sx().front().string}, {6, kMemory},
                              Workers(1), {});
  const std::vector<double> orders = series.orders(sx().front().string);
  const TaylorCoefficients expansion = expand(lattice, sx(), 16);
  for (std::size_t k = 0; k <= 6; ++k) {
    double expected = 0.0;
    for (std::size_t n = k; n <= 16; ++n) {
      expected += coefficient(expansion, n, k) * std::pow(0.3, static_cast<double>(n));
    }
    EXPECT_NEAR(orders[(k + 1) * grid.size() - 1], expected, 1e-8) << "J^" << k;
  }
}

TEST(TimeGrid, IntegratesInterpolatesAndTellsWhatIsMissing) {
  const TimeGrid grid(-0.7, 1.1, 20);
  std::vector<double> values, integral(grid.size()), fast;
  for (const double t : grid.times()) {
    values.push_back(std::sin(4.0 * t));
    fast.push_back(std::sin(60.0 * t));
  }
  grid.integrate(values.data(), integral.data());
  for (std::size_t i = 0; i < grid.size(); ++i) {
    EXPECT_NEAR(integral[i], (std::cos(4.0 * 0.7) - std::cos(4.0 * grid.times()[i])) / 4.0, 1e-12);
  }
  EXPECT_NEAR(grid.interpolate(values.data(), 0.123), std::sin(4.0 * 0.123), 1e-11);
  EXPECT_LT(grid.tail(values.data()), 1e-9);
  EXPECT_GT(grid.tail(fast.data()), 1e-2);
}

TEST(SeriesCurve, IsCompleteWhereItsTermsNoLongerTell) {
  cases::Case asked = asked_of({40}, 1.0, Start::paramagnet, {0.1, 0.2, 0.4, 0.8, 1.6, 6.4});
  asked.observables = {{ObservableKind::mx, {}}, {ObservableKind::energy_density, {}}};
  cases::ReferenceSpec spec = reference::testing::method(cases::ReferenceMethod::series);
  spec.tolerance = 1e-4;
  const ReferenceCurve curve = compute_reference(reference::testing::problem_of(asked), spec, {}, {});
  EXPECT_EQ(curve.truth, "series");
  EXPECT_EQ(curve.status, "complete");
  EXPECT_EQ(curve.times, (std::vector<double>{0.0, 0.1, 0.2, 0.4, 0.8}));
  EXPECT_NEAR(curve.observables.at("mx").back()[0], endless_chain(1.0, 0.8), curve.errors.at("mx").back()[0]);
  EXPECT_EQ(curve.observables.at("energy_density").back()[0], -1.0);
  EXPECT_GT(curve.errors.at("mx").back()[0], curve.errors.at("mx")[1][0]);
}

TEST(SeriesCurve, RefusesWhatHasNoSeries) {
  const auto refusal = [](cases::Case asked) {
    try {
      require_series_within(reference::testing::problem_of(std::move(asked)), {});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  cases::Case asked = asked_of({4, 4}, 1.0, Start::paramagnet, {0.1});
  EXPECT_EQ(refusal(asked), "");
  asked.observables.push_back({ObservableKind::loschmidt, {}});
  EXPECT_NE(refusal(asked).find("no series for \"loschmidt\""), std::string::npos) << refusal(asked);
  asked.observables.pop_back();
  asked.model.boundary = cases::Boundary::open;
  EXPECT_NE(refusal(asked).find("open"), std::string::npos);
  asked.model.boundary = cases::Boundary::periodic;
  asked.protocol.start = Start::random;
  EXPECT_NE(refusal(asked).find("random"), std::string::npos);
  ReferenceSettings tiny;
  tiny.memory_limit = 100;
  asked.protocol.start = Start::paramagnet;
  EXPECT_THROW(require_series_within(reference::testing::problem_of(asked), tiny), Error);
}

}  // namespace
}  // namespace quenchmark::reference::series
