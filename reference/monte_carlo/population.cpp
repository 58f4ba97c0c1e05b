#include "reference/monte_carlo/population.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error.hpp"

namespace quenchmark::reference::monte_carlo {

namespace {

constexpr std::int64_t kTile = 8;            // walkers
constexpr std::uint64_t kRefreshEvery = 64;  // slices: products of rates drift by rounding
constexpr double kLeastEffective = 4.0;

}  // namespace

Population::Population(const Spins& spins, int walkers, std::uint64_t seed, const Workers& workers)
    : walkers_(walkers, Walker(spins)), seed_(seed), workers_(workers) {}

/// Slices of one population are numbered from 1, so that (0, slice) can draw the comb.
KeyedRandom Population::random_for(int walker) const {
  return {seed_, (slice_ << 24U) + static_cast<std::uint64_t>(walker)};
}

void Population::refresh(const GuidedModel& guided) {
  workers_.for_tiles(size(), kTile, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      walkers_[k].refresh(guided);
    }
  });
}

void Population::wander(const GuidedModel& guided, double duration) {
  ++slice_;
  workers_.for_tiles(size(), kTile, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      walkers_[k].advance(guided, duration, random_for(static_cast<int>(k) + 1));
    }
  });
}

void Population::choose_parents(const std::vector<double>& weights, double total,
                                std::vector<int>& parents) const {
  const int count = size();
  std::vector<int> copies(count, 0);
  const double offset = random_for(0).uniform(0);
  double sum = 0.0;
  int tooth = 0;
  for (int k = 0; k < count; ++k) {
    sum += weights[k];
    while (tooth < count && (tooth + offset) * total < sum * count) {
      ++copies[k];
      ++tooth;
    }
  }
  copies[count - 1] += count - tooth;  // what rounding left
  // Whoever stays keeps its place: only the others are copied.
  parents.resize(count);
  int source = 0;
  for (int k = 0; k < count; ++k) {
    if (copies[k] > 0) {
      parents[k] = k;
      continue;
    }
    while (copies[source] < 2) {
      ++source;
    }
    --copies[source];
    parents[k] = source;
  }
}

Slice Population::project(const GuidedModel& guided, double duration, double reference,
                          std::vector<int>& parents) {
  if (slice_ % kRefreshEvery == 0) {
    refresh(guided);
  }
  ++slice_;
  const int count = size();
  std::vector<double> weights(count);
  std::vector<std::int64_t> turns(count);
  workers_.for_tiles(count, kTile, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      const Stretch done = walkers_[k].advance(guided, duration, random_for(static_cast<int>(k) + 1));
      weights[k] = done.energy_integral - duration * reference;
      turns[k] = done.turns;
    }
  });
  const double least = *std::min_element(weights.begin(), weights.end());
  Slice slice;
  slice.turns = std::accumulate(turns.begin(), turns.end(), std::int64_t{0});
  double total = 0.0, squares = 0.0;
  for (double& weight : weights) {
    weight = std::exp(least - weight);
    total += weight;
    squares += weight * weight;
  }
  slice.effective = total * total / squares;
  // Negated, so that what is not a number is caught too.
  if (!(slice.effective >= std::min(kLeastEffective, 0.5 * count))) {
    throw Error(
        ErrorKind::numeric,
        "the population of " + std::to_string(count) +
            " walkers died out: a few carry all of the weight, the guide is too far from the ground state",
        "use ground_state = \"exact\" where it reaches, or \"none\"");
  }
  slice.log_weight = std::log(total / count) - least;
  double second = 0.0;
  for (int k = 0; k < count; ++k) {
    slice.energy += weights[k] / total * walkers_[k].local_energy();
  }
  for (int k = 0; k < count; ++k) {
    second += weights[k] / total * std::pow(walkers_[k].local_energy() - slice.energy, 2);
  }
  slice.spread = second;
  choose_parents(weights, total, parents);
  workers_.for_tiles(count, kTile, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      if (parents[k] != k) {
        walkers_[k] = walkers_[parents[k]];
      }
    }
  });
  return slice;
}

}  // namespace quenchmark::reference::monte_carlo
