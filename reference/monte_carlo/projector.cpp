#include "reference/monte_carlo/projector.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "reference/monte_carlo/forward_walk.hpp"
#include "reference/monte_carlo/guide_optimisation.hpp"
#include "reference/monte_carlo/population.hpp"
#include "reference/parallel/interruption.hpp"

namespace quenchmark::reference::monte_carlo {

namespace {

constexpr int kBlocks = 32;
constexpr std::size_t kMemoriesPerBlock = 2;  // at least: shorter blocks know of each other
constexpr double kEquilibration = 4.0;        // of the memory of the walk
constexpr std::uint64_t kGuideStream = 0x6775696465;
constexpr double kRounding = 1e-13;
constexpr double kTurnsPerBlock = 100.0;  // fewer may have missed what the field does
constexpr int kMostDoublings = 12;        // of the shortest run

/// Times that a walk needs, in units of its inverse energies.
struct Pace {
  double memory = 0.0;  ///< imaginary time after which the start is forgotten but for slow modes
  double slice = 0.0;
};

Pace pace_of(const cases::Lattice& lattice, const SpinModel& model, double variance) {
  double largest = 0.0;
  double neighbours = 1.0;
  for (int i = 0; i < model.sites; ++i) {
    double sum = 0.0;
    for (const SpinModel::Bond& bond : model.bonds_of(i)) {
      sum += std::abs(bond.coupling);
    }
    largest = std::max(largest, sum);
    neighbours = std::max(neighbours, static_cast<double>(model.bonds_of(i).size()));
  }
  // At a critical point the lowest excitation falls as one over the length of the lattice.
  const int length = *std::max_element(lattice.size.begin(), lattice.size.end());
  const double energy = std::max(largest, model.flip) / neighbours;
  Pace pace;
  pace.memory = std::max(4, length) / (4.0 * energy);
  pace.slice = std::min(
      {0.3 / std::sqrt(std::max(variance, 1e-300)), 1.0 / (4.0 * model.flip + largest), pace.memory / 4.0});
  return pace;
}

/// All up, or with antiferromagnetic bonds every other spin down.
Spins ordered_spins(const cases::Lattice& lattice, const SpinModel& model) {
  const bool alternate = !model.bonds.empty() && model.bonds.front().coupling > 0.0;
  Spins spins(model.sites);
  for (int i = 0; i < model.sites; ++i) {
    int parity = 0;
    for (const int coordinate : lattice.coordinates(i)) {
      parity += coordinate;
    }
    spins[i] = static_cast<std::int8_t>(alternate && parity % 2 != 0 ? -1 : model.field[i] > 0.0 ? -1 : 1);
  }
  return spins;
}

/// Averages of looks that ended at some slices, in as many blocks as the energies.
Average average_of_looks(const std::vector<double>& means, const std::vector<std::size_t>& ends,
                         std::size_t skip, std::size_t slices) {
  std::vector<double> numerators(kBlocks, 0.0), denominators(kBlocks, 0.0);
  for (std::size_t k = 0; k < means.size(); ++k) {
    if (ends[k] >= skip) {
      const std::size_t block = (ends[k] - skip) * kBlocks / (slices - skip);
      numerators[block] += means[k];
      denominators[block] += 1.0;
    }
  }
  return ratio_of_sums(numerators, denominators);
}

}  // namespace

ProjectedGroundState project_ground_state(const cases::Lattice& lattice, const SpinModel& model,
                                          const ProjectorSettings& settings, const Workers& workers,
                                          const RunControl& control) {
  const Shells shells(lattice, settings.most_partners);
  const Spins ordered = ordered_spins(lattice, model);
  const OptimisedGuide optimised = optimise_guide(model, shells, first_guess(model, shells), ordered,
                                                  settings.seed ^ kGuideStream, workers);
  const GuidedModel guided(model, shells, optimised.guide);
  const Pace pace = pace_of(lattice, model, optimised.variance);
  const auto slices_in = [&](double time) { return static_cast<std::size_t>(std::ceil(time / pace.slice)); };
  const std::size_t window = slices_in(pace.memory);
  const std::size_t skip = slices_in(kEquilibration * pace.memory) + window;

  Population population(optimised.spins, settings.walkers, settings.seed, workers);
  population.refresh(guided);
  population.wander(guided, kEquilibration * pace.memory);
  std::optional<ForwardWalk> forward;
  if (settings.correlations) {
    forward.emplace(shells, window, std::max<std::size_t>(1, window / 4));
  }

  ProjectedGroundState found;
  found.guide_energy = optimised.energy;
  found.guide_variance = optimised.variance;
  std::vector<double> energies, log_weights;
  std::vector<int> parents;
  std::size_t slices = skip + kBlocks * kMemoriesPerBlock * window;
  for (int doubling = 0;; ++doubling) {
    while (energies.size() < slices) {
      throw_if_stopped(control);
      const Slice slice = population.project(guided, pace.slice, optimised.energy, parents);
      energies.push_back(slice.energy);
      log_weights.push_back(slice.log_weight);
      found.turns += static_cast<double>(slice.turns);
      if (forward) {
        forward->follow(population, parents);
      }
    }
    const Average half = windowed_average(energies, log_weights, window / 2, skip, kBlocks);
    found.energy = windowed_average(energies, log_weights, window, skip, kBlocks);
    found.population = std::abs(found.energy.value - half.value);
    found.energy.error =
        std::hypot(found.energy.error, found.population) + kRounding * std::abs(found.energy.value);
    const bool seen = found.turns >= kBlocks * kTurnsPerBlock;
    if (seen && found.energy.error <= settings.error * model.sites) {
      break;
    }
    if (2.0 * found.turns > settings.most_turns || doubling == kMostDoublings) {
      // A field too weak to turn spins while anyone looks: at most what it has changed is in doubt.
      found.energy.error += seen ? 0.0 : std::abs(found.energy.value - model.diagonal(ordered));
      break;
    }
    slices = skip + 2 * (slices - skip);
  }
  found.imaginary_time = pace.slice * static_cast<double>(energies.size()) * settings.walkers;
  if (forward) {
    for (const std::vector<double>& means : forward->means()) {
      found.correlations.push_back(average_of_looks(means, forward->ends(), skip, energies.size()));
    }
    found.fisher = found.correlations.back();
    found.correlations.pop_back();
  }
  return found;
}

}  // namespace quenchmark::reference::monte_carlo
