#include "reference/chain/free_fermions.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <thread>

#include "base/error.hpp"
#include "reference/chain/majorana_state.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

using testing::largest_difference;
using testing::method;

constexpr auto kFreeFermions = cases::ReferenceMethod::free_fermions;

cases::Case chain_case(int sites, double h) {
  cases::Case asked = testing::quench_case({sites}, h, {0.3, 1.0, 4.0});
  asked.observables.push_back({cases::ObservableKind::excess_energy, {}});
  return asked;
}

cases::Case chain_ramp(cases::ProtocolKind kind, int sites) {
  cases::Case asked = chain_case(sites, 0.0);
  asked.protocol.kind = kind;
  asked.protocol.output_times = {};
  asked.protocol.output_dt = 0.5;
  asked.protocol.tau_q = 1.2;
  asked.protocol.x_start = kind == cases::ProtocolKind::smooth_ramp ? -1.5 : -1.0;
  asked.protocol.x_end = 1.0;
  return asked;
}

void expect_sector(const cases::Case& asked) {
  const cases::Problem problem = testing::problem_of(asked);
  const ReferenceCurve fermions = compute_reference(problem, method(kFreeFermions), {}, {});
  const ReferenceCurve sector =
      compute_reference(problem, method(cases::ReferenceMethod::exact_sector), {}, {});
  ASSERT_EQ(fermions.times, sector.times);
  ASSERT_EQ(fermions.observables.size(), problem.observables.size());
  for (const auto& [name, table] : fermions.observables) {
    EXPECT_LT(largest_difference(table, sector.observables.at(name)), 1e-11) << name;
  }
  EXPECT_LT(fermions.numbers.at("propagator_disagreement"), 1e-11);
}

TEST(FreeFermions, AgreeWithTheSectorOnQuenches) {
  for (const int sites : {4, 6, 10, 12}) {
    for (const double h : {0.1, 1.0, 2.0}) {
      SCOPED_TRACE(std::to_string(sites) + " sites, h = " + std::to_string(h));
      expect_sector(chain_case(sites, h));
    }
  }
}

TEST(FreeFermions, AgreeWithTheSectorOnRamps) {
  expect_sector(chain_ramp(cases::ProtocolKind::smooth_ramp, 8));
  expect_sector(chain_ramp(cases::ProtocolKind::linear_ramp, 10));
}

/// mx(t) = (2/N) sum_k [1 - 2 sin^2(th_k) sin^2(2 Lam_k t)], sin th_k = J sin k / Lam_k.
double closed_form_mx(int sites, double h, double t) {
  double sum = 0.0;
  for (int m = 0; m < sites / 2; ++m) {
    const double k = (2 * m + 1) * std::numbers::pi / sites;
    const double energy = std::sqrt(1.0 + h * h - 2.0 * h * std::cos(k));
    sum += 1.0 - 2.0 * std::pow(std::sin(k) / energy * std::sin(2.0 * energy * t), 2);
  }
  return 2.0 * sum / sites;
}

TEST(FreeFermions, MagnetisationOfLongChains) {
  for (const int sites : {20, 100}) {
    const cases::Problem problem = testing::problem_of(chain_case(sites, 0.7));
    const ReferenceCurve curve = compute_reference(problem, method(kFreeFermions), {}, {});
    for (std::size_t k = 0; k < curve.times.size(); ++k) {
      EXPECT_NEAR(curve.observables.at("mx")[k][0], closed_form_mx(sites, 0.7, curve.times[k]), 1e-13);
    }
    EXPECT_LT(curve.numbers.at("propagator_disagreement"), 1e-11);
  }
}

TEST(FreeFermions, AStopIsObeyedWithinAStepAndSaysSo) {
  // Minutes of work after the first time.
  const cases::Problem problem = testing::problem_of(testing::quench_case({60}, 0.7, {0.5, 1e6}));
  std::atomic<bool> stop{false};
  RunControl control;
  control.stop = &stop;
  std::jthread asking([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop = true;
  });
  const ReferenceCurve curve = compute_reference(problem, method(kFreeFermions), {}, control);
  EXPECT_EQ(curve.status, "interrupted");
  EXPECT_EQ(curve.cause, StopCause::signal);
  EXPECT_LE(curve.times.size(), 2U);
  for (const auto& [name, table] : curve.observables) {
    EXPECT_EQ(table.size(), curve.times.size()) << name;
    EXPECT_EQ(curve.errors.at(name).size(), curve.times.size()) << name;
  }
}

TEST(FreeFermions, EnergyIsKept) {
  const cases::Problem problem = testing::problem_of(chain_case(64, 1.0));
  const ReferenceCurve curve = compute_reference(problem, method(kFreeFermions), {}, {});
  for (const std::vector<double>& energy : curve.observables.at("energy")) {
    EXPECT_NEAR(energy[0], -64.0, 1e-11);
  }
  for (const std::vector<double>& variance : curve.observables.at("energy_variance")) {
    EXPECT_NEAR(variance[0], 64.0, 1e-10);
  }
}

TEST(Pfaffian, SquaresToTheDeterminant) {
  std::srand(1);
  for (const int size : {2, 4, 10}) {
    const Eigen::MatrixXd random = Eigen::MatrixXd::Random(size, size);
    const Eigen::MatrixXd a = random - random.transpose();
    EXPECT_NEAR(std::pow(pfaffian(a), 2), a.determinant(), 1e-12 * std::abs(a.determinant()));
  }
  Eigen::Matrix4d a;
  a << 0, 1, 2, 3, -1, 0, 4, 5, -2, -4, 0, 6, -3, -5, -6, 0;
  EXPECT_NEAR(pfaffian(a), 1 * 6 - 2 * 5 + 3 * 4, 1e-14);  // a12 a34 - a13 a24 + a14 a23
  EXPECT_EQ(pfaffian(Eigen::Matrix4d::Zero()), 0.0);
}

TEST(FreeFermions, RefusesWhatIsNotARing) {
  const auto refused = [](const cases::Case& asked) {
    try {
      compute_reference(testing::problem_of(asked), method(kFreeFermions), {}, {});
    } catch (const Error& error) {
      return error.diagnostics()[0].kind == ErrorKind::bad_case && !error.diagnostics()[0].hint.empty();
    }
    return false;
  };
  EXPECT_TRUE(refused(chain_case(7, 1.0)));
  EXPECT_TRUE(refused(testing::quench_case({4, 4}, 1.0, {1.0})));
  cases::Case open = chain_case(8, 1.0);
  open.model.boundary = cases::Boundary::open;
  EXPECT_TRUE(refused(open));
  cases::Case ferromagnet = chain_case(8, 1.0);
  ferromagnet.protocol.start = cases::Start::ferromagnet;
  EXPECT_TRUE(refused(ferromagnet));
  cases::Case tilted = chain_case(8, 1.0);
  tilted.model.kind = cases::ModelKind::mixed_field;
  EXPECT_TRUE(refused(tilted));
}

}  // namespace
}  // namespace quenchmark::reference
