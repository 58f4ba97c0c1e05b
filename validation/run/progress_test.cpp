#include "validation/run/progress.hpp"

#include <gtest/gtest.h>

namespace quenchmark::validation {
namespace {

TEST(Progress, TellsWhereWorkStandsAndHowLongItWillTake) {
  EXPECT_EQ(Progress::line("c", {"evolve", 0.1, 0.5, "step 12"}, 0.0, 10.0),
            "c: evolve: t = 0.1 of 0.5, step 12, 40 s left");
  EXPECT_EQ(Progress::line("c", {"prepare", 0.0, 0.0, ""}, 0.0, 10.0), "c: prepare");
  // A ramp from t = -3 to 0, half done.
  EXPECT_EQ(Progress::line("c", {"evolve", -1.5, 0.0, ""}, -3.0, 60.0),
            "c: evolve: t = -1.5 of 0, 1 min 00 s left");
}

TEST(Progress, WritesDurationsForPeople) {
  EXPECT_EQ(duration_text(0.2), "1 s");
  EXPECT_EQ(duration_text(185.0), "3 min 05 s");
  EXPECT_EQ(duration_text(7800.0), "2 h 10 min");
}

TEST(Progress, IsSilentWhenQuietAndForShortWork) {
  ::testing::internal::CaptureStderr();
  Progress("c", ProgressStyle::none).report({"evolve", 0.1, 0.5, ""});
  Progress lines("c", ProgressStyle::lines);
  for (int k = 0; k < 1000; ++k) {
    lines.report({"evolve", 0.0005 * k, 0.5, ""});
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace quenchmark::validation
