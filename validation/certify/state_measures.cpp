#include "validation/certify/state_measures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "reference/hilbert/full_space.hpp"
#include "validation/judge/state_angle.hpp"

namespace quenchmark::validation {

namespace {

using Complex = StatesFile::Complex;

Complex inner(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  Complex sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    sum += std::conj(a[k]) * b[k];
  }
  return sum;
}

/// (H + shift) psi; the space works on vectors of its own alignment.
std::vector<Complex> hamiltonian_on(const reference::HilbertSpace& space, const cases::Couplings& couplings,
                                    double shift, const std::vector<Complex>& psi) {
  reference::StateVector in(space.dimension()), image(space.dimension());
  std::copy(psi.begin(), psi.end(), in.data());
  space.apply(couplings, {1.0, shift, 0.0}, in.parts(), image.parts(), 2);
  return {image.data(), image.data() + image.dimension()};
}

/// Rates whose part along psi, which only moves norm and phase, is taken out.
std::vector<Complex> orthogonal_part(std::vector<Complex> rate, const std::vector<Complex>& psi) {
  const Complex along = inner(psi, rate);
  for (std::size_t k = 0; k < psi.size(); ++k) {
    rate[k] -= along * psi[k];
  }
  return rate;
}

StateMeasures measure_amplitudes(const StatesFile& states, std::size_t t, const cases::Problem& problem,
                                 const reference::HilbertSpace& space) {
  std::vector<Complex> psi = states.amplitudes[t];
  const double norm = std::sqrt(inner(psi, psi).real());
  for (Complex& amplitude : psi) {
    amplitude /= norm;
  }
  const cases::Couplings couplings = problem.schedule.at(states.times[t]);
  StateMeasures measures;
  measures.time = states.times[t];
  measures.energy.value = inner(psi, hamiltonian_on(space, couplings, 0.0, psi)).real();
  const std::vector<Complex> deviation = hamiltonian_on(space, couplings, -measures.energy.value, psi);
  measures.variance.value = inner(deviation, deviation).real();
  if (!states.amplitude_rate.empty()) {
    std::vector<Complex> rate = states.amplitude_rate[t];
    for (Complex& part : rate) {
      part /= norm;
    }
    std::vector<Complex> left = orthogonal_part(std::move(rate), psi);
    for (std::size_t k = 0; k < left.size(); ++k) {
      left[k] += Complex(0.0, 1.0) * deviation[k];
    }
    measures.speed_squared = Measured{inner(left, left).real(), 0.0};
  }
  return measures;
}

/// A statistic of some samples and its standard error by the jackknife over blocks of consecutive ones.
Measured jackknife(std::size_t samples,
                   const std::function<double(const std::function<bool(std::size_t)>&)>& statistic) {
  constexpr std::size_t blocks = 32;
  const Measured whole{statistic([](std::size_t) { return true; }), 0.0};
  std::vector<double> without;
  double mean = 0.0;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t begin = b * samples / blocks, end = (b + 1) * samples / blocks;
    without.push_back(statistic([begin, end](std::size_t k) { return k < begin || k >= end; }));
    mean += without.back() / blocks;
  }
  double squares = 0.0;
  for (const double value : without) {
    squares += (value - mean) * (value - mean);
  }
  return {whole.value, std::sqrt(squares * (blocks - 1) / blocks)};
}

template <class Values>
Complex mean_of(const Values& value, std::size_t samples, const std::function<bool(std::size_t)>& counts) {
  Complex sum = 0.0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < samples; ++k) {
    if (counts(k)) {
      sum += value(k);
      ++count;
    }
  }
  return sum / static_cast<double>(count);
}

StateMeasures measure_samples(const StatesFile& states, std::size_t t) {
  using Counts = std::function<bool(std::size_t)>;
  const std::vector<Complex>& energy = states.local_energy[t];
  const std::size_t samples = energy.size();
  const auto of_energy = [&](std::size_t k) { return energy[k]; };
  const auto spread = [&](const auto& value, const Counts& counts) {
    const Complex mean = mean_of(value, samples, counts);
    return mean_of([&](std::size_t k) { return Complex(std::norm(value(k) - mean)); }, samples, counts)
        .real();
  };
  StateMeasures measures;
  measures.time = states.times[t];
  measures.energy =
      jackknife(samples, [&](const Counts& counts) { return mean_of(of_energy, samples, counts).real(); });
  measures.variance = jackknife(samples, [&](const Counts& counts) { return spread(of_energy, counts); });
  if (!states.log_psi_rate.empty()) {
    const auto left = [&](std::size_t k) {
      return states.log_psi_rate[t][k] + Complex(0.0, 1.0) * energy[k];
    };
    measures.speed_squared = jackknife(samples, [&](const Counts& counts) { return spread(left, counts); });
    measures.r2 = jackknife(
        samples, [&](const Counts& counts) { return spread(left, counts) / spread(of_energy, counts); });
  }
  return measures;
}

/// |<phi|psi>|^2 of unit vectors from samples of |psi|^2: |<phi/psi>|^2 / <|phi/psi|^2>, whatever norm psi
/// and phi have.
Measured sampled_fidelity(const StatesFile& states, std::size_t t,
                          const std::function<Complex(std::uint64_t)>& phi) {
  const std::size_t samples = states.configurations[t].size();
  // The largest ratio is one, whatever ln psi says of single samples: nothing overflows.
  std::vector<Complex> ratio(samples);
  std::vector<double> log_size(samples);
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < samples; ++k) {
    ratio[k] = phi(states.configurations[t][k]);
    log_size[k] = std::log(std::abs(ratio[k])) - states.log_psi[t][k].real();
    highest = std::max(highest, log_size[k]);
  }
  for (std::size_t k = 0; k < samples; ++k) {
    ratio[k] = ratio[k] == 0.0 ? ratio[k]
                               : std::polar(std::exp(log_size[k] - highest),
                                            std::arg(ratio[k]) - states.log_psi[t][k].imag());
  }
  return jackknife(samples, [&](const std::function<bool(std::size_t)>& counts) {
    const double overlap = std::norm(mean_of([&](std::size_t k) { return ratio[k]; }, samples, counts));
    const double weight =
        mean_of([&](std::size_t k) { return Complex(std::norm(ratio[k])); }, samples, counts).real();
    return weight > 0.0 ? std::min(1.0, overlap / weight) : 0.0;
  });
}

/// The largest |<phi|psi>|^2 that samples of |psi|^2 leave room for, whatever ln psi says: they lie in a set
/// that carries the weight W of phi, and all but a share u of psi (Good and Turing: the share of configurations
/// seen once, here with three of its errors). |<phi|psi>| <= sqrt(W p) + sqrt((1 - W)(1 - p)) for p of psi in
/// the set, 1 - u <= p <= 1.
double room_for_fidelity(const std::vector<std::uint64_t>& configurations,
                         const std::function<Complex(std::uint64_t)>& phi) {
  std::map<std::uint64_t, std::size_t> times_seen;
  for (const std::uint64_t configuration : configurations) {
    ++times_seen[configuration];
  }
  double weight = 0.0, once = 0.0, twice = 0.0;
  for (const auto& [configuration, seen] : times_seen) {
    weight += std::norm(phi(configuration));
    once += seen == 1 ? 1.0 : 0.0;
    twice += seen == 2 ? 1.0 : 0.0;
  }
  weight = std::min(weight, 1.0);
  const auto samples = static_cast<double>(configurations.size());
  const double unseen = std::min(1.0, (once + 3.0 * std::sqrt(once + 2.0 * twice + 1.0)) / samples);
  const double inside = std::clamp(weight, 1.0 - unseen, 1.0);
  return std::pow(std::sqrt(weight * inside) + std::sqrt((1.0 - weight) * (1.0 - inside)), 2);
}

/// Amplitudes as snapshots of the full space.
cases::StateSnapshots snapshots_of(const StatesFile& states) {
  cases::StateSnapshots snapshots;
  const std::size_t count = states.amplitudes.front().size();
  for (std::size_t k = 0; k < count; ++k) {
    snapshots.configurations.push_back(k);
  }
  snapshots.multiplicity.assign(count, 1.0);
  snapshots.amplitudes = states.amplitudes;
  for (std::vector<Complex>& psi : snapshots.amplitudes) {
    const double norm = std::sqrt(inner(psi, psi).real());
    std::transform(psi.begin(), psi.end(), psi.begin(), [norm](const Complex& a) { return a / norm; });
  }
  return snapshots;
}

std::optional<std::size_t> index_of(const cases::StateSnapshots& exact, std::uint64_t configuration) {
  const auto found =
      std::lower_bound(exact.configurations.begin(), exact.configurations.end(), configuration);
  return found == exact.configurations.end() || *found != configuration
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - exact.configurations.begin()));
}

void measure_fidelities(const StatesFile& states, const cases::Problem& problem,
                        const cases::StateSnapshots& exact, std::vector<StateMeasures>& measures) {
  if (exact.empty()) {
    return;
  }
  if (!states.sampled()) {
    const cases::StateSnapshots own = snapshots_of(states);
    const StateComparison comparison(own, exact, problem);
    for (std::size_t t = 0; t < measures.size(); ++t) {
      measures[t].angle = Measured{comparison.angle(t, t), 0.0};
      measures[t].fidelity = Measured{std::pow(std::cos(measures[t].angle->value), 2), 0.0};
    }
    return;
  }
  const SymmetryOperations symmetries(problem, exact);
  for (std::size_t t = 0; t < measures.size(); ++t) {
    const auto phi = [&](std::uint64_t configuration) {
      const std::optional<std::size_t> k = index_of(exact, symmetries.representative(configuration));
      return k ? exact.amplitudes[t][*k] : Complex(0.0);
    };
    Measured fidelity = sampled_fidelity(states, t, phi);
    // A chain that sits in a few configurations cannot certify what lies beyond them.
    const double missing = std::max(0.0, fidelity.value - room_for_fidelity(states.configurations[t], phi));
    fidelity.error = std::hypot(fidelity.error, missing);
    measures[t].fidelity = fidelity;
    measures[t].angle = Measured{angle_of(measures[t].fidelity->value),
                                 angle_of(measures[t].fidelity->value - measures[t].fidelity->error) -
                                     angle_of(measures[t].fidelity->value)};
  }
}

}  // namespace

double angle_of(double fidelity) {
  return std::acos(std::sqrt(std::clamp(fidelity, 0.0, 1.0)));
}

std::vector<StateMeasures> measure_states(const StatesFile& states, const cases::Problem& problem,
                                          const cases::StateSnapshots& exact, int threads) {
  std::vector<StateMeasures> measures;
  if (states.sampled()) {
    for (std::size_t t = 0; t < states.times.size(); ++t) {
      measures.push_back(measure_samples(states, t));
    }
  } else {
    const reference::FullSpace space(reference::read_terms(problem), reference::Workers(threads));
    for (std::size_t t = 0; t < states.times.size(); ++t) {
      measures.push_back(measure_amplitudes(states, t, problem, space));
    }
  }
  const double unit = problem.schedule.energy_unit();
  for (StateMeasures& one : measures) {
    if (!(one.variance.value > 1e-12 * unit * unit * problem.sites())) {
      one.r2.reset();  // an eigenstate, or a ramp's start: 0/0
    } else if (one.speed_squared && !one.r2) {
      one.r2 = Measured{one.speed_squared->value / one.variance.value, 0.0};
    }
  }
  measure_fidelities(states, problem, exact, measures);
  return measures;
}

void bound_angles(double first_angle, std::vector<StateMeasures>& measures) {
  constexpr double q = 2.33;
  std::vector<double> speed;
  for (const StateMeasures& one : measures) {
    if (!one.speed_squared) {
      return;
    }
    const double squared = one.speed_squared->value + q * one.speed_squared->error;
    speed.push_back(squared < 0.0 ? 0.0 : std::sqrt(squared));  // what is no number certifies nothing
  }
  double fine = 0.0, coarse = 0.0;
  for (std::size_t t = 0; t < measures.size(); ++t) {
    if (t > 0) {
      fine += 0.5 * (speed[t] + speed[t - 1]) * (measures[t].time - measures[t - 1].time);
    }
    if (t % 2 == 0 && t > 0) {
      coarse += 0.5 * (speed[t] + speed[t - 2]) * (measures[t].time - measures[t - 2].time);
    }
    const double last =
        t % 2 == 0 ? 0.0 : 0.5 * (speed[t] + speed[t - 1]) * (measures[t].time - measures[t - 1].time);
    measures[t].bound = first_angle + fine + std::abs(fine - coarse - last);
  }
}

namespace {

/// |psi(all up)|^2: the share of samples there, known to no better than one sample.
Measured weight_of_all_up(const StatesFile& states, std::size_t t) {
  if (!states.sampled()) {
    const std::vector<Complex>& psi = states.amplitudes[t];
    return {std::norm(psi.front()) / inner(psi, psi).real(), 0.0};
  }
  const auto samples = static_cast<double>(states.configurations[t].size());
  const double share =
      static_cast<double>(std::count(states.configurations[t].begin(), states.configurations[t].end(), 0U)) /
      samples;
  return {share, std::max(std::sqrt(share * (1.0 - share) / samples), 1.0 / samples)};
}

}  // namespace

std::optional<Measured> fidelity_with_start(const StatesFile& states, std::size_t t,
                                            const cases::Problem& problem) {
  if (problem.start == cases::Start::random) {
    return std::nullopt;
  }
  if (problem.start == cases::Start::ferromagnet) {
    return weight_of_all_up(states, t);
  }
  if (states.sampled()) {
    return sampled_fidelity(states, t, [](std::uint64_t) { return Complex(1.0); });
  }
  const std::vector<Complex>& psi = states.amplitudes[t];
  Complex sum = 0.0;
  for (const Complex& amplitude : psi) {
    sum += amplitude;
  }
  return Measured{std::norm(sum) / (static_cast<double>(psi.size()) * inner(psi, psi).real()), 0.0};
}

}  // namespace quenchmark::validation
