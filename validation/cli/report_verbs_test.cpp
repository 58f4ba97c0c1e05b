// report and figures as scripts see them.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "validation/cli/program_fixture.hpp"

namespace quenchmark::validation {
namespace {

using nlohmann::json;

/// A case that shows a figure of a paper.
std::string published_case() {
  return cases::edited(tiny_case, "title = \"Six spins\"",
                       "title = \"Six spins\"\npaper = \"2D\"\nfigure = \"1c\"");
}

/// Three members of the tiny case, and a figure of two of them.
std::string study_of_fields() {
  return cases::edited(cases::edited(tiny_case, "id = \"tiny\"", "id = \"fields\""), "h = 2.0\n", "") + R"(
[[study]]
axis = "strength"
points = [{name = "weak", model.h = 0.5}, {name = "strong", model.h = 2.0}]
[[study]]
axis = "filter"
points = [
  {name = "2", solver.ansatz.filter = [2]},
  {name = "3", only.strength = "strong", solver.ansatz.filter = [3]},
]
[[draw]]
id = "strong-fields"
shows = "two filters in the strong field"
panels = ["mx"]
only.strength = "strong"
)";
}

class ReportVerbs : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("cases/tiny.toml", published_case());
    fs::copy(QUENCHMARK_FIGURE_LISTS, folder_ / "cases/figures");
  }
  /// A suite of one case in `out`.
  void validate() { ASSERT_EQ(run("validate tiny --out out_dir --quiet").status, 0) << read("err"); }
  void expect_reproducible(const json& document);
  bool gnuplot_is_missing() {
    return run("figures 3d-fig2b --out out_dir").err.find("install gnuplot-nox") != std::string::npos;
  }
};

TEST_F(ReportVerbs, ReportIsMadeAgainFromFilesAndTellsTheSameVerdicts) {
  validate();
  fs::remove_all(folder_ / "out_dir" / "report");
  const Outcome again = run("report --from out_dir --out elsewhere --json");
  EXPECT_EQ(again.status, 0) << again.err;
  json found = json::parse(again.out), expected = json::parse(read("out_dir/verdicts.json"));
  EXPECT_EQ(found["summary"], expected["summary"]);
  EXPECT_EQ(found["suite"], expected["suite"]);
  for (std::size_t k = 0; k < expected["verdicts"].size(); ++k) {
    EXPECT_EQ(found["verdicts"][k]["value"], expected["verdicts"][k]["value"]);
  }
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere" / "report" / "index.html"));
  EXPECT_FALSE(fs::exists(folder_ / "out_dir" / "report"));
}

TEST_F(ReportVerbs, ReportExitsAsValidateDoes) {
  write("cases/tiny.toml", cases::edited(published_case(), "limit = 0.5", "limit = 1e-12"));
  const Outcome judged = run("validate tiny --out out_dir --quiet --seed 5 --json");
  EXPECT_EQ(judged.status, 1);
  const Outcome failed = run("report --from out_dir --out elsewhere --json");
  EXPECT_EQ(failed.status, 1) << failed.err;
  EXPECT_EQ(json::parse(failed.out)["exit"], 1);
  EXPECT_EQ(json::parse(failed.out)["verdicts"][0]["reproduce"],
            json::parse(judged.out)["verdicts"][0]["reproduce"]);
  fs::remove(folder_ / "out_dir/verdicts.json");
  const json alone = json::parse(run("report --from out_dir --out elsewhere --json").out);
  EXPECT_EQ(alone["verdicts"][0]["reproduce"], "quenchmark validate tiny --tier smoke --seed 5 --cases " +
                                                   (folder_ / "cases").string() + " --out out_dir");
  write("out_dir/tiny/smoke/reference.h5", "damaged");
  const Outcome damaged = run("report --from out_dir --out elsewhere --json");
  EXPECT_EQ(damaged.status, 4);
  EXPECT_EQ(json::parse(damaged.out)["exit"], 4);
}

/// Runs the line of every verdict and finds the same verdict again.
void ReportVerbs::expect_reproducible(const json& document) {
  for (const json& verdict : document["verdicts"]) {
    const std::string line = verdict["reproduce"];
    const Outcome again = shell(line + " --json");
    ASSERT_TRUE(json::accept(again.out)) << line << ": " << again.err;
    const json repeated = json::parse(again.out);
    const bool found =
        std::any_of(repeated["verdicts"].begin(), repeated["verdicts"].end(), [&](const json& other) {
          return other["case"] == verdict["case"] && other["claim"] == verdict["claim"] &&
                 other["verdict"] == verdict["verdict"] && other["value"] == verdict["value"] &&
                 other["case_sha256"] == verdict["case_sha256"];
        });
    EXPECT_TRUE(found) << line << " does not reproduce " << verdict << again.err;
  }
}

TEST_F(ReportVerbs, LinesOfAReportReproduceItsVerdicts) {
  write("elsewhere.toml", cases::edited(published_case(), "id = \"tiny\"", "id = \"mine\""));
  ASSERT_EQ(run("validate tiny ./elsewhere.toml --out out_dir --seed 6 --quiet").status, 0) << read("err");
  const auto report = [&] { return json::parse(run("report --from out_dir --out page --json").out); };
  ASSERT_GT(report()["verdicts"].size(), 5u);
  expect_reproducible(report());
  fs::remove(folder_ / "out_dir/verdicts.json");  // then from the catalogue and the files alone
  expect_reproducible(report());
  fs::remove_all(folder_ / "out_dir");
  ASSERT_EQ(run("run ./elsewhere.toml --out out_dir --quiet").status, 0);
  ASSERT_EQ(run("reference ./elsewhere.toml --out out_dir --quiet").status, 0);
  expect_reproducible(report());
}

TEST_F(ReportVerbs, ReportWithoutResultsSaysWhatToDo) {
  fs::create_directories(folder_ / "empty");
  const Outcome outcome = run("report --from empty");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_NE(outcome.err.find("quenchmark validate"), std::string::npos) << outcome.err;
}

TEST_F(ReportVerbs, FiguresOfPapersAndStudiesAreListedBeforeAnythingWasRun) {
  write("cases/fields.toml", study_of_fields());
  const Outcome outcome = run("figures --list --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json list = json::parse(outcome.out);
  EXPECT_EQ(list.size(), 36u);  // 35 of the papers, 1 of the study
  for (const json& figure : list) {
    EXPECT_FALSE(figure["reason"].get<std::string>().empty()) << figure["id"];
    if (figure["id"] == "2d-fig1c") {
      EXPECT_EQ(figure["state"], "missing");
      EXPECT_EQ(figure["reason"],
                "not run yet: quenchmark validate tiny --tier smoke --cases " + (folder_ / "cases").string());
    }
    if (figure["id"] == "strong-fields") {
      EXPECT_EQ(figure["state"], "missing");
      EXPECT_EQ(figure["reason"], "not run yet: quenchmark validate fields-strong --tier smoke --cases " +
                                      (folder_ / "cases").string());
    }
  }
}

TEST_F(ReportVerbs, MissingStudiesSayHowTheyAreMade) {
  write("cases/fields.toml", study_of_fields());
  for (const auto& [id, name] :
       {std::pair("strong-fields", "fields-strong"), std::pair("fields", "fields")}) {
    const Outcome missing = run(std::string("figures ") + id);
    EXPECT_EQ(missing.status, 2);
    EXPECT_NE(missing.err.find(std::string("quenchmark validate ") + name + " --tier smoke --cases "),
              std::string::npos)
        << missing.err;
  }
}

TEST_F(ReportVerbs, AStudyIsValidatedAndDrawnByItsId) {
  write("cases/fields.toml", study_of_fields());
  const Outcome judged = run("validate fields --out out_dir --quiet --json");
  ASSERT_EQ(judged.status, 0) << judged.err;
  std::set<std::string> judged_cases;
  const json verdicts = json::parse(judged.out);
  for (const json& verdict : verdicts["verdicts"]) {
    judged_cases.insert(verdict["case"]);
  }
  EXPECT_EQ(judged_cases, (std::set<std::string>{"fields-strong-2", "fields-strong-3", "fields-weak-2"}));
  expect_reproducible(verdicts);
  if (gnuplot_is_missing()) {
    GTEST_SKIP() << "gnuplot is not installed";
  }
  const auto drawn = [&](const std::string& id) {
    std::set<std::string> ids;
    for (const json& figure : json::parse(run("figures " + id + " --out out_dir --json").out)) {
      ids.insert(figure["id"]);
    }
    return ids;
  };
  EXPECT_EQ(drawn("strong-fields"), std::set<std::string>{"strong-fields"});
  const std::string table = read("out_dir/figures/strong-fields.csv");
  EXPECT_NE(table.find("fields-strong-3"), std::string::npos) << table;
  EXPECT_EQ(table.find("fields-weak-2"), std::string::npos) << table;
  const std::set<std::string> all = drawn("fields");
  EXPECT_TRUE(all.contains("strong-fields"));
  EXPECT_TRUE(
      std::any_of(all.begin(), all.end(), [](const auto& id) { return id.starts_with("fields-weak-2"); }));
}

TEST_F(ReportVerbs, ABadListOfFiguresIsTold) {
  write("cases/mine.toml",
        "schema = \"quenchmark.figures/1\"\npaper = \"2D\"\n[[figure]]\nid = \"mine\"\n"
        "number = \"9\"\nshows = \"mine\"\npanels = [\"mxx\"]\n");
  const Outcome listed = run("figures --list --json");
  EXPECT_EQ(listed.status, 2);
  EXPECT_NE(listed.err.find("mine.toml:7:11: figure[0].panels[0] \"mxx\" is no panel; did you mean \"mx\"?"),
            std::string::npos)
      << listed.err;
  EXPECT_EQ(json::parse(listed.out).size(), 35u) << "one bad list does not hide the others";
}

TEST_F(ReportVerbs, FiguresAreDrawnFromResults) {
  validate();
  if (gnuplot_is_missing()) {
    GTEST_SKIP() << "gnuplot is not installed";
  }
  const Outcome outcome = run("figures 2d-fig1c tiny --out out_dir --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json drawn = json::parse(outcome.out);
  EXPECT_EQ(drawn[0]["id"], "2d-fig1c");
  EXPECT_GE(drawn.size(), 4u);
  for (const json& figure : drawn) {
    const std::string file = figure["file"];
    EXPECT_TRUE(fs::exists(folder_ / file)) << file;
    EXPECT_TRUE(fs::exists((folder_ / file).replace_extension(".csv"))) << file;
  }
  const json list = json::parse(run("figures --list --json --out out_dir").out);
  EXPECT_EQ(
      std::count_if(list.begin(), list.end(), [](const json& figure) { return figure["state"] == "drawn"; }),
      2);
}

TEST_F(ReportVerbs, FiguresAreDrawnFromResultsThatStandElsewhere) {
  validate();
  if (gnuplot_is_missing()) {
    GTEST_SKIP() << "gnuplot is not installed";
  }
  fs::remove_all(folder_ / "out_dir/figures");
  const Outcome outcome = run("figures 2d-fig1c --from out_dir --out drawn --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)[0]["file"], "drawn/figures/2d-fig1c.svg");
  EXPECT_TRUE(fs::exists(folder_ / "drawn/figures/2d-fig1c.svg"));
  EXPECT_FALSE(fs::exists(folder_ / "out_dir/figures"));
  for (const json& figure : json::parse(run("figures --list --json --from out_dir --out drawn").out)) {
    if (figure["id"] == "2d-fig1c") {  // the line that is shown draws it
      const std::string line = figure["reason"];
      EXPECT_EQ(shell(line + " --out again").status, 0) << line;
      EXPECT_TRUE(fs::exists(folder_ / "again/figures/2d-fig1c.svg"));
    }
  }
}

TEST_F(ReportVerbs, NoFigureIsMissingForAReasonThatIsGone) {
  ::unsetenv("QUENCHMARK_CASES");  // the shipped catalogue
  const json list = json::parse(run("figures --list --json").out);
  for (const json& figure : list) {
    const std::string reason = figure["reason"];
    EXPECT_EQ(reason.find("sampler"), std::string::npos) << figure;
    // Each case can be named as it is told: by its id, at a tier that it has.
    if (reason.starts_with("not run yet: quenchmark validate ")) {
      const std::string line = reason.substr(std::string("not run yet: ").size());
      const Outcome named =
          shell("echo '" + line + "' | tr ';' '\\n' | sed 's/quenchmark validate/quenchmark check/' | sh");
      EXPECT_EQ(named.status, 0) << line << named.err;
    }
  }
}

TEST_F(ReportVerbs, UnknownFiguresAreUsageErrors) {
  const Outcome unknown = run("figures nonsense");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("figures --list"), std::string::npos);
  const Outcome missing = run("figures sru-fig1");
  EXPECT_EQ(missing.status, 2);
  EXPECT_NE(missing.err.find("a drawing of an idea, without data"), std::string::npos);
}

}  // namespace
}  // namespace quenchmark::validation
