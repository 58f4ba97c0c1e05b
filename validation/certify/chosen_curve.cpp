#include "validation/certify/chosen_curve.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/suggest.hpp"
#include "cases/spec/units.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

constexpr const char* error_suffix = "_error";
constexpr const char* own_clock = "iters";

std::optional<double> number_of(const std::string& text) {
  double value = 0.0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional(value)
                                                                             : std::nullopt;
}

/// "zz_1_0" -> zz, {1, 0}; nothing for what is no observable of a state.
std::optional<ChosenColumn> observable_named(const std::string& name) {
  std::optional<ChosenColumn> found;
  for (std::size_t k = 0; k < std::size(cases::names_of<cases::ObservableKind>); ++k) {
    const auto kind = static_cast<cases::ObservableKind>(k);
    const std::string word(cases::name(kind));
    if (cases::is_predicted(kind) || !name.starts_with(word)) {
      continue;
    }
    if (!cases::has_displacements(kind)) {
      found = name == word ? std::optional(ChosenColumn{name, kind, {}, {}, {}, {}}) : found;
      continue;
    }
    ChosenColumn column{name, kind, {}, {}, {}, {}};
    std::size_t at = word.size();
    while (at < name.size() && name[at] == '_') {
      int part = 0;
      const auto parsed = std::from_chars(name.data() + at + 1, name.data() + name.size(), part);
      if (parsed.ec != std::errc()) {
        break;
      }
      column.displacement.push_back(part);
      at = static_cast<std::size_t>(parsed.ptr - name.data());
    }
    if (at == name.size()) {
      found = column;
    }
  }
  return found;
}

[[noreturn]] void refuse(const ForeignCurve& curve, const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::format, message, hint, curve.file);
}

std::string names_in(const ForeignCurve& curve) {
  std::vector<std::string> names;
  for (const auto& [name, series] : curve.series) {
    names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

const ForeignSeries& series_named(const ForeignCurve& curve, const std::string& name,
                                  const std::string& option) {
  const auto found = curve.series.find(name);
  if (found == curve.series.end()) {
    throw Error(ErrorKind::usage, fmt::format("{}: the curve has no \"{}\"", option, name),
                "it has: " + names_in(curve), curve.file);
  }
  return found->second;
}

/// Values that are numbers; a column of a table that is not is refused at the cell.
void require_finite(const ForeignSeries& series) {
  if (series.values.empty()) {
    series.refuse(0, "there are no numbers", "");
  }
  for (std::size_t row = 0; row < series.values.size(); ++row) {
    if (!std::isfinite(series.values[row])) {
      series.refuse(row, "it is not a finite number",
                    "leave out what was not measured, all rows from there on");
    }
  }
}

/// Units that a case has; everything else is told, never converted.
void require_unit(const ForeignCurve& curve, const ForeignSeries& series, int power) {
  const std::vector<std::string> energies{"", "J"};
  const std::vector<std::string> times{"", "1/J", "J^-1", "J^{-1}", "hbar/J"};
  const std::vector<std::string> squares{"", "J^2"};
  const std::vector<std::string> none{"", "1"};
  const std::vector<std::string>& known = power < 0    ? times
                                          : power == 0 ? none
                                          : power == 1 ? energies
                                                       : squares;
  if (std::find(known.begin(), known.end(), series.unit) == known.end()) {
    refuse(curve, fmt::format("{} is in [{}], a unit that is not known here", series.where, series.unit),
           power < 0 ? "times are in the inverse of the unit of J and h (hbar = 1): convert them and write t"
           : power == 0 ? "this observable has no unit (Pauli matrices): convert it and leave out the unit"
                        : "energies are in the unit of J and h: convert them and leave out the unit");
  }
}

bool are_step_numbers(const std::vector<double>& clock) {
  for (std::size_t k = 0; k < clock.size(); ++k) {
    if (clock[k] != clock.front() + static_cast<double>(k) || clock[k] != std::floor(clock[k])) {
      return false;
    }
  }
  return clock.size() > 2;
}

/// The times of a log's series: by another series of the log on the same clock, or the clock itself.
std::vector<double> times_by_clock(const ForeignCurve& curve, const ForeignSeries& series,
                                   const CurveWords& words) {
  const auto named = words.names.find("t");
  const bool asked = named != words.names.end();
  if (asked && named->second == own_clock) {
    return series.times;
  }
  const auto logged = curve.series.find("t");
  const ForeignSeries* clock = asked                          ? &series_named(curve, named->second, "--map t")
                               : logged != curve.series.end() ? &logged->second
                                                              : nullptr;
  if (clock != nullptr && clock->times == series.times) {
    require_finite(*clock);
    return clock->values;
  }
  if (asked) {
    refuse(curve, fmt::format("{} and {} were not logged at the same steps", clock->where, series.where),
           "log them together");
  }
  if (are_step_numbers(series.times) && curve.format == CurveFormat::netket) {
    refuse(curve,
           fmt::format("the iters of {} count 0, 1, 2, ...: they look like step numbers, not times",
                       series.where),
           "log the time too and name it, --map t=NAME; if they are times, --map t=iters");
  }
  return series.times;
}

/// Times of the table's column t, or of the clocks.
std::vector<double> times_of(const ForeignCurve& curve, const CurveWords& words, const ForeignSeries& series,
                             const ForeignSeries*& teller) {
  teller = &series;
  if (!series.times.empty()) {
    return times_by_clock(curve, series, words);
  }
  const auto named = words.names.find("t");
  const std::string name = named == words.names.end() ? "t" : named->second;
  if (named == words.names.end() && !curve.series.contains(name)) {
    refuse(curve, "it has no column t",
           fmt::format("its columns are: {}; name the times with --map t=NAME", names_in(curve)));
  }
  teller = &series_named(curve, name, "--map t");
  require_finite(*teller);
  require_unit(curve, *teller, -1);
  return teller->values;
}

void require_increasing(const std::vector<double>& times, const ForeignSeries& teller) {
  for (std::size_t k = 1; k < times.size(); ++k) {
    if (!(times[k] > times[k - 1])) {
      teller.refuse(k, fmt::format("the times do not increase ({:.9g} after {:.9g})", times[k], times[k - 1]),
                    "sort the rows, and keep one of each time");
    }
    constexpr double nearest = 1e-12;
    if (times[k] - times[k - 1] < nearest * std::max(std::abs(times[k]), std::abs(times[k - 1]))) {
      teller.refuse(k,
                    fmt::format("{:.17g} and {:.17g} are one time but for rounding", times[k - 1], times[k]),
                    "keep one of the two rows");
    }
  }
}

std::vector<double> errors_of(const ForeignCurve& curve, const CurveWords& words, const ChosenColumn& column,
                              const ForeignSeries& series, ForeignSeries::Refusal& refuse_error) {
  const auto named = words.names.find(column.name + error_suffix);
  const auto beside = curve.series.find(column.name + error_suffix);
  const std::optional<double> number = number_of(words.error);
  if (words.error == "none" || (named != words.names.end() && named->second == "none")) {
    return {};
  }
  const ForeignSeries* teller =
      named != words.names.end() ? &series_named(curve, named->second, "--map " + column.name + error_suffix)
      : beside != curve.series.end() ? &beside->second
      : series.errors.empty() && !words.error.empty() && !number
          ? &series_named(curve, words.error, "--error")
          : nullptr;
  refuse_error = teller != nullptr ? teller->refuse : series.refuse;
  if (teller != nullptr) {
    require_finite(*teller);
    return teller->values;
  }
  if (series.errors.empty() && number) {
    return std::vector<double>(series.values.size(), *number);
  }
  return series.errors;
}

/// Zero is what a product state has at the start.
void require_errors(const ChosenColumn& column, const ForeignSeries::Refusal& refuse_error) {
  for (std::size_t row = 0; row < column.errors.size(); ++row) {
    const double error = column.errors[row];
    if (!(error > 0.0) && !(row == 0 && error == 0.0)) {
      refuse_error(row,
                   fmt::format("{:.6g} is no standard error of {}: it must be positive", error, column.name),
                   "leave the errors out where the values carry no noise");
    }
  }
}

/// Theirs -> ours, for every series that is an observable.
std::map<std::string, ChosenColumn> observables_in(const ForeignCurve& curve, const CurveWords& words) {
  std::map<std::string, ChosenColumn> found;
  for (const auto& [ours, theirs] : words.names) {
    std::string name = ours;
    if (ours == "t") {
      continue;
    }
    if (name.ends_with(error_suffix)) {
      name.resize(name.size() - std::string_view(error_suffix).size());
    }
    const std::optional<ChosenColumn> column = observable_named(name);
    if (!column) {
      throw Error(
          ErrorKind::usage, fmt::format("--map {}={}: \"{}\" is no observable", ours, theirs, name),
          "observables are mx, mz, zz_<displacement>, zz_connected_<displacement>, energy, energy_density, "
          "energy_variance, f_q, loschmidt, excess_energy");
    }
    if (name == ours) {
      series_named(curve, theirs, "--map " + ours);
      found.emplace(theirs, *column);
    }
  }
  for (const auto& [name, series] : curve.series) {
    const std::optional<ChosenColumn> column = observable_named(name);
    const bool renamed = column && words.names.contains(column->name);
    if (column && !renamed && !found.contains(name)) {
      found.emplace(name, *column);
    }
  }
  return found;
}

void require_displacement(const ForeignCurve& curve, const ChosenColumn& column) {
  if (cases::has_displacements(column.observable) && column.displacement.empty()) {
    refuse(curve, fmt::format("\"{}\" does not say between which sites", column.name),
           fmt::format(
               "name its displacement: {0}_1 on a chain, {0}_1_0 on a square lattice, by --map {0}_1_0={0}",
               column.name));
  }
}

/// A displacement that no two sites have tells of another lattice than the problem's.
void require_on_lattice(const ChosenCurve& curve, const cases::Case& asked) {
  const std::vector<int>& size = asked.model.size;
  for (const ChosenColumn& column : curve.columns) {
    const std::vector<int>& d = column.displacement;
    const bool fits = std::equal(d.begin(), d.end(), size.begin(), size.end(), [](int moved, int length) {
      return std::abs(static_cast<double>(moved)) < length;
    });
    if (!d.empty() && !fits) {
      throw Error(ErrorKind::format,
                  fmt::format("{}: no two sites of the problem's lattice, {}, have this displacement",
                              column.name, fmt::join(size, "x")),
                  "the curve is about another lattice: name its case, or change the size, --model size=...",
                  curve.file);
    }
  }
}

/// The work of the exact side grows with the phase that the widest energy gap may collect: bonds and fields
/// of all sites, times the duration. 30 sites at the critical field until t = 100 collect some 1e4.
void require_reach(const ChosenCurve& curve, const cases::Case& asked, double start) {
  constexpr double farthest = 1e6;
  const cases::Lattice lattice{asked.model.size, asked.model.boundary};
  const double terms = static_cast<double>(lattice.sites()) * (lattice.dimension() + 2);
  const double width = terms * cases::Schedule(asked.model, asked.protocol).energy_unit();
  for (std::size_t k = 0; k < curve.times.size(); ++k) {
    if (!((curve.times[k] - start) * width <= farthest)) {
      curve.refuse_time(k, fmt::format("t = {:.6g} is out of reach of exact dynamics", curve.times[k]),
                        fmt::format("certify until t = {:.3g} (--until)", start + 0.99 * farthest / width));
    }
  }
}

}  // namespace

std::map<std::string, std::string> parse_names(const std::string& text) {
  std::map<std::string, std::string> names;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string piece = text.substr(at, end - at);
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == piece.size()) {
      throw Error(ErrorKind::usage, fmt::format("--map: \"{}\" is not ours=theirs", piece),
                  "for example --map t=time,mx=X,mx_error=dX");
    }
    if (!names.emplace(piece.substr(0, equals), piece.substr(equals + 1)).second) {
      throw Error(ErrorKind::usage, fmt::format("--map names {} twice", piece.substr(0, equals)));
    }
    at = end + 1;
  }
  return names;
}

ChosenCurve choose_curve(const ForeignCurve& curve, const CurveWords& words) {
  const std::map<std::string, ChosenColumn> wanted = observables_in(curve, words);
  if (wanted.empty()) {
    refuse(curve, fmt::format("none of its series is an observable: {}", names_in(curve)),
           "say which is which, for example --map mx=NAME; observables are mx, mz, zz_1_0, energy, ...");
  }
  ChosenCurve chosen;
  chosen.file = curve.file;
  for (const auto& [theirs, column] : wanted) {
    const ForeignSeries& series = curve.series.at(theirs);
    require_displacement(curve, column);
    require_finite(series);
    require_unit(curve, series, cases::energy_power(column.observable));
    const ForeignSeries* teller = nullptr;
    const std::vector<double> times = times_of(curve, words, series, teller);
    require_increasing(times, *teller);
    if (!chosen.columns.empty() && times != chosen.times) {
      refuse(curve,
             fmt::format("{} and {} stand at different times", chosen.columns.front().name, column.name),
             "certify them one by one: name only one with --map, or write them at the same times");
    }
    chosen.times = times;
    chosen.refuse_time = teller->refuse;
    ChosenColumn& added = chosen.columns.emplace_back(column);
    added.values = series.values;
    added.replicas = series.replicas;
    ForeignSeries::Refusal refuse_error;
    added.errors = errors_of(curve, words, column, series, refuse_error);
    require_errors(added, refuse_error);
  }
  for (const auto& [name, series] : curve.series) {
    const bool is_error = name.ends_with(error_suffix);
    const bool named = std::any_of(words.names.begin(), words.names.end(),
                                   [&name = name](const auto& pair) { return pair.second == name; });
    if (!wanted.contains(name) && !is_error && !named && name != "t" && name != words.error) {
      chosen.ignored.push_back(name);
    }
  }
  if (words.until) {
    const double last = *words.until * (*words.until > 0.0 ? 1.0 + 1e-12 : 1.0 - 1e-12);
    const auto end = std::upper_bound(chosen.times.begin(), chosen.times.end(), last);
    if (end == chosen.times.begin() || *words.until > chosen.times.back() * (1.0 + 1e-9)) {
      throw Error(ErrorKind::usage,
                  fmt::format("--until {:.6g}: the curve runs from t = {:.6g} to {:.6g}", *words.until,
                              chosen.times.front(), chosen.times.back()),
                  "choose a time in between", curve.file);
    }
    const auto count = static_cast<std::size_t>(end - chosen.times.begin());
    chosen.times.resize(count);
    for (ChosenColumn& column : chosen.columns) {
      column.values.resize(count);
      column.errors.resize(std::min(count, column.errors.size()));
      for (std::vector<double>& replica : column.replicas) {
        replica.resize(count);
      }
    }
  }
  return chosen;
}

void ask_for_curve(const ChosenCurve& curve, cases::Case& asked) {
  cases::Protocol& protocol = asked.protocol;
  if (protocol.kind == cases::ProtocolKind::quench) {
    protocol.t_max = curve.times.back();
  }
  protocol.output_dt = 0.0;
  protocol.output_times = curve.times;
  const bool quench = protocol.kind == cases::ProtocolKind::quench;
  const double start = quench ? 0.0 : protocol.x_start * protocol.tau_q;
  const double end = quench ? protocol.t_max : protocol.x_end * protocol.tau_q;
  const double rounding = 1e-12 * std::max(std::abs(start), std::abs(end));
  for (std::size_t k = 0; k < curve.times.size(); ++k) {
    if (curve.times[k] < start - rounding || curve.times[k] > end + rounding || !(end > start)) {
      curve.refuse_time(
          k,
          fmt::format("t = {:.9g} lies {} the protocol, which {}", curve.times[k],
                      curve.times[k] < start ? "before"
                      : curve.times[k] > end ? "beyond"
                                             : "at the start of",
                      quench ? "starts at t = 0 and needs a time after it"
                             : fmt::format("runs from t = {:.6g} to {:.6g}", start, end)),
          quench ? "a quench has t = 0 where the couplings change: shift the times, or leave these rows out"
                 : "leave these rows out, or shorten the curve with --until");
    }
  }
  require_reach(curve, asked, start);
  require_on_lattice(curve, asked);
  asked.observables.clear();
  for (const ChosenColumn& column : curve.columns) {
    auto same = std::find_if(asked.observables.begin(), asked.observables.end(),
                             [&](const cases::Observable& o) { return o.kind == column.observable; });
    if (same == asked.observables.end()) {
      same = asked.observables.insert(asked.observables.end(), {column.observable, {}});
    }
    if (!column.displacement.empty()) {
      same->displacements.push_back(column.displacement);
    }
  }
}

Record record_of_curve(const ChosenCurve& curve, const cases::Case& asked) {
  Record record = empty_record(asked);
  record.times = curve.times;
  const std::size_t times = curve.times.size();
  for (const cases::Observable& observable : asked.observables) {
    const std::string name(cases::name(observable.kind));
    ObservableRecord& filled = record.observables[name];
    filled.components = cases::components_of(asked, observable);
    std::vector<const ChosenColumn*> columns;
    for (const cases::ComponentLabel& label : filled.components.all()) {
      const auto of =
          std::find_if(curve.columns.begin(), curve.columns.end(), [&](const ChosenColumn& column) {
            return column.observable == observable.kind && column.displacement == label;
          });
      columns.push_back(&*of);
    }
    const auto collect = [&](auto values_of) {
      std::vector<double> values;
      for (std::size_t t = 0; t < times; ++t) {
        for (const ChosenColumn* column : columns) {
          values.push_back(values_of(*column)[t]);
        }
      }
      return values;
    };
    const auto all = [&](auto has) { return std::all_of(columns.begin(), columns.end(), has); };
    std::vector<std::size_t> shape{times};
    if (!filled.components.empty()) {
      shape.push_back(columns.size());
    }
    filled.mean = {shape, collect([](const ChosenColumn& c) -> const auto& { return c.values; })};
    // Columns without errors have none: zeros beside those of the others.
    if (!all([](const ChosenColumn* c) { return c->errors.empty(); })) {
      const std::vector<double> none(times, 0.0);
      filled.standard_error = {shape, collect([&none](const ChosenColumn& c) -> const auto& {
                                 return c.errors.empty() ? none : c.errors;
                               })};
    }
    const std::size_t replicas = columns.front()->replicas.size();
    if (replicas > 1 && all([&](const ChosenColumn* c) { return c->replicas.size() == replicas; })) {
      shape.insert(shape.begin(), replicas);
      filled.replica_mean.shape = shape;
      for (std::size_t r = 0; r < replicas; ++r) {
        const std::vector<double> one =
            collect([r](const ChosenColumn& c) -> const auto& { return c.replicas[r]; });
        filled.replica_mean.values.insert(filled.replica_mean.values.end(), one.begin(), one.end());
      }
    }
  }
  return record;
}

}  // namespace quenchmark::validation
