#include "validation/import/foreign_curve.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

std::string refusal(const std::string& bytes) {
  try {
    parse_foreign_curve(bytes, "run", std::nullopt);
    return "";
  } catch (const Error& error) {
    return format_diagnostic(error.diagnostics().front());
  }
}

TEST(ForeignCurve, ReadsHistoriesInsideOthersOfANetketLog) {
  const ForeignCurve curve = parse_foreign_curve(
      R"({"obs": {"mx": {"iters": [0, 1], "Mean": {"real": [1, 0.5], "imag": [0, 0]}, "Sigma": [0.1, null]}}})",
      "run", std::nullopt);
  EXPECT_EQ(curve.format, CurveFormat::netket);
  EXPECT_EQ(curve.series.at("obs/mx").values, (std::vector<double>{1.0, 0.5}));
}

// Found by hand: certify ended with a segmentation fault.
TEST(ForeignCurve, RefusesALogThatNestsWithoutEnd) {
  const std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
  EXPECT_EQ(refusal("{\"mx\": {\"iters\": [0], \"Mean\": [" + deep + "]}}"),
            "error: format: run: it nests deeper than 64 levels");
}

}  // namespace
}  // namespace quenchmark::validation
