#pragma once
// `validate`: makes what is missing, judges everything, one case's trouble never stopping the others.

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/case.hpp"
#include "validation/judge/judge.hpp"
#include "validation/run/progress.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {

/// One case as the user named it; either it could be read or there is a reason.
struct SuiteRequest {
  std::string name;
  std::optional<cases::Case> asked;
  std::optional<Error> failure;
};

struct SuiteOptions {
  std::filesystem::path out = "quenchmark-out";
  cases::Tier tier = cases::Tier::smoke;
  std::optional<std::uint64_t> seed;  ///< what --seed or --fresh-seeds put into the cases; none: their own
  /// What a call needs, besides case and tier, to do the same again: --seed, --cases, --out.
  std::vector<std::string> repeated;
  bool no_run = false;  ///< judge what is there
  int jobs = 1;         ///< pieces of work at a time; the threads of the invocation are divided among them
  ProgressStyle progress = ProgressStyle::none;
  Invocation invocation;
  const std::atomic<bool>* stop = nullptr;  ///< required
  /// Finds a case that another one uses as its reference; throws Error.
  std::function<cases::Case(const std::string& id)> find_case;
  /// Who does the work; tests put others here.
  std::function<RunOutcome(const cases::Case&, const RunOptions&)> run = run_case;
  std::function<RunOutcome(const cases::Case&, const RunOptions&)> reference = reference_case;
};

struct SuiteOutcome {
  Suite suite;
  std::vector<Evidence>
      evidence;              ///< in the order of the requests; those that could not be read are left out
  bool interrupted = false;  ///< nothing was judged
};

SuiteOutcome validate_suite(const std::vector<SuiteRequest>& requests, const SuiteOptions& options);

}  // namespace quenchmark::validation
