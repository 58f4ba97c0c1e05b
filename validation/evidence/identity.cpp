#include "validation/evidence/identity.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "cases/spec/case_text.hpp"

namespace quenchmark::validation {

namespace {

/// The case without what is said about it: title, paper, claims.
cases::Case bare(cases::Case asked) {
  asked.title.clear();
  asked.paper.clear();
  asked.figure.clear();
  asked.tags.clear();
  asked.reduces.clear();
  asked.claims.clear();
  return asked;
}

bool has_stored_weights(const cases::Case& asked) {
  return asked.predictor && !asked.predictor->weights.empty();
}

std::filesystem::path beside(const cases::Case& asked, const std::string& file) {
  return std::filesystem::path(asked.file).parent_path() / file;
}

/// "missing" when nobody knows it: whoever needs the file itself will say why.
std::string known_source(const cases::Case& asked, RecordRole role, const std::string& told) {
  const std::string found = source_sha256(asked, role);
  return !found.empty() ? found : !told.empty() ? told : "missing";
}

}  // namespace

std::filesystem::path published_file(const cases::Case& asked) {
  return beside(asked, asked.reference.file);
}

std::filesystem::path weights_file(const cases::Case& asked) {
  const std::filesystem::path file = beside(asked, asked.predictor->weights);
  if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
    throw Error(
        ErrorKind::bad_case,
        fmt::format("predictor.weights = \"{}\": there is no {}", asked.predictor->weights, file.string()),
        "the path is relative to the case file; correct it, or leave it out to train", asked.file);
  }
  return file;
}

std::string source_sha256(const cases::Case& asked, RecordRole role) {
  const bool published =
      role == RecordRole::reference && asked.reference.method == cases::ReferenceMethod::published;
  if (!published && !(role == RecordRole::result && has_stored_weights(asked))) {
    return {};
  }
  try {
    return sha256_hex(read_file(published ? published_file(asked) : beside(asked, asked.predictor->weights)));
  } catch (const Error&) {
    return {};
  }
}

std::string result_identity(const cases::Case& asked, int replica, const std::string& source) {
  cases::Case subject = bare(asked);
  subject.reference = {};
  std::string text = cases::canonical_text(subject);
  if (replica >= 0) {
    text += "# replica " + std::to_string(replica) + "\n";
  }
  if (has_stored_weights(asked)) {  // the same path may hold other weights
    if (source.empty()) {
      weights_file(asked);
    }
    text += "# weights " + known_source(asked, RecordRole::result, source) + "\n";
  }
  return sha256_hex(text);
}

std::string reference_identity(const cases::Case& asked, const std::string& source) {
  cases::Case subject = bare(asked);
  subject.solver.reset();
  if (subject.predictor) {  // the reference knows the chain lengths alone
    cases::PredictorSpec lengths;
    lengths.lengths = subject.predictor->lengths;
    lengths.fine_tuned = subject.predictor->fine_tuned;
    subject.predictor = lengths;
  }
  std::string text = cases::canonical_text(subject);
  if (asked.reference.method == cases::ReferenceMethod::published) {
    text += "# published curve " + known_source(asked, RecordRole::reference, source) + "\n";
  }
  return sha256_hex(text);
}

}  // namespace quenchmark::validation
