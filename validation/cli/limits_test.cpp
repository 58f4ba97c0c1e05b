// The program where the system gives it little: address space and threads.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "validation/cli/program_fixture.hpp"

namespace quenchmark::validation {
namespace {

using nlohmann::json;

class Limits : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("cases/tiny.toml", tiny_case);
  }

  /// One line on stderr, and the same as a document on stdout.
  static void expect_one_error(const Outcome& outcome, int status, const std::string& kind) {
    EXPECT_EQ(outcome.status, status) << outcome.err;
    EXPECT_TRUE(outcome.err.starts_with("error: " + kind + ": ")) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    const json document = json::parse(outcome.out, nullptr, false);
    ASSERT_FALSE(document.is_discarded()) << outcome.out;
    EXPECT_EQ(document["errors"][0]["kind"], kind);
  }
};

TEST_F(Limits, TooLittleAddressSpaceForTheLinearAlgebraIsAnErrorAndNoEndlessLoop) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitisers' shadow memory wants more address space than the limit under test";
#endif
  for (const char* kibibytes : {"100000", "200000"}) {
    expect_one_error(
        run_after(std::string("ulimit -v ") + kibibytes + ";", "run tiny --threads 1 --quiet --json"), 2,
        "memory");
  }
}

TEST_F(Limits, ThreadsThatCannotBeHadAreAnErrorOfTheDevice) {
  // The limit counts the threads of a real user, and does not hold for root: as somebody who has no other
  // process, with root's eyes, since where the program stands may be root's alone.
  const std::string nobody =
      ::geteuid() == 0 ? " setpriv --ruid=65533 --bounding-set=-sys_resource,-sys_admin" : "";
  const std::string one_thread = "exec prlimit --nproc=1:1" + nobody;
  expect_one_error(run_after(one_thread, "run tiny --threads 4 --quiet --json --out results"), 4, "device");
}

}  // namespace
}  // namespace quenchmark::validation
