#include "validation/record/sealed_arrays.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

namespace fs = std::filesystem;

class SealedArraysFile : public ::testing::Test {
 protected:
  SealedArrays content() const {
    SealedArrays content;
    content.schema = "quenchmark.example/1";
    content.facts = {{"couplings", "g = -1.05"}, {"seed", "3"}};
    content.arrays["amplitudes"] = {{2, 3}, {1.0F, -2.5F, 3e-30F, 4.0F, 5.0F, 0.1F}};
    content.arrays["nothing"] = {{0}, {}};
    content.numbers["loss"] = {{2}, {0.1, 1.0 / 3.0}};
    return content;
  }

  std::string message_of(const fs::path& file, const std::string& schema) const {
    try {
      load_sealed(file, schema);
    } catch (const Error& error) {
      EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
      EXPECT_EQ(error.diagnostics().front().file, file.string());
      return error.diagnostics().front().message;
    }
    return "no error";
  }

  const testing::TemporaryDirectory place_;  // tests run side by side
  const fs::path directory_ = place_.path();
  const fs::path file_ = directory_ / "arrays.h5";
};

TEST_F(SealedArraysFile, ComesBackToTheLastBit) {
  save_sealed(content(), file_);
  const SealedArrays read = load_sealed(file_, "quenchmark.example/1");
  EXPECT_EQ(read.facts, content().facts);
  EXPECT_EQ(read.arrays, content().arrays);
  EXPECT_EQ(read.numbers.at("loss").values, content().numbers.at("loss").values);
  const std::string bytes = read_file(file_);
  save_sealed(content(), file_);
  EXPECT_EQ(read_file(file_), bytes) << "equal content, equal bytes";
}

TEST_F(SealedArraysFile, EveryFlippedBitAndEveryTruncationIsRefused) {
  save_sealed(content(), file_);
  const std::string bytes = read_file(file_);
  for (std::size_t at = 40; at < bytes.size(); at += 97) {
    if (at >= 124 && at < 512) {
      continue;  // the padding of the user block holds nothing
    }
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    std::ofstream(file_, std::ios::binary) << changed;
    EXPECT_NE(message_of(file_, "quenchmark.example/1"), "no error") << at;
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{100}, std::size_t{600}, bytes.size() - 1}) {
    std::ofstream(file_, std::ios::binary) << bytes.substr(0, length);
    EXPECT_NE(message_of(file_, "quenchmark.example/1"), "no error") << length;
  }
}

TEST_F(SealedArraysFile, AnotherSchemaIsNamed) {
  save_sealed(content(), file_);
  EXPECT_NE(message_of(file_, "quenchmark.other/1").find("quenchmark.example/1"), std::string::npos);
}

#ifdef QUENCHMARK_H5DUMP
TEST_F(SealedArraysFile, IsHdf5ToOthers) {
  save_sealed(content(), file_);
  const std::string command = std::string(QUENCHMARK_H5DUMP) + " -d /arrays/amplitudes " + file_.string() +
                              " > " + (directory_ / "dump").string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_NE(read_file(directory_ / "dump").find("-2.5"), std::string::npos);
}
#endif

}  // namespace
}  // namespace quenchmark::validation
