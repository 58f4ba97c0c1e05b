#pragma once
// The third use of this program: a verdict about somebody else's curve, against exact dynamics at the curve's
// own times. Neither curve is interpolated, and no number of the curve is changed.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/run_control.hpp"
#include "validation/certify/certified_problem.hpp"
#include "validation/certify/chosen_curve.hpp"
#include "validation/certify/conventions.hpp"
#include "validation/judge/judge.hpp"
#include "validation/run/provenance.hpp"

namespace quenchmark::validation {

struct CertifyRequest {
  std::string file;
  std::optional<CurveFormat> format;  ///< absent: as the content shows
  CurveWords curve;
  ProblemWords problem;
  /// The largest error that passes; absent: the smallest limit that the case itself claims of the observable,
  /// else default_limit in the observable's unit.
  std::optional<double> limit;
  std::string
      finite_size;  ///< a case of another size, or a file with its exact curve; empty: the size is right
  std::optional<cases::CaseFile> finite_size_case;  ///< where `finite_size` names a case
  bool diagnose = true;       ///< look for a convention that explains a curve that does not pass
  std::filesystem::path out;  ///< everything goes to OUT/certify/<name of the file>
  Invocation invocation;
  RunControl control;
};

inline constexpr double default_limit = 1e-2;

struct CertifyOutcome {
  Suite suite;
  std::vector<Evidence> evidence;
  std::vector<Diagnosis> diagnoses;
  std::vector<std::string> notes;   ///< for people
  std::filesystem::path directory;  ///< OUT/certify/<name of the file>
  bool interrupted = false;         ///< by a signal: nothing was judged
};

/// Keeps curve.h5 and reference.h5 below `directory`/<case>/<tier>; an exact curve that is there already is
/// not computed again. Throws Error for a curve, a problem or a call that is not sound: there is no verdict
/// then.
CertifyOutcome certify_curve(const CertifyRequest& request);

}  // namespace quenchmark::validation
