// Series of catalogued cases: against the published curve of the infinite lattice, and as far as the claims
// ask.

#include <gtest/gtest.h>

#include "cases/spec/catalog.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "validation/run/published_curve.hpp"
#include "validation/run/reference_record.hpp"

namespace quenchmark::validation {
namespace {

TEST(SeriesReference, MeetsThePublishedCurveOfTheInfiniteLattice) {
  cases::Case asked =
      cases::find_case("2d-fig2c-published-ipeps", cases::catalog_directory()).at(cases::Tier::paper);
  const Record published = published_reference(asked);
  asked.reference = {};
  asked.reference.method = cases::ReferenceMethod::series;
  asked.reference.tolerance = 1e-4;
  const Record series = record_of_reference(
      asked, reference::compute_reference(cases::make_problem(asked), asked.reference, {2}, {}));
  ASSERT_LE(series.times.size(), published.times.size());
  EXPECT_GE(series.times.back(), 0.4);
  EXPECT_NE(series.reason.find("is known to 0.0001 until t = "), std::string::npos) << series.reason;
  for (std::size_t k = 0; k < series.times.size(); ++k) {
    ASSERT_NEAR(series.times[k], published.times[k], 1e-12);
    EXPECT_NEAR(series.observables.at("mx").mean.values[k], published.observables.at("mx").mean.values[k],
                1e-3)
        << "t = " << series.times[k];
  }
}

}  // namespace
}  // namespace quenchmark::validation
