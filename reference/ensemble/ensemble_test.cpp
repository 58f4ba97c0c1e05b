#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "reference/ensemble/dense_evolution.hpp"
#include "reference/ensemble/random_states.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {
namespace {

using cases::StateEnsemble;

cases::Problem mixed_chain(int spins) {
  cases::Case asked;
  asked.model.kind = cases::ModelKind::mixed_field;
  asked.model.size = {spins};
  asked.model.boundary = cases::Boundary::open;
  asked.model.g = -1.05;
  asked.model.h = 0.5;
  asked.protocol.start = cases::Start::random;
  asked.protocol.random_seed = 3;
  asked.protocol.t_max = 0.2;
  asked.protocol.output_dt = 0.1;
  asked.observables = {{cases::ObservableKind::mx, {}}};
  return cases::make_problem(asked);
}

TEST(DenseEvolution, AgreesWithThePropagatorsOfTheExactEngine) {
  const cases::Problem problem = mixed_chain(5);
  ReferenceSettings settings;
  settings.store_states = true;
  cases::ReferenceSpec spec;
  spec.method = cases::ReferenceMethod::exact;
  const ReferenceCurve curve = compute_reference(problem, spec, settings, {});
  ASSERT_EQ(curve.states.amplitudes.size(), 3U);
  Eigen::VectorXcd psi(32);
  for (Eigen::Index x = 0; x < 32; ++x) {
    ASSERT_EQ(curve.states.configurations[static_cast<std::size_t>(x)], static_cast<std::uint64_t>(x));
    psi[x] = curve.states.amplitudes[0][static_cast<std::size_t>(x)];
  }
  const DenseEvolution dense(problem);
  Eigen::MatrixXcd last;
  dense.evolve(psi, 0.002, 100, [&](int, const Eigen::MatrixXcd& states) { last = states; });
  for (Eigen::Index x = 0; x < 32; ++x) {
    EXPECT_LT(std::abs(last(x, 0) - curve.states.amplitudes[2][static_cast<std::size_t>(x)]), 1e-11) << x;
  }
  EXPECT_LT((dense.evolved(psi, 0.2) - last.col(0)).norm(), 1e-12);
  EXPECT_LT((dense.propagator(0.2) * psi - last.col(0)).norm(), 1e-12);
}

TEST(DenseEvolution, RefusesWhatItDoesNotKnow) {
  EXPECT_THROW(DenseEvolution{mixed_chain(DenseEvolution::most_spins + 1)}, Error);
}

TEST(RandomStates, AreNormalisedAndFunctionsOfTheirNumber) {
  const Eigen::MatrixXcd all = random_states(StateEnsemble::both, 4, 9, 0, 20);
  EXPECT_LT((all.colwise().norm().array() - 1.0).abs().maxCoeff(), 1e-14);
  EXPECT_EQ((random_states(StateEnsemble::both, 4, 9, 13, 1) - all.col(13)).norm(), 0.0);
  EXPECT_GT((random_states(StateEnsemble::both, 4, 10, 13, 1) - all.col(13)).norm(), 0.1);
  EXPECT_EQ((random_states(StateEnsemble::product, 4, 9, 12, 1) - all.col(12)).norm(), 0.0);
  EXPECT_EQ((random_states(StateEnsemble::haar, 4, 9, 13, 1) - all.col(13)).norm(), 0.0);
}

/// Purity of the first spin: 1 in product states, (2 + 2^(N-1)) / (2^N + 1) on average in Haar-random ones.
double mean_purity(const Eigen::MatrixXcd& states) {
  double sum = 0.0;
  for (Eigen::Index k = 0; k < states.cols(); ++k) {
    Eigen::Matrix2cd reduced = Eigen::Matrix2cd::Zero();
    for (Eigen::Index x = 0; x < states.rows(); x += 2) {
      reduced += states.col(k).segment<2>(x) * states.col(k).segment<2>(x).adjoint();
    }
    sum += (reduced * reduced).trace().real();
  }
  return sum / static_cast<double>(states.cols());
}

TEST(RandomStates, HaveThePurityAndTheIsotropyOfTheirEnsemble) {
  const Eigen::MatrixXcd product = random_states(StateEnsemble::product, 3, 1, 0, 2000);
  const Eigen::MatrixXcd haar = random_states(StateEnsemble::haar, 3, 1, 0, 2000);
  EXPECT_NEAR(mean_purity(product), 1.0, 1e-12);
  EXPECT_NEAR(mean_purity(haar), 2.0 / 3.0, 0.01);
  for (const Eigen::MatrixXcd* states : {&product, &haar}) {
    const Eigen::MatrixXcd mean = *states * states->adjoint() / 2000.0;
    EXPECT_LT((mean - Eigen::MatrixXcd::Identity(8, 8) / 8.0).cwiseAbs().maxCoeff(), 0.02);
  }
}

}  // namespace
}  // namespace quenchmark::reference
