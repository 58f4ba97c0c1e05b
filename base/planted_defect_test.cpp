#include "base/planted_defect.hpp"

#include <gtest/gtest.h>

namespace quenchmark {
namespace {

#if !defined(QUENCHMARK_DEFECTS)
static_assert(!defects_build && !planted(Defect::force_sign) && planted_name().empty());
#endif

TEST(PlantedDefect, NobodyPlantsOneUnasked) {
  if (!planted_name().empty()) {
    GTEST_SKIP() << "this run was asked for " << planted_name();
  }
  for (int k = 0; k <= static_cast<int>(Defect::claim_sign_lost); ++k) {
    EXPECT_FALSE(planted(static_cast<Defect>(k))) << k;
  }
  EXPECT_EQ(planted_count(), 0);
}

}  // namespace
}  // namespace quenchmark
