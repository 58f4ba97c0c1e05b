#include "validation/run/reference_record.hpp"

#include <fmt/core.h>

#include "cases/spec/problem.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

std::string words_for(const reference::ReferenceCurve& curve) {
  switch (curve.cause) {
    case StopCause::disagreement:
      return fmt::format("its two propagators differ by {:.2g}, more than its tolerance allows",
                         curve.numbers.at("propagator_disagreement"));
    case StopCause::non_finite:
      return "its numbers are not finite from there on";
    case StopCause::signal:
      return "stopped by a signal";
    default:
      return {};
  }
}

/// A series is complete where its terms no longer tell.
std::string words_for_reach(const cases::Case& asked, const reference::ReferenceCurve& curve) {
  const std::size_t wanted = cases::make_problem(asked).output_times.size();
  if (curve.truth != "series" || curve.status != "complete" || curve.times.size() == wanted) {
    return {};
  }
  return fmt::format("the {} is known to {:.2g} until t = {:.6g}", curve.method, asked.reference.tolerance,
                     curve.times.back());
}

}  // namespace

Record record_of_reference(const cases::Case& asked, const reference::ReferenceCurve& curve) {
  Record record = empty_record(asked);
  record.schema = "quenchmark.reference/1";
  record.status = curve.status;
  record.cause = curve.cause;
  record.reason = curve.status == "complete" ? words_for_reach(asked, curve) : words_for(curve);
  record.truth = curve.truth;
  record.method = curve.method;
  record.times = curve.times;
  const std::size_t times = curve.times.size();
  for (const auto& [name, table] : curve.observables) {
    ObservableRecord& observable = record.observables[name];
    observable.components = components_of(asked, name);
    observable.mean = flattened(table, 0, times, observable.components);
    if (const auto errors = curve.errors.find(name); errors != curve.errors.end()) {
      observable.standard_error = flattened(errors->second, 0, times, observable.components);
    }
  }
  if (!curve.ground_states.energies.empty()) {
    record.ground_state = {curve.ground_states.method,
                           {{times}, curve.ground_states.energies},
                           {{times}, curve.ground_states.errors}};
  }
  for (const auto& [name, values] : curve.diagnostics) {
    record.diagnostics[name] = {{values.size()}, values};
  }
  record.work = curve.numbers;
  record.states = curve.states;
  return record;
}

}  // namespace quenchmark::validation
