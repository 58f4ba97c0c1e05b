// What a predictor needs of the rest of the case.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "cases/spec/case_findings.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

namespace {

void check_lengths(const Case& c, CaseFindings& findings) {
  const PredictorSpec& p = *c.predictor;
  if (p.lengths.empty()) {
    findings.add("predictor.lengths", "must name at least one chain length");
    return;
  }
  std::set<int> seen;
  for (const std::vector<int>* list : {&p.lengths, &p.fine_tuned}) {
    for (const int spins : *list) {
      if (!seen.insert(spins).second) {
        findings.add(list == &p.lengths ? "predictor.lengths" : "predictor.fine_tuned",
                     fmt::format("holds {} twice, or a length that is trained on already", spins));
      }
    }
  }
  if (c.model.size.size() == 1 && c.model.size.front() != *seen.rbegin()) {
    findings.add("model.size",
                 fmt::format("= [{}], but the longest chain of the predictor has {} spins",
                             c.model.size.front(), *seen.rbegin()),
                 fmt::format("set size = [{}]", *seen.rbegin()));
  }
}

void check_model_of_predictor(const Case& c, CaseFindings& findings) {
  if (c.model.kind != ModelKind::mixed_field) {
    findings.add("model.kind",
                 fmt::format("= \"{}\", but a predictor learns the mixed-field chain", name(c.model.kind)),
                 "set kind = \"mixed_field\" and give g and h");
  }
  if (c.model.lattice != LatticeKind::chain || c.model.boundary != Boundary::open) {
    findings.add("model.boundary", "of a predictor must be an open chain",
                 "set lattice = \"chain\" and boundary = \"open\"");
  }
  if (c.protocol.start != Start::random) {
    findings.add("protocol.start",
                 fmt::format("= \"{}\", but a predictor is judged on random states", name(c.protocol.start)),
                 "set start = \"random\"; predictor.data.ensemble says from which ensemble");
  }
  if (c.protocol.kind != ProtocolKind::quench) {
    findings.add("protocol.kind", "must be \"quench\": every step of a predictor is the same");
  } else if (!c.protocol.output_times.empty()) {
    findings.add("protocol.output_times", "are not for a predictor, whose steps are equal", "give output_dt");
  } else {
    const double steps = c.protocol.t_max / c.protocol.output_dt;
    if (std::abs(steps - std::round(steps)) > 1e-6 * steps) {
      findings.add("protocol.t_max",
                   fmt::format("= {} is no multiple of output_dt = {}, the step of the predictor",
                               c.protocol.t_max, c.protocol.output_dt));
    }
  }
  if (c.reference.method != ReferenceMethod::exact) {
    findings.add(
        "reference.method",
        fmt::format("= \"{}\", but a predictor is held against exact evolution", name(c.reference.method)),
        "set method = \"exact\"");
  }
}

/// Ratios whose denominator is known to be nothing.
void check_rivals(const Case& c, CaseFindings& findings) {
  for (std::size_t k = 0; k < c.observables.size(); ++k) {
    const ObservableKind kind = c.observables[k].kind;
    if (kind == ObservableKind::entropy_over_scratch && c.predictor->fine_tuned.empty()) {
      findings.add(fmt::format("observable[{}].name", k),
                   "\"entropy_over_scratch\" compares fine-tuned lengths, and there are none",
                   "name them under predictor.fine_tuned, or leave it out");
    }
    if (kind == ObservableKind::entropy_over_persistence && c.model.g == 0.0) {
      findings.add(
          fmt::format("observable[{}].name", k),
          "\"entropy_over_persistence\" is a ratio to the error of a state at rest, which is none at g = 0",
          "leave it out: without a transverse field no |amplitude| changes");
    }
  }
}

/// cpu, cuda, cuda:N.
bool is_device(const std::string& text) {
  const auto digit = [](unsigned char letter) { return std::isdigit(letter) != 0; };
  const std::string numbered = "cuda:";
  return text == "cpu" || text == "cuda" ||
         (text.starts_with(numbered) && text.size() > numbered.size() && text.size() <= numbered.size() + 2 &&
          std::all_of(text.begin() + static_cast<std::ptrdiff_t>(numbered.size()), text.end(), digit));
}

void check_training(const PredictorSpec& p, CaseFindings& findings) {
  if (!is_device(p.device)) {
    findings.add("predictor.device", fmt::format("= \"{}\" is no device", p.device),
                 "it may be cpu, cuda, or cuda:1 and so on");
  }
  if (!p.trains()) {
    return;
  }
  if (p.training.window > p.data.steps) {
    findings.add("predictor.training.window", fmt::format("= {} is longer than the trajectories of {} steps",
                                                          p.training.window, p.data.steps));
  }
  const int epochs = p.weights.empty() ? p.training.epochs : p.fine_tuning_epochs;
  if (p.training.free_epochs > epochs) {
    findings.add("predictor.training.free_epochs",
                 fmt::format("= {} are more than the {} epochs", p.training.free_epochs, epochs));
  }
}

}  // namespace

void check_predictor(const Case& subject, CaseFindings& findings) {
  for (std::size_t k = 0; k < subject.observables.size(); ++k) {
    const ObservableKind kind = subject.observables[k].kind;
    if (is_told_by_the_run(kind)) {
      findings.add(fmt::format("observable[{}].name", k),
                   fmt::format("\"{}\" is no observable: every run that can tells it", name(kind)),
                   "claim it, and leave it out here");
      continue;
    }
    if (is_predicted(kind) != subject.predictor.has_value()) {
      findings.add(fmt::format("observable[{}].name", k),
                   subject.predictor ? fmt::format("\"{}\" is not measured by a predictor", name(kind))
                                     : fmt::format("\"{}\" needs a [predictor]", name(kind)),
                   subject.predictor ? "relative_entropy is" : "");
    }
  }
  if (!subject.predictor) {
    return;
  }
  if (subject.solver) {
    findings.add("predictor.lengths", "stands beside a [solver]", "a case has one or the other");
  }
  check_lengths(subject, findings);
  check_model_of_predictor(subject, findings);
  check_rivals(subject, findings);
  check_training(*subject.predictor, findings);
}

}  // namespace quenchmark::cases
