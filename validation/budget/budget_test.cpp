// Every bound against observables of random states at a known angle from each other.
#include "validation/budget/budget.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "validation/budget/observable_bounds.hpp"
#include "validation/statistics/equivalence.hpp"
#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using cases::ObservableKind;
using Eigen::VectorXcd;
using namespace testing;

constexpr int sites = 4;

double sz(int configuration, int site) {
  return ((configuration >> site) & 1) != 0 ? -1.0 : 1.0;
}

/// H of the transverse-field chain applied to a state, written out.
VectorXcd apply_hamiltonian(const VectorXcd& psi, double J, double h) {
  VectorXcd result = VectorXcd::Zero(psi.size());
  for (int s = 0; s < psi.size(); ++s) {
    for (int i = 0; i < sites; ++i) {
      result(s) += -J * sz(s, i) * sz(s, (i + 1) % sites) * psi(s) - h * psi(s ^ (1 << i));
    }
  }
  return result;
}

struct Measured {
  std::map<ObservableKind, double> value;
  double mz_mean = 0.0;
};

Measured measure(const VectorXcd& psi, const VectorXcd& start, double J, double h) {
  Measured found;
  double total = 0.0, total_squared = 0.0, zz = 0.0, mx = 0.0, z0 = 0.0, z1 = 0.0;
  for (int s = 0; s < psi.size(); ++s) {
    const double p = std::norm(psi(s));
    double sum = 0.0;
    for (int i = 0; i < sites; ++i) {
      sum += sz(s, i);
      mx += std::real(std::conj(psi(s)) * psi(s ^ (1 << i))) / sites;
    }
    total += p * sum;
    total_squared += p * sum * sum;
    zz += p * sz(s, 0) * sz(s, 1);
    z0 += p * sz(s, 0);
    z1 += p * sz(s, 1);
  }
  const VectorXcd hpsi = apply_hamiltonian(psi, J, h);
  const double energy = psi.dot(hpsi).real();
  found.mz_mean = total / sites;
  found.value = {{ObservableKind::mx, mx},
                 {ObservableKind::mz, total / sites},
                 {ObservableKind::zz, zz},
                 {ObservableKind::zz_connected, zz - z0 * z1},
                 {ObservableKind::energy, energy},
                 {ObservableKind::energy_density, energy / sites},
                 {ObservableKind::energy_variance, hpsi.squaredNorm() - energy * energy},
                 {ObservableKind::f_q, (total_squared - total * total) / sites},
                 {ObservableKind::loschmidt, std::norm(start.dot(psi))}};
  return found;
}

cases::Problem chain() {
  cases::Case asked = chain_case({});
  asked.model.J = 0.7;
  asked.model.h = 1.3;
  return cases::make_problem(asked);
}

VectorXcd random_state(std::mt19937_64& random, bool product_like) {
  std::normal_distribution<double> normal;
  VectorXcd psi(1 << sites);
  for (auto& amplitude : psi) {
    amplitude = {normal(random), normal(random)};
  }
  if (product_like) {
    psi(0) += 20.0;  // close to all up: large means
  }
  return psi.normalized();
}

TEST(ObservableBounds, HoldForRandomStatesAtAKnownAngle) {
  cases::Problem problem = chain();
  std::mt19937_64 random(5);
  const VectorXcd start = VectorXcd::Constant(1 << sites, 0.25);
  for (int trial = 0; trial < 400; ++trial) {
    const VectorXcd run = random_state(random, trial % 2 == 0);
    VectorXcd direction = random_state(random, false);
    direction = (direction - run * run.dot(direction)).normalized();
    const double angle = std::pow(10.0, -3.0 + 3.2 * (trial % 20) / 20.0);
    const VectorXcd exact = std::cos(angle) * run + std::sin(angle) * direction;
    const Measured of_run = measure(run, start, 0.7, 1.3);
    const Measured of_exact = measure(exact, start, 0.7, 1.3);
    // Random states are not translation-invariant: connected correlations fall back on |<z>| <= 1 only when
    // mz is absent.
    const KnownMeans known{of_run.mz_mean, of_run.value.at(ObservableKind::energy)};
    for (const auto& [kind, value] : of_run.value) {
      const double error = std::abs(value - of_exact.value.at(kind));
      const KnownMeans means = kind == ObservableKind::zz_connected ? KnownMeans{} : known;
      EXPECT_LE(error, observable_bound(kind, angle, problem, 0.0, means) * (1 + 1e-12))
          << static_cast<int>(kind);
    }
  }
}

TEST(ObservableBounds, AreReachedWhereTheyCanBe) {
  cases::Problem problem = chain();
  // cos(a)|up..> + sin(a)|down..> moves mz by 2 sin^2(a); its derivative at 45 degrees is the bound 2 sin(d)
  // to leading order.
  const double d = 1e-4, a = std::numbers::pi / 4;
  const double moved = std::abs(std::cos(2 * (a + d)) - std::cos(2 * a));
  EXPECT_NEAR(moved / observable_bound(ObservableKind::mz, d, problem, 0.0, {}), 1.0, 1e-3);
  EXPECT_NEAR(moved / 2.0 / observable_bound(ObservableKind::loschmidt, d, problem, 0.0, {}), 1.0, 1e-3);
}

TEST(ObservableBounds, Formulas) {
  cases::Problem problem = chain();
  EXPECT_NEAR(energy_bound(problem, 0.0), 4 * 0.7 + 4 * 1.3, 1e-12);
  const double s = std::sin(0.01);
  EXPECT_NEAR(observable_bound(ObservableKind::zz_connected, 0.01, problem, 0.0, {0.0, {}}),
              2 * s + 4 * s * s, 1e-15);
  EXPECT_NEAR(observable_bound(ObservableKind::f_q, 0.01, problem, 0.0, {0.1, {}}),
              4 * std::pow(1.1 + 2 * s, 2) * s, 1e-14);
  EXPECT_NEAR(observable_bound(ObservableKind::energy_density, 0.01, problem, 0.0, {}), 2 * 8.0 * s / 4,
              1e-14);
  EXPECT_DOUBLE_EQ(observable_bound(ObservableKind::mx, 7.0, problem, 0.0, {}),
                   2.0);  // angles beyond pi/2 know nothing
  EXPECT_DOUBLE_EQ(observable_bound(ObservableKind::f_q, 7.0, problem, 0.0, {}), 4.0);
  problem.lattice.boundary = cases::Boundary::open;  // <z_i> varies from site to site
  EXPECT_NEAR(observable_bound(ObservableKind::zz_connected, 0.01, problem, 0.0, {0.0, {}}), 6 * s, 1e-15);
}

TEST(Budget, AddsItsParts) {
  const std::vector<double> times = grid(1.0, 2);
  Record result = result_with("mx", observable(times, [](double t) { return 1 - t; }), times);
  result.budget["state_angle"]["total"] = series(times, [](double t) { return 0.1 * t; });
  Record reference = reference_with("mx",
                                    observable(
                                        times, [](double t) { return 1 - t; }, 1e-3),
                                    times);
  fill_budget(result, chain());
  EXPECT_EQ(result.budget["mx"].count("reference"), 0u);
  EXPECT_NEAR(result.budget["mx"]["total"].values[2], 2 * std::sin(0.1), 1e-15);
  fill_budget(result, chain(), &reference);
  EXPECT_NEAR(result.budget["mx"]["total"].values[2], 2 * std::sin(0.1) + 1e-3, 1e-15);

  std::mt19937_64 random(1);
  result.observables["mx"] = noisy_observable(
      times, [](double t) { return 1 - t; }, 0.1, 8, random);
  result.observables["mx"].standard_error = series(times, [](double) { return 0.01; });
  fill_budget(result, chain(), &reference);
  EXPECT_NEAR(result.budget["mx"]["sampling"].values[1], 0.01 * student_quantile(0.005, 7), 1e-15);
}

TEST(Budget, OneColumnPerDisplacement) {
  const std::vector<double> times = grid(1.0, 1);
  Record result = result_with("zz", {}, times);
  result.observables["zz"].components = {"displacement", {{1}, {2}}};
  result.observables["zz"].mean = {{2, 2}, {0, 0, 0.5, 0.25}};
  result.budget["state_angle"]["total"] = series(times, [](double t) { return 0.1 * t; });
  fill_budget(result, chain());
  EXPECT_EQ(result.budget["zz"]["total"].shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_NEAR(result.budget["zz"]["total"].values[3], 2 * std::sin(0.1), 1e-15);
}

TEST(Budget, NothingWithoutACertificate) {
  const std::vector<double> times = grid(1.0, 2);
  Record result = result_with("mx", observable(times, [](double t) { return t; }), times);
  fill_budget(result, chain());
  EXPECT_TRUE(result.budget.empty());
  EXPECT_TRUE(dominant_part(result).part.empty());
}

TEST(Budget, NamesTheDominantPart) {
  Record result;
  result.budget["state_angle"]["projection"] = {{2}, {0.0, 0.03}};
  result.budget["state_angle"]["regularisation"] = {{2}, {0.0, 0.01}};
  EXPECT_EQ(dominant_part(result).part, "projection");
  EXPECT_NEAR(dominant_part(result).share, 0.75, 1e-12);
}

}  // namespace
}  // namespace quenchmark::validation
