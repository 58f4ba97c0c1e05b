#include "validation/cli/stored_results.hpp"

#include <memory>

#include "base/error.hpp"
#include "cases/spec/catalog.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/run/build_info.hpp"

namespace quenchmark::validation {

StoredSuiteRules rules_for_stored(const CommonOptions& common, const std::string& from) {
  CommonOptions there = common;
  there.out = from;
  there.seed.reset();
  StoredSuiteRules rules;
  rules.build = build_info().identity;
  rules.any_tier = true;
  rules.repeated = repeated_options(there);
  return rules;
}

std::function<std::optional<cases::Case>(const std::string&, cases::Tier)> known_cases(
    const CommonOptions& common) {
  auto catalogue = std::make_shared<cases::Catalog>();
  try {
    *catalogue = cases::read_catalog(cases::catalog_directory(common.cases));
  } catch (const Error&) {
    if (!cases::named_catalogue(common.cases).empty()) {
      throw;  // it was asked for
    }
  }
  return [catalogue](const std::string& id, cases::Tier tier) -> std::optional<cases::Case> {
    for (const cases::CaseFile& file : catalogue->cases) {
      for (const cases::Case& resolved : file.tiers) {
        if (resolved.id == id && resolved.tier == tier) {
          return resolved;
        }
      }
    }
    return std::nullopt;
  };
}

}  // namespace quenchmark::validation
