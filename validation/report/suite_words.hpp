#pragma once
// What a suite amounts to, in sentences that the HTML and the Markdown report share.

#include <string>
#include <vector>

#include "validation/judge/verdict.hpp"

namespace quenchmark::validation {

/// "All 24 claims hold", "2 of 24 claims fail", "1 of 24 claims could not be judged".
std::string headline(const Suite& suite);

/// "Certified: 20 against exact dynamics, 2 against conservation laws. 3 exact curves confirmed by a second
/// propagator. 8 error bounds kept by the measured error."
std::string certified_sentence(const Suite& suite);

/// Claims of one case that got one verdict for one reason.
struct Finding {
  const Verdict* verdict;
  std::string claims;  ///< "mx, zz-nearest"
};

/// What somebody has to look at, the gravest first.
std::vector<Finding> needing_attention(const Suite& suite);

/// "smoke tier · 12 cases · 41 s · seed 1 · version 0.1.0 · 2026-01-01T00:00:00Z", what is known of it.
std::string suite_facts(const Suite& suite);

}  // namespace quenchmark::validation
