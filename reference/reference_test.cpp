// compute_reference as its users see it: agreement of methods, limits of theory, threads, memory, stopping.

#include "reference/reference.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "reference/agreement.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/propagate/chebyshev.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

using cases::ReferenceMethod;
using testing::largest_difference;
using testing::method;
using testing::problem_of;
using testing::quench_case;

constexpr double kCriticalSquare = 3.04438;

ReferenceCurve exact(const cases::Problem& problem, const ReferenceSettings& settings = {}) {
  return compute_reference(problem, method(ReferenceMethod::exact), settings, {});
}

ReferenceCurve sector(const cases::Problem& problem, const ReferenceSettings& settings = {}) {
  return compute_reference(problem, method(ReferenceMethod::exact_sector), settings, {});
}

void expect_same(const ReferenceCurve& a, const ReferenceCurve& b, double tolerance) {
  ASSERT_EQ(a.times, b.times);
  ASSERT_FALSE(a.observables.empty());
  for (const auto& [name, table] : a.observables) {
    EXPECT_LE(largest_difference(table, b.observables.at(name)), tolerance) << name;
  }
}

void expect_kept(const ReferenceCurve& curve) {
  for (const char* name : {"norm_drift", "energy_drift"}) {
    const std::vector<double>& drift = curve.diagnostics.at(name);
    ASSERT_EQ(drift.size(), curve.times.size());
    for (double value : drift) {
      EXPECT_LE(value, 1e-12) << name;
    }
  }
}

// ---------------------------------------------------------------- agreement

TEST(Reference, PropagatorsAgreeOn4x4) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet}) {
    for (const double ratio : {0.1, 1.0, 2.0}) {
      cases::Case asked = quench_case({4, 4}, ratio * kCriticalSquare, {0.25, 0.5, 0.75, 1.0});
      asked.protocol.start = start;
      asked.observables.push_back({cases::ObservableKind::excess_energy, {}});
      const ReferenceCurve curve = sector(problem_of(asked));
      EXPECT_EQ(curve.status, "complete");
      EXPECT_EQ(curve.method, "sector chebyshev, checked by lanczos");
      EXPECT_LE(curve.numbers.at("propagator_disagreement"), 1e-10);
      EXPECT_EQ(curve.errors.size(), curve.observables.size());
      expect_kept(curve);
    }
  }
}

TEST(ReferenceSlow, PropagatorsAgreeOn5x5) {
  const ReferenceCurve curve =
      sector(problem_of(quench_case({5, 5}, kCriticalSquare, {0.25, 0.5, 0.75, 1.0})));
  EXPECT_EQ(curve.numbers.at("sector_dimension"), 86056);
  EXPECT_LE(curve.numbers.at("propagator_disagreement"), 1e-10);
  expect_kept(curve);
}

TEST(Reference, FullSpaceAgreesWithSector) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet}) {
    cases::Case asked = quench_case({4, 4}, 2.63 * kCriticalSquare, {0.2, 1.0});
    asked.protocol.start = start;
    const cases::Problem problem = problem_of(asked);
    const ReferenceCurve full = exact(problem);
    expect_same(full, sector(problem), 1e-10);
    expect_kept(full);
  }
}

TEST(Reference, RampsInBothSpaces) {
  for (const auto kind : {cases::ProtocolKind::smooth_ramp, cases::ProtocolKind::linear_ramp}) {
    cases::Case asked = quench_case({4, 3}, 0.0, {1.0});
    asked.protocol.kind = kind;
    asked.protocol.output_times = {};
    asked.protocol.output_dt = 0.4;
    asked.protocol.tau_q = 0.7;
    asked.protocol.x_start = kind == cases::ProtocolKind::smooth_ramp ? -1.5 : -1.0;
    asked.observables.push_back({cases::ObservableKind::excess_energy, {}});
    const cases::Problem problem = problem_of(asked);
    const ReferenceCurve curve = sector(problem);
    EXPECT_EQ(curve.method, "sector taylor, checked by magnus");
    EXPECT_LE(curve.numbers.at("propagator_disagreement"), 1e-10);
    expect_same(exact(problem), curve, 1e-10);
  }
}

TEST(Reference, RandomStartKeepsItsEnergyMoments) {
  cases::Case asked = quench_case({3, 4}, kCriticalSquare, {0.5, 1.0});
  asked.protocol.start = cases::Start::random;
  const ReferenceCurve curve = exact(problem_of(asked));
  EXPECT_LE(curve.numbers.at("propagator_disagreement"), 1e-10);
  expect_kept(curve);
  const ObservableTable& variance = curve.observables.at("energy_variance");
  EXPECT_NEAR(variance.back()[0], variance[0][0], 1e-10);
  EXPECT_NEAR(curve.observables.at("loschmidt")[0][0], 1.0, 1e-13);
  asked.protocol.random_seed = 2;
  const ReferenceCurve other = exact(problem_of(asked));
  EXPECT_NE(curve.observables.at("mx")[0][0], other.observables.at("mx")[0][0]);
}

TEST(Reference, SplittingStepsInWhereMemoryIsShort) {
  const cases::Problem problem = problem_of(quench_case({4, 3}, kCriticalSquare, {0.3, 1.0}));
  ReferenceSettings settings;
  settings.memory_limit = 4 * 16 * (1 << 12);  // four vectors
  const ReferenceCurve frugal = exact(problem, settings);
  EXPECT_NE(frugal.method.find("chebyshev, checked by blanes-moan"), std::string::npos) << frugal.method;
  expect_same(frugal, exact(problem), 1e-10);
  EXPECT_LE(frugal.numbers.at("propagator_disagreement"), 1e-10);
  settings.memory_limit = 2 * 16 * (1 << 12);
  const ReferenceCurve smallest = exact(problem, settings);
  EXPECT_EQ(smallest.method.find("full space blanes-moan"), 0U) << smallest.method;
  expect_same(smallest, exact(problem), 1e-10);
}

TEST(Agreement, DisagreementIsTheErrorAndStopsACurve) {
  ReferenceCurve curve;
  curve.observables["zz"] = {{1.0, 0.5}, {0.25, 200.0}};
  record_agreement({{"zz", {{1.0, 0.5}, {0.25, 200.0 - 1e-7}}}}, 1e-9, 1.0, curve);
  EXPECT_EQ(curve.status, "complete");  // relative to 200
  EXPECT_NEAR(curve.errors.at("zz")[1][1], 1e-7, 1e-12);
  EXPECT_EQ(curve.errors.at("zz")[0][0], 0.0);
  EXPECT_EQ(curve.numbers.at("propagator_disagreement"), curve.errors.at("zz")[1][1] / 200.0);
  curve.errors.clear();
  record_agreement({{"zz", {{1.0, 0.5}, {0.25 + 2e-9, 200.0}}}}, 1e-9, 1.0, curve);
  EXPECT_EQ(curve.status, "stopped");
}

TEST(Agreement, ADifferenceThatIsNotANumberIsNone) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [mine, other] : {std::pair{1.0, nothing}, std::pair{nothing, 1.0}}) {
    ReferenceCurve curve;
    curve.observables["mx"] = {{mine}};
    record_agreement({{"mx", {{other}}}}, 1e-9, 1.0, curve);
    EXPECT_EQ(curve.status, "stopped");
    EXPECT_EQ(curve.cause, StopCause::disagreement);
  }
}

TEST(Agreement, OfEnergiesIsMeasuredInTheUnitOfTheCase) {
  for (const double unit : {1e-6, 1.0, 1e4}) {
    const auto status = [&](double energy_error, double variance_error) {
      ReferenceCurve curve;
      curve.observables["energy"] = {{0.1 * unit}};
      curve.observables["energy_variance"] = {{6.0 * unit * unit}};
      record_agreement({{"energy", {{(0.1 + energy_error) * unit}}},
                        {"energy_variance", {{(6.0 + variance_error) * unit * unit}}}},
                       1e-9, unit, curve);
      return curve.status;
    };
    EXPECT_EQ(status(5e-10, 5e-9), "complete") << unit;
    EXPECT_EQ(status(2e-9, 0.0), "stopped") << unit;
    EXPECT_EQ(status(0.0, 8e-9), "stopped") << unit;
  }
}

TEST(Reference, AFieldThatDwarfsTheCouplingIsNoDisagreement) {
  const ReferenceCurve curve = sector(problem_of(quench_case({6}, 1e5, {0.001, 0.002})));
  EXPECT_EQ(curve.status, "complete");
  EXPECT_LE(curve.numbers.at("propagator_disagreement"), 1e-12);
  // What stopped it once: the variance is of the order of J^2, its rounding of the order of J h.
  EXPECT_GT(std::max(curve.errors.at("energy_variance")[1][0], curve.errors.at("energy_variance")[2][0]),
            1e-9);
}

// ---------------------------------------------------------------- limits of theory

TEST(Reference, WithoutFieldSpinsPrecessInTheirNeighbours) {
  // mx = cos^(2d)(2 J t) for L >= 3.
  for (const std::vector<int>& size : {std::vector<int>{8}, {4, 3}, {3, 3, 3}}) {
    const ReferenceCurve curve = sector(problem_of(quench_case(size, 0.0, {0.1, 0.4, 1.3})));
    for (std::size_t k = 0; k < curve.times.size(); ++k) {
      const double expected = std::pow(std::cos(2.0 * curve.times[k]), 2 * static_cast<int>(size.size()));
      EXPECT_NEAR(curve.observables.at("mx")[k][0], expected, 1e-12);
    }
  }
}

TEST(Reference, ShortTimeSeries) {
  // mx = 1 - 4 d J^2 t^2 + [(16/3) d J^2 (J^2 + h^2) + 8 d (d-1) J^4 - (16/3) d3 J^3 h] t^4 + O(t^6); d3
  // counts the directions of length 3.
  const double h = 1.7;
  struct Lattice {
    std::vector<int> size;
    int short_directions;
  };
  for (const Lattice& lattice : {Lattice{{8}, 0}, Lattice{{3}, 1}, Lattice{{4, 4}, 0}, Lattice{{3, 4}, 1},
                                 Lattice{{3, 3}, 2}, Lattice{{3, 3, 3}, 3}}) {
    const auto d = static_cast<double>(lattice.size.size());
    const double quartic =
        16.0 / 3.0 * d * (1.0 + h * h) + 8.0 * d * (d - 1.0) - 16.0 / 3.0 * lattice.short_directions * h;
    const ReferenceCurve curve = sector(problem_of(quench_case(lattice.size, h, {0.005, 0.01, 0.02})));
    // What is left is the next order: c t^6 with one c for all times.
    std::vector<double> sixth;
    for (std::size_t k = 1; k < curve.times.size(); ++k) {
      const double t = curve.times[k];
      const double series = 1.0 - 4.0 * d * t * t + quartic * std::pow(t, 4);
      const double rest = curve.observables.at("mx")[k][0] - series;
      EXPECT_LT(std::abs(rest), 400.0 * std::pow(t, 6) + 1e-14);
      sixth.push_back(rest / std::pow(t, 6));
    }
    EXPECT_NEAR(sixth[2] / sixth[1], 1.0, 0.05);
  }
}

// ---------------------------------------------------------------- settings

TEST(Reference, SameBitsForAnyNumberOfThreads) {
  cases::Case quench = quench_case({4, 4}, kCriticalSquare, {0.3, 0.6});
  quench.observables.push_back({cases::ObservableKind::excess_energy, {}});
  cases::Case ramp = quench_case({13}, 0.0, {1.0});
  ramp.protocol.kind = cases::ProtocolKind::smooth_ramp;
  ramp.protocol.output_times = {};
  ramp.protocol.output_dt = 0.2;
  ramp.protocol.tau_q = 0.3;
  for (const cases::Case& asked : {quench, ramp}) {
    const cases::Problem problem = problem_of(asked);
    for (const auto asked_method : {ReferenceMethod::exact, ReferenceMethod::exact_sector}) {
      ReferenceSettings settings;
      const ReferenceCurve one = compute_reference(problem, method(asked_method), settings, {});
      settings.threads = 3;
      const ReferenceCurve three = compute_reference(problem, method(asked_method), settings, {});
      EXPECT_EQ(one.observables, three.observables);
      EXPECT_EQ(one.errors, three.errors);
      EXPECT_EQ(one.diagnostics, three.diagnostics);
    }
  }
}

TEST(Reference, OnePropagatorWhenTheCheckIsNotWanted) {
  ReferenceSettings settings;
  settings.second_propagator = false;
  const ReferenceCurve curve = sector(problem_of(quench_case({3, 3}, 1.0, {0.5})), settings);
  EXPECT_EQ(curve.method, "sector chebyshev");
  EXPECT_TRUE(curve.errors.empty());
}

TEST(Reference, StatesOfSectorAndFullSpaceAreTheSame) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet}) {
    cases::Case asked = quench_case({3, 4}, 1.0, {0.5, 1.0});
    asked.protocol.start = start;
    const cases::Problem problem = problem_of(asked);
    ReferenceSettings settings;
    settings.store_states = true;
    const cases::StateSnapshots orbits = sector(problem, settings).states;
    const cases::StateSnapshots all = exact(problem, settings).states;
    EXPECT_EQ(orbits.spin_flip, start == cases::Start::paramagnet);
    EXPECT_TRUE(orbits.translations && orbits.point_group);
    EXPECT_FALSE(all.translations || all.point_group || all.spin_flip);
    ASSERT_EQ(all.configurations.size(), std::size_t{1} << 12);
    ASSERT_EQ(orbits.amplitudes.size(), problem.output_times.size());
    for (std::size_t t = 0; t < orbits.amplitudes.size(); ++t) {
      double norm = 0.0;
      for (std::size_t k = 0; k < orbits.configurations.size(); ++k) {
        norm += orbits.multiplicity[k] * std::norm(orbits.amplitudes[t][k]);
        EXPECT_LT(std::abs(orbits.amplitudes[t][k] - all.amplitudes[t][orbits.configurations[k]]), 1e-12);
      }
      EXPECT_NEAR(norm, 1.0, 1e-12);
    }
  }
}

TEST(Reference, StatesBeyondTheLimitAreNotKept) {
  ReferenceSettings settings;
  settings.store_states = true;
  settings.states_limit = 26;  // 13 states, 3 times
  const cases::Problem problem = problem_of(quench_case({3, 3}, 1.0, {0.5, 1.0}));
  EXPECT_TRUE(sector(problem, settings).states.empty());
  settings.states_limit = 39;
  EXPECT_EQ(sector(problem, settings).states.amplitudes.size(), 3U);
}

// ---------------------------------------------------------------- memory and stopping

ErrorKind kind_of_failure(const cases::Problem& problem, ReferenceMethod asked, std::int64_t memory_limit,
                          std::string& message) {
  ReferenceSettings settings;
  settings.memory_limit = memory_limit;
  try {
    compute_reference(problem, method(asked), settings, {});
  } catch (const Error& error) {
    message = error.what();
    return error.diagnostics()[0].kind;
  }
  return ErrorKind::internal;
}

TEST(Reference, TooLargeIsSaidBeforeItIsAllocated) {
  std::string message;
  const cases::Problem large = problem_of(quench_case({6, 6}, 1.0, {1.0}));
  EXPECT_EQ(kind_of_failure(large, ReferenceMethod::exact, 0, message), ErrorKind::memory);
  EXPECT_NE(message.find("exact_sector"), std::string::npos) << message;
  EXPECT_NE(message.find("bytes"), std::string::npos) << message;
  EXPECT_EQ(kind_of_failure(large, ReferenceMethod::exact_sector, 1 << 30, message), ErrorKind::memory);
  const cases::Problem huge = problem_of(quench_case({8, 8}, 1.0, {1.0}));
  EXPECT_EQ(kind_of_failure(huge, ReferenceMethod::exact, 0, message), ErrorKind::bad_case);
  EXPECT_EQ(kind_of_failure(huge, ReferenceMethod::exact_sector, 0, message), ErrorKind::bad_case);
  const cases::Problem larger = problem_of(quench_case({60}, 1.0, {1.0}));
  EXPECT_EQ(kind_of_failure(larger, ReferenceMethod::exact, 0, message), ErrorKind::memory);
  EXPECT_EQ(kind_of_failure(larger, ReferenceMethod::exact_sector, 0, message), ErrorKind::memory);
  EXPECT_EQ(kind_of_failure(large, ReferenceMethod::series, 0, message), ErrorKind::bad_case);
}

TEST(Reference, MemoryIsPredicted) {
  const cases::Problem problem = problem_of(quench_case({5, 6}, kCriticalSquare, {0.5, 1.0}));
  const std::int64_t bytes = reference_memory_bytes(problem, method(ReferenceMethod::exact_sector), {});
  EXPECT_GT(bytes, std::int64_t{4503160} * (30 * 4 + 10 * 16));  // neighbours and ten vectors
  EXPECT_LT(bytes, std::int64_t{4000} * 1000 * 1000);
  ReferenceSettings frugal;
  frugal.memory_limit = std::int64_t{1000} * 1000 * 1000;
  EXPECT_LE(reference_memory_bytes(problem, method(ReferenceMethod::exact_sector), frugal),
            frugal.memory_limit);
  // What does not fit is told as well, without overflow.
  const cases::Problem large = problem_of(quench_case({6, 6}, 1.0, {1.0}));
  EXPECT_GE(reference_memory_bytes(large, method(ReferenceMethod::exact), frugal), std::int64_t{16} << 36);
  cases::Case longest = quench_case({62}, 1.0, {1.0});
  longest.model.boundary = cases::Boundary::open;
  longest.observables.push_back({cases::ObservableKind::excess_energy, {}});
  for (const auto asked : {ReferenceMethod::exact, ReferenceMethod::exact_sector}) {
    EXPECT_GT(reference_memory_bytes(problem_of(longest), method(asked), {}), std::int64_t{1} << 60);
  }
}

TEST(Reference, RandomStartNeedsTheFullSpace) {
  cases::Case asked = quench_case({3, 3}, 1.0, {1.0});
  asked.protocol.start = cases::Start::random;
  std::string message;
  EXPECT_EQ(kind_of_failure(problem_of(asked), ReferenceMethod::exact_sector, 0, message),
            ErrorKind::bad_case);
  EXPECT_NE(message.find("\"exact\""), std::string::npos) << message;
}

TEST(Reference, TimesOutOfReachAreSaidBeforeAnythingBegins) {
  std::string message;
  for (const double h : {1e7, 1e18, 1e308}) {
    const cases::Problem problem = problem_of(quench_case({3, 3}, h, {1.0}));
    EXPECT_EQ(kind_of_failure(problem, ReferenceMethod::exact_sector, 0, message), ErrorKind::bad_case) << h;
    EXPECT_NE(message.find("out of reach"), std::string::npos) << message;
  }
}

TEST(Reference, StopKeepsWhatBothPropagatorsReached) {
  std::vector<double> times;
  for (int k = 1; k <= 100; ++k) {
    times.push_back(0.1 * k);
  }
  const cases::Problem problem = problem_of(quench_case({4, 3}, 1.0, times));
  std::atomic<bool> stop{false};
  RunControl control;
  control.stop = &stop;
  control.report = [&](const ProgressReport& report) {
    if (report.phase == "lanczos" && report.t > 4.95) {
      stop = true;
    }
  };
  const ReferenceCurve curve = compute_reference(problem, method(ReferenceMethod::exact_sector), {}, control);
  EXPECT_EQ(curve.status, "interrupted");
  EXPECT_GE(curve.times.size(), 50U);
  EXPECT_LT(curve.times.size(), 101U);
  EXPECT_EQ(curve.observables.at("mx").size(), curve.times.size());
  EXPECT_EQ(curve.errors.at("mx").size(), curve.times.size());

  stop = false;
  control.report = [&](const ProgressReport& report) {
    stop = stop || (report.phase == "chebyshev" && report.t > 4.95);
  };
  const ReferenceCurve unchecked =
      compute_reference(problem, method(ReferenceMethod::exact_sector), {}, control);
  EXPECT_EQ(unchecked.status, "interrupted");
  EXPECT_GE(unchecked.times.size(), 50U);
  EXPECT_LT(unchecked.times.size(), 101U);
  EXPECT_TRUE(unchecked.errors.empty());

  stop = true;
  const ReferenceCurve nothing =
      compute_reference(problem, method(ReferenceMethod::exact_sector), {}, control);
  EXPECT_EQ(nothing.status, "interrupted");
  EXPECT_TRUE(nothing.times.empty());
}

TEST(Reference, NothingToDoInNoTime) {
  cases::Case asked = quench_case({3, 3}, 1.0, {1.0});
  asked.protocol.t_max = 0.0;
  asked.protocol.output_times = {};
  asked.protocol.output_dt = 0.1;
  const ReferenceCurve curve = sector(problem_of(asked));
  EXPECT_EQ(curve.status, "complete");
  for (const std::vector<double>& mx : curve.observables.at("mx")) {
    EXPECT_NEAR(mx[0], 1.0, 1e-13);
  }
}

}  // namespace
}  // namespace quenchmark::reference
