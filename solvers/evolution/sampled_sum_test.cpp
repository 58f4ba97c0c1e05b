#include "solvers/evolution/sampled_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"
#include "solvers/evolution/exact_sum.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "solvers/kernels/make_network.hpp"
#include "solvers/tdvp/hermitian_eigen.hpp"

namespace quenchmark::solvers {
namespace {

/// small_problem without what samples cannot say.
cases::Problem sampled_problem(std::vector<int> size, double h, double t_max) {
  cases::Problem problem = testing::small_problem(std::move(size), h, cases::Start::paramagnet, t_max, 0.05);
  std::erase_if(problem.observables,
                [](const cases::Observable& o) { return o.kind == cases::ObservableKind::loschmidt; });
  return problem;
}

cases::SolverSpec sampled_cnn(std::vector<int> channels, std::vector<int> filter, std::int64_t samples) {
  cases::SolverSpec spec = testing::complex_cnn(std::move(channels), std::move(filter));
  spec.backend = cases::Backend::cpu;
  spec.sampler.kind = cases::SamplerKind::metropolis;
  spec.sampler.samples = samples;
  spec.sampler.chains = 64;
  spec.sampler.burn_in = 20;
  spec.sampler.sweeps_between = 2;
  spec.tdvp.lambda_snr = 2.0;
  spec.tdvp.cut = 1e-8;
  return spec;
}

/// Means over 64 independent chains and their errors from the spread over the 8 slots; 5 errors (7 degrees of
/// freedom) are left with probability 1.6e-3 a quantity when all is well, and with seeds fixed never twice.
TEST(SampledSum, MeansAreThoseOfTheExactSumWithinTheirErrors) {
  const cases::Problem problem = testing::small_problem({3, 3}, 1.0, cases::Start::paramagnet, 0.2, 0.1);
  const cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 12800);
  const auto network = kernels::make_network(kernels::Backend::cpu, make_network_shape(problem, spec.ansatz));
  const Eigen::VectorXcd parameters = initial_parameters(network->shape(), 0.15, 5, 0);
  const Frame frame = make_frame(problem, cases::Basis::z, {{1, 0}}, {true, true});
  ConfigurationSpace space(problem, exact_symmetry(spec.ansatz), 1);
  ExactSum exact(*network, space, 1);
  const NetworkState state = exact.evaluate(parameters);

  const auto alone = make_serial_communicator();
  const SlotReduction reduction(8, *alone);
  MetropolisMoves moves;
  moves.sites = 9;
  SampledSum sum(*network, spec.sampler, moves, reduction, 17, 1);
  sum.draw(parameters, 0, 0);
  const LocalEstimator estimator({&frame.hamiltonian, &frame.mx, &frame.zz[0]});
  const std::vector<std::vector<Complex>> slots = sum.slot_means(estimator, 0.0);
  const std::vector<const WeightedOperator*> operators{&frame.hamiltonian, &frame.mx, &frame.zz[0]};
  for (std::size_t a = 0; a < operators.size(); ++a) {
    double mean = 0.0, square = 0.0;
    for (const auto& slot : slots) {
      mean += slot[a].real() / 8.0;
      square += slot[a].real() * slot[a].real() / 8.0;
    }
    const double error = std::sqrt((square - mean * mean) / 7.0);
    EXPECT_GT(error, 0.0);
    EXPECT_NEAR(mean, exact.expectation(*operators[a], 0.0, state), 5.0 * error) << a;
  }
}

TEST(SampledSum, ReweightingReachesTheAveragesOfOtherParameters) {
  const cases::Problem problem = testing::small_problem({3, 3}, 1.0, cases::Start::paramagnet, 0.2, 0.1);
  const cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 25600);
  const auto network = kernels::make_network(kernels::Backend::cpu, make_network_shape(problem, spec.ansatz));
  const Eigen::VectorXcd drawn = initial_parameters(network->shape(), 0.15, 5, 0);
  const Eigen::VectorXcd wanted = 1.1 * drawn;
  const Frame frame = make_frame(problem, cases::Basis::z, {}, {true, true});
  ConfigurationSpace space(problem, exact_symmetry(spec.ansatz), 1);
  ExactSum exact(*network, space, 1);

  const auto alone = make_serial_communicator();
  const SlotReduction reduction(8, *alone);
  MetropolisMoves moves;
  moves.sites = 9;
  SampledSum sum(*network, spec.sampler, moves, reduction, 17, 2);
  sum.draw(drawn, 0, 0);
  const LocalEstimator estimator({&frame.hamiltonian});
  const double samples = 25600.0;
  EXPECT_DOUBLE_EQ(sum.evaluate(drawn, estimator, 0.0).effective_samples, samples);
  const SampledSum::LocalValues values = sum.evaluate(wanted, estimator, 0.0);
  EXPECT_LT(values.effective_samples, samples);
  EXPECT_NEAR(values.mean.real(), exact.expectation(frame.hamiltonian, 0.0, exact.evaluate(wanted)),
              5.0 * std::sqrt(values.variance / values.effective_samples));
}

/// The product of neighbours moves by 0.2 between the two; |psi'/psi| in place of its square stops half-way.
TEST(SampledSum, NeighboursAreReweightedWithTheSquareOfTheAmplitudes) {
  const cases::Problem problem = testing::small_problem({3, 3}, 1.0, cases::Start::paramagnet, 0.2, 0.1);
  const cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 25600);
  const auto network = kernels::make_network(kernels::Backend::cpu, make_network_shape(problem, spec.ansatz));
  const Eigen::VectorXcd drawn = initial_parameters(network->shape(), 0.15, 5, 0);
  const Frame frame = make_frame(problem, cases::Basis::z, {{1, 0}}, {true, true});
  ConfigurationSpace space(problem, exact_symmetry(spec.ansatz), 1);
  ExactSum exact(*network, space, 1);
  const auto neighbours = [&](const Eigen::VectorXcd& parameters) {
    return exact.expectation(frame.zz[0], 0.0, exact.evaluate(parameters));
  };
  double factor = 1.0;
  while (std::abs(neighbours(factor * drawn) - neighbours(drawn)) < 0.2) {
    factor *= 1.05;
  }
  const auto alone = make_serial_communicator();
  const SlotReduction reduction(8, *alone);
  MetropolisMoves moves;
  moves.sites = 9;
  SampledSum sum(*network, spec.sampler, moves, reduction, 17, 2);
  sum.draw(drawn, 0, 0);
  EXPECT_NEAR(sum.neighbour_product(drawn, problem.bonds), neighbours(drawn), 0.02);
  EXPECT_NEAR(sum.neighbour_product(factor * drawn, problem.bonds), neighbours(factor * drawn), 0.05);
}

/// |rho_k|^2 of every mode.
Eigen::VectorXd signals(const SampleMoments& moments) {
  if (moments.kind().real_parameters) {
    return (hermitian_eigen(moments.real_overlap()).vectors.transpose() * moments.force().real()).cwiseAbs2();
  }
  return (hermitian_eigen(moments.overlap()).vectors.adjoint() * moments.force()).cwiseAbs2();
}

struct Scatter {
  double seen = 0.0;         ///< standard deviation of F over the repetitions, all components together
  double said = 0.0;         ///< what the signal-to-noise ratios make of it
  double said_of_all = 0.0;  ///< were every weighted sample independent
};

/// F from chains of one seed after another, each chain new.
Scatter scatter_of_forces(const cases::SolverSpec& spec, double init_width, double factor, int repetitions) {
  const cases::Problem problem = testing::small_problem({3, 3}, 1.0, cases::Start::paramagnet, 0.2, 0.1);
  const auto shape = make_network_shape(problem, spec.ansatz);
  const bool plain = spec.backend == cases::Backend::plain;
  const auto network = kernels::make_network(plain ? kernels::Backend::plain : kernels::Backend::cpu, shape);
  const Eigen::VectorXcd drawn = initial_parameters(shape, init_width, 5, 0);
  const Frame frame = make_frame(problem, cases::Basis::z, {}, {true, true});
  const LocalEstimator estimator({&frame.hamiltonian});
  const auto alone = make_serial_communicator();
  const SlotReduction reduction(8, *alone);
  MetropolisMoves moves;
  moves.sites = 9;
  Eigen::MatrixXcd forces(repetitions, drawn.size());
  Scatter variance;
  for (int seed = 0; seed < repetitions; ++seed) {
    SampledSum sum(*network, spec.sampler, moves, reduction, static_cast<std::uint64_t>(seed), 1);
    sum.draw(drawn, 0, 0);
    sum.evaluate(drawn, estimator, 0.0);
    const SampledSum::LocalValues values = sum.evaluate(factor * drawn, estimator, 0.0);
    const SampledEquations equations = sum.moments(Complex(0.0, -1.0), values, true)->all;
    const SampledSolution solution = solve_sampled_tdvp(equations, {});
    const Eigen::VectorXd signal2 = signals(equations.moments);
    for (Eigen::Index k = 0; k < signal2.size(); ++k) {
      if (solution.snr[k] > 0.0) {
        const double error2 = signal2[k] / (solution.snr[k] * solution.snr[k]) / repetitions;
        variance.said += error2;
        variance.said_of_all += error2 / solution.correlation_time[k];
      }
    }
    const Eigen::VectorXcd force = equations.moments.force();
    for (Eigen::Index k = 0; k < force.size(); ++k) {
      forces(seed, k) = sum.real_parameters() ? Complex(force[k].real()) : force[k];
    }
  }
  const Eigen::MatrixXcd deviations = forces.rowwise() - forces.colwise().mean();
  variance.seen = deviations.squaredNorm() / (repetitions - 1);
  return {std::sqrt(variance.seen), std::sqrt(variance.said), std::sqrt(variance.said_of_all)};
}

/// Chains that mix slowly, samples reweighted to parameters that they were not drawn from. A few modes make
/// most of the scatter: 120 repetitions know it to 5 %, and 20 % are four of these errors. Taken for
/// independent, samples would promise less by a factor of 1.4.
TEST(SampledSum, NoiseOfTheForceIsItsScatterOverSeeds) {
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 640);
  spec.sampler.sweeps_between = 1;
  const Scatter scatter = scatter_of_forces(spec, 0.4, 1.05, 120);
  EXPECT_NEAR(scatter.seen / scatter.said, 1.0, 0.2);
  EXPECT_GT(scatter.seen / scatter.said_of_all, 1.3);
}

/// 60 repetitions know it to 7 %, and 28 % are four of these errors; the form for complex parameters would be
/// off by sqrt(2).
TEST(SampledSum, NoiseOfTheForceOfRealParametersIsItsScatterOverSeeds) {
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 192);
  spec.backend = cases::Backend::plain;
  spec.sampler.sweeps_between = 1;
  spec.ansatz.kind = cases::AnsatzKind::residual_cnn;
  spec.ansatz.point_group = cases::PointGroup::tied;
  spec.ansatz.activation = cases::Activation::gelu;
  spec.ansatz.blocks = 1;
  const Scatter scatter = scatter_of_forces(spec, 0.0, 1.0, 60);
  EXPECT_NEAR(scatter.seen / scatter.said, 1.0, 0.28);
}

TEST(SampledRun, FollowsTheExactSumAndHasTheSameBitsOnAnyNumberOfThreads) {
  const cases::Problem problem = sampled_problem({3, 3}, 0.3, 0.1);
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 3200);
  spec.integrator.tolerance = 1e-4;
  SolverSettings one, two;
  two.threads = 2;
  const Trajectory sampled = run_solver(spec, problem, one, {});
  ASSERT_EQ(sampled.status, "complete") << sampled.reason;
  const Trajectory again = run_solver(spec, problem, two, {});
  EXPECT_EQ(sampled.final_parameters, again.final_parameters);
  EXPECT_EQ(sampled.observables, again.observables);
  EXPECT_EQ(sampled.spectra, again.spectra);
  spec.sampler = {};
  spec.sampler.kind = cases::SamplerKind::orbit_sum;
  const Trajectory exact = run_solver(spec, problem, one, {});
  EXPECT_NEAR(sampled.observables.at("mx").back()[0], exact.observables.at("mx").back()[0], 5e-3);
}

TEST(SampledRun, ReplicasHaveSamplesOfTheirOwn) {
  const cases::Problem problem = sampled_problem({3, 3}, 0.3, 0.05);
  cases::SolverSpec spec = sampled_cnn({1}, {3, 3}, 640);
  spec.shared_start = true;
  SolverSettings second;
  second.replica = 1;
  EXPECT_NE(run_solver(spec, problem, {}, {}).final_parameters,
            run_solver(spec, problem, second, {}).final_parameters);
}

/// One channel on 4x4 leaves a residual that samples see, so that held out it is larger by tens of percent.
TEST(SampledRun, HeldOutResidualsAreLargerThanTheLeastSeen) {
  const Trajectory run =
      run_solver(sampled_cnn({1}, {4, 4}, 640), sampled_problem({4, 4}, 3.0, 0.05), {}, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  const double least = run.diagnostics.at("r2_optimal").back();
  EXPECT_GT(least, 0.0);
  EXPECT_GT(run.diagnostics.at("r2_holdout").back(), least);
  EXPECT_LT(run.diagnostics.at("r2_holdout").back(), 50.0 * least);
}

TEST(SampledRun, GoesOnFromAnyStepWithTheSameBits) {
  const cases::Problem problem = sampled_problem({3, 3}, 0.3, 0.1);
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 640);
  spec.integrator.tolerance = 1e-4;
  std::vector<WalkCheckpoint> kept;
  SolverSettings keeping;
  keeping.keep = [&](const WalkState& state, const Trajectory& trajectory) {
    kept.push_back({state, trajectory});
  };
  const Trajectory straight = run_solver(spec, problem, keeping, {});
  ASSERT_EQ(straight.status, "complete") << straight.reason;
  ASSERT_GT(kept.size(), 3u);
  for (const WalkCheckpoint& checkpoint : kept) {
    SolverSettings resuming;
    resuming.resume = &checkpoint;
    const Trajectory resumed = run_solver(spec, problem, resuming, {});
    EXPECT_EQ(resumed.final_parameters, straight.final_parameters) << checkpoint.state.t;
    EXPECT_EQ(resumed.observables, straight.observables) << checkpoint.state.t;
    EXPECT_EQ(resumed.diagnostics, straight.diagnostics) << checkpoint.state.t;
    EXPECT_EQ(resumed.work, straight.work) << checkpoint.state.t;
  }
}

/// [2D] supplement III: where many sites add up, samples are nearly Gaussian. The median over the modes worth
/// following is known to about 4 % from eight modes.
TEST(SampledRun, MeasuredAndGaussianSignalToNoiseAgreeWithinTenPercent) {
  const cases::Problem problem = sampled_problem({6, 6}, 6.0, 0.05);
  cases::SolverSpec spec = sampled_cnn({2}, {6, 6}, 3200);
  spec.integrator.tolerance = 1e-2;
  spec.integrator.dt_max = 0.01;
  SolverSettings settings;
  settings.threads = 2;
  const Trajectory run = run_solver(spec, problem, settings, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  std::vector<double> ratios;
  const std::vector<double>& gaussian = run.spectra.at("snr_gaussian").back();
  for (std::size_t k = 0; k < gaussian.size(); ++k) {
    if (gaussian[k] > spec.tdvp.lambda_snr) {
      ratios.push_back(run.spectra.at("snr").back()[k] / gaussian[k]);
    }
  }
  ASSERT_GE(ratios.size(), 8u);
  std::nth_element(ratios.begin(), ratios.begin() + ratios.size() / 2, ratios.end());
  EXPECT_NEAR(ratios[ratios.size() / 2], 1.0, 0.1);
}

/// 64 times the samples: errors 8 times smaller, each known to a factor of two or so from its 8 slots.
TEST(SampledRun, MoreSamplesForObservablesSharpenThemAndLeaveTheWalkAlone) {
  const cases::Problem problem = sampled_problem({3, 3}, 0.3, 0.1);
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 640);
  spec.integrator.tolerance = 1e-3;
  const Trajectory few = run_solver(spec, problem, {}, {});
  spec.sampler.observable_samples = 64 * 640;
  const Trajectory many = run_solver(spec, problem, {}, {});
  ASSERT_EQ(many.status, "complete") << many.reason;
  EXPECT_EQ(few.final_parameters, many.final_parameters);
  EXPECT_LT(many.sampling_errors.at("zz").back()[0], few.sampling_errors.at("zz").back()[0] / 3.0);
  EXPECT_NEAR(many.observables.at("zz").back()[0], few.observables.at("zz").back()[0],
              5.0 * few.sampling_errors.at("zz").back()[0]);
}

TEST(SampledRun, WithoutCouplingsNothingMovesAndNothingIsDividedByZero) {
  cases::Case c;
  c.model.size = {3, 3};
  c.model.J = 0.0;
  c.model.h = 0.0;
  c.protocol.t_max = 0.1;
  c.protocol.output_dt = 0.05;
  c.observables.resize(1);
  const Trajectory run = run_solver(sampled_cnn({1}, {3, 3}, 640), cases::make_problem(c), {}, {});
  ASSERT_EQ(run.status, "complete") << run.reason;
  EXPECT_NEAR(run.observables.at("mx").back()[0], 1.0, 1e-6);
  EXPECT_EQ(run.diagnostics.at("r2").back(), 0.0);
  EXPECT_EQ(run.angle.at("total").back(), run.angle.at("preparation").back());
}

/// After a step this long hardly one sample is worth anything to the state it leads to.
TEST(SampledRun, SamplesThatReweightingLeavesWorthlessAreDrawnAgain) {
  const cases::Problem problem = sampled_problem({3, 3}, 0.3, 0.1);
  cases::SolverSpec spec = sampled_cnn({2}, {3, 3}, 640);
  spec.integrator.tolerance = 10.0;
  spec.integrator.dt_first = 0.1;
  spec.integrator.dt_max = 0.1;
  const Trajectory run = run_solver(spec, problem, {}, {});
  EXPECT_GT(run.work.at("redraws"), 0.0);
  for (const auto& [name, values] : run.observables) {
    for (const std::vector<double>& value : values) {
      EXPECT_TRUE(std::isfinite(value[0])) << name;
    }
  }
}

TEST(SampledRun, TooFewSamplesToKnowTheNoiseOfTheSolutionAreRefused) {
  cases::SolverSpec spec = sampled_cnn({8}, {3, 3}, 64);
  spec.tdvp.noise = cases::ModeNoise::residual;
  EXPECT_THROW(run_solver(spec, sampled_problem({3, 3}, 0.3, 0.1), {}, {}), Error);
}

TEST(SampledRun, RanksThatCannotShareTheSlotsAreRefused) {
  class ThreeRanks : public Communicator {
   public:
    int rank() const override { return 0; }
    int size() const override { return 3; }
    double maximum(double value) override { return value; }
    void broadcast(std::span<double> /*values*/) override {}
    void transfer(std::span<double> /*values*/, int /*from*/, int /*to*/) override {}
  };
  ThreeRanks three;
  EXPECT_THROW(SlotReduction(8, three), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
