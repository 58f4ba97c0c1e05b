#pragma once
// Where a result comes from: the binary, the machine, the command.

#include <map>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

/// What the command line knows.
struct Invocation {
  std::vector<std::string> arguments;  ///< as typed, the program's name first
  int threads = 1;
};

/// Texts for Record::provenance, of work in one process on the processor: what was done otherwise notes its
/// ranks, device and backend itself. Neither host name nor user nor directories, but for what the arguments
/// hold.
std::map<std::string, std::string> make_provenance(const cases::Case& asked, const Invocation& invocation);

/// Now, "2024-06-07T12:00:00Z".
std::string utc_now();

/// Processors this process may use.
int available_cores();

}  // namespace quenchmark::validation
