#include "cases/spec/check_case.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cases/spec/case_findings.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

namespace {

bool is_identifier(const std::string& text) {
  return !text.empty() && text.size() <= 100 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

void check_identity(const Case& c, CaseFindings& findings) {
  const std::vector<std::string> known = {"ladder",    "exact_sum", "sampled", "sru",
                                          "published", "2d",        "3d",      "ramp"};
  if (findings.sound({"id"}) && !is_identifier(c.id)) {
    findings.add("id", fmt::format("\"{}\" must match [a-z0-9_-]+ and not begin with -", c.id),
                 "it names files and directories and is typed as an argument; at most 100 characters");
  }
  if (is_blank(c.title) && findings.sound({"title"})) {
    findings.add("title", "must not be empty");
  }
  for (std::size_t k = 0; k < c.tags.size(); ++k) {
    if (std::find(known.begin(), known.end(), c.tags[k]) == known.end()) {
      findings.add("tags", fmt::format("holds \"{}\", which is not in use", c.tags[k]),
                   suggestion(c.tags[k], known));
    }
    if (std::find(c.tags.begin(), c.tags.begin() + static_cast<std::ptrdiff_t>(k), c.tags[k]) !=
        c.tags.begin() + static_cast<std::ptrdiff_t>(k)) {
      findings.add("tags", fmt::format("holds \"{}\" twice", c.tags[k]));
    }
  }
}

void check_model(const Case& c, CaseFindings& findings) {
  const Model& m = c.model;
  const std::size_t dimension = static_cast<std::size_t>(m.lattice) + 1;
  if (m.size.size() != dimension) {
    findings.add("model.size",
                 fmt::format("must have {} {} for lattice = \"{}\", not {}", dimension,
                             dimension == 1 ? "length" : "lengths", name(m.lattice), m.size.size()));
    return;
  }
  std::int64_t sites = 1;
  for (const int length : m.size) {
    sites = std::min<std::int64_t>(sites * length, std::int64_t{most_sites} + 1);
  }
  if (sites > most_sites) {
    findings.add("model.size", fmt::format("is a lattice of more than {} sites", most_sites));
  } else if (sites < 2) {
    findings.add("model.size", "is a single site, which has no neighbours");
  }
  const bool double_bonds =
      m.boundary == Boundary::periodic && std::find(m.size.begin(), m.size.end(), 2) != m.size.end();
  if (double_bonds && m.double_bonds == DoubleBonds::refuse) {
    findings.add("model.size", "holds a torus of length 2, where the same pair is a neighbour twice",
                 "set double_bonds = \"count\" to count the pair twice, use open boundaries, or a length of "
                 "3 or more");
  }
  if (m.kind == ModelKind::mixed_field && m.lattice != LatticeKind::chain) {
    findings.add("model.kind", "= \"mixed_field\" is defined on chains", "set lattice = \"chain\"");
  }
}

void check_ramp(const Case& c, CaseFindings& findings) {
  if (c.protocol.x_start >= c.protocol.x_end) {
    findings.add("protocol.x_end",
                 fmt::format("= {} must be larger than x_start = {}", c.protocol.x_end, c.protocol.x_start));
  }
  if (findings.sound({"model"}) && c.model.kind != ModelKind::tfim) {
    findings.add("protocol.kind", "ramps are defined for model kind = \"tfim\"",
                 "mixed_field knows quenches only");
  }
}

/// Couplings whose squares, summed over a lattice, stay numbers.
void check_energy_unit(const Schedule& schedule, CaseFindings& findings) {
  constexpr double smallest = 1e-40, largest = 1e40;
  const double unit = schedule.energy_unit();
  if (!(unit >= smallest && unit <= largest)) {
    findings.add("model.J",
                 fmt::format("and the fields reach {:.6g}: the largest must lie between {} and {}", unit,
                             smallest, largest),
                 "write energies and times in another unit: nothing else depends on it");
  }
}

/// The start and the end are output times themselves; a listed time may be one of them but for rounding.
void check_output_times(const std::vector<double>& times, const Schedule& schedule, CaseFindings& findings) {
  const double start = schedule.t_start(), end = schedule.t_end();
  const double same = schedule.time_resolution();
  const double rounding =
      4.0 * std::numeric_limits<double>::epsilon() * std::max(std::abs(start), std::abs(end));
  const auto refuse = [&](std::string message, std::string hint = {}) {
    findings.add("protocol.output_times", std::move(message), std::move(hint));
  };
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double t = times[k];
    if (k > 0 && t <= times[k - 1]) {
      return refuse(fmt::format("must increase, but {} follows {}", t, times[k - 1]));
    }
    if (t < start - rounding || t > end + rounding) {
      return refuse(fmt::format("holds {}, outside the protocol from {} to {}", t, start, end));
    }
    for (const double other : {k > 0 ? times[k - 1] : start, start, end}) {
      const double apart = std::abs(t - other);
      const bool is_end = other == start || other == end;
      if (apart < same && !(is_end && apart <= rounding)) {
        return refuse(fmt::format("holds {}, which is nearer to {} than 1e-12 of the largest time", t, other),
                      is_end ? "the start and the end are output times already" : "leave out one of the two");
      }
    }
  }
}

void check_protocol(const Case& c, CaseFindings& findings) {
  const Protocol& p = c.protocol;
  if (p.kind != ProtocolKind::quench) {
    check_ramp(c, findings);
  }
  const bool quench = p.kind == ProtocolKind::quench;
  const double start = quench ? 0.0 : p.x_start * p.tau_q;
  const double end = quench ? p.t_max : p.x_end * p.tau_q;
  if (!std::isfinite(end - start)) {
    findings.add(quench ? "protocol.t_max" : "protocol.tau_q", "spans a time beyond the range of numbers");
    return;
  }
  const Schedule schedule(c.model, p);
  if (findings.sound({"model"})) {
    check_energy_unit(schedule, findings);
  }
  if (end > start && end - start < schedule.time_resolution()) {
    findings.add("protocol.x_end", fmt::format("spans {} from {}, and times nearer than 1e-12 of the largest "
                                               "are taken for one",
                                               end - start, start));
    return;
  }
  if (end > start) {
    check_output_times(p.output_times, schedule, findings);
  }
  constexpr double most_outputs = 100000;
  if (p.output_times.empty() && (end - start) / p.output_dt > most_outputs) {
    findings.add("protocol.output_dt",
                 fmt::format("= {} asks for more than {} times of output", p.output_dt, most_outputs));
  }
}

bool fits(const Lattice& lattice, const std::vector<int>& displacement) {
  for (int axis = 0; axis < lattice.dimension(); ++axis) {
    if (std::abs(static_cast<std::int64_t>(displacement[axis])) >= lattice.size[axis]) {
      return false;
    }
  }
  return true;
}

void check_displacements(const Case& c, std::size_t which, CaseFindings& findings) {
  const Lattice lattice{c.model.size, c.model.boundary};
  const auto& displacements = c.observables[which].displacements;
  const std::string key = fmt::format("observable[{}].displacements", which);
  for (std::size_t k = 0; k < displacements.size(); ++k) {
    const std::vector<int>& d = displacements[k];
    if (static_cast<int>(d.size()) != lattice.dimension()) {
      findings.add(key,
                   fmt::format("[{}] must have {} components, not {}", k, lattice.dimension(), d.size()));
    } else if (std::all_of(d.begin(), d.end(), [](int x) { return x == 0; })) {
      findings.add(key, fmt::format("[{}] is zero, where zz is 1", k));
    } else if (!fits(lattice, d)) {
      findings.add(key, fmt::format("[{}] = {} does not fit on the lattice {}", k, d, lattice.size));
    } else if (std::count(displacements.begin(), displacements.begin() + static_cast<std::ptrdiff_t>(k), d) !=
               0) {
      findings.add(key, fmt::format("[{}] = {} is listed twice", k, d));
    }
  }
}

void check_observables(const Case& c, CaseFindings& findings) {
  for (std::size_t k = 0; k < c.observables.size(); ++k) {
    for (std::size_t earlier = 0; earlier < k; ++earlier) {
      if (c.observables[earlier].kind == c.observables[k].kind) {
        findings.add(fmt::format("observable[{}].name", k),
                     fmt::format("\"{}\" is measured twice", name(c.observables[k].kind)));
        break;
      }
    }
    if (findings.sound({"model"}) && has_displacements(c.observables[k].kind)) {
      check_displacements(c, k, findings);
    }
  }
}

/// In units of its duration.
constexpr double longest_step_of_a_ramp = 0.02;

/// What follows from other keys.
void complete_filter(Case& c) {
  if (c.solver && c.solver->ansatz.filter.size() == 1) {
    c.solver->ansatz.filter.resize(c.model.size.size(), c.solver->ansatz.filter.front());
  }
}

/// The couplings of a ramp must not change much within one step; who names dt_max has thought of it.
void complete_steps(Case& c, const KeyPositions& positions) {
  const auto written = [&](const char* key) {
    return positions.written(std::string("solver.integrator.") + key);
  };
  if (!c.solver || c.protocol.kind == ProtocolKind::quench || written("dt_max")) {
    return;
  }
  IntegratorSpec& i = c.solver->integrator;
  const Schedule schedule(c.model, c.protocol);
  const double longest = longest_step_of_a_ramp * (schedule.t_end() - schedule.t_start());
  i.dt_max = std::min(i.dt_max, written("dt_first") ? std::max(longest, i.dt_first) : longest);
  i.dt_first = std::min(i.dt_first, i.dt_max);
  i.dt_min = written("dt_min") ? i.dt_min : std::min(i.dt_min, i.dt_first);
}

void complete_observables(Case& c) {
  for (Observable& observable : c.observables) {
    if (has_displacements(observable.kind) && observable.displacements.empty()) {
      observable.displacements = default_displacements({c.model.size, c.model.boundary});
    }
  }
}

}  // namespace

std::vector<Diagnostic> complete_and_check(Case& subject, const KeyPositions& positions,
                                           const std::set<std::string>& broken) {
  CaseFindings findings(subject, positions, broken);
  check_identity(subject, findings);
  if (findings.sound({"model"})) {
    check_model(subject, findings);
  }
  if (findings.sound({"protocol"})) {
    check_protocol(subject, findings);
  }
  if (findings.sound({"model"})) {
    complete_filter(subject);
  }
  if (findings.sound({"observable"})) {
    check_observables(subject, findings);
  }
  if (findings.sound({"model", "observable", "predictor"})) {
    complete_observables(subject);
  }
  if (findings.sound({"model", "protocol", "observable", "reference"})) {
    check_reference(subject, findings);
  }
  if (findings.sound({"model", "protocol", "solver"})) {
    complete_steps(subject, positions);
  }
  if (subject.solver && findings.sound({"model", "protocol", "solver"})) {
    check_solver(subject, findings);
  }
  if (findings.sound({"model", "protocol", "solver", "predictor"})) {
    check_predictor(subject, findings);
  }
  if (findings.sound({"model", "protocol", "observable", "reference", "solver", "predictor", "claim"})) {
    check_claims(subject, findings);
  }
  return findings.take();
}

}  // namespace quenchmark::cases
