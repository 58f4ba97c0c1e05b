#include "cases/spec/problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cases/spec/example_case.hpp"
#include "cases/spec/kronecker_oracle.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {
namespace {

Model chain_model(int length) {
  Model model;
  model.size = {length};
  model.h = 0.7;
  return model;
}

Protocol quench(double t_max, double output_dt) {
  Protocol protocol;
  protocol.t_max = t_max;
  protocol.output_dt = output_dt;
  return protocol;
}

Case case_of(Model model, Protocol protocol) {
  Case c;
  c.model = std::move(model);
  c.protocol = std::move(protocol);
  return c;
}

TEST(Schedule, AQuenchIsConstant) {
  const Schedule schedule(chain_model(8), quench(2.0, 0.5));
  EXPECT_TRUE(schedule.constant());
  EXPECT_EQ(schedule.at(1.3), (Couplings{1.0, 0.7, 0.0}));
  EXPECT_EQ(schedule.derivative(1.3), (Couplings{0.0, 0.0, 0.0}));
  EXPECT_DOUBLE_EQ(schedule.integral(1.5)[1], 1.05);
}

TEST(Schedule, MixedFieldChainHasBothFields) {
  Model model = chain_model(6);
  model.kind = ModelKind::mixed_field;
  model.h = 0.5;
  model.g = -1.05;
  EXPECT_EQ(Schedule(model, quench(1.0, 0.1)).at(0.0), (Couplings{1.0, -1.05, 0.5}));
}

TEST(Schedule, RampsStartWithoutCouplingAndMeetAtTheCriticalPoint) {
  Model model;
  model.lattice = LatticeKind::cubic;
  model.size = {3, 3, 3};
  Protocol protocol;
  protocol.tau_q = 2.0;
  for (const auto& [kind, x_start] :
       {std::pair(ProtocolKind::smooth_ramp, -1.5), std::pair(ProtocolKind::linear_ramp, -1.0)}) {
    protocol.kind = kind;
    protocol.x_start = x_start;
    const Schedule schedule(model, protocol);
    EXPECT_FALSE(schedule.constant());
    EXPECT_DOUBLE_EQ(schedule.t_start(), 2.0 * x_start);
    EXPECT_DOUBLE_EQ(schedule.t_end(), 0.0);
    EXPECT_NEAR(schedule.at(schedule.t_start())[0], 0.0, 1e-14);
    EXPECT_NEAR(schedule.at(schedule.t_start())[1], 2 * 5.158136, 1e-13);
    EXPECT_DOUBLE_EQ(schedule.at(0.0)[0], 1.0);
    EXPECT_DOUBLE_EQ(schedule.at(0.0)[1], 5.158136);
  }
}

TEST(Schedule, DerivativeAndIntegralBelongToTheValues) {
  Model model = chain_model(6);
  model.J = 1.3;
  Protocol protocol;
  protocol.tau_q = 1.7;
  protocol.x_end = 0.8;
  for (const ProtocolKind kind : {ProtocolKind::smooth_ramp, ProtocolKind::linear_ramp}) {
    protocol.kind = kind;
    const Schedule schedule(model, protocol);
    EXPECT_NEAR(schedule.integral(schedule.t_start())[1], 0.0, 1e-14);
    constexpr double dt = 1e-4;
    for (const double t : {-2.1, -0.4, 0.0, 1.1}) {
      for (std::size_t c = 0; c < 2; ++c) {
        const double slope = (schedule.at(t + dt)[c] - schedule.at(t - dt)[c]) / (2 * dt);
        EXPECT_NEAR(schedule.derivative(t)[c], slope, 1e-7);
        const double value = (schedule.integral(t + dt)[c] - schedule.integral(t - dt)[c]) / (2 * dt);
        EXPECT_NEAR(schedule.at(t)[c], value, 1e-7);
      }
    }
  }
}

TEST(Schedule, TheUnitOfEnergyIsTheLargestCouplingAtAnyTime) {
  Model model = chain_model(6);
  const auto quenched = [&] { return Schedule(model, quench(1.0, 0.1)).energy_unit(); };
  model.J = -1.5;
  EXPECT_EQ(quenched(), 1.5);
  model.h = -40.0;
  EXPECT_EQ(quenched(), 40.0);
  model.J = 0.0;
  EXPECT_EQ(quenched(), 40.0);
  model.kind = ModelKind::mixed_field;
  model.g = 50.0;
  EXPECT_EQ(quenched(), 50.0);
  model.h = model.g = 0.0;
  EXPECT_EQ(quenched(), 1.0) << "without any coupling every unit is as good";

  Protocol ramp;
  ramp.kind = ProtocolKind::smooth_ramp;
  ramp.tau_q = 1.0;
  ramp.x_start = -4.0;  // beyond its turning points at -3/2 and 3/2 the ramp runs back
  Model critical;
  critical.J = 0.25;
  for (const double x_end : {2.0, 0.5}) {
    ramp.x_end = x_end;
    for (const double x_start : {-4.0, -1.6, -1.0}) {
      ramp.x_start = x_start;
      const Schedule schedule(critical, ramp);
      double largest = 0.0;
      for (double x = x_start; x <= x_end; x += 1e-4) {
        const Couplings at = schedule.at(x);
        largest = std::max({largest, std::abs(at[0]), std::abs(at[1])});
      }
      EXPECT_NEAR(schedule.energy_unit(), largest, 1e-3 * largest) << x_start << " " << x_end;
    }
  }
  ramp.kind = ProtocolKind::linear_ramp;
  ramp.x_start = -1.0;
  ramp.x_end = 0.0;
  EXPECT_DOUBLE_EQ(Schedule(critical, ramp).energy_unit(), 0.5);
}

TEST(Schedule, TheUnitOfEnergyScalesAsTheCouplings) {
  Protocol ramp;
  ramp.kind = ProtocolKind::smooth_ramp;
  ramp.x_start = -1.2;
  ramp.x_end = 1.7;
  Model model;
  model.lattice = LatticeKind::cubic;
  ramp.tau_q = 0.7;
  const Schedule one(model, ramp);
  model.J = std::ldexp(1.0, 30);
  ramp.tau_q = std::ldexp(0.7, -30);
  const Schedule other(model, ramp);
  EXPECT_EQ(other.energy_unit(), std::ldexp(one.energy_unit(), 30));
  EXPECT_EQ(other.time_unit(), std::ldexp(one.time_unit(), -30));
  EXPECT_EQ(other.time_resolution(), std::ldexp(one.time_resolution(), -30));
}

TEST(Problem, AListedTimeMayBeTheEndOfARampButForRounding) {
  Protocol ramp;
  ramp.kind = ProtocolKind::linear_ramp;
  ramp.tau_q = 0.1;
  ramp.x_start = -1.0;
  ramp.x_end = 3.0;  // 0.30000000000000004
  ramp.output_times = {0.05, 0.3};
  EXPECT_EQ(make_problem(case_of(chain_model(6), ramp)).output_times,
            (std::vector<double>{-0.1, 0.05, 3.0 * 0.1}));
}

TEST(Problem, OutputTimesHaveBothEnds) {
  const auto times = [](Protocol protocol) {
    return make_problem(case_of(chain_model(6), std::move(protocol))).output_times;
  };
  EXPECT_EQ(times(quench(1.0, 0.25)), (std::vector<double>{0.0, 0.25, 0.5, 0.75, 1.0}));
  EXPECT_EQ(times(quench(1.0, 0.4)), (std::vector<double>{0.0, 0.4, 0.8, 1.0}));
  EXPECT_EQ(times(quench(0.3, 0.1)).size(), 4U)
      << "3 * 0.1 > 0.3 in floating point, yet no time stands twice";
  Protocol listed = quench(1.0, 0.0);
  listed.output_times = {0.5, 1.0};
  EXPECT_EQ(times(listed), (std::vector<double>{0.0, 0.5, 1.0}));
  Protocol ramp;
  ramp.kind = ProtocolKind::smooth_ramp;
  ramp.tau_q = 1.0;
  ramp.output_dt = 0.5;
  EXPECT_EQ(times(ramp), (std::vector<double>{-1.5, -1.0, -0.5, 0.0}));
}

TEST(Problem, OfACaseFile) {
  const Problem problem = make_problem(read_case_text(example_case, "example.toml").at(Tier::smoke));
  EXPECT_EQ(problem.sites(), 12);
  EXPECT_EQ(problem.terms.size(), 24U + 12U);
  EXPECT_EQ(problem.translations.size(), 12U);
  EXPECT_EQ(problem.point_group.size(), 4U);
  EXPECT_EQ(problem.observables.size(), 2U);
  EXPECT_EQ(problem.start, Start::paramagnet);
}

// ---------------------------------------------------------------- the Kronecker oracle against what can be
// worked out by hand

TEST(KroneckerOracle, TwoSpins) {
  Model model = chain_model(2);
  model.boundary = Boundary::open;
  const Problem problem = make_problem(case_of(model, quench(1.0, 0.5)));
  kronecker::Matrix expected(4, 4);  // order: up up, down up, up down, down down; site 0 is the low bit
  expected << -1.0, -0.7, -0.7, 0.0, -0.7, 1.0, 0.0, -0.7, -0.7, 0.0, 1.0, -0.7, 0.0, -0.7, -0.7, -1.0;
  EXPECT_LT((kronecker::hamiltonian(problem, 0.0) - expected).norm(), 1e-15);
  EXPECT_EQ(kronecker::pauli_string(2, {0}, {'z'})(1, 1), -1.0) << "index 1: site 0 is down";
  EXPECT_EQ(kronecker::pauli_string(2, {0}, {'z'})(2, 2), 1.0);
}

TEST(KroneckerOracle, WithoutFieldTheMagnetisationTurnsAsACosineSquared) {
  // At h = 0 each spin turns in the field of its 2d neighbours: mx = cos^(2d)(2Jt), here d = 1.
  Model model = chain_model(6);
  model.h = 0.0;
  const Problem problem = make_problem(case_of(model, quench(1.0, 0.5)));
  const kronecker::Vector start = kronecker::start_state(problem);
  const kronecker::Matrix h = kronecker::hamiltonian(problem, 0.0);
  for (const double t : {0.0, 0.3, 0.8}) {
    const kronecker::Vector psi = kronecker::evolve(h, start, t);
    EXPECT_NEAR(kronecker::measure(problem, {ObservableKind::mx, {}}, psi, t)[0],
                std::pow(std::cos(2 * t), 2), 1e-13);
    EXPECT_NEAR(kronecker::measure(problem, {ObservableKind::energy, {}}, psi, t)[0], 0.0, 1e-13);
  }
}

TEST(KroneckerOracle, GroundStateEnergyOfTheCriticalTorus) {
  Model model;
  model.lattice = LatticeKind::square;
  model.size = {3, 3};
  model.h = critical_field(LatticeKind::square);
  const Problem problem = make_problem(case_of(model, quench(1.0, 0.5)));
  const kronecker::Vector start = kronecker::start_state(problem);
  const double energy = kronecker::measure(problem, {ObservableKind::energy, {}}, start, 0.0)[0];
  const double excess = kronecker::measure(problem, {ObservableKind::excess_energy, {}}, start, 0.0)[0];
  EXPECT_NEAR(energy, -9 * 3.04438, 1e-12);
  EXPECT_NEAR(energy - 9 * excess, -29.55351104, 1e-8);
}

TEST(KroneckerOracle, ObservablesOfTheStartStates) {
  Case c = case_of(chain_model(5), quench(1.0, 0.5));
  const auto value = [&](Start start, ObservableKind kind) {
    c.protocol.start = start;
    const Problem problem = make_problem(c);
    return kronecker::measure(problem, {kind, {{1}, {2}}}, kronecker::start_state(problem), 0.0)[0];
  };
  EXPECT_NEAR(value(Start::paramagnet, ObservableKind::mx), 1.0, 1e-14);
  EXPECT_NEAR(value(Start::paramagnet, ObservableKind::f_q), 1.0, 1e-14) << "N independent spins";
  EXPECT_NEAR(value(Start::paramagnet, ObservableKind::energy_variance), 5.0, 1e-13) << "J^2 for each bond";
  EXPECT_NEAR(value(Start::paramagnet, ObservableKind::zz), 0.0, 1e-14);
  EXPECT_NEAR(value(Start::ferromagnet, ObservableKind::mz), 1.0, 1e-14);
  EXPECT_NEAR(value(Start::ferromagnet, ObservableKind::zz), 1.0, 1e-14);
  EXPECT_NEAR(value(Start::ferromagnet, ObservableKind::zz_connected), 0.0, 1e-14);
  EXPECT_NEAR(value(Start::ferromagnet, ObservableKind::energy_density), -1.0, 1e-14);
  EXPECT_NEAR(value(Start::ferromagnet, ObservableKind::loschmidt), 1.0, 1e-14);
}

TEST(KroneckerOracle, StepsInTimeAgreeWithTheSpectrum) {
  const Problem problem = make_problem(case_of(chain_model(5), quench(1.0, 0.5)));
  const kronecker::Vector start = kronecker::start_state(problem);
  const kronecker::Vector exact = kronecker::evolve(kronecker::hamiltonian(problem, 0.0), start, 0.5);
  EXPECT_LT((kronecker::evolve(problem, start, 0.0, 0.5, 200) - exact).norm(), 1e-8);
}

}  // namespace
}  // namespace quenchmark::cases
