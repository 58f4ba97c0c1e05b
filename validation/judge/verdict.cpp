#include "validation/judge/verdict.hpp"

#include <algorithm>

namespace quenchmark::validation {

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "PASS";
    case Outcome::fail:
      return "FAIL";
    case Outcome::inconclusive:
      return "INCONCLUSIVE";
    case Outcome::error:
      return "ERROR";
    case Outcome::xfail:
      return "XFAIL";
    case Outcome::xpass:
      break;
  }
  return "XPASS";
}

int Suite::count(Outcome outcome) const {
  return static_cast<int>(std::count_if(verdicts.begin(), verdicts.end(),
                                        [&](const Verdict& verdict) { return verdict.verdict == outcome; }));
}

int Suite::exit_code() const {
  if (verdicts.empty()) {
    return 4;  // nothing was judged: that is no success
  }
  if (count(Outcome::error) > 0) {
    return error_exit_code;
  }
  if (count(Outcome::fail) + count(Outcome::xpass) > 0) {
    return 1;
  }
  return count(Outcome::inconclusive) > 0 ? 3 : 0;
}

}  // namespace quenchmark::validation
