#pragma once
// How the checks of a case note what they find.

#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/key_positions.hpp"

namespace quenchmark::cases {

/// Text that says nothing: other control characters are refused before.
inline bool is_blank(const std::string& text) {
  return text.find_first_not_of(' ') == std::string::npos;
}

class CaseFindings {
 public:
  CaseFindings(const Case& subject, const KeyPositions& positions, const std::set<std::string>& broken)
      : file_(subject.file), positions_(positions), broken_(broken) {}

  void add(const std::string& key, std::string message, std::string hint = {}) {
    const Place place = positions_.find(key);
    broken_.insert(key.substr(0, key.find_first_of(".[")));
    diagnostics_.push_back({ErrorKind::bad_case, place.key + " " + std::move(message), std::move(hint), file_,
                            place.line, place.column, place.key});
  }

  /// True when nothing is wrong so far with these sections.
  bool sound(std::initializer_list<const char*> sections) const {
    for (const char* section : sections) {
      if (broken_.contains(section)) {
        return false;
      }
    }
    return true;
  }

  std::vector<Diagnostic> take() { return std::move(diagnostics_); }

 private:
  std::string file_;
  const KeyPositions& positions_;
  std::set<std::string> broken_;
  std::vector<Diagnostic> diagnostics_;
};

/// The [solver] section (check_solver.cpp): needs sound [model] and [protocol].
void check_solver(const Case& subject, CaseFindings& findings);

/// The [predictor] section (check_predictor.cpp): needs sound [model] and [protocol].
void check_predictor(const Case& subject, CaseFindings& findings);

/// [reference] and the claims (check_claims.cpp): need everything else sound.
void check_reference(const Case& subject, CaseFindings& findings);
void check_claims(const Case& subject, CaseFindings& findings);

}  // namespace quenchmark::cases
