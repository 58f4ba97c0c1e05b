#include "solvers/tdvp/sampled_tdvp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/error.hpp"

namespace quenchmark::solvers {
namespace {

using Complex = std::complex<double>;

/// Deterministic numbers that look random.
struct Sample {
  SampleMoments::RowMajorMatrix derivatives;
  Eigen::VectorXd weight;
  Eigen::VectorXcd drive;  ///< of weighted mean zero
};

Sample make_sample(int rows, int parameters, double offset) {
  Sample s{SampleMoments::RowMajorMatrix(rows, parameters), Eigen::VectorXd(rows), Eigen::VectorXcd(rows)};
  for (int i = 0; i < rows; ++i) {
    for (int k = 0; k < parameters; ++k) {
      s.derivatives(i, k) =
          Complex(std::sin(1.3 * i + 2.1 * k * i + k), std::cos(0.7 * i * (k + 1) + 0.2 * k)) + offset;
    }
    s.weight[i] = 1.0 + 0.5 * std::sin(0.9 * i);
    s.drive[i] = Complex(std::cos(2.9 * i), std::sin(1.1 * i * i));
  }
  const Complex mean = s.weight.cast<Complex>().dot(s.drive) / s.weight.sum();
  s.drive.array() -= mean;
  return s;
}

/// The same averages, written down directly.
TangentSystem centred(const Sample& s) {
  const Eigen::VectorXd p = s.weight / s.weight.sum();
  const Eigen::RowVectorXcd mean = p.transpose().cast<Complex>() * s.derivatives;
  TangentSystem system;
  system.tangent = p.cwiseSqrt().asDiagonal() * (s.derivatives.rowwise() - mean);
  system.drive = p.cwiseSqrt().asDiagonal() * s.drive;
  return system;
}

SampleMoments moments_of(const Sample& s, bool real) {
  SampleMoments moments({s.derivatives.cols(), real, true});
  const Eigen::Index half = s.derivatives.rows() / 2;
  moments.add(s.derivatives.topRows(half), s.weight.head(half), s.drive.head(half));
  moments.add(s.derivatives.bottomRows(s.derivatives.rows() - half), s.weight.tail(s.weight.size() - half),
              s.drive.tail(s.drive.size() - half));
  return moments;
}

TEST(SampleMoments, AreTheCentredAverages) {
  const Sample s = make_sample(40, 5, 0.3);
  const TangentSystem system = centred(s);
  const SampleMoments moments = moments_of(s, false);
  EXPECT_LT((moments.overlap() - system.tangent.adjoint() * system.tangent).norm(), 1e-13);
  EXPECT_LT((moments.force() - system.tangent.adjoint() * system.drive).norm(), 1e-13);
  EXPECT_NEAR(moments.drive_variance(), system.drive.squaredNorm(), 1e-13);
  const Eigen::VectorXd weight = s.weight / s.weight.sum();
  const Eigen::MatrixXcd product =
      (system.tangent.array().colwise() * (s.drive.cwiseAbs().cast<Complex>()).array()).matrix();
  EXPECT_LT((moments.noise() - product.adjoint() * product).norm(), 1e-13);
}

TEST(SampleMoments, OfRealParametersAreThoseOfRealParts) {
  const Sample s = make_sample(40, 5, 0.3);
  const TangentSystem system = centred(s);
  const SampleMoments moments = moments_of(s, true);
  EXPECT_LT((moments.real_overlap() - (system.tangent.adjoint() * system.tangent).real()).norm(), 1e-13);
  const Eigen::MatrixXd y =
      (system.tangent.conjugate().array().colwise() * s.drive.array()).real().matrix();  // Re(do* e)
  EXPECT_LT((moments.real_noise() - y.transpose() * y).norm(), 1e-13);
}

TEST(SampleMoments, AddUpAsPlainNumbers) {
  const Sample s = make_sample(12, 3, 0.1);
  SampleMoments half({3, false, true});
  half.add(s.derivatives, s.weight, s.drive);
  std::vector<double> twice = half.flattened();
  for (double& x : twice) {
    x *= 2.0;
  }
  EXPECT_LT((SampleMoments(half.kind(), twice).overlap() - half.overlap()).norm(), 1e-14);
}

TEST(SampledTdvp, WithoutNoiseFilterSolvesTheLeastSquaresProblem) {
  const Sample s = make_sample(60, 4, 0.2);
  const TangentSystem system = centred(s);
  for (const bool real : {false, true}) {
    cases::TdvpSpec spec;
    const SampledSolution sampled = solve_sampled_tdvp(moments_of(s, real), 60.0, spec);
    const TdvpSolution exact = solve_tdvp(system, system.drive, spec, real);
    EXPECT_LT((sampled.velocity - exact.velocity).norm(), 1e-10 * exact.velocity.norm()) << real;
    EXPECT_NEAR(sampled.residual_norm, exact.residual_norm, 1e-10) << real;
    EXPECT_NEAR(std::sqrt(residual2(moments_of(s, real), exact.velocity)), exact.residual_norm, 1e-10)
        << real;
  }
}

TEST(SampledTdvp, ModesThatDrownInNoiseAreLeftAlone) {
  const Sample s = make_sample(60, 4, 0.2);
  cases::TdvpSpec spec;
  spec.lambda_snr = 1e6;
  const SampledSolution drowned = solve_sampled_tdvp(moments_of(s, false), 60.0, spec);
  EXPECT_LT(drowned.kept_modes, 1e-3);
  EXPECT_LT(drowned.velocity.norm(), 1e-3);
  spec.lambda_snr = 1e-6;
  EXPECT_NEAR(solve_sampled_tdvp(moments_of(s, false), 60.0, spec).kept_modes, 4.0, 1e-3);
}

TEST(SampledTdvp, SignalToNoiseGrowsWithTheRootOfTheSamples) {
  const Sample s = make_sample(60, 4, 0.2);
  const SampleMoments moments = moments_of(s, false);
  const SampledSolution few = solve_sampled_tdvp(moments, 60.0, {});
  const SampledSolution many = solve_sampled_tdvp(moments, 240.0, {});
  EXPECT_LT((many.snr - 2.0 * few.snr).norm(), 1e-12 * many.snr.norm());
  EXPECT_LT((many.snr_gaussian - 2.0 * few.snr_gaussian).norm(), 1e-12 * many.snr.norm());
}

/// e = B v + noise, as least squares has it, with one parameter: v scatters by what snr_residual says, far
/// less than the noise of F alone would make it. 400 repetitions know the scatter to 5 %; 20 % are four of
/// these errors.
void expect_scatter_of_the_solution(bool real) {
  constexpr int rows = 200, repetitions = 400;
  constexpr double noise = 0.05;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  const Complex truth = real ? Complex(0.8) : Complex(0.8, -0.3);
  double scatter = 0.0, expected = 0.0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    SampleMoments::RowMajorMatrix derivatives(rows, 1);
    Eigen::VectorXcd drive(rows);
    for (int i = 0; i < rows; ++i) {
      derivatives(i, 0) = Complex(normal(random), normal(random));
      drive[i] = truth * derivatives(i, 0) + noise * Complex(normal(random), normal(random));
    }
    drive.array() -= drive.mean();
    SampleMoments moments({1, real, true});
    moments.add(derivatives, Eigen::VectorXd::Ones(rows), drive);
    cases::TdvpSpec spec;
    spec.noise = cases::ModeNoise::residual;
    const SampledSolution solution = solve_sampled_tdvp(moments, rows, spec);
    scatter += std::norm(solution.velocity[0] - truth) / repetitions;
    const double error = std::abs(solution.velocity[0]) / solution.snr_residual[0];
    expected += error * error / repetitions;
    EXPECT_GT(solution.snr_residual[0], 5.0 * solution.snr[0]);
  }
  EXPECT_NEAR(std::sqrt(scatter / expected), 1.0, 0.2);
}

TEST(SampledTdvp, ResidualNoiseIsTheScatterOfTheSolution) {
  expect_scatter_of_the_solution(false);
}

TEST(SampledTdvp, ResidualNoiseIsTheScatterOfARealSolution) {
  expect_scatter_of_the_solution(true);
}

TEST(SampledTdvp, ResidualNoiseIsUnknownWithoutMoreSamplesThanModes) {
  const Sample s = make_sample(60, 4, 0.2);
  cases::TdvpSpec spec;
  spec.noise = cases::ModeNoise::residual;
  spec.lambda_snr = 2.0;
  EXPECT_THROW(solve_sampled_tdvp(moments_of(s, false), 4.0, spec), Error);
  EXPECT_NO_THROW(solve_sampled_tdvp(moments_of(s, false), 5.0, spec));
}

TEST(SampledTdvp, AWellFollowedModeIsKeptAgainstTheNoiseOfTheResidual) {
  Sample s = make_sample(60, 4, 0.2);
  const Eigen::RowVectorXcd mean = (s.weight.transpose().cast<Complex>() / s.weight.sum()) * s.derivatives;
  const Eigen::VectorXcd explained = (s.derivatives.rowwise() - mean) * Eigen::VectorXcd::Constant(4, 1e-3);
  s.drive = explained;
  cases::TdvpSpec spec;
  spec.lambda_snr = 1e3;
  EXPECT_LT(solve_sampled_tdvp(moments_of(s, false), 60.0, spec).kept_modes, 1e-3);
  spec.noise = cases::ModeNoise::residual;
  EXPECT_NEAR(solve_sampled_tdvp(moments_of(s, false), 60.0, spec).kept_modes, 4.0, 1e-3);
}

TEST(SampledTdvp, HeldOutResidualIsLargerThanThatOfTheSamplesSolvedFor) {
  const Sample a = make_sample(12, 6, 0.2);
  Sample b = make_sample(24, 6, 0.2);
  SampleMoments first({6, false, true}), second({6, false, true}), all({6, false, true});
  first.add(a.derivatives, a.weight, a.drive);
  b.derivatives = b.derivatives.bottomRows(12).eval();
  b.weight = b.weight.tail(12).eval();
  b.drive = b.drive.tail(12).eval();
  second.add(b.derivatives, b.weight, b.drive);
  all.add(a.derivatives, a.weight, a.drive);
  all.add(b.derivatives, b.weight, b.drive);
  const SampledSolution solution = solve_sampled_tdvp(all, 24.0, {});
  EXPECT_GT(held_out_residual(first, second, 24.0, {}),
            solution.residual_norm * solution.residual_norm / all.drive_variance());
}

}  // namespace
}  // namespace quenchmark::solvers
