#include "validation/certify/conventions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "base/error.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "validation/run/reference_record.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

using cases::ObservableKind;

/// Another problem that somebody may have solved in good faith. The curve's time t is `clock` t of that
/// problem.
struct OtherProblem {
  std::string words;
  cases::Case problem;
  double clock = 1.0;
  bool half_spins = false;  ///< the Hamiltonian of spin-1/2 operators: observables may be of them too
};

/// Another way to write down the number that was measured.
struct Reading {
  std::string words;                     ///< empty: as it is
  ObservableKind of;                     ///< measured of the exact state
  std::function<double(double)> number;  ///< of its exact value
};

std::vector<OtherProblem> other_problems(const cases::Case& asked) {
  std::vector<OtherProblem> others;
  const auto with_couplings = [&](const std::string& words, double of_J, double of_fields) -> OtherProblem& {
    OtherProblem& other = others.emplace_back(OtherProblem{words, asked, 1.0, false});
    other.problem.model.J *= of_J;
    other.problem.model.h *= of_fields;
    other.problem.model.g *= of_fields;
    other.problem.model.h_over_hc.reset();
    return other;
  };
  const bool quench = asked.protocol.kind == cases::ProtocolKind::quench;
  if (!quench) {
    return others;  // the couplings of a ramp leave nothing to choose
  }
  with_couplings("spin-1/2 operators instead of Pauli matrices in H (J/4, h/2)", 0.25, 0.5).half_spins = true;
  for (const auto& [words, factor] :
       {std::pair{"twice", 2.0}, {"half", 0.5}, {"four times", 4.0}, {"a quarter", 0.25}}) {
    with_couplings(fmt::format("h {} as large", words), 1.0, factor);
    with_couplings(fmt::format("J {} as large", words), factor, 1.0);
  }
  with_couplings("the opposite sign of J", -1.0, 1.0);
  with_couplings("the opposite sign of h", 1.0, -1.0);
  const auto with_clock = [&](const std::string& words, double clock) {
    others.push_back({words, asked, clock, false});
  };
  const double J = std::abs(asked.model.J);
  const double h =
      std::abs(asked.model.kind == cases::ModelKind::mixed_field ? asked.model.g : asked.model.h);
  if (h > 0.0 && h != 1.0) {
    with_clock("time in 1/h", 1.0 / h);
  }
  if (J > 0.0 && J != 1.0) {
    with_clock("time in 1/J", 1.0 / J);
  }
  with_clock("a clock twice as fast (t means t/2)", 0.5);
  with_clock("a clock half as fast (t means 2t)", 2.0);
  if (asked.protocol.start != cases::Start::random && asked.model.kind == cases::ModelKind::tfim) {
    const bool paramagnet = asked.protocol.start == cases::Start::paramagnet;
    OtherProblem& other = others.emplace_back(OtherProblem{"", asked, 1.0, false});
    other.words = paramagnet ? "the ferromagnet as the start" : "the paramagnet as the start";
    other.problem.protocol.start = paramagnet ? cases::Start::ferromagnet : cases::Start::paramagnet;
  }
  return others;
}

std::vector<Reading> half_spin_readings(ObservableKind kind) {
  switch (kind) {
    case ObservableKind::mx:
    case ObservableKind::mz:
      return {{"spin-1/2 operators instead of Pauli matrices in the observable", kind,
               [](double x) { return x / 2; }}};
    case ObservableKind::zz:
    case ObservableKind::zz_connected:
    case ObservableKind::f_q:
      return {{"spin-1/2 operators instead of Pauli matrices in the observable", kind,
               [](double x) { return x / 4; }}};
    default:
      return {};
  }
}

std::vector<Reading> other_readings(ObservableKind kind, double sites) {
  std::vector<Reading> readings = half_spin_readings(kind);
  const auto add = [&](const std::string& words, ObservableKind of,
                       const std::function<double(double)>& number) {
    readings.push_back({words, of, number});
  };
  switch (kind) {
    case ObservableKind::mx:
    case ObservableKind::mz:
      add("the sum over sites instead of their mean", kind, [sites](double x) { return sites * x; });
      add(kind == ObservableKind::mx ? "x and z exchanged: its mx is mz" : "x and z exchanged: its mz is mx",
          kind == ObservableKind::mx ? ObservableKind::mz : ObservableKind::mx, [](double x) { return x; });
      break;
    case ObservableKind::energy:
    case ObservableKind::energy_variance:
      add("a value per site instead of the total", kind, [sites](double x) { return x / sites; });
      break;
    case ObservableKind::energy_density:
    case ObservableKind::excess_energy:
    case ObservableKind::f_q:
      add("the total instead of the value per site", kind, [sites](double x) { return sites * x; });
      break;
    case ObservableKind::loschmidt:
      add("the rate -ln(L)/N instead of the echo L", kind,
          [sites](double x) { return -std::log(x) / sites; });
      add("the amplitude |<start|psi>| instead of its square", kind, [](double x) { return std::sqrt(x); });
      break;
    default:
      break;
  }
  add("its logarithm instead of its mean", kind, [](double x) { return std::log(x); });
  add("the opposite sign", kind, [](double x) { return -x; });
  return readings;
}

/// Up to two dozen rows, evenly over the curve, with its last.
std::vector<std::size_t> tried_rows(std::size_t rows) {
  constexpr std::size_t most = 24;
  std::vector<std::size_t> tried;
  const std::size_t count = std::min(rows, most);
  for (std::size_t k = 1; k <= count; ++k) {
    tried.push_back(k * rows / count - 1);
  }
  return tried;
}

std::vector<double> picked(const std::vector<double>& values, const std::vector<std::size_t>& rows) {
  std::vector<double> picked;
  for (const std::size_t row : rows) {
    picked.push_back(values[row]);
  }
  return picked;
}

/// One claim of the curve at the rows that are tried, and the best explanation so far.
struct Suspect {
  const cases::Claim* claim;
  std::vector<double> values;
  double before = 0.0;
  double allowed = 0.0;  ///< what agreement means: the limit, or what the stated errors explain
  std::optional<Diagnosis> best;
};

/// Exact values of one component at the rows, or nothing where the record lacks it or the numbers.
std::optional<std::vector<double>> exact_values(const Record& record, ObservableKind kind,
                                                const cases::Claim& claim, const std::vector<double>& times) {
  try {
    const bool same = kind == claim.observable;
    const Curve curve = extract_curve(record, std::string(cases::name(kind)),
                                      same ? cases::component_of(claim) : cases::ComponentLabel{});
    std::vector<double> values;
    for (const double t : times) {
      values.push_back(curve.mean.at(index_of_time(curve.times, t).value()));
    }
    return values;
  } catch (const Error&) {
    return std::nullopt;
  } catch (const std::bad_optional_access&) {
    return std::nullopt;
  }
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b,
                          const std::function<double(double)>& number) {
  double largest = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double difference = std::abs(a[k] - number(b[k]));
    largest =
        std::isfinite(difference) ? std::max(largest, difference) : std::numeric_limits<double>::infinity();
  }
  return largest;
}

/// A change explains a curve when it agrees then, and did not nearly so before; of two that do, the first
/// stands unless the second is twice as good.
void consider(Suspect& suspect, const std::string& change, double after) {
  constexpr double much_better = 4.0;
  const bool explains = after <= suspect.allowed && much_better * after <= suspect.before;
  if (explains && (!suspect.best || 2.0 * after < suspect.best->after)) {
    suspect.best = Diagnosis{suspect.claim->id, change, suspect.before, after, suspect.values.size()};
  }
}

void read_otherwise(std::vector<Suspect>& suspects, const Record& exact, const std::vector<double>& times,
                    const std::function<std::vector<Reading>(ObservableKind)>& readings,
                    const std::string& words) {
  for (Suspect& suspect : suspects) {
    for (const Reading& reading : readings(suspect.claim->observable)) {
      if (const auto values = exact_values(exact, reading.of, *suspect.claim, times)) {
        const std::string both =
            words.empty() || reading.words.empty() ? words + reading.words : words + " and " + reading.words;
        consider(suspect, both, largest_difference(suspect.values, *values, reading.number));
      }
    }
  }
}

std::vector<Suspect> suspects_of(const Record& curve, const Record& exact,
                                 const std::vector<cases::Claim>& claims,
                                 const std::vector<std::size_t>& rows, const std::vector<double>& times) {
  std::vector<Suspect> suspects;
  for (const cases::Claim& claim : claims) {
    const Curve of_claim =
        extract_curve(curve, std::string(cases::name(claim.observable)), cases::component_of(claim));
    Suspect suspect{&claim, picked(of_claim.mean, rows), 0.0, claim.limit, {}};
    if (const auto values = exact_values(exact, claim.observable, claim, times)) {
      suspect.before = largest_difference(suspect.values, *values, [](double x) { return x; });
    }
    constexpr double standard_errors = 4.0;
    for (const std::size_t row : of_claim.standard_error.empty() ? std::vector<std::size_t>{} : rows) {
      suspect.allowed = std::max(suspect.allowed, standard_errors * of_claim.standard_error[row]);
    }
    suspects.push_back(std::move(suspect));
  }
  return suspects;
}

/// The exact curve of another problem at the times of ours, by one propagator; nothing when it cannot be had.
std::optional<Record> exact_curve_of(const OtherProblem& other, std::vector<double> times, int threads,
                                     const RunControl& control) {
  cases::Case problem = other.problem;
  for (double& t : times) {
    t *= other.clock;
  }
  problem.protocol.output_times = times;
  problem.protocol.t_max = times.back();
  try {
    for (const cases::ReferenceMethod method :
         {problem.reference.method, cases::ReferenceMethod::exact_sector}) {
      problem.reference.method = method;
      if (cases::complete_and_check(problem).empty()) {
        reference::ReferenceSettings settings;
        settings.threads = threads;
        settings.second_propagator = false;
        return record_of_reference(
            problem,
            reference::compute_reference(cases::make_problem(problem), problem.reference, settings, control));
      }
    }
  } catch (const Error&) {
    // A guess that cannot be computed is no guess.
  }
  return std::nullopt;
}

/// Both magnetisations are measured too: they are often exchanged.
void ask_for_magnetisations(cases::Case& asked) {
  for (const ObservableKind kind : {ObservableKind::mx, ObservableKind::mz}) {
    const bool there = std::any_of(asked.observables.begin(), asked.observables.end(),
                                   [kind](const cases::Observable& o) { return o.kind == kind; });
    if (!there) {
      asked.observables.push_back({kind, {}});
    }
  }
}

}  // namespace

ConventionSearch search_conventions(const cases::Case& asked, const Record& curve, const Record& exact,
                                    const std::vector<cases::Claim>& claims, double seconds, int threads,
                                    const RunControl& control) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const auto elapsed = [begin] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const std::vector<std::size_t> rows = tried_rows(curve.times.size());
  const std::vector<double> times = picked(curve.times, rows);
  const double sites = cases::Lattice{asked.model.size, asked.model.boundary}.sites();
  std::vector<Suspect> suspects = suspects_of(curve, exact, claims, rows, times);
  read_otherwise(
      suspects, exact, times, [sites](ObservableKind kind) { return other_readings(kind, sites); }, "");

  ConventionSearch search;
  cases::Case both = asked;
  ask_for_magnetisations(both);
  double longest = 0.0;
  std::vector<OtherProblem> others = other_problems(both);
  others.insert(others.begin(),
                OtherProblem{"", both, 1.0, false});  // the problem itself, with both magnetisations
  for (const OtherProblem& other : others) {
    if (control.stop_requested()) {
      break;
    }
    if (elapsed() + longest > seconds) {
      search.untried.push_back(other.words.empty() ? "x and z exchanged" : other.words);
      continue;
    }
    const double before = elapsed();
    if (const std::optional<Record> record = exact_curve_of(other, times, threads, control)) {
      std::vector<double> own_times = times;
      std::transform(times.begin(), times.end(), own_times.begin(),
                     [&](double t) { return other.clock * t; });
      const auto readings = [&](ObservableKind kind) {
        if (other.words.empty()) {
          return other_readings(kind, sites);
        }
        std::vector<Reading> some = other.half_spins ? half_spin_readings(kind) : std::vector<Reading>{};
        some.insert(some.begin(), Reading{"", kind, [](double x) { return x; }});
        return some;
      };
      read_otherwise(suspects, *record, own_times, readings, other.words);
    }
    longest = std::max(longest, elapsed() - before);
  }
  for (Suspect& suspect : suspects) {
    if (suspect.best) {
      search.found.push_back(std::move(*suspect.best));
    }
  }
  return search;
}

}  // namespace quenchmark::validation
