#pragma once
// From the names of a file to observables: which series is which, at which times, with which errors.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/import/foreign_curve.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// What the command line says about the curve.
struct CurveWords {
  /// Ours -> theirs: "t" -> "time", "mx" -> "X", "mx_error" -> "dX". "iters" is the clock that a log brings
  /// along.
  std::map<std::string, std::string> names;
  std::optional<double> until;  ///< later rows do not count
  /// A number, or the name of a series: of every observable that states none itself. "none": errors do not
  /// count, values are taken as they are; the same as a name for one observable.
  std::string error;
};

/// "t=time,mx=X" -> names. Throws Error(usage).
std::map<std::string, std::string> parse_names(const std::string& text);

/// One component of one observable.
struct ChosenColumn {
  std::string name;  ///< "mx", "zz_1_0"
  cases::ObservableKind observable = cases::ObservableKind::mx;
  std::vector<int> displacement;              ///< zz and zz_connected
  std::vector<double> values;                 ///< [T]
  std::vector<double> errors;                 ///< [T], or empty
  std::vector<std::vector<double>> replicas;  ///< [R][T], or empty
};

struct ChosenCurve {
  std::string file;
  std::vector<double> times;
  std::vector<ChosenColumn> columns;
  std::vector<std::string> ignored;  ///< series that are no observable
  ForeignSeries::Refusal refuse_time;
};

/// Throws Error(format) with its place: times that are missing, not finite or do not increase, values that
/// are not finite, errors that are not positive (zero is let pass at the first time, where the state may be a
/// product), units that are not those of the case, series with clocks of their own. Throws Error(usage) for
/// names that are in neither.
ChosenCurve choose_curve(const ForeignCurve& curve, const CurveWords& words);

/// Puts the observables of the curve into the case, and its times as output times. Throws Error(format) for
/// times outside the protocol, Error(bad_case) for observables that the problem does not have.
void ask_for_curve(const ChosenCurve& curve, cases::Case& asked);

/// The curve as a result of the case, which must ask for it.
Record record_of_curve(const ChosenCurve& curve, const cases::Case& asked);

}  // namespace quenchmark::validation
