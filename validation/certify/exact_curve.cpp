#include "validation/certify/exact_curve.hpp"

#include <cctype>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "validation/evidence/door.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/reference_record.hpp"

namespace quenchmark::validation {

std::string slug_of(const std::string& file) {
  std::string slug;
  for (const unsigned char c : std::filesystem::path(file).filename().string()) {
    if (std::isalnum(c) != 0 || c == '_') {
      slug += static_cast<char>(std::tolower(c));
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  while (slug.ends_with('-')) {
    slug.pop_back();
  }
  return slug.empty() ? "curve" : slug;
}

RunOutcome keep_exact_curve(const cases::Case& asked, const std::filesystem::path& directory,
                            const Invocation& invocation, const RunControl& control, bool with_states) {
  RunOptions options;
  options.out = directory;
  options.name = "reference";
  options.earlier = Earlier::renew;
  options.invocation = invocation;
  options.control = control;
  return compute_and_keep(asked, options, reference_identity(asked), [&] {
    reference::ReferenceSettings settings;
    settings.threads = invocation.threads;
    settings.store_states = with_states;
    return record_of_reference(
        asked, reference::compute_reference(cases::make_problem(asked), asked.reference, settings, control));
  });
}

Evidence exact_evidence(const cases::Case& asked, const std::filesystem::path& directory) {
  Evidence evidence = gather(asked, directory, {build_info().identity});
  if (!evidence.reference) {
    throw Error(ErrorKind::format, evidence.reference_failure, "remove it and certify again",
                evidence.reference_path);
  }
  return evidence;
}

}  // namespace quenchmark::validation
