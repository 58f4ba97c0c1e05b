#include "validation/run/published_curve.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {
namespace {

class PublishedCurve : public ::testing::Test {
 protected:
  Record read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_curve_csv(case_, file_);
  }

  std::string refusal(const std::string& text) {
    try {
      read(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
      const std::string place = "error: format: " + file_ + ":";
      const std::string all = format_diagnostic(error.diagnostics().front());
      EXPECT_EQ(all.substr(0, place.size()), place);
      return all.substr(place.size());
    }
    return "accepted";
  }

  testing::TemporaryDirectory directory_;
  std::string file_ = (directory_.path() / "curve.csv").string();
  cases::Case case_ = cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
};

TEST_F(PublishedCurve, ReadsColumnsByName) {
  case_.observables[1].displacements = {{1, 0}, {1, 1}};
  const Record record = read(
      "# from figure 2\n"
      "t, zz_1_0, mx_error, mx, zz_1_1, something else\n"
      "0,0.1,0.01,1,0.2,words\n"
      "\n"
      "0.5 , 0.3, 0.02, -9e-1, 0.4, 7\r\n");
  EXPECT_EQ(record.times, (std::vector<double>{0.0, 0.5}));
  EXPECT_EQ(record.observables.at("mx").mean.values, (std::vector<double>{1.0, -0.9}));
  EXPECT_EQ(record.observables.at("mx").standard_error.values, (std::vector<double>{0.01, 0.02}));
  EXPECT_EQ(record.observables.at("zz").mean.shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(record.observables.at("zz").mean.values, (std::vector<double>{0.1, 0.2, 0.3, 0.4}));
  EXPECT_TRUE(record.observables.at("zz").standard_error.shape.empty());
}

TEST_F(PublishedCurve, PointsAtEveryMistake) {
  EXPECT_NE(refusal("").find("it holds no curve"), std::string::npos);
  EXPECT_NE(refusal("t,mx\n").find("it holds no curve"), std::string::npos);
  EXPECT_NE(refusal("time,mx\n0,1\n").find("no column t"), std::string::npos);
  EXPECT_NE(refusal("t,my\n0,1\n").find("for none of the case's observables"), std::string::npos);
  EXPECT_EQ(refusal("t,mx\n0,1\n1,x\n"), "3:3: \"x\" is not a finite number");
  EXPECT_EQ(refusal("t,mx\n0,1\n0,1\n"), "3:1: the times do not increase (0 after 0)");
  EXPECT_EQ(refusal("t,mx,mx_error\n0,1,0\n1,1,-0.5\n"), "3:5: -0.5 is no error bar: it is negative");
}

TEST_F(PublishedCurve, IsFoundBesideTheCaseFile) {
  std::ofstream(file_) << "t,mx\n0,1\n";
  case_.file = (directory_.path() / "case.toml").string();
  case_.reference.file = "curve.csv";
  EXPECT_EQ(published_reference(case_).truth, "published");
  case_.reference.method = cases::ReferenceMethod::published;
  const std::string identity = reference_identity(case_);
  EXPECT_EQ(reference_identity(case_), identity);
  std::ofstream(file_) << "t,mx\n0,0.9\n";  // a stored reference made from the other content is stale
  EXPECT_NE(reference_identity(case_), identity);
  case_.reference.file = "missing.csv";
  EXPECT_THROW(published_reference(case_), Error);
}

}  // namespace
}  // namespace quenchmark::validation
