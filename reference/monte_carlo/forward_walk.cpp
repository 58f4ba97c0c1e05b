#include "reference/monte_carlo/forward_walk.hpp"

#include <numeric>
#include <utility>

namespace quenchmark::reference::monte_carlo {

std::vector<double> correlations_of(const Spins& spins, const Shells& shells) {
  const int sites = static_cast<int>(spins.size());
  std::vector<double> values;
  for (int shell = 0; shell < shells.count(); ++shell) {
    long sum = 0;
    long pairs = 0;
    for (int i = 0; i < sites; ++i) {
      const auto partners = shells.partners(i, shell);
      int local = 0;
      for (const std::int32_t partner : partners) {
        local += spins[partner];
      }
      sum += static_cast<long>(spins[i]) * local;
      pairs += static_cast<long>(partners.size());
    }
    values.push_back(static_cast<double>(sum) / static_cast<double>(pairs));
  }
  const auto total = static_cast<double>(std::accumulate(spins.begin(), spins.end(), 0));
  values.push_back(total * total / sites);
  return values;
}

void ForwardWalk::follow(const Population& population, const std::vector<int>& parents) {
  for (Look& look : looks_) {
    std::vector<int> now(parents.size());
    for (std::size_t k = 0; k < parents.size(); ++k) {
      now[k] = look.ancestors[parents[k]];
    }
    look.ancestors = std::move(now);
  }
  if (!looks_.empty() && slice_ - looks_.front().begin == length_) {
    end(looks_.front());
    looks_.erase(looks_.begin());
  }
  if (slice_ % spacing_ == 0) {
    Look look{slice_, {}, {}};
    for (int k = 0; k < population.size(); ++k) {
      look.values.push_back(correlations_of(population.walker(k).spins(), shells_));
    }
    look.ancestors.resize(population.size());
    std::iota(look.ancestors.begin(), look.ancestors.end(), 0);
    looks_.push_back(std::move(look));
  }
  ++slice_;
}

void ForwardWalk::end(const Look& look) {
  means_.resize(look.values.front().size());
  for (std::size_t what = 0; what < means_.size(); ++what) {
    double sum = 0.0;
    for (const int ancestor : look.ancestors) {
      sum += look.values[ancestor][what];
    }
    means_[what].push_back(sum / static_cast<double>(look.ancestors.size()));
  }
  ends_.push_back(slice_);
}

}  // namespace quenchmark::reference::monte_carlo
