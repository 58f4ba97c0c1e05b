#include "validation/run/case_record.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"

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

/// "missing" when it cannot be read: whoever needs the file itself will say why.
std::string sha256_of(const std::filesystem::path& file) {
  try {
    return sha256_hex(read_file(file));
  } catch (const Error&) {
    return "missing";
  }
}

}  // namespace

Record empty_record(const cases::Case& asked) {
  Record record;
  record.case_id = asked.id;
  record.tier = cases::name(asked.tier);
  record.case_toml = asked.resolved_toml;
  return record;
}

cases::Components components_of(const cases::Case& asked, const std::string& name) {
  for (const cases::Observable& observable : asked.observables) {
    if (cases::name(observable.kind) == name) {
      return cases::components_of(asked, observable);
    }
  }
  return {};
}

Dataset flattened(const std::vector<std::vector<double>>& table, std::size_t begin, std::size_t end,
                  const cases::Components& components) {
  Dataset data;
  data.shape = {end - begin};
  if (!components.empty()) {
    data.shape.push_back(components.labels.size());
  }
  for (std::size_t t = begin; t < end; ++t) {
    data.values.insert(data.values.end(), table[t].begin(), table[t].end());
  }
  return data;
}

std::filesystem::path published_file(const cases::Case& asked) {
  return std::filesystem::path(asked.file).parent_path() / asked.reference.file;
}

std::filesystem::path weights_file(const cases::Case& asked) {
  const std::filesystem::path file =
      std::filesystem::path(asked.file).parent_path() / asked.predictor->weights;
  if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
    throw Error(
        ErrorKind::bad_case,
        fmt::format("predictor.weights = \"{}\": there is no {}", asked.predictor->weights, file.string()),
        "the path is relative to the case file; correct it, or leave it out to train", asked.file);
  }
  return file;
}

std::string result_identity(const cases::Case& asked, int replica) {
  cases::Case subject = bare(asked);
  subject.reference = {};
  std::string text = cases::canonical_text(subject);
  if (replica >= 0) {
    text += "# replica " + std::to_string(replica) + "\n";
  }
  if (asked.predictor && !asked.predictor->weights.empty()) {  // the same path may hold other weights
    text += "# weights " + sha256_of(weights_file(asked)) + "\n";
  }
  return sha256_hex(text);
}

std::string reference_identity(const cases::Case& asked) {
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
    text += "# published curve " + sha256_of(published_file(asked)) + "\n";
  }
  return sha256_hex(text);
}

}  // namespace quenchmark::validation
