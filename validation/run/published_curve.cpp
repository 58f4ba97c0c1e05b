#include "validation/run/published_curve.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <sstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "cases/spec/names.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& file, int line, int column,
                         const std::string& hint = "") {
  throw Error({Diagnostic{ErrorKind::format, message, hint, file, line, column, ""}});
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) {
    const std::size_t first = cell.find_first_not_of(" \t\r");
    const std::size_t last = cell.find_last_not_of(" \t\r");
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
  }
  return cells;
}

/// A CSV file as columns of equal length.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  int header_line = 0;

  std::optional<std::size_t> find(const std::string& name) const {
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (names[k] == name) {
        return k;
      }
    }
    return std::nullopt;
  }
};

double parse_number(const std::string& cell, const std::string& file, int line, int column) {
  double value = 0.0;
  const char* end = cell.data() + cell.size();
  const auto parsed = std::from_chars(cell.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) {
    refuse("\"" + cell + "\" is not a finite number", file, line, column);
  }
  return value;
}

Table parse_table(const std::string& text, const std::string& file) {
  Table table;
  std::istringstream stream(text);
  int line_number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') {
      continue;
    }
    const std::vector<std::string> cells = split(line);
    if (table.names.empty()) {
      table.names = cells;
      table.columns.resize(cells.size());
      table.header_line = line_number;
      continue;
    }
    if (cells.size() != table.names.size()) {
      refuse(fmt::format("{} values for {} columns", cells.size(), table.names.size()), file, line_number, 0);
    }
    for (std::size_t k = 0; k < cells.size(); ++k) {
      table.columns[k].push_back(parse_number(cells[k], file, line_number, static_cast<int>(k) + 1));
    }
  }
  if (table.columns.empty() || table.columns.front().empty()) {
    refuse("it holds no curve", file, 0, 0,
           "expected a header line t, <observable>, ... and lines of numbers");
  }
  return table;
}

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
Dataset collect(const Table& table, const std::vector<std::string>& names, const std::string& suffix,
                bool by_component, const std::string& file) {
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    if (const auto column = table.find(name + suffix)) {
      columns.push_back(*column);
    }
  }
  if (columns.empty()) {
    return {};
  }
  if (columns.size() != names.size()) {
    refuse(
        "it has some but not all of the columns " + names.front() + suffix + " ... " + names.back() + suffix,
        file, table.header_line, 0);
  }
  const std::size_t times = table.columns.front().size();
  Dataset data{{times}, {}};
  if (by_component) {
    data.shape.push_back(columns.size());
  }
  for (std::size_t t = 0; t < times; ++t) {
    for (const std::size_t column : columns) {
      data.values.push_back(table.columns[column][t]);
    }
  }
  return data;
}

}  // namespace

Record read_curve_csv(const cases::Case& asked, const std::string& file) {
  const Table table = parse_table(read_file(file), file);
  const auto time = table.find("t");
  if (!time) {
    refuse("it has no column t", file, table.header_line, 0);
  }
  Record record = empty_record(asked);
  record.times = table.columns[*time];
  for (std::size_t k = 1; k < record.times.size(); ++k) {
    if (record.times[k] <= record.times[k - 1]) {
      refuse(fmt::format("the times do not increase ({} after {})", record.times[k], record.times[k - 1]),
             file, 0, 0);
    }
  }
  for (const cases::Observable& observable : asked.observables) {
    ObservableRecord found;
    found.components = cases::components_of(asked, observable);
    const std::vector<std::string> names = column_names(observable, found.components);
    const bool by_component = !found.components.empty();
    found.mean = collect(table, names, "", by_component, file);
    found.standard_error = collect(table, names, "_error", by_component, file);
    if (!found.mean.shape.empty()) {
      record.observables[std::string(cases::name(observable.kind))] = std::move(found);
    }
  }
  if (record.observables.empty()) {
    refuse("it has a column for none of the case's observables", file, table.header_line, 0);
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
