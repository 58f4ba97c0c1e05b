#include "solvers/tdvp/mode_filter.hpp"

#include <gtest/gtest.h>

namespace quenchmark::solvers {
namespace {

/// Ten modes that explain their target to the last digit, each of which uses up `data_used` of ten data.
ModeWeights explained(double data_used) {
  ModeWeights modes;
  modes.sigma2 = Eigen::VectorXd::LinSpaced(10, 0.1, 1.0);
  modes.projection2 = Eigen::VectorXd::Ones(10);
  modes.target_norm2 = 10.0;
  modes.rows = 10.0;
  modes.data_used = Eigen::VectorXd::Constant(10, data_used);
  return modes;
}

cases::TdvpSpec cross_validated() {
  cases::TdvpSpec spec;
  spec.filter = cases::Filter::tikhonov_gcv;
  return spec;
}

TEST(CrossValidation, RefusesFitsThatUseUpAllData) {
  const ModeWeights modes = explained(2.0);
  const ModeFilter filter = make_mode_filter(modes, cross_validated());
  EXPECT_LT(filter.factor.dot(modes.data_used), modes.rows) << "a fit without residual that knows nothing";
  EXPECT_GT(filter.tikhonov, 0.0);
}

TEST(CrossValidation, WithoutAnyDataToSpareTakesTheStrongestRegularisation) {
  EXPECT_DOUBLE_EQ(make_mode_filter(explained(100.0), cross_validated()).tikhonov, 1.0);
}

}  // namespace
}  // namespace quenchmark::solvers
