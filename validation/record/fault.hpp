#pragma once
// How the checks of a record end at the first fault they meet. Private to validation/record.

#include <string>
#include <utility>

namespace quenchmark::validation {

struct Fault {
  std::string words;  ///< "/time is empty, though the record is complete"
};

[[noreturn]] inline void report_fault(std::string words) {
  throw Fault{std::move(words)};
}

}  // namespace quenchmark::validation
