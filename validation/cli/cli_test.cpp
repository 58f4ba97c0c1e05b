// The program as scripts see it: exit status, stdout, stderr.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cases/spec/example_case.hpp"
#include "validation/cli/program_fixture.hpp"

namespace quenchmark::validation {
namespace {

using nlohmann::json;

TEST_F(CommandLine, HelpAndVersionStandEverywhere) {
  for (const char* arguments :
       {"--help", "help", "list --help", "check --help", "schema --help", "doctor --help"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 0) << arguments;
    EXPECT_NE(outcome.out.find("quenchmark"), std::string::npos) << arguments;
    EXPECT_TRUE(outcome.err.empty()) << outcome.err;
  }
  for (const char* arguments : {"--version", "list --version", "check --version"}) {
    EXPECT_TRUE(run(arguments).out.starts_with("quenchmark 0.")) << arguments;
  }
}

TEST_F(CommandLine, UsageErrorsAreOneLineAndStatusTwo) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"", "error: usage: a verb is missing; quenchmark --help lists them\n"},
      {"lsit", "error: usage: \"lsit\" is not a verb; did you mean \"list\"?\n"},
      {"--json list", "error: usage: --json stands before the verb; usage: quenchmark VERB [arguments]\n"},
      {"list --jsno",
       "error: usage: The following argument was not expected: --jsno; did you mean --json?\n"},
      {"list --threads 0",
       "error: usage: --threads: Value 0 not in range 1 to 4096; quenchmark list --help shows the "
       "arguments\n"},
      {"list --seed=-1",
       "error: usage: --seed: \"-1\" is not an integer from 0 to 2^64 - 1; quenchmark list --help shows the "
       "arguments\n"},
      {"check", "error: usage: FILE is required; quenchmark check --help shows the arguments\n"},
      {"check x.toml --tier nightly",
       "error: usage: --tier: \"nightly\" is not a tier, which are: smoke, ci, long, paper; quenchmark check "
       "--help shows the "
       "arguments\n"},
  };
  for (const auto& [arguments, expected] : mistakes) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 2) << arguments;
    EXPECT_EQ(outcome.err, expected);
    EXPECT_TRUE(outcome.out.empty() || std::string(arguments).starts_with("--json"));
  }
  EXPECT_EQ(run("list --cases nowhere --cases cases --seed 1 --seed 2 --out a --out b").status, 0)
      << "the last one counts";
  const json document = json::parse(run("lsit --json").out);
  EXPECT_EQ(document["schema"], "quenchmark.error/1");
  EXPECT_EQ(document["errors"][0]["kind"], "usage");
  EXPECT_EQ(document["errors"][0]["hint"], "did you mean \"list\"?");
}

TEST_F(CommandLine, ListsTheCatalogueSortedById) {
  const Outcome outcome = run("list --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  ASSERT_EQ(document.size(), 2U);
  EXPECT_EQ(document[0]["id"], "another");
  EXPECT_EQ(document[1]["id"], "example");
  EXPECT_EQ(document[1]["tags"], (json{"ladder", "2d"}));
  EXPECT_EQ(document[1]["tiers"], (json{"smoke", "ci", "long", "paper"}));
  EXPECT_EQ(document[1]["claims"], (json{"mx-error", "zz-error"}));
  EXPECT_EQ(json::parse(run("list --json --tag ramp").out).size(), 1U);
  EXPECT_EQ(json::parse(run("list --json --paper nobody").out).size(), 0U);
  write("cases/small.toml", tiny_case + std::string("[tier.long]\n"));
  EXPECT_EQ(json::parse(run("list --json --tier long").out).size(), 3U);
  EXPECT_EQ(json::parse(run("list --json --tier ci").out).size(), 2U);
  EXPECT_EQ(run("list --tier weekly").status, 2);
  EXPECT_NE(run("list").out.find("A quench on a small torus"), std::string::npos);
}

TEST_F(CommandLine, ABrokenCaseDoesNotHideTheOthers) {
  write("cases/broken.toml", "schema = 1");
  const Outcome outcome = run("list --json");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(json::parse(outcome.out).size(), 2U);
  EXPECT_NE(outcome.err.find("broken.toml:1:10: this is not a case file of quenchmark"), std::string::npos);
  EXPECT_EQ(run("list --cases /nowhere").status, 4);
}

TEST_F(CommandLine, ChecksWarnOfClaimsThatReplicasCannotDecide) {
  std::string few = cases::edited(tiny_case, "seed = 7", "seed = 7\nreplicas = 4");
  few = cases::edited(few, "\"exact_sum\"", "\"metropolis\"\nsamples = 64\nchains = 16");
  few = cases::edited(few, "limit = 0.5", "limit = 0.5\nkind = \"statistical\"");
  write("few.toml", few);
  const Outcome outcome = run("check few.toml --tier smoke --json");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find(
                "warning: case: few.toml: tier smoke: claim mx-error can reach no verdict: 4 replicas"),
            std::string::npos)
      << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_EQ(document["files"][0]["tiers"]["smoke"]["warnings"].size(), 1U);
  write("enough.toml", cases::edited(few, "replicas = 4", "replicas = 8"));
  EXPECT_EQ(run("check enough.toml --tier smoke").err, "");
}

TEST_F(CommandLine, CalibratesByRepeatingWithFreshSeeds) {
  write("tiny.toml", tiny_case);
  const Outcome outcome = run("validate tiny.toml --calibrate 3 --seed 5 --quiet --json --out made");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_EQ(document["repetitions"], 3);
  EXPECT_EQ(document["alarmed"], 0);
  EXPECT_EQ(document, json::parse(read("made/calibration.json")));
  const json& claim = document["claims"][0];
  EXPECT_EQ(claim["claim"], "mx-error");
  EXPECT_EQ(claim["PASS"], 3);
  const std::vector<double> values = claim["values"];
  ASSERT_EQ(values.size(), 3U);
  EXPECT_NE(values[0], values[1]) << "seeds are fresh";
  EXPECT_EQ(
      json::parse(run("validate tiny.toml --calibrate 3 --seed 5 --quiet --json --out again").out)["claims"],
      document["claims"])
      << "and drawn from the one that is given";
  EXPECT_EQ(run("validate tiny.toml --calibrate 0").status, 2);
  EXPECT_EQ(run("validate tiny.toml --calibrate 2 --no-run").status, 2);
  EXPECT_EQ(run("validate nowhere.toml --calibrate 2").status, 2);
}

TEST_F(CommandLine, ChecksFiles) {
  Outcome outcome = run("check example --tier ci --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json good = json::parse(outcome.out)["files"][0];
  EXPECT_EQ(good["file"], (folder_ / "cases/example.toml").string());
  EXPECT_EQ(good["ok"], true);
  EXPECT_EQ(good["errors"], json::array());
  EXPECT_EQ(good["detectable"], (json{{"mx-error", 1e-3}, {"zz-error", 2e-3}}));
  EXPECT_EQ(good["tiers"]["ci"]["detectable"], good["detectable"]);
  EXPECT_EQ(good["resolved_sha256"].get<std::string>().size(), 64U);
  EXPECT_GT(good["memory_bytes"].get<std::int64_t>(), 16 << 12) << "4096 complex amplitudes at least";

  write("bad.toml", cases::edited(cases::edited(cases::example_case, "\"square\"", "\"sqare\""),
                                  "limit = 1e-3", "limit = -1"));
  outcome = run("check cases/example.toml bad.toml missing.toml --json");
  EXPECT_EQ(outcome.status, 2);
  const json files = json::parse(outcome.out)["files"];
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0]["ok"], true);
  EXPECT_EQ(files[1]["ok"], false);
  EXPECT_EQ(files[1]["memory_bytes"], nullptr);
  ASSERT_EQ(files[1]["errors"].size(), 2U);
  const json expected = {{"kind", "case"},
                         {"file", "bad.toml"},
                         {"line", 8},
                         {"column", 11},
                         {"key", "model.lattice"},
                         {"message", "model.lattice \"sqare\" is not known here"},
                         {"hint", "did you mean \"square\"?"}};
  EXPECT_EQ(files[1]["errors"][0], expected);
  EXPECT_EQ(files[2]["errors"][0]["message"], "no such file");
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 3);
  EXPECT_NE(run("check bad.toml").err.find("error: case: bad.toml:8:11: model.lattice \"sqare\""),
            std::string::npos);
  EXPECT_NE(run("check exmaple").err.find("did you mean \"example\"?"), std::string::npos);
}

TEST_F(CommandLine, StudiesByTheirId) {
  write("cases/ramps.toml", cases::study_case);
  const Outcome listed = run("list --study ramps-4x3 --json");
  EXPECT_EQ(listed.status, 0) << listed.err;
  const nlohmann::json members = nlohmann::json::parse(listed.out);
  ASSERT_EQ(members.size(), 3U);
  EXPECT_EQ(members[0]["id"], "ramps-4x3-0_25");
  EXPECT_EQ(members[0]["study"], "ramps");
  const Outcome unknown = run("list --study ramp");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("there is no study \"ramp\"; did you mean \"ramps\"?"), std::string::npos)
      << unknown.err;
  for (const char* name : {"ramps", "./cases/ramps.toml"}) {
    const Outcome checked = run(std::string("check --json --tier ci ") + name);
    EXPECT_EQ(checked.status, 0) << checked.err;
    EXPECT_EQ(nlohmann::json::parse(checked.out)["files"].size(), 5U);
    for (const char* verb : {"run ", "reference ", "certify c.csv --case "}) {
      const Outcome refused = run(verb + std::string(name));
      EXPECT_EQ(refused.status, 2);
      EXPECT_NE(refused.err.find("ramps is a study of 5 cases, and one is asked for"), std::string::npos)
          << refused.err;
    }
  }
  for (const char* verb : {"check ", "validate --out out_dir --quiet "}) {
    const Outcome refused = run(std::string(verb) + "ramps --tier paper");
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE((refused.err + refused.out).find("none of the 5 cases of the study ramps has the tier paper"),
              std::string::npos)
        << refused.err;
  }
}

TEST_F(CommandLine, TheSchemaOfCaseFiles) {
  const json document = json::parse(run("schema --json").out);
  EXPECT_EQ(document["describes"], "quenchmark.case/1");
  const auto found = std::find_if(document["keys"].begin(), document["keys"].end(), [](const json& key) {
    return key["section"] == "protocol" && key["key"] == "t_max";
  });
  ASSERT_NE(found, document["keys"].end());
  EXPECT_EQ((*found)["type"], "number");
  EXPECT_EQ((*found)["unit"], "1/energy");
  EXPECT_EQ((*found)["required"], true);
  EXPECT_NE(run("schema").out.find("[solver.ansatz]"), std::string::npos);
}

TEST_F(CommandLine, TheDoctorSaysWhatIsMissing) {
  Outcome outcome = run("doctor --json --out " + (folder_ / "new/results").string());
  const json good = json::parse(outcome.out);
  const auto finding = [](const json& document, const char* name) {
    return *std::find_if(document["checks"].begin(), document["checks"].end(),
                         [&](const json& check) { return check["name"] == name; });
  };
  EXPECT_EQ(outcome.status, good["ok"] == true ? 0 : 4);
  EXPECT_EQ(finding(good, "catalogue")["ok"], true);
  EXPECT_EQ(finding(good, "output")["ok"], true);
  EXPECT_FALSE(fs::exists(folder_ / "new")) << "looking must not make anything";
  outcome = run("doctor --json --cases /nowhere --out cases/example.toml/below");
  EXPECT_EQ(outcome.status, 4);
  const json bad = json::parse(outcome.out);
  EXPECT_EQ(bad["ok"], false);
  EXPECT_EQ(finding(bad, "catalogue")["ok"], false);
  EXPECT_EQ(finding(bad, "output")["ok"], false);
}

TEST_F(CommandLine, AFullOrClosedOutputIsAnErrorAndNoCrash) {
  for (const char* arguments : {"list >/dev/full", "list >&-", "schema --json >/dev/full", "--help >&-",
                                "check example >&-", "nonsense --json >/dev/full"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 4) << arguments;
    EXPECT_NE(outcome.err.find("error: "), std::string::npos) << arguments;
  }
  EXPECT_EQ(run("list >&- 2>&- <&-").status, 4);
}

// The reader is gone before the first byte is written; what was asked for decides the status.
TEST_F(CommandLine, AReaderThatGoesAwayIsNoError) {
  write("bad.toml", "schema = 1");
  const std::string gone = "mkfifo pipe; { : <pipe; } & exec 4>pipe; wait;";
  const std::pair<const char*, int> verbs[] = {
      {"list", 0},           {"list --json", 0},     {"schema --json", 0},
      {"--help", 0},         {"--version", 0},       {"check example", 0},
      {"check bad.toml", 2}, {"nonsense --json", 2}, {"figures --list", 0}};
  for (const auto& [arguments, status] : verbs) {
    const Outcome outcome = run_after(gone, std::string(arguments) + " >&4");
    EXPECT_EQ(outcome.status, status) << arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.err.find("standard output"), std::string::npos) << outcome.err;
    fs::remove(folder_ / "pipe");
  }
}

TEST_F(CommandLine, BytesThatAreNotTextDoNotBreakTheDocument) {
  const json document = json::parse(run("check \"$(printf '\\377\\376')\" --json").out);
  EXPECT_EQ(document["files"][0]["ok"], false);
}

/// Seconds of processor time of all children so far: what a busy machine does not stretch.
double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

TEST_F(CommandLine, ListStartsWithinATenthOfASecond) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "sanitisers have their price";
#endif
  ::unsetenv("QUENCHMARK_CASES");  // the shipped catalogue
  double fastest = 1e9;
  for (int k = 0; k < 5; ++k) {
    const double begin = children_seconds();
    ASSERT_EQ(run("list").status, 0);
    fastest = std::min(fastest, children_seconds() - begin);
  }
  EXPECT_LE(fastest, 0.1);
}

}  // namespace
}  // namespace quenchmark::validation
