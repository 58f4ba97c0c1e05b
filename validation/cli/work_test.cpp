// run, reference, validate and compare as scripts see them: exit status, files, signals, full disks.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "validation/cli/program_fixture.hpp"

namespace quenchmark::validation {
namespace {

using nlohmann::json;

/// The same in so many steps that it cannot end by itself while a test looks on.
std::string endless_case() {
  return cases::edited(cases::edited(tiny_case, "\"tiny\"", "\"endless\""), "dt_max = 0.05",
                       "dt_first = 1e-7\ndt_max = 1e-7\nmax_steps = 1000000000");
}

class Work : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    ::setenv("OMP_WAIT_POLICY", "passive", 1);  // tests share their machine
    fs::remove_all(folder_ / "cases");
    fs::create_directories(folder_ / "cases");
    write("cases/tiny.toml", tiny_case);
    write("cases/endless.toml", endless_case());
  }

  static std::string result_of(const std::string& id, const std::string& extension = "h5") {
    return "quenchmark-out/" + id + "/smoke/result." + extension;
  }
  json sidecar_of(const std::string& id) { return json::parse(read(result_of(id, "json"))); }

  /// Names in a directory but for locks.
  std::vector<std::string> files_in(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / directory)) {
      if (entry.path().extension() != ".lock") {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// The program in the background.
  pid_t start(std::vector<std::string> arguments) {
    const pid_t pid = fork();
    if (pid == 0) {
      (void)!chdir(folder_.c_str());
      const int log = open("background.log", O_WRONLY | O_CREAT | O_TRUNC, 0666);
      dup2(log, STDOUT_FILENO);
      dup2(log, STDERR_FILENO);
      arguments.insert(arguments.begin(), QUENCHMARK_PROGRAM);
      std::vector<char*> words;
      for (std::string& argument : arguments) {
        words.push_back(argument.data());
      }
      words.push_back(nullptr);
      execv(QUENCHMARK_PROGRAM, words.data());
      _exit(127);
    }
    return pid;
  }

  /// Waits until a worker has begun with this file.
  void wait_for_work_on(const std::string& id) {
    const fs::path lock = folder_ / ("quenchmark-out/" + id + "/smoke/.result.lock");
    for (int k = 0; k < 3000 && !fs::exists(lock); ++k) {
      usleep(10000);
    }
    ASSERT_TRUE(fs::exists(lock)) << read("background.log");
    usleep(300000);
  }

  static int exit_of(pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
};

TEST_F(Work, ARunLeavesAResultAndItsSidecar) {
  const Outcome outcome = run("run tiny --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_EQ(document["status"], "complete");
  EXPECT_EQ(document["computed"], true);
  EXPECT_EQ(document["t_reached"], 0.05);
  const json sidecar = sidecar_of("tiny");
  EXPECT_EQ(sidecar["case"], "tiny");
  EXPECT_EQ(sidecar["tier"], "smoke");
  EXPECT_TRUE(sidecar["finals"]["mx"][0].is_number());
  EXPECT_TRUE(sidecar["finals"]["excess_energy"][0].is_number());
  EXPECT_EQ(sidecar["provenance"]["argv"], "quenchmark run tiny --json");
  EXPECT_EQ(sidecar["provenance"]["seed"], "7");
}

TEST_F(Work, AnEarlierResultIsNeverOverwrittenUnasked) {
  ASSERT_EQ(run("run tiny").status, 0);
  const std::string before = read(result_of("tiny"));
  const Outcome again = run("run tiny --quiet");
  EXPECT_EQ(again.status, 2);
  EXPECT_EQ(std::count(again.err.begin(), again.err.end(), '\n'), 1) << again.err;
  EXPECT_EQ(read(result_of("tiny")), before);
  EXPECT_EQ(json::parse(run("run tiny --resume --json").out)["computed"], false);
  EXPECT_EQ(run("run tiny --resume --seed 8").status, 2);
  EXPECT_EQ(run("run tiny --resume --force").status, 2);
  EXPECT_EQ(read(result_of("tiny")), before);
  EXPECT_EQ(run("run tiny --force --seed 8").status, 0);
  EXPECT_NE(read(result_of("tiny")), before);
}

TEST_F(Work, TheThreadCountChangesNoBit) {
  ASSERT_EQ(run("run tiny --threads 1").status, 0);
  ASSERT_EQ(run("run tiny --threads 2 --out two").status, 0);
  const Outcome same = run("compare --exact " + result_of("tiny") + " two/tiny/smoke/result.h5");
  EXPECT_EQ(same.status, 0) << same.out;
  ASSERT_EQ(run("run tiny --seed 8 --out other").status, 0);
  const Outcome differs = run("compare --exact --json " + result_of("tiny") + " other/tiny/smoke/result.h5");
  EXPECT_EQ(differs.status, 1);
  const json document = json::parse(differs.out);
  EXPECT_EQ(document["identical"], false);
  EXPECT_TRUE(std::any_of(document["differences"].begin(), document["differences"].end(),
                          [](const json& item) { return item["path"] == "/observables/mx/mean"; }));
  EXPECT_EQ(run("compare " + result_of("tiny") + " other/tiny/smoke/result.h5").status, 0);
}

TEST_F(Work, AnInterruptedReferenceBeginsAgainUnasked) {
  ASSERT_EQ(run("reference tiny").status, 0);
  EXPECT_EQ(run("reference tiny").status, 2);  // a complete one is never replaced unasked
  const auto interrupted = [](const std::string& text) {
    return cases::edited(cases::edited(text, "t_max = 0.05", "t_max = 40000.0"), "output_dt = 0.025",
                         "output_dt = 1.0");
  };
  write("cases/endless.toml", interrupted(endless_case()));
  const pid_t pid = start({"reference", "endless"});
  const fs::path lock = folder_ / "quenchmark-out/endless/smoke/.reference.lock";
  for (int k = 0; k < 3000 && !fs::exists(lock); ++k) {
    usleep(10000);
  }
  usleep(300000);
  kill(pid, SIGINT);
  EXPECT_EQ(exit_of(pid), 130) << read("background.log");
  const std::string sidecar = "quenchmark-out/endless/smoke/reference.json";
  ASSERT_EQ(json::parse(read(sidecar))["status"], "interrupted");
  const pid_t again = start({"reference", "endless"});
  usleep(500000);
  kill(again, SIGINT);
  EXPECT_EQ(exit_of(again), 130) << read("background.log");
  EXPECT_EQ(read("background.log").find("--force"), std::string::npos) << read("background.log");
}

TEST_F(Work, ABadCellOfAPublishedCurveIsNamedWithItsLine) {
  write("cases/curve.csv", "t,mx\n0,1\n0.025,oops\n0.05,0.9\n");
  write("cases/tiny.toml",
        cases::edited(tiny_case, "method = \"exact\"", "method = \"published\"\nfile = \"curve.csv\""));
  const Outcome outcome = run("validate tiny --json --quiet");
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  const std::string reason = json::parse(outcome.out)["verdicts"][0]["reason"];
  EXPECT_NE(reason.find("curve.csv:3:7: "), std::string::npos) << reason;
}

TEST_F(Work, CompareRefusesWhatItCannotRead) {
  ASSERT_EQ(run("run tiny").status, 0);
  const std::string bytes = read(result_of("tiny"));
  write("half.h5", bytes.substr(0, bytes.size() / 2));
  write("text.h5", "no HDF5\n");
  for (const char* other : {"half.h5", "text.h5", "missing.h5", "cases"}) {
    const Outcome outcome = run("compare --exact " + result_of("tiny") + " " + other);
    EXPECT_EQ(outcome.status, 4) << other;
    EXPECT_NE(outcome.err.find(other), std::string::npos) << outcome.err;
  }
}

TEST_F(Work, ASignalStopsARunAndKeepsWhatThereIs) {
  for (const auto& [number, status] : {std::pair{SIGTERM, 143}, {SIGINT, 130}, {SIGHUP, 129}}) {
    fs::remove_all(folder_ / "quenchmark-out");
    const pid_t pid = start({"run", "endless"});
    wait_for_work_on("endless");
    kill(pid, number);
    EXPECT_EQ(exit_of(pid), status) << read("background.log");
    EXPECT_EQ(sidecar_of("endless")["status"], "interrupted");
    EXPECT_EQ(sidecar_of("endless")["cause"], "signal");
    EXPECT_TRUE(fs::exists(folder_ / result_of("endless", "checkpoint")));
    EXPECT_EQ(run("run endless").status, 2) << "an interrupted result is not overwritten either";
    EXPECT_EQ(run("compare --exact " + result_of("endless") + " " + result_of("endless")).status, 0);
  }
}

TEST_F(Work, ALostTerminalLeavesACheckpoint) {
  int terminal = -1;
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid == 0) {
    (void)!chdir(folder_.c_str());
    execl(QUENCHMARK_PROGRAM, QUENCHMARK_PROGRAM, "run", "endless", "--json", nullptr);
    _exit(127);
  }
  wait_for_work_on("endless");
  close(terminal);  // what becomes of it when ssh is cut off: a hangup, and nobody to write to
  EXPECT_EQ(exit_of(pid), 129);
  EXPECT_EQ(sidecar_of("endless")["status"], "interrupted");
  EXPECT_TRUE(fs::exists(folder_ / result_of("endless", "checkpoint")));
}

TEST_F(Work, UnderNohupARunOutlivesItsTerminal) {
  std::signal(SIGHUP, SIG_IGN);  // as nohup does before it begins the program
  const pid_t pid = start({"validate", "endless"});
  std::signal(SIGHUP, SIG_DFL);
  wait_for_work_on("endless");
  kill(pid, SIGHUP);
  usleep(300000);
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), 0) << "it has ended";
  kill(pid, SIGTERM);
  EXPECT_EQ(exit_of(pid), 143) << read("background.log");
}

TEST_F(Work, AHangupOfAValidationReachesItsWorkers) {
  write("cases/second.toml", cases::edited(endless_case(), "\"endless\"", "\"second\""));
  const pid_t pid = start({"validate", "endless", "second", "--jobs", "2", "--json", "--quiet"});
  wait_for_work_on("endless");
  wait_for_work_on("second");
  kill(pid, SIGHUP);
  EXPECT_EQ(exit_of(pid), 129) << read("background.log");
  for (const char* id : {"endless", "second"}) {
    EXPECT_EQ(sidecar_of(id)["status"], "interrupted") << id;
    EXPECT_TRUE(fs::exists(folder_ / result_of(id, "checkpoint"))) << id;
  }
}

TEST_F(Work, ASecondWriterIsRefusedAndAKilledOneLeavesNoLock) {
  const pid_t pid = start({"run", "endless"});
  wait_for_work_on("endless");
  const Outcome second = run("run endless");
  EXPECT_EQ(second.status, 4);
  EXPECT_NE(second.err.find("another quenchmark"), std::string::npos) << second.err;
  kill(pid, SIGKILL);
  EXPECT_EQ(exit_of(pid), -SIGKILL);
  write("cases/endless.toml", cases::edited(tiny_case, "\"tiny\"", "\"endless\""));
  EXPECT_EQ(run("run endless").status, 0);
}

TEST_F(Work, AnInterruptedValidationKeepsTheEarlierResult) {
  write("cases/endless.toml", cases::edited(tiny_case, "\"tiny\"", "\"endless\""));
  ASSERT_EQ(run("validate endless").status, 0);
  const std::string before = read(result_of("endless"));
  write("cases/endless.toml", endless_case());
  fs::remove(folder_ / "quenchmark-out/endless/smoke/.result.lock");
  const pid_t pid = start({"validate", "endless"});
  wait_for_work_on("endless");
  kill(pid, SIGTERM);
  EXPECT_EQ(exit_of(pid), 143) << read("background.log");
  EXPECT_EQ(read(result_of("endless")), before);
  EXPECT_EQ(json::parse(read("quenchmark-out/endless/smoke/result.interrupted.json"))["status"],
            "interrupted");
}

TEST_F(Work, ARequestThatComesTwiceAtOnceIsOneRequest) {
  // `timeout` signals the process and then its group.
  const pid_t pid = start({"run", "endless"});
  wait_for_work_on("endless");
  kill(pid, SIGTERM);
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  kill(pid, SIGTERM);
  EXPECT_EQ(exit_of(pid), 143) << read("background.log");
  EXPECT_EQ(sidecar_of("endless")["status"], "interrupted");
  EXPECT_EQ(sidecar_of("endless")["cause"], "signal");
}

TEST_F(Work, ASolverThatEndsEarlyIsAFindingAndNoInfrastructure) {
  write("cases/tiny.toml", cases::edited(tiny_case, "dt_max = 0.05", "dt_max = 0.05\nmax_steps = 2"));
  EXPECT_EQ(run("run tiny").status, 1);
  EXPECT_EQ(sidecar_of("tiny")["status"], "stopped");
  EXPECT_EQ(sidecar_of("tiny")["cause"], "step_count");
  const Outcome judged = run("validate tiny --json");
  EXPECT_EQ(judged.status, 1) << judged.err;
  EXPECT_EQ(json::parse(judged.out)["summary"]["ERROR"], 0) << judged.out;
}

TEST_F(Work, AnInterruptedValidationIsStillOneDocument) {
  const pid_t pid = start({"validate", "endless", "--json", "--quiet"});
  wait_for_work_on("endless");
  kill(pid, SIGTERM);
  EXPECT_EQ(exit_of(pid), 143);
  const std::string output = read("background.log");
  EXPECT_EQ(json::parse(output.substr(output.find('{')))["schema"], "quenchmark.error/1");
}

TEST_F(Work, AnUnusableOutputIsOneClearError) {
  write("file", "in the way");
  for (const char* out : {"file", "file/below", "/proc", "/dev/null"}) {
    for (const char* verb : {"run tiny", "reference tiny", "validate tiny"}) {
      const Outcome outcome = run(std::string(verb) + " --quiet --out " + out);
      EXPECT_EQ(outcome.status, 4) << verb << " " << out;
      EXPECT_TRUE(outcome.err.starts_with("error: io: ")) << outcome.err;
      EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    }
  }
  fs::create_directories(folder_ / result_of("tiny"));
  EXPECT_EQ(run("run tiny").status, 4);
}

TEST_F(Work, AFullDiskLosesNothing) {
  ASSERT_EQ(run("run tiny").status, 0);
  const std::string before = read(result_of("tiny"));
  const std::string limit = "ulimit -f 8;";  // blocks: less than any result
  Outcome outcome = run_after(limit, "run tiny --force --seed 9 --quiet");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_TRUE(outcome.err.starts_with("error: io: ")) << outcome.err;
  EXPECT_EQ(read(result_of("tiny")), before);
  outcome = run_after(limit, "run tiny --out other");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(files_in("other/tiny/smoke"), std::vector<std::string>{});
}

TEST_F(Work, ValidateRunsJudgesAndReports) {
  const Outcome first = run("validate tiny --json");
  ASSERT_EQ(first.status, 0) << first.out << first.err;
  const json document = json::parse(first.out);
  EXPECT_EQ(document["schema"], "quenchmark.verdicts/1");
  EXPECT_EQ(document["exit"], 0);
  EXPECT_EQ(document["verdicts"][0]["case"], "tiny");
  EXPECT_EQ(json::parse(read("quenchmark-out/verdicts.json")), document);
  EXPECT_NE(read("quenchmark-out/junit.xml").find("mx-error"), std::string::npos);
  EXPECT_NE(read("quenchmark-out/report/index.html").find("tiny"), std::string::npos);
  EXPECT_NE(read("quenchmark-out/report.md").find("mx-error"), std::string::npos);
  const std::string before = read(result_of("tiny"));
  const Outcome second = run("validate tiny");
  EXPECT_EQ(second.status, 0);
  EXPECT_NE(second.out.find("report: "), std::string::npos);
  EXPECT_TRUE(read(result_of("tiny")) == before);
  const json made = sidecar_of("tiny");
  write("cases/tiny.toml", cases::edited(tiny_case, "limit = 0.5", "limit = 1e-12"));
  EXPECT_EQ(run("validate tiny").status, 1);
  for (const char* key : {"argv", "date", "identity"}) {
    EXPECT_EQ(sidecar_of("tiny")["provenance"][key], made["provenance"][key])
        << "another limit is no reason to run again";
  }
  EXPECT_EQ(sidecar_of("tiny")["seconds"], made["seconds"]);
  EXPECT_NE(sidecar_of("tiny")["provenance"]["case_sha256"], made["provenance"]["case_sha256"]);
}

TEST_F(Work, WhatIsPrintedToReproduceReproduces) {
  fs::create_directories(folder_ / "it's here");
  write("it's here/my case.toml", tiny_case);
  const std::string result = "the $results/tiny/smoke/result.h5";
  ASSERT_EQ(run("run tiny --out usual").status, 0);
  for (const std::string seed : {"--seed 11", "--fresh-seeds"}) {
    for (const std::string name : {"tiny", "\"it's here/my case.toml\""}) {
      const Outcome first = run("validate " + name + " " + seed + " --out 'the $results' --json --quiet");
      ASSERT_EQ(first.status, 0) << first.err;
      const std::string line = json::parse(first.out)["verdicts"][0]["reproduce"];
      fs::remove_all(folder_ / "before");
      fs::rename(folder_ / "the $results", folder_ / "before");
      const Outcome again = shell("unset QUENCHMARK_CASES; " + line + " --quiet");
      EXPECT_EQ(again.status, 0) << line << "\n" << again.err;
      EXPECT_EQ(shell("quenchmark compare --exact before/tiny/smoke/result.h5 '" + result + "'").status, 0)
          << line;
      EXPECT_EQ(shell("quenchmark compare --exact usual/tiny/smoke/result.h5 '" + result + "'").status, 1)
          << "the seed does not matter: this test shows nothing";
      fs::remove_all(folder_ / "the $results");
    }
  }
}

TEST_F(Work, AnEarlyEndFailsAValidationWithoutClaims) {
  const std::string text = cases::edited(tiny_case, "dt_max = 0.05", "dt_max = 0.05\nmax_steps = 2");
  write("cases/tiny.toml",
        cases::edited(cases::edited(text, "method = \"exact\"", "method = \"none\""),
                      "[[claim]]\nid = \"mx-error\"\nobservable = \"mx\"\nlimit = 0.5\n", ""));
  EXPECT_EQ(run("run tiny").status, 1);
  const Outcome judged = run("validate tiny --json");
  EXPECT_EQ(judged.status, 1) << judged.err;
  const json verdict = json::parse(judged.out)["verdicts"][0];
  EXPECT_EQ(verdict["claim"], "run");
  EXPECT_EQ(verdict["verdict"], "FAIL");
  EXPECT_EQ(verdict["limit"], nullptr);
  EXPECT_EQ(run("report").status, 1);
}

TEST_F(Work, AMistakeInAPublishedCurveIsShownWhole) {
  using namespace std::string_literals;
  write("cases/curve.csv", "t,mx\n0,0\0005\n"s);
  write("cases/tiny.toml",
        cases::edited(tiny_case, "method = \"exact\"", "method = \"published\"\nfile = \"curve.csv\""));
  const Outcome outcome = run("reference tiny --json --quiet");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_NE(outcome.err.find("curve.csv:2:3: \"0\\x005\" is not a finite number\n"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["errors"][0]["message"], "\"0\0005\" is not a finite number"s);
}

TEST_F(Work, ValidateWithoutARunNamesWhatIsMissing) {
  ASSERT_EQ(run("run tiny").status, 0);
  const Outcome outcome = run("validate tiny --no-run --json");
  EXPECT_EQ(outcome.status, 4);
  const json verdict = json::parse(outcome.out)["verdicts"][0];
  EXPECT_EQ(verdict["verdict"], "ERROR");
  EXPECT_NE(verdict["reason"].get<std::string>().find("no-run"), std::string::npos) << verdict;
  EXPECT_FALSE(fs::exists(folder_ / "quenchmark-out/tiny/smoke/reference.h5"));
}

TEST_F(Work, OneBadCaseDoesNotStopTheOthers) {
  fs::remove(folder_ / "cases/endless.toml");
  write("cases/bad.toml",
        cases::edited(cases::edited(tiny_case, "\"tiny\"", "\"bad\""), "\"tfim\"", "\"tifm\""));
  const Outcome outcome = run("validate --json --jobs 2");
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  const json summary = json::parse(outcome.out)["summary"];
  EXPECT_EQ(summary["ERROR"], 1);
  EXPECT_EQ(json::parse(outcome.out)["exit"], outcome.status);
  EXPECT_GE(summary["PASS"].get<int>(), 1);
  EXPECT_NE(outcome.err.find("bad.toml:5:8"), std::string::npos) << outcome.err;
  EXPECT_EQ(run("validate nobody").status, 2);
}

TEST_F(Work, MistakesInTheArgumentsExitWithTwo) {
  write("cases/endless.toml", cases::edited(cases::edited(tiny_case, "\"tiny\"", "\"endless\""),
                                            "method = \"exact\"", "method = \"none\""));
  for (const char* arguments :
       {"run nobody", "run tiny --replica 1", "run tiny --backend abacus", "run", "reference endless",
        "reference tiny --method published", "reference tiny --method case", "run tiny --replica -1",
        "compare one.h5", "validate --jobs 0"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 2) << arguments << outcome.err;
    EXPECT_TRUE(outcome.err.starts_with("error: ")) << outcome.err;
  }
}

}  // namespace
}  // namespace quenchmark::validation
