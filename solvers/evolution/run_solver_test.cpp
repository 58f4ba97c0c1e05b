#include "solvers/evolution/run_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "base/error.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"

namespace quenchmark::solvers {
namespace {

using testing::complex_cnn;
using testing::ExactDynamics;
using testing::small_problem;

/// Angle between the stored state and the exact one, expanding orbits by brute force over the given
/// permutations.
double true_angle(const cases::StateSnapshots& states, std::size_t time, const cases::Problem& problem,
                  const Eigen::VectorXcd& exact) {
  const int sites = problem.sites();
  Complex overlap = 0.0;
  for (int configuration = 0; configuration < (1 << sites); ++configuration) {
    std::uint64_t smallest = static_cast<std::uint64_t>(configuration);
    for (const auto& shift : problem.translations) {
      for (const auto& rotation : problem.point_group) {
        std::uint64_t image = 0;
        for (int i = 0; i < sites; ++i) {
          image |= static_cast<std::uint64_t>((configuration >> i) & 1) << shift[rotation[i]];
        }
        smallest = std::min({smallest, image, states.spin_flip ? image ^ ((1U << sites) - 1) : image});
      }
    }
    const auto place = std::lower_bound(states.configurations.begin(), states.configurations.end(), smallest);
    overlap += std::conj(exact[configuration]) *
               states.amplitudes[time][static_cast<std::size_t>(place - states.configurations.begin())];
  }
  return std::acos(std::min(1.0, std::abs(overlap)));
}

constexpr double acos_rounding = 1e-7;  // arccos near 1 resolves no smaller angle

TEST(RunSolver, ParamagnetFollowsExactDynamicsWithinItsCertificate) {
  const cases::Problem problem = small_problem({6}, 0.7, cases::Start::paramagnet, 0.4, 0.1);
  const Trajectory run = run_solver(complex_cnn({4}, {6}), problem, {}, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  ASSERT_EQ(run.times.size(), 5u);
  const ExactDynamics exact(problem, cases::Basis::z);
  const Frame frame = make_frame(problem, cases::Basis::z, {{1}}, {});
  for (std::size_t k = 0; k < run.times.size(); ++k) {
    const double t = run.times[k];
    EXPECT_NEAR(run.observables.at("mx")[k][0], exact.expectation(frame.mx, t), 5e-4) << t;
    EXPECT_NEAR(run.observables.at("zz")[k][0], exact.expectation(frame.zz[0], t), 5e-4) << t;
    EXPECT_NEAR(run.observables.at("loschmidt")[k][0], std::norm(exact.state(0.0).dot(exact.state(t))), 1e-3)
        << t;
    EXPECT_LE(true_angle(run.states, k, problem, exact.state(t)), run.angle.at("total")[k] + acos_rounding)
        << t;
    EXPECT_LT(std::abs(run.diagnostics.at("energy_drift")[k]), 1e-3 * 6);
  }
}

// A wrong sign of the interaction picture's phases shows in mx and the energy alone.
TEST(RunSolver, FerromagnetInTheXBasisAndInTheInteractionPictureAgree) {
  const cases::Problem problem = small_problem({6}, 1.8, cases::Start::ferromagnet, 0.3, 0.1);
  const Trajectory lab = run_solver(complex_cnn({4}, {6}, cases::Basis::x), problem, {}, {});
  const Trajectory rotating = run_solver(complex_cnn({4}, {6}, cases::Basis::interaction), problem, {}, {});
  ASSERT_EQ(lab.status, "complete") << lab.reason;
  ASSERT_EQ(rotating.status, "complete") << rotating.reason;
  const ExactDynamics exact(problem, cases::Basis::x);
  const Frame frame = make_frame(problem, cases::Basis::x, {{1}}, {});
  const std::vector<std::pair<const char*, const WeightedOperator*>> measured{
      {"mx", &frame.mx}, {"mz", &frame.mz}, {"zz", &frame.zz[0]}, {"energy", &frame.hamiltonian}};
  for (const auto& [name, a] : measured) {
    for (std::size_t k = 0; k < lab.times.size(); ++k) {
      const double truth = exact.expectation(*a, lab.times[k]);
      EXPECT_NEAR(lab.observables.at(name)[k][0], truth, 3e-3) << name << lab.times[k];
      EXPECT_NEAR(rotating.observables.at(name)[k][0], truth, 3e-3) << name << lab.times[k];
    }
  }
  for (std::size_t k = 0; k < lab.times.size(); ++k) {
    for (const Trajectory* run : {&lab, &rotating}) {
      EXPECT_LE(true_angle(run->states, k, problem, exact.state(run->times[k])),
                run->angle.at("total")[k] + acos_rounding);
    }
  }
}

TEST(RunSolver, ResidualNetworkFollowsExactDynamics) {
  const cases::Problem problem = small_problem({6}, 1.5, cases::Start::paramagnet, 0.2, 0.1);
  cases::SolverSpec spec = complex_cnn({6}, {3});
  spec.ansatz.kind = cases::AnsatzKind::residual_cnn;
  spec.ansatz.point_group = cases::PointGroup::tied;
  spec.ansatz.activation = cases::Activation::gelu;
  spec.ansatz.blocks = 1;
  spec.tdvp.form = cases::TdvpForm::mclachlan;
  const Trajectory run = run_solver(spec, problem, {}, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  const ExactDynamics exact(problem, cases::Basis::z);
  const Frame frame = make_frame(problem, cases::Basis::z, {}, {});
  EXPECT_NEAR(run.observables.at("mx").back()[0], exact.expectation(frame.mx, 0.2), 1e-2);
  EXPECT_LE(true_angle(run.states, 2, problem, exact.state(0.2)),
            run.angle.at("total").back() + acos_rounding);
}

TEST(RunSolver, ARampStartsFromAnEigenstateWithoutDividingByZero) {
  cases::Case c;
  c.model.lattice = cases::LatticeKind::chain;
  c.model.size = {6};
  c.protocol.kind = cases::ProtocolKind::smooth_ramp;
  c.protocol.tau_q = 0.4;
  c.protocol.x_start = -1.5;
  c.protocol.x_end = 0.0;
  c.protocol.output_dt = 0.2;
  c.observables.resize(2);
  c.observables[1].kind = cases::ObservableKind::energy;
  const cases::Problem problem = cases::make_problem(c);
  cases::SolverSpec spec = complex_cnn({4}, {6});
  spec.integrator.dt_max = 0.012;
  const Trajectory run = run_solver(spec, problem, {}, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  for (const auto& [name, values] : run.diagnostics) {
    for (double value : values) {
      EXPECT_TRUE(std::isfinite(value)) << name;
    }
  }
  // The energy must change by the work done on the system.
  EXPECT_GT(std::abs(run.observables.at("energy").back()[0] - run.observables.at("energy").front()[0]), 1.0);
  EXPECT_LT(std::abs(run.diagnostics.at("energy_drift").back()), 1e-2);
}

TEST(RunSolver, EndsWithAStatusWhereItCannotGoOn) {
  const cases::Problem problem = small_problem({6}, 0.7, cases::Start::paramagnet, 0.4, 0.1);
  cases::SolverSpec spec = complex_cnn({2}, {6});
  spec.integrator.max_steps = 3;
  const Trajectory short_run = run_solver(spec, problem, {}, {});
  EXPECT_EQ(short_run.status, "stopped");
  EXPECT_EQ(short_run.cause, StopCause::step_count);
  EXPECT_NE(short_run.reason.find("max_steps"), std::string::npos);
  EXPECT_FALSE(short_run.times.empty());

  spec.integrator.max_steps = 1000;
  spec.integrator.tolerance = 1e-30;
  const Trajectory floored = run_solver(spec, problem, {}, {});
  EXPECT_EQ(floored.status, "stopped");
  EXPECT_EQ(floored.cause, StopCause::step_floor);
  EXPECT_NE(floored.reason.find("dt_min"), std::string::npos);
}

TEST(RunSolver, SaysWhatToMendWhenTheStartCannotBePrepared) {
  const cases::Problem problem = small_problem({6}, 0.7, cases::Start::paramagnet, 0.4, 0.1);
  cases::SolverSpec spec = complex_cnn({2}, {6});
  spec.ansatz.init_width = 1e200;
  try {
    run_solver(spec, problem, {}, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::numeric);
    EXPECT_NE(error.diagnostics().front().hint.find("init_width"), std::string::npos);
  }
}

TEST(RunSolver, StopsWhenAskedAndKeepsWhatThereIs) {
  const cases::Problem problem = small_problem({6}, 0.7, cases::Start::paramagnet, 0.4, 0.1);
  std::atomic<bool> stop = false;
  RunControl control;
  control.stop = &stop;
  control.report = [&](const ProgressReport& where) { stop = where.phase == "evolve" && where.t > 0.15; };
  const Trajectory run = run_solver(complex_cnn({2}, {6}), problem, {}, control);
  EXPECT_EQ(run.status, "interrupted");
  EXPECT_EQ(run.times.size(), 2u);
}

TEST(RunSolver, SameSeedSameBitsWhateverTheThreads) {
  const cases::Problem problem = small_problem({3, 3}, 3.0, cases::Start::paramagnet, 0.05, 0.05);
  SolverSettings one, two;
  two.threads = 2;
  EXPECT_EQ(run_solver(complex_cnn({2, 2}, {2, 2}), problem, one, {}).final_parameters,
            run_solver(complex_cnn({2, 2}, {2, 2}), problem, two, {}).final_parameters);
}

TEST(RunSolver, RefusesWhatDoesNotFitInMemory) {
  const cases::Problem problem = small_problem({4, 4}, 3.0, cases::Start::paramagnet, 0.1, 0.1);
  SolverSettings settings;
  settings.memory_limit = 1000;
  EXPECT_THROW(run_solver(complex_cnn({2}, {4, 4}), problem, settings, {}), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
