#include "validation/run/published_curve.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/import/number_table.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

constexpr const char* error_suffix = "_error";

/// "zz" -> {"zz"}; with components {"zz_1_0", "zz_1_1"}.
std::vector<std::string> column_names(const cases::Observable& observable,
                                      const cases::Components& components) {
  const std::string name(cases::name(observable.kind));
  std::vector<std::string> names;
  for (const cases::ComponentLabel& label : components.labels) {
    std::string& column = names.emplace_back(name);
    for (const int step : label) {
      column += "_" + std::to_string(step);
    }
  }
  return names.empty() ? std::vector<std::string>{name} : names;
}

/// The columns side by side, [T] or [T, D]; with `suffix`. Empty when none of them is there.
Dataset collect(const NumberTable& table, const std::vector<std::string>& names, const std::string& suffix,
                bool by_component) {
  std::vector<std::vector<double>> columns;
  for (const std::string& name : names) {
    if (const auto column = table.find(name + suffix)) {
      columns.push_back(table.column(*column));
    }
  }
  if (columns.empty()) {
    return {};
  }
  if (columns.size() != names.size()) {
    table.refuse_header("it has some but not all of the columns " + names.front() + suffix + " ... " +
                        names.back() + suffix);
  }
  Dataset data{{table.rows()}, {}};
  if (by_component) {
    data.shape.push_back(columns.size());
  }
  for (std::size_t t = 0; t < table.rows(); ++t) {
    for (const std::vector<double>& column : columns) {
      data.values.push_back(column[t]);
    }
  }
  return data;
}

std::vector<double> increasing_times(const NumberTable& table) {
  const auto column = table.find("t");
  if (!column) {
    table.refuse_header("it has no column t",
                        fmt::format("its columns are: {}", fmt::join(table.names(), ", ")));
  }
  std::vector<double> times = table.column(*column);
  for (std::size_t k = 1; k < times.size(); ++k) {
    if (times[k] <= times[k - 1]) {
      table.refuse_cell(k, *column,
                        fmt::format("the times do not increase ({} after {})", times[k], times[k - 1]));
    }
  }
  return times;
}

void require_no_negative_errors(const NumberTable& table, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (const auto column = table.find(name + error_suffix)) {
      const std::vector<double> errors = table.column(*column);
      const auto negative = std::find_if(errors.begin(), errors.end(), [](double e) { return e < 0.0; });
      if (negative != errors.end()) {
        table.refuse_cell(static_cast<std::size_t>(negative - errors.begin()), *column,
                          fmt::format("{} is no error bar: it is negative", *negative));
      }
    }
  }
}

}  // namespace

Record read_curve_csv(const cases::Case& asked, const std::string& file) {
  const NumberTable table(read_file(file), file);
  Record record = empty_record(asked);
  record.times = increasing_times(table);
  std::vector<std::string> wanted;
  for (const cases::Observable& observable : asked.observables) {
    ObservableRecord found;
    found.components = cases::components_of(asked, observable);
    const std::vector<std::string> names = column_names(observable, found.components);
    wanted.insert(wanted.end(), names.begin(), names.end());
    const bool by_component = !found.components.empty();
    require_no_negative_errors(table, names);
    found.mean = collect(table, names, "", by_component);
    found.standard_error = collect(table, names, error_suffix, by_component);
    if (!found.mean.shape.empty()) {
      record.observables[std::string(cases::name(observable.kind))] = std::move(found);
    }
  }
  if (record.observables.empty()) {
    table.refuse_header("it has a column for none of the case's observables",
                        fmt::format("wanted: {}; its columns are: {}", fmt::join(wanted, ", "),
                                    fmt::join(table.names(), ", ")));
  }
  return record;
}

Record published_reference(const cases::Case& asked) {
  const std::filesystem::path file = published_file(asked);
  Record record = read_curve_csv(asked, file.string());
  record.schema = "quenchmark.reference/1";
  record.truth = "published";
  record.method = "published curve " + asked.reference.file;
  return record;
}

}  // namespace quenchmark::validation
