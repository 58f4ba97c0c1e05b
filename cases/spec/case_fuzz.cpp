// Any bytes as a file of the catalogue: they end in a message, in figures, or in cases whose canonical text is
// that case again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "cases/spec/figure_list.hpp"
#include "cases/spec/read_case.hpp"
#include "cases/spec/toml_tree.hpp"

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
  cases::CaseFamily family;
  try {
    const cases::TomlNode root = cases::parse_toml({reinterpret_cast<const char*>(data), size}, "case.toml");
    if (cases::is_figure_list(root)) {
      cases::read_figure_list(root, "case.toml");
      return 0;
    }
    family = cases::read_case_family_tree(root, "case.toml");
  } catch (const Error& error) {
    if (error.diagnostics().empty() || error.diagnostics().front().message.empty()) {
      std::abort();
    }
    return 0;
  }
  for (const cases::CaseFile& member : family.members) {
    for (const cases::Case& resolved : member.tiers) {
      require_same_case_again(resolved);
    }
  }
  return 0;
}
