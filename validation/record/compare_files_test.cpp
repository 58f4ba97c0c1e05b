#include "validation/record/compare_files.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/record/hdf5_writer.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

namespace fs = std::filesystem;
using testing::sample_record;
using testing::TemporaryDirectory;

/// What differs between the sample and the sample changed by `change`.
std::vector<ItemComparison> differences_after(const std::function<void(Record&)>& change) {
  const TemporaryDirectory directory;
  Record record = sample_record();
  save_record(record, directory.path() / "a.h5");
  change(record);
  save_record(record, directory.path() / "b.h5");
  return exact_differences(compare_files(directory.path() / "a.h5", directory.path() / "b.h5"));
}

TEST(CompareFiles, FindsNothingBetweenEqualRecords) {
  EXPECT_TRUE(differences_after([](Record&) {}).empty());
}

TEST(CompareFiles, OverlooksTimingAndProvenanceOnly) {
  EXPECT_TRUE(differences_after([](Record& record) {
                record.timing["total"] = 99.0;
                record.timing["more"] = 1.0;
                record.provenance["compiler"] = "another";
                record.provenance.erase("argv");
              }).empty());
  EXPECT_EQ(differences_after([](Record& record) { record.work["right_hand_sides"] += 1; }).size(), 1u);
}

TEST(CompareFiles, NamesTheDatasetAndTheLargestDifference) {
  const auto differences = differences_after([](Record& record) {
    record.observables["zz"].mean.values[3] += 0.25;
    record.observables["zz"].mean.values[4] -= 0.125;
  });
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].path, "/observables/zz/mean");
  EXPECT_EQ(differences[0].difference, "2 of 6 values");
  EXPECT_EQ(differences[0].largest, 0.25);
  EXPECT_EQ(differences[0].place, "[1, 1]");
}

TEST(CompareFiles, SeesOneUnitInTheLastPlace) {
  const auto differences =
      differences_after([](Record& record) { record.times[1] = std::nextafter(record.times[1], 1.0); });
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].largest, std::nextafter(0.25, 1.0) - 0.25);
}

TEST(CompareFiles, SeesTheSignOfZeroAndNotANumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  auto differences = differences_after([](Record& record) { record.diagnostics["r2"].values[0] = -0.0; });
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].largest, 0.0);
  differences = differences_after([&](Record& record) { record.diagnostics["r2"].values[2] = nan; });
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_TRUE(std::isinf(differences[0].largest.value()));
}

TEST(CompareFiles, SeesComplexNumbersTextsShapesAndMissingParts) {
  EXPECT_EQ(differences_after([](Record& record) { record.final_parameters[1] += 0.5; })[0].place, "[1]");
  EXPECT_EQ(differences_after([](Record& record) { record.case_toml += "\n"; })[0].path, "/case");
  EXPECT_EQ(differences_after([](Record& record) { record.status = "stopped"; })[0].path, "/@status");
  EXPECT_EQ(differences_after([](Record& record) {
              record.steps["dt"] = {{1}, {1e-3}};
            })[0]
                .difference,
            "shape [4] against [1]");
  const auto missing = differences_after([](Record& record) { record.spectra.clear(); });
  ASSERT_FALSE(missing.empty());
  EXPECT_EQ(missing[0].path, "/spectra/sigma2");
  EXPECT_EQ(missing[0].difference, "only in the first");
}

TEST(CompareFiles, ComparesForeignFiles) {
  const TemporaryDirectory directory;
  const auto write = [&](const std::string& name, std::uint64_t value) {
    const hdf5::Handle file = hdf5::create_in_memory();
    const auto root = hdf5::GroupWriter::root(file);
    root.unsigned_integers("counts", {1, value});
    root.group("inner").attribute("flag", true);
    replace_file(directory.path() / name, hdf5::bytes_of(file));
    return directory.path() / name;
  };
  // 2^53 and 2^53 + 1 are the same double, but not the same integer.
  const fs::path a = write("a.h5", std::uint64_t{1} << 53);
  const fs::path b = write("b.h5", (std::uint64_t{1} << 53) + 1);
  EXPECT_TRUE(exact_differences(compare_files(a, a)).empty());
  EXPECT_EQ(exact_differences(compare_files(a, b)).at(0).path, "/counts");
}

TEST(CompareFiles, RefusesWhatIsNotHdf5) {
  const TemporaryDirectory directory;
  save_record(sample_record(), directory.path() / "a.h5");
  const auto exit_with = [&](const fs::path& b) {
    try {
      compare_files(directory.path() / "a.h5", b);
    } catch (const Error& error) {
      return error.exit_code();
    }
    return 0;
  };
  EXPECT_EQ(exit_with(directory.path() / "missing.h5"), 4);
  EXPECT_EQ(exit_with(directory.path() / "a.json"), 4);
  const std::string bytes = read_file(directory.path() / "a.h5");
  replace_file(directory.path() / "half.h5", bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(exit_with(directory.path() / "half.h5"), 4);
}

}  // namespace
}  // namespace quenchmark::validation
