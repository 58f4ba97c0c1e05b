#include "validation/record/record_image.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.hpp"
#include "validation/record/hdf5_writer.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/record/sandbox.hpp"

namespace quenchmark::validation {
namespace {

using testing::sample_record;

void expect_equal(const Dataset& a, const Dataset& b) {
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.values, b.values);
}

void expect_equal(const std::map<std::string, Dataset>& a, const std::map<std::string, Dataset>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, data] : a) {
    expect_equal(data, b.at(name));
  }
}

/// The message of the Error(format) that reading `bytes` gives.
std::string refusal(const std::string& bytes) {
  try {
    record_from_image(bytes, "x.h5");
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
    EXPECT_EQ(error.diagnostics().front().file, "x.h5");
    return error.diagnostics().front().message;
  }
  return "accepted";
}

/// A file with root attributes and whatever `fill` adds.
template <class Fill>
std::string handmade(const std::string& schema, Fill fill) {
  const hdf5::Handle file = hdf5::create_in_memory();
  {
    const auto root = hdf5::GroupWriter::root(file);
    root.attribute("schema", schema);
    root.attribute("status", std::string("complete"));
    fill(root);
  }
  return hdf5::bytes_of(file);
}

/// Files of predictors as they were written before lengths had an axis and costs a table.
TEST(RecordImage, ReadsLengthsAndCostsOfOlderFiles) {
  const std::string older = handmade("quenchmark.result/1", [](const hdf5::GroupWriter& root) {
    root.numbers("time", {{2}, {0.0, 0.1}});
    const hdf5::GroupWriter entropy = root.group("observables").group("relative_entropy");
    entropy.numbers("mean", {{2, 2}, {0.0, 0.0, 1e-6, 2e-6}});
    entropy.integer_rows("displacement", {{2}, {3}});
    const hdf5::GroupWriter timing = root.group("timing");
    timing.number("total", 5.0);
    timing.number("cost_diagonalise_once_3_1", 0.3);
    timing.number("cost_diagonalise_once_2_64", 0.2);
    timing.number("cost_predictor_3_1", 0.4);
    timing.number("cost_predictor_2_64", 0.1);
  });
  const Record record = record_from_image(older, "x.h5");
  EXPECT_EQ(record.observables.at("relative_entropy").components, (cases::Components{"spins", {{2}, {3}}}));
  EXPECT_EQ(record.costs.spins, (std::vector<double>{2, 3}));
  EXPECT_EQ(record.costs.batch, (std::vector<double>{64, 1}));
  EXPECT_EQ(record.costs.seconds.at("predictor"), (std::vector<double>{0.1, 0.4}));
  EXPECT_EQ(record.costs.seconds.at("diagonalise_once"), (std::vector<double>{0.2, 0.3}));
  EXPECT_EQ(record.timing, (std::map<std::string, double>{{"total", 5.0}}));
  const Record again = record_from_image(record_to_image(record), "x.h5");
  EXPECT_EQ(again.observables.at("relative_entropy").components,
            record.observables.at("relative_entropy").components);
  EXPECT_EQ(again.costs.seconds, record.costs.seconds);
}

TEST(RecordImage, KeepsEveryPart) {
  const Record a = sample_record();
  const Record b = record_from_image(record_to_image(a), "x.h5");
  EXPECT_EQ(a.schema, b.schema);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.cause, b.cause);
  EXPECT_EQ(a.truth, b.truth);
  EXPECT_EQ(a.method, b.method);
  EXPECT_EQ(a.times, b.times);
  ASSERT_EQ(a.observables.size(), b.observables.size());
  for (const auto& [name, observable] : a.observables) {
    const ObservableRecord& other = b.observables.at(name);
    expect_equal(observable.mean, other.mean);
    expect_equal(observable.standard_error, other.standard_error);
    expect_equal(observable.replica_mean, other.replica_mean);
    EXPECT_EQ(observable.components, other.components);
  }
  EXPECT_EQ(a.ground_state.method, b.ground_state.method);
  expect_equal(a.ground_state.energy, b.ground_state.energy);
  expect_equal(a.ground_state.error, b.ground_state.error);
  expect_equal(a.diagnostics, b.diagnostics);
  expect_equal(a.steps, b.steps);
  expect_equal(a.spectra, b.spectra);
  ASSERT_EQ(a.budget.size(), b.budget.size());
  expect_equal(a.budget.at("mx"), b.budget.at("mx"));
  ASSERT_EQ(a.beyond.size(), b.beyond.size());
  expect_equal(a.beyond.at("1"), b.beyond.at("1"));
  EXPECT_EQ(a.work, b.work);
  EXPECT_EQ(a.timing, b.timing);
  EXPECT_EQ(a.provenance, b.provenance);
  EXPECT_EQ(a.case_id, b.case_id);
  EXPECT_EQ(a.tier, b.tier);
  EXPECT_EQ(a.case_toml, b.case_toml);
  EXPECT_EQ(a.final_parameters, b.final_parameters);
  EXPECT_EQ(a.states.basis, b.states.basis);
  EXPECT_EQ(a.states.translations, b.states.translations);
  EXPECT_EQ(a.states.point_group, b.states.point_group);
  EXPECT_EQ(a.states.spin_flip, b.states.spin_flip);
  EXPECT_EQ(a.states.configurations, b.states.configurations);
  EXPECT_EQ(a.states.multiplicity, b.states.multiplicity);
  EXPECT_EQ(a.states.amplitudes, b.states.amplitudes);
}

TEST(RecordImage, KeepsATrajectoryThatReachedNothing) {
  Record record;
  record.status = "stopped";
  record.observables["mx"] = {{{0}, {}}, {{0}, {}}, {{1, 0}, {}}, {}};
  const Record back = record_from_image(record_to_image(record), "x.h5");
  EXPECT_EQ(back.status, "stopped");
  EXPECT_EQ(back.cause, StopCause::unknown);  // as in files that know no cause
  EXPECT_TRUE(back.times.empty());
  for (const StopCause cause :
       {StopCause::step_floor, StopCause::step_count, StopCause::non_finite, StopCause::disagreement}) {
    record.cause = cause;
    EXPECT_EQ(record_from_image(record_to_image(record), "x.h5").cause, cause);
  }
  EXPECT_EQ(back.observables.at("mx").replica_mean.shape, (std::vector<std::size_t>{1, 0}));
}

TEST(RecordImage, KeepsNonFiniteValues) {
  Record record;
  record.times = {0.0};
  record.diagnostics["r2"] = {{1}, {std::numeric_limits<double>::quiet_NaN()}};
  EXPECT_TRUE(std::isnan(record_from_image(record_to_image(record), "x.h5").diagnostics.at("r2").values[0]));
}

TEST(RecordImage, IsTheSameInEveryProcess) {
  const Record record = sample_record();
  const auto elsewhere = [&] { return run_in_sandbox([&] { return record_to_image(record); }, {}, "x"); };
  const std::string first = elsewhere();
  record_from_image(first, "x.h5");  // Moves the library and the heap of this process.
  EXPECT_TRUE(first == record_to_image(record));
}

TEST(RecordImage, RefusesToWriteContradictions) {
  Record record = sample_record();
  record.observables["mx"].mean.values.pop_back();
  EXPECT_THROW(record_to_image(record), Error);
  record = sample_record();
  record.states.amplitudes.pop_back();
  EXPECT_THROW(record_to_image(record), Error);
  record = sample_record();
  record.ground_state.energy = {};
  EXPECT_THROW(record_to_image(record), Error);
}

TEST(RecordImage, NamesWhatIsWrong) {
  const auto nothing = [](const hdf5::GroupWriter&) {};
  EXPECT_EQ(refusal("a text\n"), "it is not an HDF5 file");
  EXPECT_EQ(refusal(""), "it is not an HDF5 file");
  EXPECT_EQ(refusal(handmade("other/1", nothing)), "its schema is \"other/1\"");
  EXPECT_EQ(refusal(handmade("quenchmark.result/2", nothing)),
            "schema \"quenchmark.result/2\" is not known to this version");
  EXPECT_NE(refusal(handmade("quenchmark.result/1", nothing)).find("/time"), std::string::npos);
  const auto no_mean = [](const hdf5::GroupWriter& root) {
    root.numbers("time", {{2}, {0, 1}});
    root.group("observables").group("mx");
  };
  EXPECT_NE(refusal(handmade("quenchmark.result/1", no_mean)).find("/observables/mx/mean"),
            std::string::npos);
  const auto short_mean = [](const hdf5::GroupWriter& root) {
    root.numbers("time", {{2}, {0, 1}});
    root.group("observables").group("mx").numbers("mean", {{1}, {1}});
  };
  EXPECT_EQ(refusal(handmade("quenchmark.result/1", short_mean)),
            "/observables/mx/mean has shape [1], expected [2]");
  const auto text_for_time = [](const hdf5::GroupWriter& root) { root.text("time", "noon"); };
  EXPECT_NE(refusal(handmade("quenchmark.result/1", text_for_time)).find("/time"), std::string::npos);
  const auto backwards = [](const hdf5::GroupWriter& root) {
    root.numbers("time", {{2}, {1, 0}});
    root.group("observables");
  };
  EXPECT_EQ(refusal(handmade("quenchmark.result/1", backwards)),
            "/time is not a list of finite, increasing numbers (element 1)");
}

}  // namespace
}  // namespace quenchmark::validation
