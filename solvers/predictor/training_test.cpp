#include "solvers/predictor/training.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "solvers/predictor/load_predictor.hpp"
#include "solvers/predictor/prediction.hpp"
#include "solvers/predictor/testing/random_numbers_for_tests.hpp"

namespace quenchmark::solvers::predictor {
namespace {

struct Lesson {
  std::vector<TrajectorySet> training{testing::precessing_spins(2, 8, 40, 0.02, 1),
                                      testing::precessing_spins(3, 8, 40, 0.02, 100)};
  std::vector<TrajectorySet> validation{testing::precessing_spins(2, 4, 40, 0.02, 200),
                                        testing::precessing_spins(3, 4, 40, 0.02, 300)};
  PredictorWeights start;
  TrainingSettings settings;

  Lesson() {
    start.shape = {.width = 8, .hidden = 8, .layers = 1};
    start.increment_scale = increment_scale(training);
    start.lengths = {2, 3};
    start.parameters = initial_parameters(start.shape, 5);
    settings.epochs = 6;
    settings.batches = 4;
    settings.batch_amplitudes = 64;
    settings.window = 8;
    settings.rate = 1e-2;
  }

  TrainingState run(const TrainingHooks& hooks = {}) const {
    TrainingState state = begin_training(start);
    train(start, settings, training, validation, hooks, state);
    return state;
  }
};

TEST(Training, UntrainedWeightsPredictAStateAtRest) {
  Lesson lesson;
  const TrajectorySet& set = lesson.validation[1];
  const std::span<const float> psi = set.state(0, 0);
  std::vector<float> predicted(3 * psi.size());
  predict(lesson.start, 3, 1, psi, 3, {}, predicted);
  EXPECT_TRUE(
      std::equal(psi.begin(), psi.end(), predicted.begin() + 2 * static_cast<std::ptrdiff_t>(psi.size())));
}

TEST(Training, LossesAreRelativeToAStateAtRest) {
  const Lesson lesson;
  const TrajectorySet& set = lesson.training[0];
  std::vector<float> by_time;
  for (std::size_t t = 0; t <= set.steps; ++t) {
    for (std::size_t k = 0; k < set.states; ++k) {
      by_time.insert(by_time.end(), set.state(k, t).begin(), set.state(k, t).end());
    }
  }
  LossSettings settings;
  settings.increment_scale = 0.3F;
  settings.weight = static_cast<float>(0.09 / mean_square_increment(set));
  const double loss = make_torch_predictor(lesson.start.shape, "cpu")
                          ->loss(lesson.start.parameters.data(), {2, set.states, set.steps, by_time.data()},
                                 settings, nullptr);
  EXPECT_NEAR(loss, 1.0, 1e-4);
}

TEST(Training, LearnsPrecessingSpinsOfLengthsSeenAndUnseen) {
  Lesson lesson;
  lesson.settings.epochs = 30;
  lesson.settings.batches = 8;
  const TrainingState state = lesson.run();
  EXPECT_LT(state.best_validation, 2e-2);
  PredictorWeights trained = lesson.start;
  trained.parameters = state.best_parameters;
  for (const int spins : {3, 5}) {
    const TrajectorySet unseen = testing::precessing_spins(spins, 6, 20, 0.02, 900);
    double error = 0.0, moved = 0.0;
    for (std::size_t k = 0; k < unseen.states; ++k) {
      const std::span<const float> psi = unseen.state(k, 0), truth = unseen.state(k, 20);
      std::vector<float> predicted(20 * psi.size());
      predict(trained, spins, 1, psi, 20, {}, predicted);
      for (std::size_t i = 0; i < psi.size(); ++i) {
        error += std::pow(static_cast<double>(predicted[19 * psi.size() + i] - truth[i]), 2);
        moved += std::pow(static_cast<double>(psi[i] - truth[i]), 2);
      }
    }
    EXPECT_LT(error, 0.05 * moved) << spins << " spins";
  }
}

TEST(Training, SameBitsForAnyThreadsAndThroughAnInterruption) {
  Lesson lesson;
  lesson.settings.dropout = 0.1;
  lesson.settings.free_epochs = 2;
  const TrainingState straight = lesson.run();
  lesson.settings.threads = 3;
  EXPECT_EQ(lesson.run().parameters, straight.parameters);

  std::atomic<bool> stop{false};
  TrainingHooks hooks;
  hooks.control.stop = &stop;
  hooks.after_epoch = [&](const TrainingState& state) { stop = state.epoch == 3; };
  TrainingState state = lesson.run(hooks);
  EXPECT_EQ(state.epoch, 3);
  train(lesson.start, lesson.settings, lesson.training, lesson.validation, {}, state);
  EXPECT_EQ(state.parameters, straight.parameters);
  EXPECT_EQ(state.curve.validation, straight.curve.validation);
  EXPECT_EQ(state.adam, straight.adam);
}

TEST(Training, StopsEarlyAndKeepsTheBestWeights) {
  Lesson lesson;
  lesson.settings.epochs = 40;
  lesson.settings.patience = 3;
  lesson.settings.rate = lesson.settings.rate_end = 0.3;  // far too large: it cannot get better for long
  const TrainingState state = lesson.run();
  EXPECT_LT(state.epoch, 40);
  EXPECT_EQ(state.epoch, state.best_epoch + 1 + 3);
  EXPECT_EQ(state.best_validation, state.curve.validation[static_cast<std::size_t>(state.best_epoch)]);

  TrainingState resumed = state;
  train(lesson.start, lesson.settings, lesson.training, lesson.validation, {}, resumed);
  EXPECT_EQ(resumed.epoch, state.epoch) << "it had ended";
  EXPECT_EQ(resumed.parameters, state.parameters);
}

TEST(Training, ALossThatIsNotFiniteEndsItAndSparesWhatWas) {
  Lesson lesson;
  lesson.training[1].amplitudes[77] = std::numeric_limits<float>::quiet_NaN();
  lesson.start.increment_scale = 0.02F;
  TrainingState state = begin_training(lesson.start);
  try {
    train(lesson.start, lesson.settings, lesson.training, lesson.validation, {}, state);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::numeric);
    EXPECT_NE(std::string(error.what()).find("not finite"), std::string::npos) << error.what();
  }
  EXPECT_EQ(state.parameters, lesson.start.parameters);
}

TEST(Training, StatesThatStandStillAreRefused) {
  Lesson lesson;
  TrajectorySet& still = lesson.training[0];
  for (std::size_t k = 0; k < still.amplitudes.size(); ++k) {
    still.amplitudes[k] = k % still.state_size() == 0 ? 1.0F : 0.0F;
  }
  try {
    lesson.run();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::bad_case);
    EXPECT_NE(std::string(error.what()).find("2 spins stand still"), std::string::npos) << error.what();
  }
}

TEST(Adam, FirstStepsByHand) {
  // Gradients 1 and 1: m = 0.1, 0.19; v = 0.001, 0.001999; both corrected to 1, so each step is the rate.
  std::vector<float> parameters{0.0F, 5.0F}, gradient{1.0F, 0.0F};
  AdamState state;
  adam_step(parameters, gradient, 0.1, 10.0, state);
  adam_step(parameters, gradient, 0.1, 10.0, state);
  EXPECT_NEAR(parameters[0], -0.2F, 1e-6F);
  EXPECT_EQ(parameters[1], 5.0F);
  EXPECT_NEAR(state.first[0], 0.19F, 1e-7F);
  EXPECT_EQ(state.steps, 2);
}

TEST(Adam, CutsLongGradients) {
  std::vector<float> parameters{0.0F, 0.0F}, gradient{300.0F, 400.0F};
  AdamState state;
  adam_step(parameters, gradient, 0.1, 1.0, state);
  EXPECT_NEAR(state.first[0], 0.06F, 1e-7F);
  EXPECT_NEAR(state.first[1], 0.08F, 1e-7F);
}

}  // namespace
}  // namespace quenchmark::solvers::predictor
