#include "solvers/tdvp/chain_batches.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.hpp"

namespace quenchmark::solvers {
namespace {

using Complex = std::complex<double>;

const Eigen::MatrixXcd complex_modes = Eigen::MatrixXcd::Identity(2, 2);
const Eigen::MatrixXd real_modes = Eigen::MatrixXd::Identity(2, 2);

TEST(BatchPlan, TakesWholeChainsWhileThereAreEnough) {
  const BatchPlan plan(8, 10, 50);
  EXPECT_EQ(plan.batches(), 10);
  for (int draw : {0, 25, 49}) {
    EXPECT_EQ(plan.batch_of(3, draw), 3);
  }
}

TEST(BatchPlan, PutsNeighboursTogetherWhenThereAreMany) {
  const BatchPlan plan(8, 125, 500);
  EXPECT_EQ(8 * plan.batches(), BatchPlan::most_batches);
  std::vector<int> chains(plan.batches(), 0);
  for (int chain = 0; chain < 125; ++chain) {
    ASSERT_LT(plan.batch_of(chain, 0), plan.batches());
    ++chains[plan.batch_of(chain, 0)];
  }
  for (int count : chains) {
    EXPECT_TRUE(count == 3 || count == 4) << count;
  }
}

TEST(BatchPlan, CutsFewChainsIntoLongStretches) {
  const BatchPlan plan(8, 1, 100);
  EXPECT_EQ(plan.batches(), 4);  // 8 chains make 32
  EXPECT_EQ(plan.batch_of(0, 24), 0);
  EXPECT_EQ(plan.batch_of(0, 25), 1);
  EXPECT_EQ(plan.batch_of(0, 99), 3);
  EXPECT_EQ(BatchPlan(2, 1, 9).batches(), 3);  // stretches of 3 draws, not of one
  EXPECT_EQ(BatchPlan(2, 1, 1).batches(), 1);
}

struct Numbers {
  SampleMoments::RowMajorMatrix derivatives{12, 2};
  Eigen::VectorXd weight{12};
  Eigen::VectorXcd drive{12};
  std::vector<int> batch;
};

Numbers numbers() {
  Numbers n;
  for (int i = 0; i < 12; ++i) {
    n.derivatives(i, 0) = Complex((3 * i) % 7, (2 * i + 1) % 5);
    n.derivatives(i, 1) = Complex((5 * i + 2) % 11, (i * i) % 3);
    n.weight[i] = 1.0 + 0.5 * (i % 3);
    n.drive[i] = Complex((i * i + 2) % 5, (3 * i + 1) % 4);
    n.batch.push_back(i / 3);
  }
  n.drive.array() -= n.weight.cast<Complex>().dot(n.drive) / n.weight.sum();
  return n;
}

/// Against the batches' sums of w ((o - <o>)* e - F), added up sample by sample.
TEST(ForceScatter, IsThatOfTheSumsOfWholeBatches) {
  const Numbers n = numbers();
  SampleMoments complex({2, false, false}), real({2, true, false, std::polar(1.0, 0.7)});
  complex.add(n.derivatives, n.weight, n.drive);
  real.add(n.derivatives, n.weight, n.drive);
  ChainBatches batches(2, 4);
  batches.add(n.derivatives, n.weight, n.drive, n.batch);

  const Eigen::RowVectorXcd mean = (n.weight.transpose().cast<Complex>() / n.weight.sum()) * n.derivatives;
  Eigen::MatrixXcd z = Eigen::MatrixXcd::Zero(2, 4);
  for (int i = 0; i < 12; ++i) {
    z.col(n.batch[i]) += n.weight[i] / n.weight.sum() *
                         ((n.derivatives.row(i) - mean).adjoint() * n.drive[i] - complex.force());
  }
  EXPECT_LT(z.rowwise().sum().norm(), 1e-14);
  const Eigen::VectorXd expected = 4.0 / 3.0 * z.rowwise().squaredNorm();
  EXPECT_LT((force_scatter(batches, complex, complex_modes) - expected).norm(), 1e-14);
  const Eigen::VectorXd expected_real = 4.0 / 3.0 * z.real().rowwise().squaredNorm();
  EXPECT_LT((force_scatter(batches, real, real_modes) - expected_real).norm(), 1e-14);
}

TEST(ChainBatches, PartsComeOneAfterTheOther) {
  const Numbers n = numbers();
  ChainBatches all(2, 4), early(2, 2), late(2, 2);
  all.add(n.derivatives, n.weight, n.drive, n.batch);
  early.add(n.derivatives.topRows(6), n.weight.head(6), n.drive.head(6), std::vector<int>{0, 0, 0, 1, 1, 1});
  late.add(n.derivatives.bottomRows(6), n.weight.tail(6), n.drive.tail(6),
           std::vector<int>{0, 0, 0, 1, 1, 1});
  const ChainBatches joined(2, std::vector<std::vector<double>>{early.flattened(), late.flattened()});
  EXPECT_EQ(joined.flattened(), all.flattened());
  EXPECT_THROW(ChainBatches(3, std::vector<std::vector<double>>{early.flattened()}), Error);
}

TEST(ForceScatter, OfOneBatchIsUnknown) {
  const Numbers n = numbers();
  SampleMoments moments({2, false, false});
  moments.add(n.derivatives, n.weight, n.drive);
  ChainBatches batches(2, 1);
  batches.add(n.derivatives, n.weight, n.drive, std::vector<int>(12, 0));
  EXPECT_EQ(force_scatter(batches, moments, complex_modes).norm(), 0.0);
}

}  // namespace
}  // namespace quenchmark::solvers
