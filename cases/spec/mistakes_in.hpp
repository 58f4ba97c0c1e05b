#pragma once
// For tests of the reader: what it finds wrong with a text.

#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {

/// Empty when the text is a sound case file or study.
inline std::vector<Diagnostic> mistakes_in(const std::string& text) {
  try {
    read_case_family_text(text, "bad.toml");
  } catch (const Error& error) {
    return error.diagnostics();
  }
  return {};
}

}  // namespace quenchmark::cases
