#include "validation/record/record_of_case.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/record/fault.hpp"
#include "validation/record/record_file.hpp"

namespace quenchmark::validation {

namespace {

using cases::ReferenceMethod;

void check_identity(const Record& record, const cases::Case& asked, RecordRole role) {
  const char* wanted = role == RecordRole::result ? "quenchmark.result/" : "quenchmark.reference/";
  if (!record.schema.starts_with(wanted)) {
    report_fault(fmt::format("its schema is \"{}\" in the place of a {}", record.schema,
                             role == RecordRole::result ? "result" : "reference"));
  }
  if (record.case_id != asked.id || record.tier != cases::name(asked.tier)) {
    report_fault(fmt::format("it is of case \"{}\", tier \"{}\", not of {}, {}", record.case_id, record.tier,
                             asked.id, cases::name(asked.tier)));
  }
}

bool has_times_of_its_own(const cases::Case& asked, RecordRole role) {
  return role == RecordRole::reference && (asked.reference.method == ReferenceMethod::published ||
                                           asked.reference.method == ReferenceMethod::other_case);
}

/// A series is complete where it ends.
void check_times(const Record& record, const std::vector<double>& wanted, bool may_end_early) {
  constexpr double rounding = 1e-9;  // of the whole span: which time is meant, not how well it was met
  const double tolerance = rounding * (wanted.back() - wanted.front());
  const std::vector<double>& found = record.times;
  for (std::size_t k = 0; k < std::min(found.size(), wanted.size()); ++k) {
    if (!(std::abs(found[k] - wanted[k]) <= tolerance)) {
      report_fault(fmt::format("/time holds {:.9g} where the case has the output time {:.9g} (element {})",
                               found[k], wanted[k], k));
    }
  }
  if (found.size() > wanted.size() ||
      (found.size() < wanted.size() && record.status == "complete" && !may_end_early)) {
    report_fault(fmt::format("/time holds {} times, the case has {}", found.size(), wanted.size()));
  }
}

bool lies_within(const std::vector<int>& displacement, const std::vector<int>& size) {
  return std::equal(displacement.begin(), displacement.end(), size.begin(), size.end(),
                    [](int moved, int length) { return std::abs(static_cast<double>(moved)) < length; });
}

void check_components(const Record& record, const cases::Case& asked, bool of_another_case) {
  for (const auto& [name, observable] : record.observables) {
    const std::string path = "/observables/" + name + "/" + observable.components.name;
    const auto wanted =
        std::find_if(asked.observables.begin(), asked.observables.end(),
                     [&name = name](const auto& one) { return cases::name(one.kind) == name; });
    if (wanted != asked.observables.end() && !of_another_case) {
      const cases::Components components = cases::components_of(asked, *wanted);
      if (observable.components != components) {
        report_fault(fmt::format("{} is {}, the case asks for {} {}", path, observable.components.labels,
                                 components.name, components.labels));
      }
      continue;
    }
    for (const cases::ComponentLabel& label : observable.components.labels) {
      if (!lies_within(label, asked.model.size)) {
        report_fault(fmt::format("{} holds {} on a lattice of size {}", path, label, asked.model.size));
      }
    }
  }
}

void check_replicas(const Record& record, const cases::Case& asked) {
  for (const auto& [name, observable] : record.observables) {
    const std::size_t replicas =
        observable.replica_mean.shape.empty() ? 0 : observable.replica_mean.shape.front();
    if (asked.solver && replicas > static_cast<std::size_t>(asked.solver->replicas)) {
      report_fault(fmt::format("/observables/{}/replica_mean has {} replicas, the case has {}", name,
                               replicas, asked.solver->replicas));
    }
  }
}

/// The tables that figures and report draw from; the losses of a training have a length of their own.
void check_tables(const Record& record, const cases::PredictorSpec& predictor) {
  std::vector<int> lengths = predictor.lengths;
  lengths.insert(lengths.end(), predictor.fine_tuned.begin(), predictor.fine_tuned.end());
  const std::size_t times = record.times.size();
  std::map<std::string, std::vector<std::size_t>> shapes{
      {"persistence_entropy", {times, lengths.size()}},
      {"linear_map_entropy", {times, lengths.size()}},
      {"linear_map_infidelity", {times, lengths.size()}},
      {"untuned_entropy", {times, predictor.fine_tuned.size()}},
      {"scratch_entropy", {times, predictor.fine_tuned.size()}}};
  for (const int spins : lengths) {
    const std::vector<std::size_t> traces{times, std::size_t{1} << spins};
    shapes.emplace(fmt::format("exact_{}", spins), traces);
    shapes.emplace(fmt::format("predicted_{}", spins), traces);
  }
  for (const auto& [name, data] : record.tables) {
    const auto wanted = shapes.find(name);
    const bool fits = wanted != shapes.end() ? data.shape == wanted->second : data.shape.size() == 1;
    if (!fits) {
      report_fault(
          wanted == shapes.end()
              ? fmt::format("/tables/{} has shape {}, expected a list", name, data.shape)
              : fmt::format("/tables/{} has shape {}, expected {}", name, data.shape, wanted->second));
    }
  }
}

/// Of a sampled run: one number of each replica at each time.
void check_chain_tables(const Record& record) {
  if (record.observables.empty()) {
    return;
  }
  const std::vector<std::size_t>& replicas = record.observables.begin()->second.replica_mean.shape;
  const std::vector<std::size_t> expected{replicas.empty() ? 1 : replicas.front(), record.times.size()};
  for (const auto& [name, data] : record.tables) {
    if (data.shape != expected) {
      report_fault(fmt::format("/tables/{} has shape {}, expected {}", name, data.shape, expected));
    }
  }
}

void check_states(const cases::StateSnapshots& states, int sites) {
  constexpr int bits = 64;
  if (states.empty()) {
    return;
  }
  if (sites > bits || (sites < bits && states.configurations.back() >> sites != 0)) {
    report_fault(fmt::format("/state/snapshots/configurations are not those of {} sites", sites));
  }
  const double counted = std::accumulate(states.multiplicity.begin(), states.multiplicity.end(), 0.0);
  if (counted > std::ldexp(1.0, sites)) {
    report_fault(
        fmt::format("/state/snapshots/multiplicity counts more configurations than {} sites have", sites));
  }
}

}  // namespace

RecordRole role_of(const std::filesystem::path& file) {
  return file.stem() == "reference" ? RecordRole::reference : RecordRole::result;
}

void require_record_of(const Record& record, const cases::Case& asked, RecordRole role,
                       const std::string& file) {
  try {
    check_identity(record, asked, role);
    if (!has_times_of_its_own(asked, role)) {
      check_times(record, cases::make_problem(asked).output_times,
                  role == RecordRole::reference && asked.reference.method == ReferenceMethod::series);
    }
    check_components(record, asked,
                     role == RecordRole::reference && asked.reference.method == ReferenceMethod::other_case);
    if (role == RecordRole::result) {
      check_replicas(record, asked);
      if (asked.predictor) {
        check_tables(record, *asked.predictor);
      } else {
        check_chain_tables(record);
      }
    }
    check_states(record.states, cases::Lattice{asked.model.size, asked.model.boundary}.sites());
  } catch (const Fault& fault) {
    throw Error(ErrorKind::format, fault.words,
                "it is damaged, or was made for another version of the case: compute it again", file);
  }
}

Record load_record_of(const std::filesystem::path& file, const cases::Case& asked) {
  Record record = load_record(file);
  require_record_of(record, asked, role_of(file), file.string());
  return record;
}

std::string why_nothing_to_judge(const Record& record) {
  if (!record.times.empty()) {
    return {};
  }
  return fmt::format("it {} before its first output time{}{}",
                     record.status == "interrupted" ? "was interrupted" : "stopped",
                     record.reason.empty() ? "" : ": ", record.reason);
}

}  // namespace quenchmark::validation
