#include "validation/evidence/stored.hpp"

#include <fmt/core.h>

#include <limits>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "cases/spec/asks_for.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/record/content_seal.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_of_case.hpp"

namespace quenchmark::validation {

namespace {

/// What a file is held against.
struct Question {
  const cases::Case& asked;
  RecordRole role;
  int replica;
  const DoorRules& rules;
};

std::string fact(const Record& record, const std::string& name) {
  const auto found = record.provenance.find(name);
  return found == record.provenance.end() ? "" : found->second;
}

std::string identity_of(const cases::Case& asked, const Question& question, const std::string& source) {
  return question.role == RecordRole::reference ? reference_identity(asked, source)
                                                : result_identity(asked, question.replica, source);
}

/// A record carries its case, and names it by its hash.
void require_named_case(const Record& record, const std::string& file) {
  if (fact(record, "case_sha256") != sha256_hex(record.case_toml)) {
    throw Error(ErrorKind::format,
                "the case that it carries is not the one it was made for: its SHA-256 is another",
                "compute it again", file);
  }
  if (!build_of(record).empty() && fact(record, seal_key).empty()) {
    throw Error(ErrorKind::format, "its seal is gone", "compute it again", file);
  }
}

/// In words of its own when a result is in the place of a reference, or the other way round.
void require_role(const Record& record, const Question& question, const std::string& file) {
  const bool of_result = record.schema.starts_with("quenchmark.result/");
  if (of_result != (question.role == RecordRole::result)) {
    require_record_of(record, question.asked, question.role, file);
  }
}

bool asks_the_same(const Record& record, const Question& question, const std::string& file) {
  const std::string source = fact(record, "source_sha256");
  const std::string wanted = identity_of(question.asked, question, source);
  if (build_of(record) == question.rules.build) {
    return fact(record, "identity") == wanted;
  }
  // Another version may write the same case in other words: this one reads what it wrote.
  const bool of_one_replica = !fact(record, "replica").empty();
  const cases::Case told = cases::read_case_text(record.case_toml, file).at(question.asked.tier);
  return of_one_replica == (question.replica >= 0) && identity_of(told, question, source) == wanted;
}

/// Excess energies are counted from energies that a computed reference keeps.
bool lacks_ground_states(const Record& record, const Question& question) {
  return question.role == RecordRole::reference && cases::is_computed(question.asked.reference.method) &&
         record.observables.contains("excess_energy") && record.ground_state.energy.values.empty() &&
         !record.times.empty();
}

void set(Stored& stored, Standing standing, const std::string& why) {
  stored.standing = standing;
  stored.why = why;
}

/// Of a sound record of the case.
void tell_standing(Stored& stored, const Question& question) {
  const Record& record = *stored.record;
  if (!question.rules.other_builds && build_of(record) != question.rules.build) {
    set(stored, Standing::another_build,
        fmt::format("another build made it ({}, this is {})", short_build(build_of(record)),
                    short_build(question.rules.build)));
  } else if (record.status == "stopped" && record.cause == StopCause::unknown) {
    // made before files told the cause: nobody could judge it
    set(stored, Standing::stale, "it ended early and does not say why");
  } else if (lacks_ground_states(record, question)) {
    // made before references kept them
    set(stored, Standing::stale, "it does not keep the energies of the ground state");
  } else if (unfinished(record)) {
    set(stored, Standing::interrupted,
        fmt::format("it {} at t = {:.6g}",
                    record.status == "interrupted" ? "was interrupted" : "was ended by a failure",
                    time_reached(record)));
  } else {
    stored.standing = Standing::sound;
  }
}

}  // namespace

std::string build_of(const Record& record) {
  return fact(record, "build");
}

std::string short_build(const std::string& build) {
  constexpr std::size_t digits = 12;
  return build.empty() ? "a build that it does not tell" : build.substr(0, digits);
}

double time_reached(const Record& record) {
  return record.times.empty() ? -std::numeric_limits<double>::infinity() : record.times.back();
}

bool unfinished(const Record& record) {
  return record.status == "interrupted" || is_failure(record.cause);
}

Stored examine(const std::filesystem::path& file, const cases::Case& asked, const DoorRules& rules,
               int replica) {
  std::error_code unused;
  if (!std::filesystem::exists(file, unused)) {
    return {};
  }
  const Question question{asked, role_of(file), replica, rules};
  Stored stored;
  try {
    stored.record = load_record(file, &stored.vouched);
    require_named_case(*stored.record, file.string());
    if (!asks_the_same(*stored.record, question, file.string())) {
      require_role(*stored.record, question, file.string());
      set(stored, Standing::stale, "it belongs to another version of the case");
      return stored;
    }
    require_record_of(*stored.record, asked, question.role, file.string());
    tell_standing(stored, question);
  } catch (const Error& error) {
    set(stored, Standing::unreadable, error.diagnostics().front().message);
  }
  return stored;
}

}  // namespace quenchmark::validation
