// Files that are no evidence, each refused with its reason: tampered with, copied, of another build or case.
#include "validation/evidence/door.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "base/file.hpp"
#include "cases/spec/case_text.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

constexpr const char* this_build = "0123456789abcdef";

/// A case with its files as this build would have made them; `edit` changes one on its way to the disk.
class Door : public ::testing::Test {
 protected:
  using Edit = std::function<void(Record&)>;

  /// As a run keeps it. `sealed`: else as an editor of HDF5 files leaves it, without a sidecar.
  void keep(Record record, const Piece& piece, const Edit& edit = {}, bool sealed = true) const {
    record.case_toml = piece.asked.resolved_toml;
    record.provenance["case_sha256"] = piece.asked.resolved_sha256;
    record.provenance["build"] = this_build;
    record.provenance["identity"] =
        piece.is_reference() ? reference_identity(piece.asked) : result_identity(piece.asked);
    if (edit && sealed) {
      edit(record);
    }
    save_record(record, piece.file(out_.path()));
    if (edit && !sealed) {
      record = load_record(piece.file(out_.path()));
      edit(record);
      std::filesystem::remove(sidecar_path(piece.file(out_.path())));
      replace_file(piece.file(out_.path()), record_to_image(record));
    }
  }

  void keep_all() const {
    for (const Piece& piece : pieces_of(sample_.asked)) {
      keep(piece.is_reference() ? *sample_.reference : *sample_.result, piece);
    }
  }

  Evidence come_in(const DoorRules& rules = {this_build}) const {
    return gather(sample_.asked, out_.path(), rules);
  }

  /// What is said of a result that was edited and saved again by a program that seals it.
  std::string against_result(const Edit& edit) const {
    keep_all();
    keep(*sample_.result, {sample_.asked, "result"}, edit);
    return come_in().result_failure;
  }
  std::string against_edited_result(const Edit& edit) const {
    keep_all();
    keep(*sample_.result, {sample_.asked, "result"}, edit, false);
    return come_in().result_failure;
  }
  std::string against_edited_reference(const Edit& edit) const {
    keep_all();
    keep(*sample_.reference, {sample_.asked, "reference"}, edit, false);
    return come_in().reference_failure;
  }

  /// Eight replicas with noise of their own.
  void make_sampled() {
    cases::Case& asked = sample_.asked;
    asked.solver->sampler.kind = cases::SamplerKind::metropolis;
    asked.solver->sampler.samples = 4096;
    asked.solver->sampler.chains = 64;
    asked.solver->replicas = 8;
    for (cases::Claim& claim : asked.claims) {
      claim.kind = cases::ClaimKind::statistical;
    }
    cases::refresh_resolved_text(asked);
    add_replicas(*sample_.result, 7);
  }
  static void add_replicas(Record& record, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0.0, 1e-5);
    for (auto& [name, observable] : record.observables) {
      std::vector<double>& mean = observable.mean.values;
      std::vector<double> all, sum(mean.size(), 0.0);
      for (int r = 0; r < 8; ++r) {
        for (std::size_t k = 0; k < mean.size(); ++k) {
          all.push_back(mean[k] + noise(random));
          sum[k] += all.back() / 8.0;
        }
      }
      observable.replica_mean.shape = observable.mean.shape;
      observable.replica_mean.shape.insert(observable.replica_mean.shape.begin(), 8);
      observable.replica_mean.values = all;
      mean = sum;
    }
  }

  TemporaryDirectory out_;
  Evidence sample_ = sample_evidence("a-case", 3e-4);
};

void expect_named(const std::string& failure, const std::string& words) {
  EXPECT_NE(failure.find(words), std::string::npos) << "said: \"" << failure << "\"";
}

TEST_F(Door, LetsInWhatThisBuildMade) {
  keep_all();
  const Evidence evidence = come_in();
  EXPECT_TRUE(evidence.result) << evidence.result_failure;
  EXPECT_TRUE(evidence.reference) << evidence.reference_failure;
  EXPECT_EQ(evidence.build, this_build);
  EXPECT_TRUE(evidence.remarks.empty());
}

TEST_F(Door, AnotherBuildIsRefusedOrTold) {
  keep_all();
  const Evidence refused = come_in({"another build"});
  EXPECT_FALSE(refused.result || refused.reference);
  expect_named(refused.result_failure, "another build made it (0123456789ab");
  const Evidence told = come_in({"another build", true});
  ASSERT_TRUE(told.result && told.reference);
  const std::vector<Verdict> verdicts = judge_suite({}, {told}).verdicts;
  ASSERT_FALSE(verdicts.empty());
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.build, this_build);
    expect_named(verdict.reason, "result.h5 was made by build 0123456789ab, not by this build");
  }
}

TEST_F(Door, AResultWithoutItsBudgetOrStatesIsRefused) {
  expect_named(against_edited_result([](Record& record) { record.budget.clear(); }), "/budget is gone");
  expect_named(against_edited_result([](Record& record) { record.states = {}; }), "/state/snapshots is gone");
  expect_named(against_edited_reference([](Record& record) { record.states = {}; }),
               "/state/snapshots is gone");
  // Nor when a program writes it so.
  expect_named(against_result([](Record& record) { record.budget.clear(); }),
               "/budget/state_angle is missing");
  expect_named(against_result([](Record& record) { record.budget.erase("mx"); }), "/budget/mx is missing");
}

TEST_F(Door, WhatWasEditedIsRefused) {
  expect_named(against_edited_result([](Record& record) { record.observables["mx"].mean.values[3] += 1e-9; }),
               "/observables was changed");
  expect_named(against_edited_result([](Record& record) { record.budget["mx"]["total"].values[3] *= 1.1; }),
               "/budget");
  expect_named(
      against_edited_result([](Record& record) { record.diagnostics["late"] = record.diagnostics["r2"]; }),
      "/diagnostics was changed");
  expect_named(against_edited_result([](Record& record) { record.provenance["build"] = "forged"; }),
               "/provenance was changed");
  expect_named(against_edited_result([](Record& record) { record.provenance.erase("seal"); }),
               "its seal is gone");
}

TEST_F(Door, BudgetsThatAreNoNumbersAreErrorsNotFailures) {
  for (const double nonsense : {HUGE_VAL, -1.0, std::nan("")}) {
    const std::string said =
        against_result([&](Record& record) { record.budget["state_angle"]["total"].values[5] = nonsense; });
    expect_named(said, "/budget/state_angle/total");
    for (const Verdict& verdict : judge_suite({}, {come_in()}).verdicts) {
      EXPECT_TRUE(verdict.verdict == Outcome::error || verdict.claim == "reference-agreement")
          << verdict.claim;
    }
  }
}

TEST_F(Door, OutputTimesMayNotBeMissing) {
  expect_named(against_result([](Record& record) {
                 record.times.erase(record.times.begin() + 3);
                 record.times.push_back(1.5);
               }),
               "where the case has the output time");
}

TEST_F(Door, AMeanIsThatOfItsReplicas) {
  make_sampled();
  expect_named(against_result([](Record& record) { record.observables["mx"].mean.values[3] += 1e-3; }),
               "/observables/mx/mean is not the average of replica_mean");
}

TEST_F(Door, ReplicasOfTheSameBitsAreOne) {
  make_sampled();
  EXPECT_EQ(against_result([](Record&) {}), "");
  const auto repeat = [](Record& record) {
    for (auto& [name, observable] : record.observables) {
      const std::size_t count = observable.mean.values.size();
      std::vector<double>& all = observable.replica_mean.values;
      std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(2 * count), count,
                  all.begin() + static_cast<std::ptrdiff_t>(5 * count));
      for (std::size_t k = 0; k < count; ++k) {
        double sum = 0.0;
        for (std::size_t r = 0; r < 8; ++r) {
          sum += all[r * count + k];
        }
        observable.mean.values[k] = sum / 8.0;
      }
    }
  };
  expect_named(against_result(repeat), "replicas 2 and 5 have the same bits");
}

TEST_F(Door, AResultIsNoReferenceOfItself) {
  keep_all();
  const std::filesystem::path folder = case_directory(out_.path(), sample_.asked);
  for (const char* extension : {".h5", ".json"}) {
    std::filesystem::copy_file(folder / (std::string("result") + extension),
                               folder / (std::string("reference") + extension),
                               std::filesystem::copy_options::overwrite_existing);
  }
  EXPECT_FALSE(come_in().reference);
  Record disguised = *sample_.result;  // with everything renamed
  disguised.schema = "quenchmark.reference/1";
  disguised.truth = "exact";
  keep(disguised, {sample_.asked, "reference"});
  expect_named(come_in().reference_failure, "the result of a run in the place of a reference");
}

TEST_F(Door, TheCaseInAFileIsTheOneItWasMadeFor) {
  const auto edit = [](Record& record) {
    const std::size_t limit = record.case_toml.find("limit = ");
    record.case_toml.insert(limit + 8, "1");
  };
  expect_named(against_edited_result(edit), "/case was changed");
  expect_named(against_result(edit), "the case that it carries is not the one it was made for");
}

TEST_F(Door, AConfirmationIsNoCopy) {
  make_sampled();
  for (auto& [name, observable] : sample_.result->observables) {
    for (std::vector<double>* values : {&observable.mean.values, &observable.replica_mean.values}) {
      std::transform(values->begin(), values->end(), values->begin(),
                     [](double value) { return value + 0.02; });
    }
  }
  keep_all();
  const Piece second = confirmation_of(sample_.asked);
  Evidence evidence = come_in();
  ASSERT_TRUE(needs_confirmation(evidence)) << evidence.result_failure;
  gather_confirmation(evidence, out_.path(), {this_build});
  EXPECT_EQ(evidence.confirmation_failure, "");  // there is none: undecided
  EXPECT_EQ(judge_suite({}, {evidence}).verdicts[0].verdict, Outcome::inconclusive);

  std::filesystem::copy_file(Piece{sample_.asked, "result"}.file(out_.path()), second.file(out_.path()));
  evidence = come_in();
  gather_confirmation(evidence, out_.path(), {this_build});
  expect_named(evidence.confirmation_failure, "another version of the case");  // the same seeds
  EXPECT_EQ(judge_suite({}, {evidence}).verdicts[0].verdict, Outcome::error);

  keep(*sample_.result, second);  // the same bits under another seed
  evidence = come_in();
  gather_confirmation(evidence, out_.path(), {this_build});
  expect_named(evidence.confirmation_failure, "a copy of the result");
  const Verdict verdict = judge_suite({}, {evidence}).verdicts[0];
  EXPECT_EQ(verdict.verdict, Outcome::error);
  expect_named(verdict.reason, "the confirmation run does not count");

  Record other = sample_evidence("a-case", 3e-4).result.value();
  add_replicas(other, 8);
  keep(other, second);
  evidence = come_in();
  gather_confirmation(evidence, out_.path(), {this_build});
  EXPECT_TRUE(evidence.confirmation) << evidence.confirmation_failure;
}

TEST_F(Door, AFileWithoutItsSidecarIsJudgedAndToldUnsealed) {
  for (const char* left : {"", "{}"}) {
    keep_all();
    const std::filesystem::path sidecar = sidecar_path(Piece{sample_.asked, "result"}.file(out_.path()));
    std::filesystem::remove(sidecar);
    if (*left != '\0') {
      replace_file(sidecar, left);
    }
    const std::vector<Verdict> verdicts = judge_suite({}, {come_in()}).verdicts;
    ASSERT_FALSE(verdicts.empty());
    expect_named(verdicts.front().reason, "unsealed: no sidecar vouches for result.h5");
  }
}

}  // namespace
}  // namespace quenchmark::validation
