#include "validation/certify/finite_size.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

bool differ_in_size_alone(const cases::Case& one, const cases::Case& other) {
  cases::Model model = other.model;
  model.size = one.model.size;
  model.h_over_hc = one.model.h_over_hc;  // two ways to write one field
  return model == one.model && one.protocol.kind == other.protocol.kind &&
         one.protocol.start == other.protocol.start && one.protocol.tau_q == other.protocol.tau_q &&
         one.protocol.x_start == other.protocol.x_start;
}

void require_size_alone(const cases::Case& asked, const cases::Case& other) {
  if (!differ_in_size_alone(asked, other)) {
    throw Error(ErrorKind::usage,
                fmt::format("--finite-size: {} differs from {} in more than its size", other.id, asked.id),
                "model, couplings, start and protocol must be the same");
  }
}

const ChosenColumn& column_of(const OtherSize& other, const std::string& observable,
                              const cases::ComponentLabel& label) {
  const auto found =
      std::find_if(other.curve.columns.begin(), other.curve.columns.end(), [&](const ChosenColumn& column) {
        return cases::name(column.observable) == observable && column.displacement == label;
      });
  if (found == other.curve.columns.end()) {
    throw Error(ErrorKind::usage,
                fmt::format("--finite-size: {} has no {}{}", other.words, observable,
                            label.empty() ? "" : fmt::format("_{}", fmt::join(label, "_"))),
                "certify the other observables alone (--map), or compute it for the other size too");
  }
  return *found;
}

/// |own - other| at the times of the other size, with a zero in front: at the start both are one product
/// state.
struct Differences {
  std::vector<double> times, values;
};

Differences differences_of(const OtherSize& other, const ChosenColumn& column, const Curve& own) {
  Differences differences{{own.times.front()}, {0.0}};
  for (std::size_t k = 0; k < other.curve.times.size(); ++k) {
    const double t = other.curve.times[k];
    const std::optional<std::size_t> same = index_of_time(own.times, t);
    if (same && *same > 0) {
      differences.times.push_back(t);
      differences.values.push_back(std::abs(own.mean[*same] - column.values[k]));
    }
  }
  return differences;
}

/// The larger of the two around t.
double around(const Differences& differences, double t, const OtherSize& other) {
  if (const std::optional<std::size_t> same = index_of_time(differences.times, t)) {
    return differences.values[*same];
  }
  const auto after = std::upper_bound(differences.times.begin(), differences.times.end(), t);
  if (after == differences.times.end()) {
    throw Error(ErrorKind::usage,
                fmt::format("--finite-size: {} ends at t = {:.6g}, before the curve", other.words,
                            differences.times.back()),
                fmt::format("--until {:.6g}, or compute the other size further", differences.times.back()));
  }
  const auto k = static_cast<std::size_t>(after - differences.times.begin());
  return std::max(differences.values[k - 1], differences.values[k]);
}

}  // namespace

OtherSize read_other_size(const std::string& file, const cases::Case& asked) {
  const ForeignCurve curve = read_foreign_curve(file, {});
  if (!curve.case_toml.empty()) {
    require_size_alone(asked, cases::read_case_text(curve.case_toml, file).tiers.front());
  }
  return {file, choose_curve(curve, {})};
}

cases::Case problem_of_other_size(cases::Case other, const cases::Case& asked) {
  require_size_alone(asked, other);
  other.protocol = asked.protocol;
  other.observables = asked.observables;
  return other;
}

OtherSize other_size_of(const Record& exact, const cases::Case& asked) {
  OtherSize other{"case " + exact.case_id, {}};
  other.curve.times = exact.times;
  for (const cases::Observable& observable : asked.observables) {
    for (const cases::ComponentLabel& label : cases::components_of(asked, observable).all()) {
      ChosenColumn& column = other.curve.columns.emplace_back();
      column.observable = observable.kind;
      column.displacement = label;
      column.values = extract_curve(exact, std::string(cases::name(observable.kind)), label).mean;
    }
  }
  return other;
}

void ask_for_times_of(const OtherSize& other, cases::Case& asked) {
  std::vector<double>& times = asked.protocol.output_times;
  const std::vector<double> own = times;
  const std::vector<double>& theirs = other.curve.times;
  for (std::size_t k = 0; k < theirs.size(); ++k) {
    const bool inside = theirs[k] > 0.0 && theirs[k] < own.back() && !index_of_time(own, theirs[k]);
    if (inside) {
      times.push_back(theirs[k]);
    }
  }
  std::sort(times.begin(), times.end());
}

std::map<std::string, Dataset> finite_size_error(const OtherSize& other, const cases::Case& asked,
                                                 const Record& exact) {
  std::map<std::string, Dataset> errors;
  for (const cases::Observable& observable : asked.observables) {
    const std::string name(cases::name(observable.kind));
    const std::vector<cases::ComponentLabel> labels = cases::components_of(asked, observable).all();
    Dataset& error = errors[name];
    error.shape = exact.observables.at(name).mean.shape;
    error.values.resize(exact.times.size() * labels.size());
    for (std::size_t d = 0; d < labels.size(); ++d) {
      const Differences differences =
          differences_of(other, column_of(other, name, labels[d]), extract_curve(exact, name, labels[d]));
      for (std::size_t t = 0; t < exact.times.size(); ++t) {
        error.values[t * labels.size() + d] = around(differences, exact.times[t], other);
      }
    }
  }
  return errors;
}

}  // namespace quenchmark::validation
