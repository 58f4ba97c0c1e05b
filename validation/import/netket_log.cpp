#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "validation/import/curve_readers.hpp"
#include "validation/record/json_text.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

constexpr const char* json_hint =
    "NetKet's JsonLog writes {\"mx\": {\"iters\": [...], \"Mean\": [...], \"Sigma\": [...]}, ...}";

/// Numbers as NetKet writes them: null stands for one that is not finite, {"real", "imag"} for complex ones,
/// of which the real parts count.
std::vector<double> numbers_of(const json& list, const std::string& where, const std::string& file) {
  const json& parts = list.is_object() && list.contains("real") ? list["real"] : list;
  if (!parts.is_array()) {
    throw Error(ErrorKind::format, where + " is no list of numbers", json_hint, file);
  }
  std::vector<double> values;
  for (const json& part : parts) {
    if (!part.is_number() && !part.is_null()) {
      throw Error(ErrorKind::format,
                  fmt::format("{} holds something that is no number (element {})", where, values.size()),
                  "only observables that are one number at each time can be certified", file);
    }
    values.push_back(part.is_null() ? std::numeric_limits<double>::quiet_NaN() : part.get<double>());
  }
  return values;
}

bool is_history(const json& object) {
  return object.is_object() && object.contains("iters") && object["iters"].is_array();
}

void require_one_length(const ForeignSeries& series, const std::string& file) {
  if (series.times.size() != series.values.size() ||
      (!series.errors.empty() && series.errors.size() != series.values.size())) {
    throw Error(
        ErrorKind::format,
        fmt::format("{} has {} values for {} times", series.where, series.values.size(), series.times.size()),
        "the log is damaged: write it again", file);
  }
}

/// As full sums log them.
void drop_errors_of_zero(ForeignSeries& series, ForeignCurve& curve) {
  if (!series.errors.empty() && !carries_noise(series.errors)) {
    series.errors.clear();
    curve.notes.push_back(series.where + " states errors of zero: taken for sums without noise");
  }
}

void add_history(const json& history, const std::string& name, const std::string& file, ForeignCurve& curve) {
  const bool stats = history.contains("Mean");
  if (!stats && !history.contains("value")) {
    return;
  }
  ForeignSeries series;
  series.where = name + (stats ? ".Mean" : ".value");
  series.refuse = refusal_of_elements(file, series.where);
  series.times = numbers_of(history["iters"], name + ".iters", file);
  const json& values = stats ? history["Mean"] : history["value"];
  const json& first = values.is_array() && !values.empty() ? values[0] : json();
  if (first.is_array() || first.is_object() || first.is_string()) {
    return;  // an array or words at each time: no curve
  }
  series.values = numbers_of(values, series.where, file);
  if (history.contains("Sigma")) {
    series.errors = numbers_of(history["Sigma"], name + ".Sigma", file);
  }
  require_one_length(series, file);
  drop_errors_of_zero(series, curve);
  curve.series.emplace(name, std::move(series));
}

void add_histories(const json& object, const std::string& path, const std::string& file,
                   ForeignCurve& curve) {
  for (const auto& [key, member] : object.items()) {
    const std::string name = path.empty() ? key : path + "/" + key;
    if (is_history(member)) {
      add_history(member, name, file, curve);
    } else if (member.is_object()) {
      add_histories(member, name, file, curve);
    }
  }
}

/// The first components of complex numbers.
std::vector<double> real_parts(const ForeignDataset& dataset) {
  std::vector<double> values;
  for (std::size_t k = 0; k < dataset.values.size(); k += dataset.width) {
    values.push_back(dataset.values[k]);
  }
  return values;
}

const ForeignDataset* find(const ForeignHdf5& content, const std::string& path) {
  const auto found = content.datasets.find(path);
  return found == content.datasets.end() ? nullptr : &found->second;
}

/// "/data/mx/iter" -> "mx"; empty for other paths.
std::string history_at(const std::string& path) {
  constexpr std::string_view root = "/data/";
  for (const std::string_view end : {"/iter", "/iters"}) {
    if (path.starts_with(root) && path.ends_with(end) && path.size() > root.size() + end.size()) {
      return path.substr(root.size(), path.size() - root.size() - end.size());
    }
  }
  return {};
}

}  // namespace

ForeignCurve read_netket_json(const std::string& text, const std::string& file) {
  const json document =
      parse_json(text, file, "a log of a run that is still going may be incomplete: wait, or copy it again");
  ForeignCurve curve{file, CurveFormat::netket, {}, {}, {}};
  if (document.is_object()) {
    add_histories(document, "", file, curve);
  }
  if (curve.series.empty()) {
    throw Error(ErrorKind::format, "it holds no history of a number", json_hint, file);
  }
  return curve;
}

bool is_netket_hdf5(const ForeignHdf5& content) {
  return std::any_of(content.datasets.begin(), content.datasets.end(),
                     [](const auto& entry) { return !history_at(entry.first).empty(); });
}

ForeignCurve read_netket_hdf5(const ForeignHdf5& content, const std::string& file) {
  ForeignCurve curve{file, CurveFormat::netket, {}, {}, {}};
  for (const auto& [path, clock] : content.datasets) {
    const std::string name = history_at(path);
    const std::string root = "/data/" + name;
    const ForeignDataset* mean = find(content, root + "/Mean");
    const ForeignDataset* values = mean != nullptr ? mean : find(content, root + "/value");
    if (name.empty() || values == nullptr || values->shape.size() != 1) {
      continue;
    }
    ForeignSeries series;
    series.where = root + (mean != nullptr ? "/Mean" : "/value");
    series.refuse = refusal_of_elements(file, series.where);
    series.times = real_parts(clock);
    series.values = real_parts(*values);
    require_numbers(clock, path, file);
    require_numbers(*values, series.where, file);
    if (const ForeignDataset* sigma = find(content, root + "/Sigma")) {
      require_numbers(*sigma, root + "/Sigma", file);
      series.errors = real_parts(*sigma);
    }
    require_one_length(series, file);
    drop_errors_of_zero(series, curve);
    curve.series.emplace(name, std::move(series));
  }
  if (curve.series.empty()) {
    throw Error(ErrorKind::format, "it holds no history of a number",
                "NetKet's HDF5Log writes /data/<name>/iter and /data/<name>/Mean", file);
  }
  return curve;
}

}  // namespace quenchmark::validation
