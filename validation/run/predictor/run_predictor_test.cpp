// A predictor from case to record: data, training, trials, and everything that may be wrong with its files.
#include "validation/run/predictor/run_predictor.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "base/error.hpp"
#include "base/file.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/judge/judge.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/memory_estimate.hpp"
#include "validation/run/predictor/prediction_trial.hpp"
#include "validation/run/predictor/predictor_data.hpp"
#include "validation/run/predictor/predictor_files.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {
namespace {

namespace fs = std::filesystem;

constexpr const char* short_chains = R"(schema = "quenchmark.case/1"
id = "short"
title = "Two and three spins"
[model]
kind = "mixed_field"
lattice = "chain"
size = [3]
boundary = "open"
g = -1.05
h = 0.5
[protocol]
start = "random"
kind = "quench"
t_max = 0.04
output_dt = 0.002
[[observable]]
name = "relative_entropy"
[[observable]]
name = "entropy_over_persistence"
[[observable]]
name = "mz_error"
[reference]
method = "exact"
[predictor]
lengths = [2, 3]
[predictor.network]
width = 8
hidden = 8
layers = 1
[predictor.data]
steps = 60
training = 12
validation = 4
test = 70
[predictor.training]
epochs = 5
batches = 6
batch_amplitudes = 64
window = 8
rate = 1e-2
[[claim]]
id = "entropy"
observable = "relative_entropy"
spins = 3
limit = 1e-2
)";

class PredictorCase : public ::testing::Test {
 protected:
  PredictorCase() { options_.out = directory_.path(); }

  fs::path file(const std::string& name) const { return directory_.path() / "short" / "smoke" / name; }

  void resolve() { cases::refresh_resolved_text(case_); }

  /// The message of the run's error, of the kind expected.
  std::string failure(ErrorKind kind) {
    try {
      run_case(case_, options_);
    } catch (const Error& error) {
      EXPECT_EQ(error.diagnostics().front().kind, kind) << error.what();
      return error.what();
    }
    return "no error";
  }

  testing::TemporaryDirectory directory_;
  cases::Case case_ = cases::read_case_text(short_chains, "short.toml").at(cases::Tier::smoke);
  RunOptions options_;
};

TEST_F(PredictorCase, IsJudgedLikeAnyOther) {
  const Record result = load_record(run_case(case_, options_).file);
  const Record reference = load_record(reference_case(case_, options_).file);
  ASSERT_EQ(result.status, "complete");
  EXPECT_EQ(result.times.size(), 21U);
  const ObservableRecord& entropy = result.observables.at("relative_entropy");
  EXPECT_EQ(entropy.mean.shape, (std::vector<std::size_t>{21, 2}));
  EXPECT_EQ(entropy.components, (cases::Components{"spins", {{2}, {3}}}));
  for (const std::vector<Verdict>& verdicts : {judge(case_, result, &reference)}) {
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_EQ(verdicts[0].verdict, Outcome::pass) << verdicts[0].reason;
    EXPECT_EQ(verdicts[0].truth, "exact");
    EXPECT_EQ(verdicts[1].claim, "reference-agreement");
    EXPECT_EQ(verdicts[1].verdict, Outcome::pass) << verdicts[1].reason;
  }
  EXPECT_GT(result.tables.at("persistence_entropy").values.back(), 1e-4);
  EXPECT_LT(result.tables.at("linear_map_entropy").values.back(), 1e-7) << "one step is linear";
  EXPECT_EQ(result.tables.at("validation_loss").values.size(), 5U);
  EXPECT_EQ(result.tables.at("predicted_3").shape, (std::vector<std::size_t>{21, 8}));
}

TEST_F(PredictorCase, AStateAtRestFailsTheClaim) {
  case_.predictor->training.rate = case_.predictor->training.rate_end = 1e-12;  // learns nothing
  case_.claims.front().limit = 1e-3;
  resolve();
  const Record result = load_record(run_case(case_, options_).file);
  const Record reference = load_record(reference_case(case_, options_).file);
  EXPECT_EQ(judge(case_, result, &reference).front().verdict, Outcome::fail);
  EXPECT_NEAR(result.observables.at("entropy_over_persistence").mean.values.back(), 1.0, 1e-3);
}

TEST_F(PredictorCase, ThreadsAndInterruptionsChangeNoBits) {
  options_.invocation.threads = 2;
  const Record straight = load_record(run_case(case_, options_).file);
  fs::remove_all(directory_.path() / "short");
  options_.invocation.threads = 1;
  std::atomic<bool> stop{false};
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) {
    stop = where.phase == "train" && where.t >= 2.0;
  };
  EXPECT_EQ(run_case(case_, options_).status, "interrupted");
  EXPECT_TRUE(fs::exists(file("weights.checkpoint")));
  options_.control = {};
  EXPECT_NE(failure(ErrorKind::usage), "no error") << "neither --resume nor --force was said";
  options_.earlier = Earlier::resume;
  const Record resumed = load_record(run_case(case_, options_).file);
  EXPECT_EQ(resumed.observables.at("relative_entropy").mean.values,
            straight.observables.at("relative_entropy").mean.values);
  EXPECT_EQ(resumed.tables.at("training_loss").values, straight.tables.at("training_loss").values);
  EXPECT_FALSE(fs::exists(file("weights.checkpoint")));
}

TEST_F(PredictorCase, MemoryCountsTrialsTimedBatchesAndWindows) {
  const std::int64_t before = memory_bytes(case_);
  case_.predictor->data.test = 1000000;
  EXPECT_LT(memory_bytes(case_), 2 * before) << "test states are predicted in small parts";
  EXPECT_GT(memory_bytes(case_, 64), memory_bytes(case_) + 32 * 64 * 21 * 64) << "one part per thread";
  const std::int64_t without = memory_bytes(case_);
  case_.predictor->timed_batches = {1, 100000};
  EXPECT_GT(memory_bytes(case_), std::int64_t{100000} * 20 * 64) << "all states of all steps";
  case_.predictor->timed_batches = {};
  case_.predictor->training.batch_amplitudes = 10000000;
  EXPECT_GT(memory_bytes(case_), without + std::int64_t{10000000} * 8 * 8);
}

TEST_F(PredictorCase, AnErrorInATrialLeavesItsThreads) {
  solvers::predictor::PredictorWeights weights;  // without parameters: each part of the trial throws
  EXPECT_THROW(try_predictor(case_, 3, weights, {}, 2, {}), Error);
}

TEST_F(PredictorCase, DataAndTrialsStopBetweenLengths) {
  std::atomic<bool> stop{false};
  int trials = 0;
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) { stop = where.phase == "data"; };
  EXPECT_EQ(run_case(case_, options_).status, "interrupted");
  EXPECT_TRUE(fs::exists(file("chain-2-training.h5")));
  EXPECT_FALSE(fs::exists(file("chain-3-training.h5")));
  stop = false;
  options_.earlier = Earlier::resume;
  options_.control.report = [&](const ProgressReport& where) {
    trials += where.phase == "predict" ? 1 : 0;
    stop = trials > 0;
  };
  EXPECT_EQ(run_case(case_, options_).status, "interrupted");
  EXPECT_EQ(trials, 1);
}

TEST_F(PredictorCase, AnInterruptedForceKeepsOldWeightsAndIsResumed) {
  run_case(case_, options_);
  ASSERT_TRUE(weights_of_this_run(file("weights.h5"), case_, result_identity(case_)));
  EXPECT_FALSE(weights_of_this_run(file("weights.h5"), case_, "another"));
  std::atomic<bool> stop{false};
  options_.earlier = Earlier::replace;
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) {
    stop = where.phase == "train" && where.t >= 2.0;
  };
  const std::string before = read_file(file("weights.h5"));
  replace_file(file("weights-of-somebody.h5"), "theirs");
  EXPECT_EQ(run_case(case_, options_).status, "interrupted");
  EXPECT_EQ(read_file(file("weights.h5")), before) << "kept until there are new ones";
  EXPECT_EQ(read_file(file("weights-of-somebody.h5")), "theirs");
  // --resume goes on with the new training instead of taking the old weights for its end.
  ASSERT_TRUE(fs::exists(file("weights.checkpoint")));
  options_.control = {};
  options_.earlier = Earlier::resume;
  int epochs = 0;
  options_.control.report = [&](const ProgressReport& where) { epochs += where.phase == "train" ? 1 : 0; };
  EXPECT_EQ(run_case(case_, options_).status, "complete");
  EXPECT_EQ(epochs, 3);
  EXPECT_FALSE(fs::exists(file("weights.checkpoint")));
}

TEST_F(PredictorCase, WeightsOfAnotherVersionAreNotReplacedUnasked) {
  run_case(case_, options_);
  const std::string weights = read_file(file("weights.h5"));
  fs::remove(file("result.h5"));
  fs::remove(file("result.json"));
  case_.predictor->training.epochs = 6;
  resolve();
  for (const Earlier earlier : {Earlier::refuse, Earlier::resume}) {
    options_.earlier = earlier;
    EXPECT_NE(failure(ErrorKind::usage).find("of another version of the case"), std::string::npos);
    EXPECT_EQ(read_file(file("weights.h5")), weights);
  }
  options_.earlier = Earlier::replace;
  EXPECT_EQ(run_case(case_, options_).status, "complete");
  EXPECT_NE(read_file(file("weights.h5")), weights);
}

TEST_F(PredictorCase, OneThatDivergesHasARecordUntilItDoes) {
  case_.predictor->training.rate = case_.predictor->training.rate_end = 1.0;
  case_.protocol.t_max = 4.0;
  resolve();
  const Record result = load_record(run_case(case_, options_).file);
  ASSERT_EQ(result.status, "stopped") << "the weights do not diverge: the test says nothing";
  EXPECT_EQ(result.cause, StopCause::non_finite);
  EXPECT_NE(result.reason.find("spins are not finite at t = "), std::string::npos) << result.reason;
  EXPECT_LT(result.times.size(), 2001U);
  EXPECT_EQ(result.observables.at("relative_entropy").mean.shape[0], result.times.size());
  EXPECT_EQ(result.tables.at("predicted_3").shape[0], result.times.size());
}

TEST_F(PredictorCase, AStopEndsTrialsAndTimings) {
  std::atomic<bool> stop{false};
  case_.predictor->timed_batches = {1};
  resolve();
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) { stop = where.phase == "time"; };
  EXPECT_EQ(run_case(case_, options_).status, "interrupted");
  stop = true;
  EXPECT_FALSE(try_predictor(case_, 3, {}, {}, 2, options_.control)) << "no part is begun";
}

TEST_F(PredictorCase, DamagedAndForeignDataAreRefusedAndLeftAlone) {
  trajectories(case_, 3, Split::training, file(""), Earlier::refuse);
  const std::string sound = read_file(file("chain-3-training.h5"));
  std::string damaged = sound;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  replace_file(file("chain-3-training.h5"), damaged);
  EXPECT_NE(failure(ErrorKind::format).find("SHA-256"), std::string::npos);
  EXPECT_EQ(read_file(file("chain-3-training.h5")), damaged);
  EXPECT_FALSE(fs::exists(file("result.h5")));

  replace_file(file("chain-3-training.h5"), sound);
  case_.model.h = 0.75;
  resolve();
  const std::string foreign = failure(ErrorKind::format);
  EXPECT_NE(foreign.find("h = 0.5"), std::string::npos) << foreign;
  EXPECT_NE(foreign.find("h = 0.75"), std::string::npos) << foreign;
  EXPECT_EQ(read_file(file("chain-3-training.h5")), sound);

  options_.earlier = Earlier::replace;
  EXPECT_EQ(run_case(case_, options_).status, "complete");
  EXPECT_NE(read_file(file("chain-3-training.h5")), sound);
}

TEST_F(PredictorCase, SplitsShareNoState) {
  const Eigen::MatrixXcd training = start_states(case_, 3, Split::training, 0, 12);
  const Eigen::MatrixXcd test = start_states(case_, 3, Split::test, 0, 70);
  const Eigen::MatrixXcd validation = start_states(case_, 3, Split::validation, 0, 4);
  EXPECT_LT((training.adjoint() * test).cwiseAbs().maxCoeff(), 0.9999);
  EXPECT_LT((training.adjoint() * validation).cwiseAbs().maxCoeff(), 0.9999);
  EXPECT_LT((validation.adjoint() * test).cwiseAbs().maxCoeff(), 0.9999);
}

class StoredWeights : public PredictorCase {
 protected:
  StoredWeights() {
    run_case(case_, options_);
    weights_ = directory_.path() / "weights.h5";
    fs::copy_file(file("weights.h5"), weights_);
    case_.file = (directory_.path() / "case.toml").string();
    case_.predictor->weights = "weights.h5";
    case_.id = "stored";
  }

  fs::path weights_;
};

TEST_F(StoredWeights, PredictWithoutTraining) {
  const Record trained = load_record(file("result.h5"));
  resolve();
  const Record stored = load_record(run_case(case_, options_).file);
  EXPECT_EQ(stored.observables.at("relative_entropy").mean.values,
            trained.observables.at("relative_entropy").mean.values);
  EXPECT_EQ(stored.tables.at("validation_loss").values, trained.tables.at("validation_loss").values);
}

TEST_F(StoredWeights, ReplacedAtTheSamePathAskAnotherQuestion) {
  resolve();
  const std::string before = result_identity(case_);
  EXPECT_EQ(result_identity(case_), before);
  EXPECT_EQ(run_case(case_, options_).status, "complete");
  replace_file(weights_, read_file(weights_) + "x");
  EXPECT_NE(result_identity(case_), before);
}

TEST_F(StoredWeights, OfAnotherArchitectureCouplingsOrLengthAreRefused) {
  case_.predictor->network.width = 12;
  EXPECT_NE(failure(ErrorKind::bad_case).find("architecture: width = 8"), std::string::npos);
  case_.predictor->network.width = 8;
  case_.model.g = 1.0;
  EXPECT_NE(failure(ErrorKind::bad_case).find("another dynamics"), std::string::npos);
  fs::remove_all(directory_.path() / "stored");
  case_.model.g = -1.05;
  case_.predictor->lengths = {2, 3, 4};
  case_.model.size = {4};
  EXPECT_NE(failure(ErrorKind::bad_case).find("not built for 4 spins"), std::string::npos);
  std::string bytes = read_file(weights_);
  bytes[700] = static_cast<char>(bytes[700] ^ 1);
  replace_file(weights_, bytes);
  EXPECT_NE(failure(ErrorKind::format).find("SHA-256"), std::string::npos);
  EXPECT_FALSE(fs::exists(directory_.path() / "stored" / "smoke" / "result.h5"));
  fs::remove(weights_);
  EXPECT_NE(failure(ErrorKind::bad_case).find("predictor.weights = \"weights.h5\": there is no"),
            std::string::npos);
}

TEST_F(PredictorCase, ALossThatIsNotFiniteLeavesTheEarlierResult) {
  const std::string earlier = read_file(run_case(case_, options_).file);
  case_.predictor->training.rate = 1e30;
  resolve();
  options_.earlier = Earlier::replace;
  EXPECT_NE(failure(ErrorKind::numeric).find("not finite"), std::string::npos);
  EXPECT_EQ(read_file(file("result.h5")), earlier);
}

TEST_F(PredictorCase, FineTuningStartsFromWhatWasLearnt) {
  case_.predictor->fine_tuned = {4};
  case_.predictor->fine_tuning_epochs = 2;
  case_.predictor->timed_batches = {1, 20};
  case_.model.size = {4};
  case_.observables[2] = {cases::ObservableKind::entropy_over_scratch, {}};
  resolve();
  const Record result = load_record(run_case(case_, options_).file);
  EXPECT_LT(result.observables.at("entropy_over_scratch").mean.values.back(), 1.0);
  EXPECT_LT(result.tables.at("fine_tuned_4_validation_loss").values.back(),
            result.tables.at("scratch_4_validation_loss").values.back());
  EXPECT_EQ(result.costs.spins, (std::vector<double>{2, 2, 3, 3}));
  EXPECT_EQ(result.costs.batch, (std::vector<double>{1, 20, 1, 20}));
  for (const char* method :
       {"predictor", "diagonalise_every_time", "diagonalise_once", "batched_propagator"}) {
    for (const double seconds : result.costs.seconds.at(method)) {
      EXPECT_GT(seconds, 0.0) << method;
    }
  }
}

}  // namespace
}  // namespace quenchmark::validation
