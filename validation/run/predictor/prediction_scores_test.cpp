#include "validation/run/predictor/prediction_scores.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>

namespace quenchmark::validation {
namespace {

using Complex = std::complex<double>;

TEST(RelativeEntropy, ByHand) {
  // |amplitudes| 1, 3 against 2, 2: P = 1/4, 3/4, Q = 1/2, 1/2. Squares: P = 1/10, 9/10.
  Eigen::VectorXcd exact(2), predicted(2);
  exact << Complex(0, 1), 3.0;
  predicted << -2.0, Complex(0, -2);
  EXPECT_NEAR(relative_entropy(exact, predicted, 1), 0.25 * std::log(0.5) + 0.75 * std::log(1.5), 1e-14);
  EXPECT_NEAR(relative_entropy(exact, predicted, 2), 0.1 * std::log(0.2) + 0.9 * std::log(1.8), 1e-14);
  EXPECT_NEAR(relative_entropy(exact, 7.0 * exact, 1), 0.0, 1e-15) << "neither phase nor norm enters";
  predicted[1] = 0.0;
  EXPECT_EQ(relative_entropy(exact, predicted, 1), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(relative_entropy(predicted, exact, 1), std::log(4.0), 1e-14) << "0 log 0 = 0";
}

TEST(Scores, OfKnownStates) {
  // |00> against (|00> + |01>)/sqrt2 times 2: fidelity 1/2, norm 4, mx 1/2 (one of two spins along x).
  Eigen::MatrixXcd exact = Eigen::MatrixXcd::Zero(4, 2), predicted = Eigen::MatrixXcd::Zero(4, 2);
  exact(0, 0) = exact(3, 1) = predicted(3, 1) = 1.0;
  predicted(0, 0) = predicted(1, 0) = std::sqrt(2.0);
  Scores scores(3);
  scores.add(1, exact, predicted);
  scores.divide(2.0);
  EXPECT_NEAR(scores.infidelity[1], 0.25, 1e-14);
  EXPECT_NEAR(scores.norm_drift[1], 1.5, 1e-14);
  EXPECT_NEAR(scores.mx_error[1], 0.25, 1e-14);
  EXPECT_NEAR(scores.mz_error[1], 0.25, 1e-14);
  EXPECT_NEAR(scores.entropy[1], 0.5 * std::log(2.0), 1e-14);
  EXPECT_EQ(scores.entropy[0], 0.0);
}

TEST(Largest, NaNDoesNotHide) {
  EXPECT_EQ(largest({1.0, 3.0, 2.0}), 3.0);
  EXPECT_TRUE(std::isnan(largest({1.0, std::nan(""), 2.0})));
}

}  // namespace
}  // namespace quenchmark::validation
