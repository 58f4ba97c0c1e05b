#include "solvers/evolution/certificate.hpp"

#include <gtest/gtest.h>

#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"
#include "solvers/kernels/make_network.hpp"

namespace quenchmark::solvers {
namespace {

double angle(const NetworkState& a, const NetworkState& b) {
  return std::acos(std::min(1.0, std::abs(a.amplitude.dot(b.amplitude))));
}

/// Walks the real part of one weight of a one-channel ln cosh network. Where Re z changes sign at |Im z| >
/// pi/2 the logarithm changes its branch, and psi, a fractional power of cosh, jumps.
double certified(double x_from, double x_to, double& walked) {
  const cases::Problem problem = testing::small_problem({4}, 1.0, cases::Start::paramagnet, 1.0, 1.0);
  cases::SolverSpec spec = testing::complex_cnn({1}, {1});
  spec.ansatz.activation = cases::Activation::ln_cosh;
  spec.ansatz.point_group = cases::PointGroup::none;
  spec.ansatz.filter = {4};
  const auto network =
      kernels::make_network(kernels::Backend::plain, make_network_shape(problem, spec.ansatz));
  ConfigurationSpace space(problem, {}, 1);
  const Frame frame = make_frame(problem, cases::Basis::z, {}, {});
  ExactSum sum(*network, space, 1);
  ExactFlow flow(sum, frame, spec.tdvp);
  Eigen::VectorXcd from(4), to(4);
  from << Complex(x_from, 2.0), Complex(0.3, 0.1), Complex(0.1, -0.2), Complex(0.0, 0.1);
  to = from;
  to[0] = Complex(x_to, 2.0);
  ExactPoint begin = flow.tangent_at(from, 0.0);
  ExactPoint end = flow.tangent_at(to, 1e-3);
  begin.solution.velocity = end.solution.velocity = (to - from) / 1e-3;
  Certificate certificate(0.0);
  certificate.add_step(flow, from, begin, to, end, 0.0, 1e-3);
  walked = angle(begin.state, end.state);
  return certificate.budget().total;
}

TEST(Certificate, CountsTheJumpWhereABranchCutTearsTheState) {
  constexpr double step = 0.05;
  constexpr double moved_by_hamiltonian = 0.01;  // std(H) times the short time of the step
  double walked = 0.0;
  double widest = 0.0;
  for (double x = -1.0; x < 1.0; x += step) {
    const double total = certified(x, x + step, walked);
    EXPECT_GE(total, walked - moved_by_hamiltonian) << x;
    widest = std::max(widest, walked);
  }
  EXPECT_GT(widest, 0.2) << "no cut lay on the way: the test looks at nothing";
}

TEST(Certificate, AddsNothingToADifferentiablePath) {
  double walked = 0.0;
  const double short_path = certified(0.60, 0.62, walked);
  EXPECT_LT(short_path, 2.0 * walked);  // a tear would make it three times as long
}

}  // namespace
}  // namespace quenchmark::solvers
