// How errors of the solver shrink: with the step of Heun's method, on the way there and back, with samples.

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"
#include "solvers/evolution/exact_flow.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "solvers/integrator/heun.hpp"
#include "solvers/kernels/make_network.hpp"

namespace quenchmark::solvers {
namespace {

/// The variational flow of a small network under a quench, walked in steps of one length.
class FixedSteps {
 public:
  FixedSteps()
      : problem_(testing::small_problem({3, 3}, 1.0, cases::Start::paramagnet, 0.2, 0.1)),
        spec_(testing::complex_cnn({2}, {3, 3})),
        network_(kernels::make_network(kernels::Backend::plain, make_network_shape(problem_, spec_.ansatz))),
        space_(problem_, exact_symmetry(spec_.ansatz), 1),
        sum_(*network_, space_, 1),
        frame_(make_frame(problem_, cases::Basis::z, {}, {true, true})),
        flow_(sum_, frame_, spec_.tdvp),
        start_(initial_parameters(network_->shape(), 0.3, 5, 0)) {}

  const Eigen::VectorXcd& start() const { return start_; }

  /// `steps` steps of Heun's method from `parameters`, over `span` together.
  Eigen::VectorXcd walk(Eigen::VectorXcd parameters, double span, int steps) {
    const auto velocity = [this](const Eigen::VectorXcd& at, double t) {
      return Eigen::VectorXcd(flow_.at(at, t).solution.velocity);
    };
    const auto unmeasured = [](const Eigen::VectorXcd&) { return 0.0; };
    // An attempt makes two steps of half its length.
    const double tau = 2.0 * span / steps;
    for (int k = 0; k < steps / 2; ++k) {
      parameters = attempt_heun_step(velocity, unmeasured, parameters, velocity(parameters, k * tau), k * tau,
                                     tau, cases::StepDivisor::truncation)
                       .next;
    }
    return parameters;
  }

  /// Angle between the states.
  double distance(const Eigen::VectorXcd& a, const Eigen::VectorXcd& b) {
    const Eigen::VectorXcd psi = sum_.evaluate(a).amplitude;
    const Eigen::VectorXcd phi = sum_.evaluate(b).amplitude;
    const Eigen::Map<const Eigen::VectorXd> weight(space_.multiplicity().data(), psi.size());
    const Complex overlap = psi.dot(weight.cast<Complex>().cwiseProduct(phi));
    // Of the part across: an angle from its cosine would end at 1e-8.
    const Eigen::VectorXcd across = phi - overlap * psi;
    return std::asin(std::min(1.0, std::sqrt(weight.dot(across.cwiseAbs2()))));
  }

 private:
  cases::Problem problem_;
  cases::SolverSpec spec_;
  std::unique_ptr<kernels::Network> network_;
  ConfigurationSpace space_;
  ExactSum sum_;
  Frame frame_;
  ExactFlow flow_;
  Eigen::VectorXcd start_;
};

constexpr double span = 0.1;

TEST(SolverOrder, HalfTheStepIsAQuarterOfTheError) {
  FixedSteps flow;
  const Eigen::VectorXcd fine = flow.walk(flow.start(), span, 512);
  const auto error = [&](int steps) { return flow.distance(flow.walk(flow.start(), span, steps), fine); };
  const double coarse = error(16), middle = error(32), half = error(64);
  EXPECT_GT(half, 1e-8) << "above rounding";
  EXPECT_NEAR(coarse / middle, 4.0, 0.5);
  EXPECT_NEAR(middle / half, 4.0, 0.3);
}

/// A step of -tau after one of tau undoes its error to the leading order, so that what is left of a way there
/// and back is of third order. A defect that does not turn with the direction (a force that forgets its sign,
/// a Hamiltonian with a wrong phase) does not come back at all.
TEST(SolverMirror, ThereAndBackLeadsHomeToThirdOrder) {
  FixedSteps flow;
  const auto left = [&](int steps) {
    return flow.distance(flow.walk(flow.walk(flow.start(), span, steps), -span, steps), flow.start());
  };
  const double way = flow.distance(flow.walk(flow.start(), span, 32), flow.start());
  const double coarse = left(16), fine = left(32);
  EXPECT_GT(way, 0.1) << "it has been somewhere";
  EXPECT_LT(fine, 1e-3 * way);
  EXPECT_NEAR(coarse / fine, 8.0, 2.0);
}

/// The distance of sampled runs from the exact sum over 16 seeds and two observables is known to 15 % or so
/// at each number of samples, the exponent between them to 0.07: a bias (0) or an error of 1/samples (1) is
/// far away.
TEST(SampledRun, ErrorsFallWithTheSquareRootOfTheSamples) {
  cases::Problem problem = testing::small_problem({6}, 0.5, cases::Start::paramagnet, 0.1, 0.1);
  std::erase_if(problem.observables,
                [](const cases::Observable& o) { return o.kind == cases::ObservableKind::loschmidt; });
  cases::SolverSpec spec = testing::complex_cnn({2}, {6});
  spec.backend = cases::Backend::cpu;
  spec.shared_start = true;
  spec.tdvp.cut = 1e-6;
  spec.integrator.tolerance = 1e-3;
  const Trajectory exact = run_solver(spec, problem, {}, {});
  spec.sampler.kind = cases::SamplerKind::metropolis;
  spec.sampler.chains = 64;
  spec.sampler.burn_in = 20;
  spec.tdvp.noise = cases::ModeNoise::residual;
  spec.tdvp.lambda_snr = 2.0;
  const auto error = [&](std::int64_t samples) {
    spec.sampler.samples = samples;
    double squares = 0.0;
    for (int replica = 0; replica < 16; ++replica) {
      SolverSettings settings;
      settings.replica = replica;
      const Trajectory run = run_solver(spec, problem, settings, {});
      EXPECT_EQ(run.status, "complete") << run.reason;
      for (const char* name : {"mx", "zz"}) {
        const double off = run.observables.at(name).back()[0] - exact.observables.at(name).back()[0];
        squares += off * off;
      }
    }
    return std::sqrt(squares / 32.0);
  };
  const double many = error(4096), few = error(256);
  EXPECT_NEAR(std::log(few / many) / std::log(16.0), 0.5, 0.2) << few << " " << many;
}

}  // namespace
}  // namespace quenchmark::solvers
