#include "validation/certify/certified_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/error.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::validation {

namespace {

using cases::ReferenceMethod;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// Pieces between the commas that stand in no bracket and no quote.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces{""};
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    quoted = c == '"' ? !quoted : quoted;
    depth += quoted ? 0 : c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c == ',' && depth == 0 && !quoted) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

/// A value as TOML: words get their quotes, 4x4 its brackets, anything else stays.
std::string toml_of(const std::string& key, const std::string& value) {
  const auto is_word = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
  const auto is_size = [](unsigned char c) { return std::isdigit(c) != 0 || c == 'x'; };
  if (key == "size" && !value.empty() && std::all_of(value.begin(), value.end(), is_size)) {
    std::string sizes = value;
    std::replace(sizes.begin(), sizes.end(), 'x', ',');
    return "[" + sizes + "]";
  }
  const bool is_number_word = value == "inf" || value == "nan" || value == "true" || value == "false";
  if (!value.empty() && !is_number_word && std::all_of(value.begin(), value.end(), is_word)) {
    return "\"" + value + "\"";
  }
  return value;
}

bool says(const std::string& lines, const std::string& key) {
  return lines.starts_with(key + " =") || lines.find("\n" + key + " =") != std::string::npos;
}

/// The lines of a section, from an option of the command line.
std::string section_lines(std::string words, const std::string& option) {
  words = trimmed(words);
  if (words.starts_with('{') && words.ends_with('}')) {
    words = words.substr(1, words.size() - 2);
  }
  std::string lines;
  for (const std::string& piece : pieces_of(words)) {
    const std::size_t equals = piece.find('=');
    if (trimmed(piece).empty()) {
      continue;
    }
    const std::string key = trimmed(piece.substr(0, equals));
    const bool plain =
        std::all_of(key.begin(), key.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    if (equals == std::string::npos || key.empty() || !plain || piece.find('\n') != std::string::npos) {
      throw Error(
          ErrorKind::usage, fmt::format("{}: \"{}\" is not key=value", option, trimmed(piece)),
          "for example --model kind=tfim,lattice=square,size=4x4,h_over_hc=1 --protocol start=paramagnet");
    }
    lines += fmt::format("{} = {}\n", key, toml_of(key, trimmed(piece.substr(equals + 1))));
  }
  return lines;
}

/// The case with everything taken away that says how it is solved and judged.
cases::Case bare(cases::Case asked) {
  if (asked.predictor) {
    throw Error(ErrorKind::bad_case, "case " + asked.id + " is about many random states, not about one curve",
                "certify against a case with a quench or a ramp", asked.file);
  }
  asked.solver.reset();
  asked.claims.clear();
  asked.reduces.clear();
  asked.figure.clear();
  return asked;
}

cases::Case tier_of(const cases::CaseFile& file, std::optional<cases::Tier> tier) {
  const std::vector<cases::Tier> tiers = file.tier_names();
  const bool has_smoke = std::find(tiers.begin(), tiers.end(), cases::Tier::smoke) != tiers.end();
  return file.at(tier.value_or(has_smoke ? cases::Tier::smoke : tiers.front()));
}

}  // namespace

cases::Case physics_of(const cases::CaseFile& file) {
  return bare(tier_of(file, std::nullopt));
}

CertifiedProblem certified_problem(const ProblemWords& words, const std::string& id, double t_end) {
  const std::string model = section_lines(words.model, "--model");
  const std::string protocol = section_lines(words.protocol, "--protocol");
  if (words.case_file) {
    CertifiedProblem problem{bare(tier_of(*words.case_file, words.tier)), {}};
    problem.written = tier_of(*words.case_file, words.tier);
    if (!model.empty() || !protocol.empty()) {
      const std::string tier(cases::name(problem.physics.tier));
      cases::Case unjudged = problem.physics;
      unjudged.reference = {};
      const std::string text =
          cases::canonical_text(unjudged) +
          fmt::format("\n[tier.{0}.model]\n{1}\n[tier.{0}.protocol]\n{2}", tier, model, protocol);
      const cases::Case changed = cases::read_case_text(text, "--model, --protocol").at(problem.physics.tier);
      problem.physics.model = changed.model;
      problem.physics.protocol = changed.protocol;
      problem.physics.observables = changed.observables;
      problem.physics.title += " (changed on the command line)";
    }
    return problem;
  }
  if (model.empty() || protocol.empty()) {
    throw Error(ErrorKind::usage, "which problem the curve is about is not said",
                "name a case with --case (quenchmark list shows them), or write the problem: --model "
                "kind=tfim,lattice=square,size=4x4,h=3.04 --protocol start=paramagnet");
  }
  std::string text = fmt::format(
      "schema = \"quenchmark.case/1\"\nid = \"{}\"\ntitle = \"A problem of the command line\"\n"
      "[model]\n{}\n[protocol]\n{}",
      id, model, protocol);
  if (!says(protocol, "kind")) {
    text += "kind = \"quench\"\n";
  }
  if (!says(protocol, "t_max") && !says(protocol, "tau_q")) {
    text += fmt::format("t_max = {:.17g}\n", t_end);
  }
  if (!says(protocol, "output_dt") && !says(protocol, "output_times")) {
    text += fmt::format("output_dt = {:.17g}\n", t_end);
  }
  text += "[[observable]]\nname = \"mx\"\n[reference]\nmethod = \"none\"\n";
  return {bare(tier_of(cases::read_case_text(text, "--model, --protocol"), words.tier)), {}};
}

void require_exact_method(cases::Case& asked) {
  const auto fits = [&](ReferenceMethod method, std::string& why) {
    cases::Case trial = asked;
    if (method != asked.reference.method) {
      trial.reference = {};
      trial.reference.method = method;
    }
    const std::vector<Diagnostic> findings = cases::complete_and_check(trial);
    if (findings.empty()) {
      asked = std::move(trial);
      return true;
    }
    why = findings.front().message;
    return false;
  };
  constexpr int short_chain = 20;  // where the sector takes no time, and knows every observable
  const bool long_chain =
      asked.model.lattice == cases::LatticeKind::chain && asked.model.size.front() > short_chain;
  const ReferenceMethod own = asked.reference.method;
  const bool computed = own == ReferenceMethod::free_fermions || own == ReferenceMethod::exact;
  const std::array<ReferenceMethod, 5> methods{
      computed ? own : ReferenceMethod::exact_sector,
      long_chain ? ReferenceMethod::free_fermions : ReferenceMethod::exact_sector,
      ReferenceMethod::exact_sector, ReferenceMethod::exact, ReferenceMethod::free_fermions};
  std::string why;
  for (const ReferenceMethod method : methods) {
    if (fits(method, why)) {
      return;
    }
  }
  throw Error(
      ErrorKind::bad_case,
      fmt::format("no exact truth can be computed for this problem ({}){}", why,
                  own == ReferenceMethod::none
                      ? ""
                      : fmt::format(", and one that is {} certifies nothing", cases::name(own))),
      "certify against a lattice in exact reach, such as --case tfim-square-5x5-paramagnet-to-0_1hc, and "
      "give the difference of two sizes with --finite-size",
      asked.file);
}

}  // namespace quenchmark::validation
