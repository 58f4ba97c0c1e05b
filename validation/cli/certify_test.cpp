// certify as scripts see it: verdicts, exit statuses, and what is refused.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "validation/cli/program_fixture.hpp"

namespace quenchmark::validation {
namespace {

using nlohmann::json;

/// A ring without field: mx = cos^2(2 J t), zz_1 = 0, known without any program.
constexpr const char* ring =
    " --model kind=tfim,lattice=chain,size=6,h=0 --protocol start=paramagnet --quiet ";

double exact_mx(double t) {
  return std::cos(2.0 * t) * std::cos(2.0 * t);
}

class Certify : public CommandLine {
 protected:
  /// A table of twenty times up to t = 0.5, and of what `row` makes of each.
  void write_curve(const std::string& header, const std::function<std::string(double)>& row) {
    std::string text = "# made up\n" + header + "\n";
    for (int k = 1; k <= 20; ++k) {
      text += std::to_string(0.025 * k) + "," + row(std::stod(std::to_string(0.025 * k))) + "\n";
    }
    write("curve.csv", text);
  }
  static std::string number(double value) { return json(value).dump(); }

  json certify(const std::string& options, int status) {
    const Outcome outcome = run("certify curve.csv" + options + "--json");
    EXPECT_EQ(outcome.status, status) << outcome.out << outcome.err;
    return json::parse(outcome.out);
  }
  static json verdict_of(const json& document, const std::string& claim) {
    for (const json& verdict : document["verdicts"]) {
      if (verdict["claim"] == claim) {
        return verdict;
      }
    }
    return {};
  }
};

TEST_F(Certify, APerfectCurveIsCertifiedAtItsOwnTimes) {
  write_curve("t,mx,zz_1", [](double t) { return number(exact_mx(t)) + ",0"; });
  const json document = certify(std::string(ring) + "--limit 1e-9 ", 0);
  EXPECT_EQ(document["schema"], "quenchmark.verdicts/1");
  const json mx = verdict_of(document, "mx");
  EXPECT_EQ(mx["verdict"], "PASS");
  EXPECT_EQ(mx["truth"], "exact");
  EXPECT_LT(mx["value"], 1e-12);
  EXPECT_DOUBLE_EQ(mx["certified_until"], 0.5);
  EXPECT_EQ(verdict_of(document, "zz_1")["verdict"], "PASS");
  EXPECT_EQ(verdict_of(document, "reference-agreement")["verdict"], "PASS");
  for (const char* file : {"verdicts.json", "junit.xml", "report/index.html", "report.md",
                           "curve-csv/smoke/curve.h5", "curve-csv/smoke/reference.h5"}) {
    EXPECT_TRUE(fs::exists(folder_ / "quenchmark-out/certify/curve-csv" / file)) << file;
  }
  EXPECT_NE(read("quenchmark-out/certify/curve-csv/report/index.html").find("somebody else&#39;s curve"),
            std::string::npos);
}

TEST_F(Certify, ACurveThatLeavesTheTruthFailsFromThereOn) {
  write_curve("t,mx", [](double t) { return number(exact_mx(t) + (t > 0.3 ? 0.01 : 0.0)); });
  const json mx = verdict_of(certify(std::string(ring) + "--limit 5e-3 ", 1), "mx");
  EXPECT_EQ(mx["verdict"], "FAIL");
  EXPECT_NEAR(mx["value"], 0.01, 1e-9);
  EXPECT_DOUBLE_EQ(mx["certified_until"], 0.3);
  const json early = verdict_of(certify(std::string(ring) + "--limit 5e-3 --until 0.31 ", 0), "mx");
  EXPECT_EQ(early["verdict"], "PASS");
  EXPECT_DOUBLE_EQ(early["t_max"], 0.3);
}

TEST_F(Certify, StatedErrorsDecideNeitherWayWhenTheyAreLarge) {
  write_curve("t,mx,mx_error", [](double t) { return number(exact_mx(t) + 0.01) + ",0.002"; });
  EXPECT_EQ(verdict_of(certify(std::string(ring) + "--limit 2e-2 ", 0), "mx")["verdict"], "PASS");
  EXPECT_EQ(verdict_of(certify(std::string(ring) + "--limit 1.2e-2 ", 3), "mx")["verdict"], "INCONCLUSIVE");
  const json failed = verdict_of(certify(std::string(ring) + "--limit 1e-3 --error none ", 1), "mx");
  EXPECT_EQ(failed["kind"], "deterministic");
  // 9 standard errors beyond the limit: nobody can run it again, so the one run must bear it alone.
  write_curve("t,mx", [](double t) { return number(exact_mx(t) + 0.01); });
  const json noisy = verdict_of(certify(std::string(ring) + "--limit 1e-3 --error 0.001 ", 1), "mx");
  EXPECT_EQ(noisy["verdict"], "FAIL");
  EXPECT_EQ(noisy["kind"], "statistical");
  EXPECT_NE(noisy["reason"].get<std::string>().find("errors as stated"), std::string::npos);
}

TEST_F(Certify, EachColumnIsJudgedWithItsOwnErrors) {
  // Of one observable, one component with errors and one without.
  write_curve("t,zz_1,zz_1_error,zz_2", [](double) { return std::string("0,0.5,0"); });
  const Outcome outcome = run("certify curve.csv --json" + std::string(ring) + " --limit 1");
  EXPECT_EQ(verdict_of(json::parse(outcome.out), "zz_1")["kind"], "statistical");
  EXPECT_EQ(verdict_of(json::parse(outcome.out), "zz_1")["verdict"], "INCONCLUSIVE");
  EXPECT_EQ(verdict_of(json::parse(outcome.out), "zz_2")["kind"], "deterministic");
}

TEST_F(Certify, TheCasesOwnLimitCountsWhereNoneIsGiven) {
  write("cases/tiny.toml", tiny_case);
  write("curve.csv", "t,mx\n0.025,1\n0.05,1\n");
  const json document = certify(" --case tiny --quiet ", 0);
  EXPECT_EQ(verdict_of(document, "mx")["limit"], 0.5);
  EXPECT_EQ(verdict_of(document, "mx")["case"], "tiny");
}

TEST_F(Certify, ConventionsThatWouldExplainACurveAreToldAndNotApplied) {
  const std::pair<std::function<double(double)>, std::string> mistakes[] = {
      {[](double t) { return 0.5 * exact_mx(t); },
       "spin-1/2 operators instead of Pauli matrices in the observable"},
      {[](double t) { return 6.0 * exact_mx(t); }, "the sum over sites instead of their mean"},
      {[](double t) { return exact_mx(2.0 * t); }, "J twice as large"},
      {[](double t) { return exact_mx(0.25 * t); }, "in H (J/4, h/2)"},
      {[](double t) { return -exact_mx(t); }, "the opposite sign"},
      {[](double t) { return std::log(exact_mx(t)); }, "its logarithm instead of its mean"},
  };
  for (const auto& [values, words] : mistakes) {
    write_curve("t,mx", [&values = values](double t) { return number(values(t)); });
    const json document = certify(std::string(ring) + "--limit 1e-6 ", 1);
    ASSERT_EQ(document["diagnosis"].size(), 1U) << words << document.dump(1);
    EXPECT_NE(document["diagnosis"][0]["change"].get<std::string>().find(words), std::string::npos)
        << document["diagnosis"].dump(1);
    EXPECT_LT(document["diagnosis"][0]["error_after"], 1e-6);
    EXPECT_EQ(verdict_of(document, "mx")["verdict"], "FAIL") << words;
  }
  write_curve("t,mx", [](double t) { return number(exact_mx(t) + 0.3 * std::sin(40.0 * t)); });
  EXPECT_TRUE(certify(std::string(ring) + "--limit 1e-3 ", 1)["diagnosis"].empty())
      << "nothing explains this";
}

TEST_F(Certify, PeersFormatsAreReadAsThePeersWroteThem) {
  const std::string peers = QUENCHMARK_PEER_FILES;
  const std::string torus =
      " --model kind=tfim,lattice=square,size=3x3,h_over_hc=1 --protocol start=paramagnet --json --quiet";
  const std::string chain =
      " --model kind=tfim,lattice=chain,size=8,h=1 --protocol start=paramagnet --json --quiet";
  for (const std::string file : {"/netket/curve.log", "/netket/curve.h5"}) {
    const Outcome outcome = run("certify " + peers + file + torus + " --limit 0.5");
    ASSERT_EQ(outcome.status, 0) << outcome.err << outcome.out;
    const json document = json::parse(outcome.out);
    EXPECT_EQ(verdict_of(document, "mx")["kind"], "statistical") << file;
    EXPECT_LT(verdict_of(document, "mx")["value"], 0.03) << file;
    EXPECT_LT(verdict_of(document, "zz_1_0")["value"], 0.03) << file;
  }
  const Outcome jvmc =
      run("certify " + peers + "/jvmc/curve.h5" + chain + " --limit 0.02 --map mx=X,zz_1=ZZ");
  EXPECT_EQ(jvmc.status, 0) << jvmc.err << jvmc.out;
  EXPECT_LT(verdict_of(json::parse(jvmc.out), "mx")["value"], 5e-3);
  const Outcome parameters = run("certify " + peers + "/netket/states.tar" + torus);
  EXPECT_EQ(parameters.status, 4);
  EXPECT_NE(parameters.err.find("StateLog writes parameters, not values"), std::string::npos)
      << parameters.err;
}

TEST_F(Certify, OurOwnResultsAreCertifiedWithTheirReplicasAndTheirCase) {
  write("cases/tiny.toml", tiny_case);
  ASSERT_EQ(run("run tiny --tier smoke --quiet").status, 0);
  const Outcome same =
      run("certify quenchmark-out/tiny/smoke/result.h5 --case tiny --limit 0.5 --json --quiet");
  EXPECT_EQ(same.status, 0) << same.err << same.out;
  const Outcome other = run("certify quenchmark-out/tiny/smoke/result.h5 --case example --json --quiet");
  EXPECT_EQ(other.status, 4);
  EXPECT_NE(other.err.find("another model, size or protocol"), std::string::npos) << other.err;
}

TEST_F(Certify, TheDifferenceOfTwoSizesCountsAsAnErrorOfTheTruth) {
  write_curve("t,mx", [](double t) { return number(exact_mx(t)); });
  // Without a field rings of all sizes agree; this table says that another size is 0.01 t away.
  std::string table = "t,mx\n";
  for (int k = 1; k <= 6; ++k) {
    table += number(0.1 * k) + "," + number(exact_mx(0.1 * k) + 0.001 * k) + "\n";
  }
  write("other.csv", table);
  const json wide = verdict_of(certify(std::string(ring) + "--limit 6e-3 --finite-size other.csv ", 0), "mx");
  EXPECT_NEAR(wide["reference_error"], 5e-3, 1e-9);
  const json narrow =
      verdict_of(certify(std::string(ring) + "--limit 4.5e-3 --finite-size other.csv ", 3), "mx");
  EXPECT_EQ(narrow["verdict"], "INCONCLUSIVE");
  EXPECT_NEAR(narrow["certified_until"], 0.4, 1e-9);
}

TEST_F(Certify, StatesOfPeersAreHeldAgainstExactOnes) {
  const std::string peers = QUENCHMARK_PEER_FILES;
  const std::string torus =
      " --model kind=tfim,lattice=square,size=3x3,h_over_hc=1 --protocol start=paramagnet --json --quiet";
  const std::string chain =
      " --model kind=tfim,lattice=chain,size=8,h=1 --protocol start=paramagnet --json --quiet";
  const Outcome netket = run("certify " + peers + "/netket/states.h5" + torus);
  const json samples = json::parse(netket.out);
  EXPECT_EQ(verdict_of(samples, "state-angle")["verdict"], "PASS") << netket.out;
  ASSERT_EQ(samples["states"].size(), 5U);
  const json whole = json::parse(run("certify " + peers + "/netket/amplitudes.h5" + torus).out);
  EXPECT_EQ(verdict_of(whole, "state-angle")["verdict"], "PASS");
  EXPECT_TRUE(verdict_of(whole, "certificate").empty()) << "there is no rate";
  for (std::size_t t = 0; t < 5; ++t) {
    const json fidelity = samples["states"][t]["fidelity"];
    EXPECT_NEAR(whole["states"][t]["fidelity"][0], fidelity[0], 5.0 * fidelity[1].get<double>() + 1e-6) << t;
    EXPECT_NEAR(whole["states"][t]["energy"][0], samples["states"][t]["energy"][0],
                5.0 * samples["states"][t]["energy"][1].get<double>());
  }
  // Its first step was too long, and no time stands inside it: the bound of its rate does not hold.
  const json jvmc = json::parse(run("certify " + peers + "/jvmc/states.h5" + chain).out);
  EXPECT_EQ(verdict_of(jvmc, "state-angle")["verdict"], "PASS");
  EXPECT_EQ(verdict_of(jvmc, "certificate")["verdict"], "FAIL");
  const Outcome wrong = run("certify " + peers + "/jvmc/states.h5" + torus);
  EXPECT_EQ(wrong.status, 4);
  EXPECT_NE(wrong.err.find("its states have 8 sites, the problem has 9"), std::string::npos) << wrong.err;
  EXPECT_EQ(
      verdict_of(json::parse(run("certify " + peers + "/jvmc/states.h5" + chain + " --limit 0.001").out),
                 "state-angle")["verdict"],
      "FAIL");
}

/// What is wrong, where, and what to do; never a verdict.
TEST_F(Certify, WhatIsNotSoundIsRefusedWithItsPlace) {
  struct Bad {
    const char* name;
    std::string content, options;
    int status;
    const char* words;
  };
  const std::string problem = ring;
  const Bad bad[] = {
      {"curve.csv", "", "", 4, "curve.csv: the file is empty"},
      {"curve.csv", "x,mx\n0,1\n", "", 4, "it has no column t"},
      {"curve.csv", "t,foo\n0.1,1\n", "", 4, "none of its series is an observable: foo, t"},
      {"curve.csv", "t,mx,mx\n0.1,1,1\n", "", 4,
       "curve.csv:1:6: the name \"mx\" stands over column 2 and column 3"},
      {"curve.csv", "t,mx\n0.1,nan\n", "", 4, "curve.csv:2:5: \"nan\" is not a finite number"},
      {"curve.csv", "t,mx\n0.2,1\n0.1,1\n", "", 4, "curve.csv:3:1: the times do not increase"},
      {"curve.csv", "t,mx\n0.1,1\n0.1,1\n", "", 4, "curve.csv:3:1: the times do not increase"},
      {"curve.csv", "t,mx\n-0.1,1\n0.1,1\n", "", 4, "curve.csv:2:1: t = -0.1 lies before the protocol"},
      {"curve.csv", "t,mx\n0,1\n", "", 4, "curve.csv:2:1: t = 0 lies at the start of the protocol"},
      {"curve.csv", "t [us],mx\n0.1,1\n", "", 4,
       "column \"t [us]\" is in [us], a unit that is not known here"},
      {"curve.csv", "t,mx [%]\n0.1,100\n", "", 4, "is in [%], a unit that is not known here"},
      {"curve.csv", "t,mx,mx_error\n0.1,1,0.1\n0.2,1,0\n", "", 4,
       "curve.csv:3:7: 0 is no standard error of mx"},
      {"curve.csv", "t,mx,mx_error\n0.1,1,-1\n", "", 4, "curve.csv:2:7: -1 is no standard error of mx"},
      {"curve.csv", "t,mx\n0.1,1\n", " --error -1", 4, "-1 is no standard error of mx"},
      {"curve.csv", "t,zz\n0.1,0\n", "", 4, "\"zz\" does not say between which sites"},
      {"curve.csv", "t,zz_9\n0.1,0\n", "", 4,
       "zz_9: no two sites of the problem's lattice, 6, have this displacement"},
      {"curve.csv", "t,zz_1_0\n0.1,0\n", "", 4, "zz_1_0: no two sites of the problem's lattice"},
      {"curve.csv", "t,mx\n0.1,1\n1e9,1\n", "", 4, "curve.csv:3:1: t = 1e+09 is out of reach"},
      {"curve.csv", "t,mx\n0.1,1\n", " --until 7", 2, "--until 7: the curve runs from t = 0.1 to 0.1"},
      {"curve.csv", "t,mx\n0.1,1\n", " --limit nan", 2, "is not a positive number"},
      {"curve.csv", "t,mx\n0.1,1\n", " --map mx", 2, "\"mx\" is not ours=theirs"},
      {"curve.csv", "t,mx\n0.1,1\n", " --map mx=X", 2, "the curve has no \"X\"; it has: mx, t"},
      {"curve.csv", "t,mx\n0.1,1\n", " --map sx=mx", 2, "\"sx\" is no observable"},
      {"curve.csv", "\x89HDF\r\n\x1a\nnonsense", "", 4, "its name promises text, but it holds HDF5"},
      {"curve.h5", "t,mx\n0.1,1\n", "", 4, "its name promises HDF5, but it holds text"},
      {"curve.h5", "\x89HDF\r\n\x1a\nnonsense", "", 4, "the file is damaged, truncated or not an HDF5 file"},
      {"curve.log", "{\"mx\": {\"iters\": [0, 1], \"Mean\": [1", "", 4,
       "curve.log:1:36: it is no JSON document"},
      {"curve.log", "{\"mx\": {\"iters\": [0.1, 0.2], \"Mean\": [1, null]}}", "", 4,
       "mx.Mean[1]: it is not a finite number"},
      {"curve.log", "{\"mx\": {\"iters\": [0.1, 0.2], \"Mean\": [1]}}", "", 4,
       "mx.Mean has 1 values for 2 times"},
      {"curve.log", "{\"mx\": {\"iters\": [0, 1, 2], \"Mean\": [1, 1, 1]}}", "", 4,
       "they look like step numbers, not times"},
      {"curve.log", "{\"mx\": {\"iters\": [0.1], \"Mean\": [1]}, \"mz\": {\"iters\": [0.2], \"Mean\": [1]}}",
       "", 4, "stand at different times"},
      {"curve.log", "{\"loss\": 1}", "", 4, "it holds no history of a number"},
      {"curve.bin", std::string("\0\1\2\3", 4), "", 4, "it is binary data of no kind that is known"},
  };
  for (const Bad& one : bad) {
    fs::remove_all(folder_ / "quenchmark-out");
    write(one.name, one.content);
    const Outcome outcome = run("certify " + std::string(one.name) + problem + one.options + " --json");
    EXPECT_EQ(outcome.status, one.status) << one.words << "\n" << outcome.err;
    EXPECT_NE(outcome.err.find(one.words), std::string::npos) << one.words << "\n" << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["schema"], "quenchmark.error/1") << one.words;
    const auto holds_verdicts = [](const fs::directory_entry& entry) {
      return entry.path().filename() == "verdicts.json";
    };
    fs::create_directories(folder_ / "quenchmark-out");
    const fs::recursive_directory_iterator all(folder_ / "quenchmark-out");
    EXPECT_TRUE(std::none_of(begin(all), end(all), holds_verdicts)) << one.words;
    fs::remove(folder_ / one.name);
  }
}

TEST_F(Certify, ATruthThatIsNotExactIsRefusedUnlessAnExactOneCanBeComputed) {
  write("curve.csv", "t,mx\n0.01,1\n0.02,1\n");
  write("published.csv", "t,mx\n0,1\n0.01,1\n0.02,1\n0.03,1\n0.04,1\n0.05,1\n");
  const std::string published = cases::edited(
      cases::edited(tiny_case, "method = \"exact\"", "method = \"published\"\nfile = \"../published.csv\""),
      "[[observable]]\nname = \"excess_energy\"\n", "");
  write("cases/tiny.toml", published);
  const Outcome computed = run("certify curve.csv --case tiny --json --quiet");
  EXPECT_EQ(computed.status, 0) << computed.err;
  EXPECT_EQ(json::parse(computed.out)["verdicts"][0]["truth"], "exact");
  const Outcome refused =
      run("certify curve.csv --case tiny --model lattice=square,size=10x10 --json --quiet");
  EXPECT_EQ(refused.status, 2) << refused.err;
  EXPECT_NE(refused.err.find("no exact truth can be computed"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace quenchmark::validation
