#include "reference/monte_carlo/walker.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace quenchmark::reference::monte_carlo {

GuidedModel::GuidedModel(const SpinModel& of_model, const Shells& of_shells, GuideParameters parameters)
    : model(of_model), shells(of_shells), guide(std::move(parameters)) {
  for (const double v : guide.pair) {
    factors.push_back(std::exp(-4.0 * v));
    factors.push_back(std::exp(4.0 * v));
  }
}

void Walker::refresh(const GuidedModel& guided) {
  const int sites = guided.model.sites;
  const int blocks = (sites + kBlock - 1) / kBlock;
  rates_.assign(static_cast<std::size_t>(blocks) * kBlock, 0.0);
  for (int i = 0; i < sites; ++i) {
    rates_[i] = guided.model.flip * std::exp(log_ratio(guided.guide, guided.shells, spins_, i));
  }
  blocks_.assign(blocks, 0.0);
  for (std::size_t i = 0; i < rates_.size(); ++i) {
    blocks_[i / kBlock] += rates_[i];
  }
  diagonal_ = guided.model.diagonal(spins_);
}

double Walker::total_rate() const {
  return std::accumulate(blocks_.begin(), blocks_.end(), 0.0);
}

double Walker::local_energy() const {
  return diagonal_ - total_rate();
}

int Walker::site_at(double target) const {
  std::size_t block = 0;
  while (block + 1 < blocks_.size() && target >= blocks_[block]) {
    target -= blocks_[block++];
  }
  std::size_t site = block * kBlock;
  std::size_t last = site;  // with a rate: rounding may leave a little of the target
  for (std::size_t end = site + kBlock; site < end; ++site) {
    if (rates_[site] > 0.0) {
      last = site;
      if (target < rates_[site]) {
        break;
      }
      target -= rates_[site];
    }
  }
  return static_cast<int>(last);
}

void Walker::turn(const GuidedModel& guided, int site) {
  const std::int8_t before = spins_[site];
  diagonal_ += guided.model.change(spins_, site);
  const double* factors = guided.factors.data();
  for (int shell = 0; shell < guided.shells.count(); ++shell, factors += 2) {
    for (const std::int32_t partner : guided.shells.partners(site, shell)) {
      const double old = rates_[partner];
      const double now = old * factors[spins_[partner] == before ? 1 : 0];
      rates_[partner] = now;
      blocks_[partner / kBlock] += now - old;
    }
  }
  const double now = guided.model.flip * guided.model.flip / rates_[site];
  blocks_[site / kBlock] += now - rates_[site];
  rates_[site] = now;
  spins_[site] = static_cast<std::int8_t>(-before);
}

Stretch Walker::advance(const GuidedModel& guided, double duration, const KeyedRandom& random) {
  Stretch done;
  double left = duration;
  for (;; ++done.turns) {
    const double rate = total_rate();
    const Words2x64 words = random.words(static_cast<std::uint64_t>(done.turns));
    const double wait = -std::log(uniform_from(words.word[0])) / rate;
    if (!(wait < left)) {
      done.energy_integral += left * (diagonal_ - rate);
      return done;
    }
    done.energy_integral += wait * (diagonal_ - rate);
    left -= wait;
    turn(guided, site_at(uniform_from(words.word[1]) * rate));
  }
}

}  // namespace quenchmark::reference::monte_carlo
