#include "solvers/tdvp/sampled_tdvp.hpp"

#include <gtest/gtest.h>

#include <cmath>

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
  const Complex square = (s.weight.array() * s.drive.array().square()).sum() / s.weight.sum();
  SampleMoments moments({s.derivatives.cols(), real, true, real_frame(square)});
  const Eigen::Index half = s.derivatives.rows() / 2;
  moments.add(s.derivatives.topRows(half), s.weight.head(half), s.drive.head(half));
  moments.add(s.derivatives.bottomRows(s.derivatives.rows() - half), s.weight.tail(s.weight.size() - half),
              s.drive.tail(s.drive.size() - half));
  return moments;
}

/// All in one batch: nothing is known of correlations, and samples count as independent.
SampledEquations equations_of(const Sample& s, bool real) {
  SampledEquations equations{moments_of(s, real), ChainBatches(s.derivatives.cols(), 1)};
  equations.batches.add(s.derivatives, s.weight, s.drive, std::vector<int>(s.weight.size(), 0));
  return equations;
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
  EXPECT_LT((moments.pseudo_force() - system.tangent.transpose() * system.drive).norm(), 1e-13);
  EXPECT_LT(std::abs(moments.pseudo_variance() - system.drive.cwiseProduct(system.drive).sum()), 1e-13);
  EXPECT_NEAR(moments.effective_samples(), 1.0 / weight.squaredNorm(), 1e-11);
}

TEST(SampleMoments, OfRealParametersAreThoseOfRealParts) {
  const Sample s = make_sample(40, 5, 0.3);
  const TangentSystem system = centred(s);
  const SampleMoments moments = moments_of(s, true);
  EXPECT_LT((moments.real_overlap() - (system.tangent.adjoint() * system.tangent).real()).norm(), 1e-13);
  const Eigen::MatrixXd y =
      (system.tangent.conjugate().array().colwise() * s.drive.array()).real().matrix();  // Re(do* e)
  EXPECT_LT((moments.real_noise() - y.transpose() * y).norm(), 1e-13);
  EXPECT_LT((moments.force() - system.tangent.adjoint() * system.drive).norm(), 1e-13);
  // What the frame turns, against the same averages turned.
  const Complex turn2 = moments.kind().turn * moments.kind().turn;
  const Eigen::MatrixXcd pseudo_overlap = system.tangent.transpose() * system.tangent;
  const Eigen::VectorXcd pseudo_force = system.tangent.transpose() * system.drive;
  EXPECT_NEAR(moments.pseudo_variance().imag(), 0.0, 1e-13);
  EXPECT_GE(moments.pseudo_variance().real(), 0.0);
  EXPECT_LT((moments.real_pseudo_overlap() -
             (turn2.real() * pseudo_overlap.real() - turn2.imag() * pseudo_overlap.imag()))
                .norm(),
            1e-13);
  EXPECT_LT((moments.pseudo_force() - turn2 * pseudo_force).norm(), 1e-13);
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
    const SampledSolution sampled = solve_sampled_tdvp(equations_of(s, real), spec);
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
  const SampledSolution drowned = solve_sampled_tdvp(equations_of(s, false), spec);
  EXPECT_LT(drowned.kept_modes, 1e-3);
  EXPECT_LT(drowned.velocity.norm(), 1e-3);
  spec.lambda_snr = 1e-6;
  EXPECT_NEAR(solve_sampled_tdvp(equations_of(s, false), spec).kept_modes, 4.0, 1e-3);
}

TEST(SampledTdvp, SignalToNoiseGrowsWithTheRootOfTheSamples) {
  const Sample s = make_sample(60, 4, 0.2);
  const SampledEquations once = equations_of(s, false);
  SampledEquations often = once;
  for (int k = 0; k < 3; ++k) {
    often.moments.add(s.derivatives, s.weight, s.drive);
  }
  const SampledSolution few = solve_sampled_tdvp(once, {});
  const SampledSolution many = solve_sampled_tdvp(often, {});
  EXPECT_LT((many.snr - 2.0 * few.snr).norm(), 1e-11 * many.snr.norm());
  EXPECT_LT((many.snr_gaussian - 2.0 * few.snr_gaussian).norm(), 1e-11 * many.snr.norm());
}

TEST(SampledTdvp, ResidualNoiseIsUnknownWithoutMoreSamplesThanModes) {
  const Sample s = make_sample(60, 4, 0.2);
  cases::TdvpSpec spec;
  spec.noise = cases::ModeNoise::residual;
  spec.lambda_snr = 2.0;
  const auto first_rows = [&](Eigen::Index rows) {
    return Sample{s.derivatives.topRows(rows), Eigen::VectorXd::Ones(rows), s.drive.head(rows)};
  };
  EXPECT_THROW(solve_sampled_tdvp(equations_of(first_rows(4), false), spec), TooFewSamples);
  EXPECT_NO_THROW(solve_sampled_tdvp(equations_of(first_rows(6), false), spec));
}

TEST(SampledTdvp, AWellFollowedModeIsKeptAgainstTheNoiseOfTheResidual) {
  Sample s = make_sample(60, 4, 0.2);
  const Eigen::RowVectorXcd mean = (s.weight.transpose().cast<Complex>() / s.weight.sum()) * s.derivatives;
  const Eigen::VectorXcd explained = (s.derivatives.rowwise() - mean) * Eigen::VectorXcd::Constant(4, 1e-3);
  s.drive = explained;
  cases::TdvpSpec spec;
  spec.lambda_snr = 1e3;
  EXPECT_LT(solve_sampled_tdvp(equations_of(s, false), spec).kept_modes, 1e-3);
  spec.noise = cases::ModeNoise::residual;
  EXPECT_NEAR(solve_sampled_tdvp(equations_of(s, false), spec).kept_modes, 4.0, 1e-3);
}

TEST(SampledTdvp, HeldOutResidualIsLargerThanThatOfTheSamplesSolvedFor) {
  const Sample s = make_sample(24, 6, 0.2);
  const auto half = [&](Eigen::Index first) {
    return equations_of(
        {s.derivatives.middleRows(first, 12), s.weight.segment(first, 12), s.drive.segment(first, 12)},
        false);
  };
  const SampledEquations all = equations_of(s, false);
  const SampledSolution solution = solve_sampled_tdvp(all, {});
  EXPECT_GT(held_out_residual(half(0), half(12), {}),
            solution.residual_norm * solution.residual_norm / all.moments.drive_variance());
}

}  // namespace
}  // namespace quenchmark::solvers
