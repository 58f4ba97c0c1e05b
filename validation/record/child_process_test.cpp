#include "validation/record/child_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

TEST(ChildProcess, ReturnsItsAnswer) {
  const ChildAnswer answer = ChildProcess([] { return std::string(200000, 'x'); }).finish();
  EXPECT_TRUE(answer.answered);
  EXPECT_EQ(answer.text, std::string(200000, 'x'));
  EXPECT_TRUE(ChildProcess([] { return std::string(); }).finish().answered);
}

TEST(ChildProcess, PassesEveryDiagnosticOn) {
  ChildProcess child([]() -> std::string {
    throw Error({{ErrorKind::bad_case, "first", "hint", "a.toml", 3, 7, "model.h"},
                 {ErrorKind::io, "second", "", "", 0, 0, ""}});
  });
  try {
    child.finish();
    FAIL() << "no error";
  } catch (const Error& error) {
    ASSERT_EQ(error.diagnostics().size(), 2u);
    EXPECT_EQ(format_diagnostic(error.diagnostics()[0]),
              format_diagnostic({ErrorKind::bad_case, "first", "hint", "a.toml", 3, 7, "model.h"}));
    EXPECT_EQ(error.diagnostics()[1].kind, ErrorKind::io);
    EXPECT_EQ(error.exit_code(), 4);
  }
}

TEST(ChildProcess, TurnsOtherExceptionsIntoErrors) {
  EXPECT_THROW(ChildProcess([]() -> std::string { throw std::runtime_error("x"); }).finish(), Error);
}

TEST(ChildProcess, TellsHowAChildDied) {
  const ChildAnswer killed = ChildProcess([]() -> std::string {
                               raise(SIGKILL);
                               return "";
                             }).finish();
  EXPECT_FALSE(killed.answered);
  EXPECT_EQ(killed.cause_of_end, "Killed");
  EXPECT_EQ(ChildProcess([]() -> std::string { _exit(3); }).finish().cause_of_end, "exit status 3");
}

TEST(ChildProcess, EndsAChildThatIsNoLongerWanted) {
  pid_t pid = 0;
  {
    const ChildProcess child([]() -> std::string {
      for (;;) {
        pause();
      }
    });
    pid = child.pid();
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

}  // namespace
}  // namespace quenchmark::validation
