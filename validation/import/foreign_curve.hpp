#pragma once
// Curves as other programs write them: what stands in the file, by the names of the file, before anybody says
// which observable is which.

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quenchmark::validation {

/// `quenchmark`: result.h5, reference.h5; `netket`: JsonLog, HDF5Log; `jvmc`: OutputManager.
enum class CurveFormat { csv, quenchmark, netket, jvmc };

/// "csv", "quenchmark", "netket", "jvmc".
std::string_view name_of(CurveFormat format);
std::optional<CurveFormat> curve_format_of(std::string_view name);

/// One list of numbers over time.
struct ForeignSeries {
  /// Throws Error(format) about one row, with its place in the file.
  using Refusal = std::function<void(std::size_t row, const std::string& message, const std::string& hint)>;

  std::vector<double> times;                  ///< its own clock; empty: that of the file, the series `t`
  std::vector<double> values;                 ///< real parts where the file has complex numbers
  std::vector<double> errors;                 ///< standard errors as the file states them, or empty
  std::vector<std::vector<double>> replicas;  ///< [R][T] independent runs, of our own results
  std::string where;                          ///< "column \"mx\"", "/data/mx/Mean"
  std::string unit;                           ///< as stated in brackets behind a name, or empty
  Refusal refuse;
};

struct ForeignCurve {
  std::string file;
  CurveFormat format = CurveFormat::csv;
  std::map<std::string, ForeignSeries> series;  ///< by name in the file
  std::vector<std::string> notes;               ///< what its reader should know, for people
  std::string case_toml;                        ///< of our own results: the case that they are about
};

/// Reads a curve of `format`, or of the format that its content shows. Throws Error(io) when it cannot be
/// read, and Error(format), with its place, for content that is no curve, and where the name of the file
/// promises another kind of content and no format was asked for.
ForeignCurve read_foreign_curve(const std::string& file, std::optional<CurveFormat> format);

/// The same of `bytes`, the content of `file`. A record of our own is loaded from the file, beside its
/// sidecar.
ForeignCurve parse_foreign_curve(const std::string& bytes, const std::string& file,
                                 std::optional<CurveFormat> format);

/// "mx [J]" or "mx (J)" -> {"mx", "J"}; a name without a unit as it is.
std::pair<std::string, std::string> split_unit(const std::string& name);

}  // namespace quenchmark::validation
