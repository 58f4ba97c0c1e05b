#include "reference/monte_carlo/guide_optimisation.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "reference/monte_carlo/population.hpp"

namespace quenchmark::reference::monte_carlo {

namespace {

constexpr int kWalkers = 32;
constexpr int kSamples = 48;  // of each walker, per iteration
constexpr int kIterations = 6;
constexpr double kSpacing = 0.2;        // between samples, in turns of every spin
constexpr double kEquilibration = 5.0;  // after a change of guide, likewise
constexpr double kLargestStep = 1.0;    // of ln of any rate
constexpr double kRidge = 1e-6;

/// The local energy and its derivatives by the parameters of the guide: u last, where a field asks for it.
Eigen::VectorXd energy_and_slopes(const GuidedModel& guided, const Walker& walker, bool with_single) {
  const int shells = guided.shells.count();
  Eigen::VectorXd row = Eigen::VectorXd::Zero(1 + shells + (with_single ? 1 : 0));
  row[0] = walker.local_energy();
  for (int i = 0; i < guided.model.sites; ++i) {
    const double slope = 2.0 * walker.rates()[i] * walker.spins()[i];
    for (int shell = 0; shell < shells; ++shell) {
      int sum = 0;
      for (const std::int32_t partner : guided.shells.partners(i, shell)) {
        sum += walker.spins()[partner];
      }
      row[1 + shell] += slope * sum;
    }
    if (with_single) {
      row[1 + shells] += slope;
    }
  }
  return row;
}

Eigen::MatrixXd sample(const GuidedModel& guided, Population& population, bool with_single) {
  const int columns = 1 + guided.shells.count() + (with_single ? 1 : 0);
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(kWalkers) * kSamples, columns);
  population.refresh(guided);
  double rate = 0.0;
  for (int k = 0; k < kWalkers; ++k) {
    rate += population.walker(k).total_rate() / kWalkers;
  }
  const double turn = guided.model.sites / rate;
  population.wander(guided, kEquilibration * turn);
  for (int s = 0; s < kSamples; ++s) {
    population.wander(guided, kSpacing * turn);
    for (int k = 0; k < kWalkers; ++k) {
      rows.row(static_cast<Eigen::Index>(s) * kWalkers + k) =
          energy_and_slopes(guided, population.walker(k), with_single).transpose();
    }
  }
  return rows;
}

/// By how much the parameters change: least squares of energies that are linear in them.
Eigen::VectorXd newton_step(const Eigen::MatrixXd& centred, const GuidedModel& guided) {
  const auto slopes = centred.rightCols(centred.cols() - 1);
  Eigen::MatrixXd normal = slopes.transpose() * slopes;
  normal.diagonal() *= 1.0 + kRidge;
  normal.diagonal().array() += 1e-300;
  Eigen::VectorXd step = -normal.ldlt().solve(slopes.transpose() * centred.col(0));
  double reach = 0.0;
  for (int shell = 0; shell < guided.shells.count(); ++shell) {
    reach += 2.0 * std::abs(step[shell]) * static_cast<double>(guided.shells.partners(0, shell).size());
  }
  return step * std::min(1.0, kLargestStep / std::max(reach, 1e-300));
}

}  // namespace

OptimisedGuide optimise_guide(const SpinModel& model, const Shells& shells, const GuideParameters& guess,
                              const Spins& spins, std::uint64_t seed, const Workers& workers) {
  const bool with_single =
      std::any_of(model.field.begin(), model.field.end(), [](double field) { return field != 0.0; });
  Population population(spins, kWalkers, seed, workers);
  OptimisedGuide best{guess, 0.0, 0.0, spins};
  GuideParameters trial = guess;
  for (int iteration = 0; iteration <= kIterations; ++iteration) {
    const GuidedModel guided(model, shells, trial);
    Eigen::MatrixXd rows = sample(guided, population, with_single);
    const Eigen::RowVectorXd mean = rows.colwise().mean();
    rows.rowwise() -= mean;
    const double variance = rows.col(0).squaredNorm() / static_cast<double>(rows.rows());
    if (iteration == 0 || variance < best.variance) {
      best = {trial, mean[0], variance, population.walker(0).spins()};
    }
    const Eigen::VectorXd step = newton_step(rows, guided);
    for (int shell = 0; shell < shells.count(); ++shell) {
      trial.pair[shell] += step[shell];
    }
    trial.single += with_single ? step[shells.count()] : 0.0;
  }
  return best;
}

}  // namespace quenchmark::reference::monte_carlo
