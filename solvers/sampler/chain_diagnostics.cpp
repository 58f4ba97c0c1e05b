#include "solvers/sampler/chain_diagnostics.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace quenchmark::solvers {

namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Normal scores of the ranks among all draws (Blom's formula); ties share their mean rank.
ChainTable rank_normalised(const ChainTable& chains) {
  struct Place {
    double value;
    std::size_t chain, draw;
  };
  std::vector<Place> order;
  for (std::size_t c = 0; c < chains.size(); ++c) {
    for (std::size_t d = 0; d < chains[c].size(); ++d) {
      order.push_back({chains[c][d], c, d});
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Place& a, const Place& b) { return a.value < b.value; });
  ChainTable scores = chains;
  const boost::math::normal normal;
  const double count = static_cast<double>(order.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && order[end].value == order[begin].value) {
      ++end;
    }
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);
    const double score = boost::math::quantile(normal, (rank - 0.375) / (count + 0.25));
    for (; begin < end; ++begin) {
      scores[order[begin].chain][order[begin].draw] = score;
    }
  }
  return scores;
}

/// Each chain as its two halves.
ChainTable split(const ChainTable& chains) {
  ChainTable halves;
  const std::size_t half = chains.front().size() / 2;
  for (const std::vector<double>& chain : chains) {
    halves.emplace_back(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(half));
    halves.emplace_back(chain.end() - static_cast<std::ptrdiff_t>(half), chain.end());
  }
  return halves;
}

double r_hat(const ChainTable& chains) {
  const double draws = static_cast<double>(chains.front().size());
  const double count = static_cast<double>(chains.size());
  std::vector<double> means;
  double within = 0.0;
  for (const std::vector<double>& chain : chains) {
    means.push_back(mean(chain));
    for (double x : chain) {
      within += (x - means.back()) * (x - means.back());
    }
  }
  within /= count * (draws - 1.0);
  const double overall = mean(means);
  double between = 0.0;
  for (double m : means) {
    between += (m - overall) * (m - overall) / (count - 1.0);
  }
  return within > 0.0 ? std::sqrt((draws - 1.0) / draws + between / within) : 1.0;
}

double autocorrelation_time(const ChainTable& chains) {
  const std::size_t draws = chains.front().size();
  double overall = 0.0;
  for (const std::vector<double>& chain : chains) {
    overall += mean(chain) / static_cast<double>(chains.size());
  }
  const auto covariance = [&](std::size_t lag) {
    double sum = 0.0;
    for (const std::vector<double>& chain : chains) {
      for (std::size_t d = lag; d < draws; ++d) {
        sum += (chain[d] - overall) * (chain[d - lag] - overall);
      }
    }
    return sum / static_cast<double>((draws - lag) * chains.size());
  };
  const double variance = covariance(0);
  if (variance <= 0.0) {
    return 1.0;
  }
  double time = -1.0;
  double pair_before = INFINITY;
  for (std::size_t lag = 0; lag + 1 < draws; lag += 2) {
    const double pair = std::min((covariance(lag) + covariance(lag + 1)) / variance, pair_before);
    if (pair <= 0.0) {
      break;
    }
    time += 2.0 * pair;
    pair_before = pair;
  }
  return std::max(time, 1.0 / static_cast<double>(draws));
}

double inflation(const ChainTable& chains) {
  double of_the_sum = 0.0;
  double of_each = 0.0;
  for (std::size_t d = 0; d + 1 < chains.front().size(); ++d) {
    double sum = 0.0;
    for (const std::vector<double>& chain : chains) {
      const double change = chain[d + 1] - chain[d];
      sum += change;
      of_each += change * change;
    }
    of_the_sum += sum * sum;
  }
  return of_each > 0.0 ? of_the_sum / of_each : 1.0;
}

}  // namespace

ChainDiagnostics diagnose_chains(const ChainTable& chains) {
  ChainDiagnostics diagnostics;
  const std::size_t draws = chains.front().size();
  if (draws >= 2) {
    diagnostics.autocorrelation_time = autocorrelation_time(chains);
    diagnostics.chain_inflation = inflation(chains);
  }
  if (draws >= 4 && chains.size() >= 2) {
    diagnostics.split_r_hat = r_hat(split(rank_normalised(chains)));
  }
  diagnostics.effective_sample_size =
      static_cast<double>(chains.size() * draws) / std::max(diagnostics.autocorrelation_time, 1.0);
  return diagnostics;
}

}  // namespace quenchmark::solvers
