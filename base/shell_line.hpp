#pragma once
// Command lines that can be copied.

#include <string>
#include <vector>

namespace quenchmark {

/// One line that a POSIX shell takes apart into the same words again, quoted where they need it.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace quenchmark
