#include "solvers/evolution/exact_sum.hpp"

#include <gtest/gtest.h>

#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"
#include "solvers/evolution/exact_flow.hpp"
#include "solvers/evolution/preparation.hpp"
#include "solvers/kernels/make_network.hpp"

namespace quenchmark::solvers {
namespace {

using testing::complex_cnn;
using testing::small_problem;

/// A network with parameters far from zero, and the sums over it.
struct NetworkOnSpace {
  NetworkOnSpace(const cases::Problem& problem, const cases::SolverSpec& spec, OrbitSymmetry symmetry,
                 int threads = 1)
      : shape(make_network_shape(problem, spec.ansatz)),
        network(kernels::make_network(kernels::Backend::plain, shape)),
        space(problem, symmetry, threads),
        sum(*network, space, threads),
        parameters(initial_parameters(shape, 0.3, 5, 0)) {}
  kernels::NetworkShape shape;
  std::unique_ptr<kernels::Network> network;
  ConfigurationSpace space;
  ExactSum sum;
  Eigen::VectorXcd parameters;
};

const cases::Problem square = small_problem({3, 3}, 1.3, cases::Start::paramagnet, 1.0, 0.5);

TEST(ExactSum, OrbitsAndAllConfigurationsGiveTheSameExpectations) {
  const cases::SolverSpec spec = complex_cnn({2, 2}, {2, 2});
  NetworkOnSpace all(square, spec, {});
  NetworkOnSpace orbits(square, spec, exact_symmetry(spec.ansatz));
  ASSERT_EQ(orbits.space.size(), 13u);
  const NetworkState in_all = all.sum.evaluate(all.parameters);
  const NetworkState in_orbits = orbits.sum.evaluate(orbits.parameters);
  const Frame frame = make_frame(square, cases::Basis::z, {{1, 0}}, {true, true});
  for (const WeightedOperator* a :
       {&frame.hamiltonian, &frame.mx, &frame.mz, &frame.zz[0], &frame.total_spin_squared}) {
    EXPECT_NEAR(all.sum.expectation(*a, 0, in_all), orbits.sum.expectation(*a, 0, in_orbits), 1e-12);
  }
}

TEST(ExactSum, ExpectationIsThatOfTheDenseMatrix) {
  const cases::SolverSpec spec = complex_cnn({2}, {3, 3});
  NetworkOnSpace all(square, spec, {});
  const NetworkState state = all.sum.evaluate(all.parameters);
  const Frame frame = make_frame(square, cases::Basis::z, {{1, 1}}, {});
  for (const WeightedOperator* a : {&frame.hamiltonian, &frame.mx, &frame.zz[0]}) {
    const double dense = state.amplitude.dot(testing::dense_matrix(*a, 0, 9) * state.amplitude).real();
    EXPECT_NEAR(all.sum.expectation(*a, 0, state), dense, 1e-12);
  }
}

TEST(ExactSum, ResultsDoNotDependOnTheNumberOfThreads) {
  const cases::SolverSpec spec = complex_cnn({2, 2}, {2, 2});
  NetworkOnSpace one(square, spec, {}, 1);
  NetworkOnSpace two(square, spec, {}, 2);
  ExactSum::RowMajorMatrix first, second;
  EXPECT_EQ(one.sum.evaluate(one.parameters, first).amplitude,
            two.sum.evaluate(two.parameters, second).amplitude);
  EXPECT_EQ(first, second);
}

TEST(ExactSum,
     ParameterDerivativesMoveTheState) {  // d psi = psi sum_k O_k d theta_k, against a finite difference
  const cases::SolverSpec spec = complex_cnn({2}, {3, 3});
  NetworkOnSpace setup(square, spec, exact_symmetry(spec.ansatz));
  ExactSum::RowMajorMatrix derivatives;
  const NetworkState state = setup.sum.evaluate(setup.parameters, derivatives);
  const Eigen::VectorXcd direction = Eigen::VectorXcd::Random(setup.parameters.size());
  const double eps = 1e-5;
  const Eigen::VectorXcd forward = setup.sum.evaluate(setup.parameters + eps * direction).log_psi;
  const Eigen::VectorXcd backward = setup.sum.evaluate(setup.parameters - eps * direction).log_psi;
  EXPECT_LT(((forward - backward) / (2 * eps) - derivatives * direction).norm(), 1e-7 * direction.norm());
}

TEST(ExactFlow, ConstantsAddedToTheHamiltonianAndToTheDerivativesMoveNothing) {
  const cases::SolverSpec spec = complex_cnn({2, 2}, {2, 2});
  NetworkOnSpace setup(square, spec, exact_symmetry(spec.ansatz));
  const Frame frame = make_frame(square, cases::Basis::z, {}, {true, true});
  ExactFlow flow(setup.sum, frame, spec.tdvp);
  const ExactPoint point = flow.at(setup.parameters, 0.0);
  EXPECT_LT(flow.response_to_constants(setup.parameters, 0.0, point), 1e-7);
}

TEST(SymmetryProbe, FindsAnImageThatIsMissing) {
  const cases::SolverSpec spec = complex_cnn({2}, {2, 2});
  kernels::NetworkShape shape = make_network_shape(square, spec.ansatz);
  const SymmetryProbe probe(square, exact_symmetry(spec.ansatz));
  const auto asymmetry = [&] {
    const auto network = kernels::make_network(kernels::Backend::plain, shape);
    const Eigen::VectorXcd parameters = initial_parameters(shape, 0.3, 5, 0);
    network->set_parameters({parameters.data(), static_cast<std::size_t>(parameters.size())});
    return probe.asymmetry(*network);
  };
  EXPECT_LT(asymmetry(), 1e-12);
  shape.images.pop_back();
  EXPECT_GT(asymmetry(), 1e-4);
}

TEST(Preparation, ReachesTheUniformStateAndNotFurther) {
  for (const auto& channels : {std::vector<int>{4}, {3, 2}}) {
    const cases::SolverSpec spec = complex_cnn(channels, {3, 3});
    NetworkOnSpace setup(square, spec, exact_symmetry(spec.ansatz));
    const Preparation prepared = prepare_uniform_state(setup.sum, setup.parameters, {});
    EXPECT_LT(prepared.variance_density, 1e-7);
    const double angle = angle_to_uniform(setup.sum.evaluate(prepared.parameters), setup.space);
    EXPECT_GT(angle, 0.0);
    EXPECT_LT(angle, 1e-3);  // Var H >= 4 sin^2(angle) with a gap of 2
  }
}

}  // namespace
}  // namespace quenchmark::solvers
