#include "validation/certify/state_measures.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <random>

#include "cases/spec/problem.hpp"

namespace quenchmark::validation {
namespace {

using Complex = std::complex<double>;

constexpr int sites = 4;
constexpr std::size_t dimension = 1U << sites;

cases::Problem ring(double t_end) {
  cases::Case asked;
  asked.model.lattice = cases::LatticeKind::chain;
  asked.model.size = {sites};
  asked.model.h = 0.7;
  asked.protocol.t_max = t_end;
  asked.protocol.output_dt = t_end;
  return cases::make_problem(asked);
}

int spin(std::size_t s, int site) {
  return 1 - 2 * static_cast<int>((s >> site) & 1U);
}

/// H of the ring, written down anew, and `error` sz_0 sz_1 more.
Eigen::MatrixXd hamiltonian(double error) {
  Eigen::MatrixXd H = Eigen::MatrixXd::Zero(dimension, dimension);
  for (std::size_t s = 0; s < dimension; ++s) {
    const auto row = static_cast<Eigen::Index>(s);
    for (int i = 0; i < sites; ++i) {
      H(row, row) -= spin(s, i) * spin(s, (i + 1) % sites);
      H(row, static_cast<Eigen::Index>(s ^ (1U << i))) -= 0.7;
    }
    H(row, row) += error * spin(s, 0) * spin(s, 1);
  }
  return H;
}

/// From the paramagnet under a Hamiltonian that may be wrong, with a norm and a phase that do not matter.
StatesFile walked(double error, const std::vector<double>& times) {
  StatesFile states;
  states.sites = sites;
  states.times = times;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(hamiltonian(error));
  for (const double t : times) {
    const Eigen::VectorXcd phases = (Complex(0.0, -t) * solver.eigenvalues().cast<Complex>()).array().exp();
    const Eigen::VectorXcd start = Eigen::VectorXcd::Constant(dimension, 0.25);
    const Eigen::VectorXcd psi =
        3.0 * std::polar(1.0, 5.0 * t) *
        (solver.eigenvectors() * phases.cwiseProduct(solver.eigenvectors().transpose() * start));
    const Eigen::VectorXcd rate = Complex(0.0, -1.0) * (hamiltonian(error) * psi) + Complex(0.0, 5.0) * psi;
    states.amplitudes.emplace_back(psi.data(), psi.data() + dimension);
    states.amplitude_rate.emplace_back(rate.data(), rate.data() + dimension);
  }
  return states;
}

cases::StateSnapshots exact_states(const std::vector<double>& times) {
  cases::StateSnapshots exact;
  const StatesFile right = walked(0.0, times);
  for (std::size_t s = 0; s < dimension; ++s) {
    exact.configurations.push_back(s);
  }
  exact.multiplicity.assign(dimension, 1.0);
  exact.amplitudes = right.amplitudes;
  for (auto& psi : exact.amplitudes) {
    for (Complex& amplitude : psi) {
      amplitude /= 3.0;
    }
  }
  return exact;
}

/// Samples of |psi|^2 of such states, with local energies of the right Hamiltonian.
StatesFile sampled(const StatesFile& whole, std::size_t samples) {
  StatesFile states;
  states.sites = sites;
  states.times = whole.times;
  std::mt19937_64 random(11);
  const Eigen::MatrixXd H = hamiltonian(0.0);
  for (std::size_t t = 0; t < whole.times.size(); ++t) {
    const Eigen::Map<const Eigen::VectorXcd> psi(whole.amplitudes[t].data(), dimension);
    const Eigen::VectorXcd energy = H * psi;
    std::vector<double> weights;
    for (const Complex& amplitude : whole.amplitudes[t]) {
      weights.push_back(std::norm(amplitude));
    }
    std::discrete_distribution<std::size_t> draw(weights.begin(), weights.end());
    states.configurations.emplace_back();
    states.log_psi.emplace_back();
    states.local_energy.emplace_back();
    states.log_psi_rate.emplace_back();
    for (std::size_t k = 0; k < samples; ++k) {
      const std::size_t s = draw(random);
      const auto row = static_cast<Eigen::Index>(s);
      states.configurations.back().push_back(s);
      states.log_psi.back().push_back(std::log(psi(row)));
      states.local_energy.back().push_back(energy(row) / psi(row));
      states.log_psi_rate.back().push_back(whole.amplitude_rate[t][s] / psi(row));
    }
  }
  return states;
}

std::vector<double> grid(double t_end, int count) {
  std::vector<double> times;
  for (int k = 0; k <= count; ++k) {
    times.push_back(t_end * k / count);
  }
  return times;
}

TEST(StateMeasures, TheExactFlowHasNoResidualAndNoAngle) {
  const std::vector<double> times = grid(0.5, 5);
  std::vector<StateMeasures> measures = measure_states(walked(0.0, times), ring(0.5), exact_states(times), 1);
  bound_angles(0.0, measures);
  for (const StateMeasures& one : measures) {
    EXPECT_NEAR(one.energy.value, -0.7 * sites, 1e-12);
    EXPECT_NEAR(one.variance.value, sites, 1e-12);  // of the bonds in the uniform state, conserved
    EXPECT_LT(one.speed_squared->value, 1e-24);
    EXPECT_LT(one.angle->value, 1e-12);
    EXPECT_LT(*one.bound, 1e-11);
  }
  EXPECT_DOUBLE_EQ(fidelity_with_start(walked(0.0, times), 0, ring(0.5))->value, 1.0);
}

TEST(StateMeasures, AWrongHamiltonianLeavesTheFlowAtItsOwnSpeedAndTheBoundHolds) {
  constexpr double error = 0.3;
  const std::vector<double> times = grid(0.5, 20);
  std::vector<StateMeasures> measures =
      measure_states(walked(error, times), ring(0.5), exact_states(times), 1);
  bound_angles(0.0, measures);
  EXPECT_NEAR(measures.front().speed_squared->value, error * error, 1e-12);  // Var(sz sz) = 1 at the start
  EXPECT_NEAR(measures.front().r2->value, error * error / sites, 1e-12);
  EXPECT_GT(measures.back().angle->value, 0.05);
  for (const StateMeasures& one : measures) {
    EXPECT_LE(one.angle->value, *one.bound + 1e-12) << one.time;
    EXPECT_NEAR(one.fidelity->value, std::pow(std::cos(one.angle->value), 2), 1e-12);
  }
}

// 4096 independent samples: energies are known to 2/64; five standard errors would miss an error of a tenth.
TEST(StateMeasures, SamplesTellTheSameWithinTheirErrors) {
  const std::vector<double> times{0.0, 0.25, 0.5};
  const StatesFile whole = walked(0.3, times);
  const std::vector<StateMeasures> sums = measure_states(whole, ring(0.5), exact_states(times), 1);
  const std::vector<StateMeasures> noisy =
      measure_states(sampled(whole, 4096), ring(0.5), exact_states(times), 1);
  const auto agree = [](const Measured& a, const Measured& b, const char* what) {
    EXPECT_LE(std::abs(a.value - b.value), 5.0 * b.error + 1e-9) << what << " " << a.value << " " << b.value;
    EXPECT_LT(b.error, 0.1 * std::max(1.0, std::abs(a.value))) << what;
  };
  for (std::size_t t = 0; t < times.size(); ++t) {
    agree(sums[t].energy, noisy[t].energy, "energy");
    agree(sums[t].variance, noisy[t].variance, "variance");
    agree(*sums[t].speed_squared, *noisy[t].speed_squared, "speed");
    agree(*sums[t].r2, *noisy[t].r2, "r2");
    agree(*sums[t].fidelity, *noisy[t].fidelity, "fidelity");
  }
  EXPECT_NEAR(
      measure_states(sampled(walked(0.0, times), 256), ring(0.5), exact_states(times), 1)[2].fidelity->value,
      1.0, 1e-12)
      << "the ratio to the exact state is constant";
}

TEST(StateMeasures, OneAbsurdAmplitudeMakesNoFidelity) {
  const std::vector<double> times{0.0, 0.5};
  StatesFile states = sampled(walked(0.3, times), 256);
  for (std::size_t k = 0; k < 256; k += 16) {
    states.log_psi[1][k] -= 400.0;  // its square is beyond every number
  }
  const Measured fidelity = *measure_states(states, ring(0.5), exact_states(times), 1)[1].fidelity;
  EXPECT_LT(fidelity.value, 0.5);
}

TEST(StateMeasures, AChainThatSitsInOneConfigurationDecidesNothing) {
  const std::vector<double> times{0.0, 0.5};
  StatesFile states = sampled(walked(0.0, times), 256);
  const auto exact = exact_states(times);
  EXPECT_LT(measure_states(states, ring(0.5), exact, 1)[1].fidelity->error, 0.01);
  for (std::size_t k = 0; k < 256; ++k) {
    states.configurations[1][k] = 0;
    states.log_psi[1][k] = 0.0;
  }
  EXPECT_GT(measure_states(states, ring(0.5), exact, 1)[1].fidelity->error, 0.5);
}

TEST(StateMeasures, TheFerromagnetIsKnownToOneSampleAtMost) {
  cases::Problem problem = ring(0.5);
  problem.start = cases::Start::ferromagnet;
  StatesFile states = sampled(walked(0.0, {0.0, 0.5}), 256);
  const Measured uniform = *fidelity_with_start(states, 0, problem);
  EXPECT_NEAR(uniform.value, 1.0 / 16, 0.1);
  std::fill(states.configurations[0].begin(), states.configurations[0].end(), 0U);
  const Measured all_up = *fidelity_with_start(states, 0, problem);
  EXPECT_EQ(all_up.value, 1.0);
  EXPECT_EQ(all_up.error, 1.0 / 256);
}

TEST(StateMeasures, WhatIsNoNumberCertifiesNothing) {
  std::vector<StateMeasures> measures(2);
  for (std::size_t t = 0; t < 2; ++t) {
    measures[t].time = static_cast<double>(t);
    measures[t].speed_squared = Measured{1e300, std::numeric_limits<double>::quiet_NaN()};
  }
  bound_angles(0.0, measures);
  EXPECT_FALSE(*measures[1].bound <= 1.0);
}

TEST(StateMeasures, TheBoundCountsWhatTheTimesCannotResolve) {
  const auto with_speeds = [](const std::vector<double>& speeds) {
    std::vector<StateMeasures> measures;
    for (std::size_t k = 0; k < speeds.size(); ++k) {
      StateMeasures& one = measures.emplace_back();
      one.time = static_cast<double>(k);
      one.speed_squared = Measured{speeds[k] * speeds[k], 0.0};
    }
    bound_angles(0.1, measures);
    return *measures.back().bound;
  };
  EXPECT_NEAR(with_speeds({1, 1, 1}), 0.1 + 2.0, 1e-12);
  EXPECT_NEAR(with_speeds({0, 1, 0}), 0.1 + 1.0 + 1.0, 1e-12);  // every second time would see nothing
  EXPECT_NEAR(with_speeds({0, 1}), 0.1 + 0.5, 1e-12);
}

}  // namespace
}  // namespace quenchmark::validation
