// Any bytes as a case file: they end in a message, or in a case whose canonical text is that case again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "cases/spec/read_case.hpp"

namespace {

using namespace quenchmark;

void require_same_case_again(const cases::Case& resolved) {
  const cases::CaseFile again = cases::read_case_text(resolved.resolved_toml, "canonical.toml");
  if (again.at(resolved.tier).resolved_toml != resolved.resolved_toml) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cases::CaseFile file;
  try {
    file = cases::read_case_text({reinterpret_cast<const char*>(data), size}, "case.toml");
  } catch (const Error& error) {
    if (error.diagnostics().empty() || error.diagnostics().front().message.empty()) {
      std::abort();
    }
    return 0;
  }
  for (const cases::Case& resolved : file.tiers) {
    require_same_case_again(resolved);
  }
  return 0;
}
