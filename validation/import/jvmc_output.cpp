#include <fmt/format.h>

#include "base/error.hpp"
#include "validation/import/curve_readers.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::string_view clock_path = "/observables/times";

/// The groups that hold observables: "" for the root.
std::vector<std::string> groups_of(const ForeignHdf5& content) {
  std::vector<std::string> groups;
  for (const auto& [path, dataset] : content.datasets) {
    if (path.ends_with(clock_path)) {
      groups.push_back(path.substr(0, path.size() - clock_path.size()));
    }
  }
  return groups;
}

/// Column `k` of [T] or [T, K].
std::vector<double> column(const ForeignDataset& dataset, std::size_t k, std::size_t columns) {
  std::vector<double> values;
  for (std::size_t row = 0; row < dataset.shape.front(); ++row) {
    values.push_back(dataset.values[(row * columns + k) * dataset.width]);
  }
  return values;
}

void add_observable(const ForeignHdf5& content, const std::string& root, const std::string& name,
                    const ForeignDataset& clock, ForeignCurve& curve) {
  const std::string where = root + "/" + name + "/mean";
  const ForeignDataset& mean = content.datasets.at(where);
  if (mean.shape.empty() || mean.shape.size() > 2) {
    return;
  }
  if (mean.shape.front() != clock.shape.front()) {
    throw Error(ErrorKind::format,
                fmt::format("{} has {} rows for the {} times of {}/times", where, mean.shape.front(),
                            clock.shape.front(), root),
                "write every observable at every time, or into groups of their own (OutputManager.set_group)",
                curve.file);
  }
  require_numbers(mean, where, curve.file);
  const std::size_t columns = mean.shape.size() == 2 ? mean.shape[1] : 1;
  const auto errors = content.datasets.find(root + "/" + name + "/MC_error");
  if (errors != content.datasets.end()) {
    require_numbers(errors->second, errors->first, curve.file);
  }
  const bool with_errors = errors != content.datasets.end() && errors->second.shape == mean.shape;
  for (std::size_t k = 0; k < columns; ++k) {
    ForeignSeries series;
    series.where = columns > 1 ? fmt::format("{}[:, {}]", where, k) : where;
    series.refuse = refusal_of_elements(curve.file, series.where);
    series.times = clock.values;
    series.values = column(mean, k, columns);
    if (with_errors) {
      series.errors = column(errors->second, k, columns);
      if (!carries_noise(series.errors)) {
        series.errors.clear();
        curve.notes.push_back(series.where + " states errors of zero: taken for sums without noise");
      }
    }
    curve.series.emplace(columns > 1 ? fmt::format("{}_{}", name, k) : name, std::move(series));
  }
}

}  // namespace

bool is_jvmc_output(const ForeignHdf5& content) {
  return !groups_of(content).empty();
}

ForeignCurve read_jvmc_output(const ForeignHdf5& content, const std::string& file) {
  ForeignCurve curve{file, CurveFormat::jvmc, {}, {}, {}};
  const std::vector<std::string> groups = groups_of(content);
  if (groups.size() != 1) {
    throw Error(ErrorKind::format,
                groups.empty()
                    ? "it holds no observables/times"
                    : fmt::format("it holds {} curves: {}", groups.size(), fmt::join(groups, ", ")),
                groups.empty() ? "jVMC's OutputManager writes /observables/times and /observables/<name>/mean"
                               : "give each a file of its own: h5copy -i FILE -o ONE.h5 -s GROUP -d /",
                file);
  }
  const std::string root = groups.front() + "/observables";
  const ForeignDataset& clock = content.datasets.at(root + "/times");
  require_numbers(clock, root + "/times", file);
  if (clock.shape.size() != 1 || clock.width != 1) {
    throw Error(ErrorKind::format, root + "/times is no list of times",
                "write real numbers, one for each time", file);
  }
  for (const auto& [path, dataset] : content.datasets) {
    constexpr std::string_view end = "/mean";
    if (path.starts_with(root + "/") && path.ends_with(end) && path.size() > root.size() + 1 + end.size()) {
      add_observable(content, root, path.substr(root.size() + 1, path.size() - root.size() - 1 - end.size()),
                     clock, curve);
    }
  }
  if (curve.series.empty()) {
    throw Error(ErrorKind::format, root + " holds no observable with a mean",
                "write them with OutputManager.write_observables(t, **jVMC.util.measure(...))", file);
  }
  return curve;
}

}  // namespace quenchmark::validation
