#pragma once
// For tests: the program as scripts see it, with its exit status, stdout and stderr.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "cases/spec/example_case.hpp"

namespace quenchmark::validation {

namespace fs = std::filesystem;

/// Six spins and a network of three parameters: a few hundredths of a second.
inline constexpr const char* tiny_case = R"(schema = "quenchmark.case/1"
id = "tiny"
title = "Six spins"
[model]
kind = "tfim"
lattice = "chain"
size = [6]
h = 2.0
[protocol]
start = "paramagnet"
kind = "quench"
t_max = 0.05
output_dt = 0.025
[[observable]]
name = "mx"
[[observable]]
name = "excess_energy"
[reference]
method = "exact"
[solver]
basis = "z"
seed = 7
[solver.ansatz]
kind = "complex_cnn"
channels = [1]
filter = [3]
[solver.sampler]
kind = "exact_sum"
[solver.integrator]
dt_max = 0.05
[[claim]]
id = "mx-error"
observable = "mx"
limit = 0.5
)";

/// A folder of its own with a small catalogue, and the program run from there.
class CommandLine : public testing::Test {
 protected:
  struct Outcome {
    int status = -1;
    std::string out, err;
  };

  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("quenchmark_cli_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "cases");
    write("cases/example.toml", cases::example_case);
    write("cases/other.toml", cases::edited(cases::edited(cases::example_case, "\"example\"", "\"another\""),
                                            "\"2d\"", "\"ramp\""));
    ::setenv("QUENCHMARK_CASES", (folder_ / "cases").c_str(), 1);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  /// `arguments` is a piece of shell, so that tests can redirect.
  Outcome run(const std::string& arguments) { return run_after("", arguments); }

  /// The same after other commands of the shell, such as `ulimit`.
  Outcome run_after(const std::string& preparation, const std::string& arguments) {
    return shell(preparation + " '" QUENCHMARK_PROGRAM "' " + arguments);
  }

  /// A line as people paste it, where `quenchmark` is on the path.
  Outcome shell(const std::string& line) {
    const std::string command = "cd '" + folder_.string() + "' && { PATH='" +
                                fs::path(QUENCHMARK_PROGRAM).parent_path().string() + "':\"$PATH\"; " + line +
                                " ; } >out 2>err";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("out"), read("err")};
  }

  fs::path folder_;
};

}  // namespace quenchmark::validation
