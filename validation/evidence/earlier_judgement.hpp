#pragma once
// What a verdicts.json of earlier told of the results beside it.

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "cases/spec/case.hpp"
#include "validation/judge/verdict.hpp"

namespace quenchmark::validation {

/// Of one case and tier.
struct EarlierVerdict {
  std::string reproduce, case_sha256;

  bool operator==(const EarlierVerdict&) const = default;
};

struct EarlierJudgement {
  SuiteInfo info;
  std::map<std::pair<std::string, std::string>, EarlierVerdict> verdicts;  ///< by case and tier

  /// Empty words where nothing was told.
  EarlierVerdict about(const std::string& id, cases::Tier tier) const;
};

/// Reads the text of a verdicts.json, whatever it is: what is not there, or of another kind, was not told.
EarlierJudgement parse_judgement(std::string_view text);

}  // namespace quenchmark::validation
