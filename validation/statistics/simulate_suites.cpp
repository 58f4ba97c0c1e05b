// simulate_suites SUITES: the judge alone on made-up suites with the truth at the limit, as JSON on stdout.
// It takes some minutes for a million; the numbers are in validation/calibration.

#include <fmt/format.h>

#include "validation/statistics/equivalence.hpp"
#include "validation/statistics/simulated_suites.hpp"
#include "validation/statistics/uniformity.hpp"

namespace {

using quenchmark::validation::SimulatedSuites;

std::string measured(const char* name, const SimulatedSuites& what) {
  const auto rates = quenchmark::validation::simulate_suites(what);
  const double claims = static_cast<double>(what.suites) * what.claims;
  const auto alarms = static_cast<int>(rates.false_alarms), suites = static_cast<int>(what.suites);
  return fmt::format(
      R"(  {{"what": "{}", "suites": {}, "claims": {}, "times": {}, "replicas": {}, "false_alarms": {},
   "rate": {:.3e}, "rate_between": [{:.3e}, {:.3e}], "asked": {:.1e}, "suspected_share": {:.5f}, "pass_share": {:.5f}}})",
      name, what.suites, what.claims, what.times, what.replicas, alarms,
      static_cast<double>(alarms) / static_cast<double>(suites),
      quenchmark::validation::smallest_rate(alarms, suites),
      quenchmark::validation::largest_rate(alarms, suites), what.family_rate,
      static_cast<double>(rates.suspicions) / claims, static_cast<double>(rates.passes) / claims);
}

}  // namespace

int main(int argc, char** argv) {
  SimulatedSuites one_look;
  one_look.suites = argc > 1 ? std::atoll(argv[1]) : 1000000;
  SimulatedSuites five_looks = one_look;
  five_looks.claims = 4;
  five_looks.times = 5;
  SimulatedSuites rms = five_looks;
  rms.norm = quenchmark::cases::ErrorNorm::rms;
  fmt::print("[\n{},\n{},\n{}\n]\n", measured("one look a claim", one_look),
             measured("largest of five looks a claim", five_looks),
             measured("rms of five looks a claim", rms));
}
