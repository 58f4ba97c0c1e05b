
#include "base/error.hpp"
#include "validation/import/curve_readers.hpp"
#include "validation/record/record_file.hpp"

namespace quenchmark::validation {

namespace {

/// values[offset], values[offset + stride], ...: `count` of them.
std::vector<double> strided(const std::vector<double>& values, std::size_t offset, std::size_t stride,
                            std::size_t count) {
  std::vector<double> picked(values.empty() ? 0 : count);
  for (std::size_t t = 0; t < picked.size(); ++t) {
    picked[t] = values[offset + t * stride];
  }
  return picked;
}

}  // namespace

ForeignCurve read_quenchmark_record(const std::string& file) {
  const Record record = load_record(file);
  ForeignCurve curve{file, CurveFormat::quenchmark, {}, {}, record.case_toml};
  if (record.times.empty()) {
    throw Error(ErrorKind::format, "it holds no output time: there is nothing to certify",
                "finish the run: quenchmark run ... --resume", file);
  }
  if (record.status != "complete") {
    curve.notes.push_back("the run is not complete: " + record.reason);
  }
  const std::size_t times = record.times.size();
  for (const auto& [name, observable] : record.observables) {
    const std::size_t components = observable.components.count();
    const std::size_t replicas =
        observable.replica_mean.shape.empty() ? 0 : observable.replica_mean.shape.front();
    for (std::size_t c = 0; c < components; ++c) {
      std::string column = name;
      for (const int part :
           observable.components.empty() ? cases::ComponentLabel{} : observable.components.labels[c]) {
        column += "_" + std::to_string(part);
      }
      ForeignSeries series;
      series.where = "/observables/" + name + "/mean";
      series.refuse = refusal_of_elements(file, series.where);
      series.times = record.times;
      series.values = strided(observable.mean.values, c, components, times);
      series.errors = strided(observable.standard_error.values, c, components, times);
      if (!carries_noise(series.errors)) {
        series.errors.clear();
      }
      for (std::size_t r = 0; r < replicas && replicas > 1 && !series.errors.empty(); ++r) {
        series.replicas.push_back(
            strided(observable.replica_mean.values, r * times * components + c, components, times));
      }
      curve.series.emplace(column, std::move(series));
    }
  }
  return curve;
}

}  // namespace quenchmark::validation
