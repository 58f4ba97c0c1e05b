#include "validation/record/sidecar.hpp"

#include <gtest/gtest.h>

namespace quenchmark::validation {
namespace {

TEST(Sidecar, VouchesForTheHashItTellsAndForTheOneAnnounced) {
  Sidecar sidecar(R"({"sha256": "aa", "next_sha256": "bb", "more": [1, 2]})");
  EXPECT_TRUE(sidecar.vouches_for("aa"));
  EXPECT_TRUE(sidecar.vouches_for("bb"));
  EXPECT_FALSE(sidecar.vouches_for("cc"));
  sidecar.announce("cc");
  const Sidecar again(sidecar.text());
  EXPECT_TRUE(again.vouches_for("aa"));
  EXPECT_TRUE(again.vouches_for("cc"));
  EXPECT_FALSE(again.vouches_for("bb"));
}

TEST(Sidecar, ThatTellsNoHashVouchesForNothing) {
  for (const char* text :
       {"{}", "[]", "null", "\"sha256\"", "{\"sha256\": 1}", "{\"next_sha256\": \"aa\"}"}) {
    const Sidecar sidecar(text);
    EXPECT_FALSE(sidecar.is_damaged()) << text;
    EXPECT_FALSE(sidecar.vouches()) << text;
    EXPECT_FALSE(sidecar.vouches_for("aa")) << text;
  }
}

// Found by hand: report and run ended with a segmentation fault beside a sidecar of a million brackets.
TEST(Sidecar, ThatCannotBeReadIsDamaged) {
  const std::string deep =
      "{\"sha256\": \"aa\", \"x\": " + std::string(1000000, '[') + std::string(1000000, ']') + "}";
  for (const std::string& text :
       {std::string("[[["), std::string(), std::string("{\"sha256\": \"\xff\"}"), deep}) {
    EXPECT_TRUE(Sidecar(text).is_damaged());
    EXPECT_FALSE(Sidecar(text).vouches_for("aa"));
  }
}

}  // namespace
}  // namespace quenchmark::validation
