#include "reference/monte_carlo/stochastic_series.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/error.hpp"
#include "base/keyed_random.hpp"
#include "reference/monte_carlo/forward_walk.hpp"
#include "reference/parallel/interruption.hpp"

namespace quenchmark::reference::monte_carlo {

namespace {

constexpr int kBlocksOfChain = 8;

struct Link {
  std::int32_t first = 0;
  std::int32_t second = 0;
};

/// The operators that a string is made of, by number: -1 none; i < N: the constant G of site i; N + i: G sx of
/// site i; 2N + b: |K| (1 + sz sz) of bond b. The constants are no part of H: they make cluster moves possible.
struct Operators {
  explicit Operators(const SpinModel& model) : sites(model.sites), field(model.flip) {
    for (int i = 0; i < sites; ++i) {
      for (const SpinModel::Bond& bond : model.bonds_of(i)) {
        if (i < bond.partner && bond.coupling != 0.0) {
          links.push_back({i, bond.partner});
          strengths.push_back(-bond.coupling);
          sums.push_back((sums.empty() ? 0.0 : sums.back()) - 2.0 * bond.coupling);
        }
      }
    }
  }

  double bond_weight() const { return sums.empty() ? 0.0 : sums.back(); }
  double weight() const { return sites * field + bond_weight(); }
  /// The operator at a point of [0, weight).
  int at(double point) const {
    const double constants = sites * field;
    if (point < constants) {
      return std::min(sites - 1, static_cast<int>(point / field));
    }
    point -= constants;
    const auto last = static_cast<double>(links.size() - 1);
    const double uniform_bond = std::min(last, point / bond_weight() * static_cast<double>(links.size()));
    if (uniform) {
      return 2 * sites + static_cast<int>(uniform_bond);
    }
    const auto found = std::upper_bound(sums.begin(), sums.end(), point);
    return 2 * sites + static_cast<int>(std::min<std::ptrdiff_t>(found - sums.begin(), links.size() - 1));
  }

  int sites;
  double field;
  std::vector<Link> links;
  std::vector<double> strengths;  // |K|
  std::vector<double> sums;       // running sums of 2 |K|
  bool uniform = false;           // all |K| are equal
};

/// One Markov chain of spins at the start of the string, and the string.
class Chain {
 public:
  Chain(const SpinModel& model, const Operators& operators, double beta, std::uint64_t seed,
        std::uint64_t number)
      : model_(model),
        operators_(operators),
        beta_(beta),
        spins_(model.sites, 1),
        string_(16, -1),
        random_(seed, number) {}

  const Spins& spins() const { return spins_; }

  /// Puts in and takes out diagonal operators. Returns the energy that the string stands for: what turns spins
  /// counted, bonds averaged along the string.
  double update_diagonal() {
    const double weight = beta_ * operators_.weight();
    double bonds = model_.diagonal(spins_);
    double sum = 0.0;
    std::int64_t turns = 0;
    const auto slots = static_cast<std::int64_t>(string_.size());
    for (std::int32_t& slot : string_) {
      if (slot < 0) {
        const Words2x64 words = random_.words(draw_++);
        if (uniform_from(words.word[0]) * static_cast<double>(slots - count_) < weight) {
          const int chosen = operators_.at(uniform_from(words.word[1]) * operators_.weight());
          if (chosen < operators_.sites || parallel(chosen)) {
            slot = chosen;
            ++count_;
          }
        }
      } else if (slot < operators_.sites || slot >= 2 * operators_.sites) {
        if (random_.uniform(draw_++) * weight < static_cast<double>(slots - count_ + 1)) {
          slot = -1;
          --count_;
        }
      } else {
        const int site = slot - operators_.sites;
        bonds += model_.change(spins_, site);
        spins_[site] = static_cast<std::int8_t>(-spins_[site]);
        ++turns;
      }
      sum += bonds;
    }
    return sum / static_cast<double>(slots) - static_cast<double>(turns) / beta_;
  }

  /// Parts the world lines at every operator of one site, joins them at bonds, and turns every cluster with
  /// probability one half.
  void update_clusters() {
    const int sites = operators_.sites;
    parent_.resize(sites);
    for (int i = 0; i < sites; ++i) {
      parent_[i] = i;
    }
    std::vector<std::int32_t>& now = now_;
    now.assign(parent_.begin(), parent_.end());
    for (const std::int32_t slot : string_) {
      if (slot >= 2 * sites) {
        const Link link = operators_.links[slot - 2 * sites];
        now[link.first] = now[link.second] = unite(now[link.first], now[link.second]);
      } else if (slot >= 0) {
        parent_.push_back(static_cast<std::int32_t>(parent_.size()));
        now[slot < sites ? slot : slot - sites] = parent_.back();
      }
    }
    for (int i = 0; i < sites; ++i) {
      unite(i, now[i]);
    }
    turned_.resize(parent_.size());
    for (std::size_t k = 0; k < parent_.size(); ++k) {
      turned_[k] = static_cast<char>(random_.bits(draw_ + k) & 1U);
    }
    draw_ += parent_.size();
    for (int i = 0; i < sites; ++i) {
      now[i] = i;
      if (turned_[root(i)] != 0) {
        spins_[i] = static_cast<std::int8_t>(-spins_[i]);
      }
    }
    std::int32_t next = sites;
    for (std::int32_t& slot : string_) {
      if (slot >= 0 && slot < 2 * sites) {
        const int site = slot < sites ? slot : slot - sites;
        const bool turns = turned_[root(now[site])] != turned_[root(next)];
        now[site] = next++;
        if (turns) {
          slot = slot < sites ? slot + sites : slot - sites;
        }
      }
    }
  }

  /// Longer, until a quarter of the slots stays free.
  void make_room() {
    const auto wanted = static_cast<std::size_t>(1.33 * static_cast<double>(count_)) + 16;
    if (wanted > string_.size()) {
      string_.resize(wanted, -1);
    }
  }

 private:
  bool parallel(int bond) const {
    const Link link = operators_.links[bond - 2 * operators_.sites];
    return spins_[link.first] == spins_[link.second];
  }
  std::int32_t root(std::int32_t k) {
    while (parent_[k] != k) {
      k = parent_[k] = parent_[parent_[k]];
    }
    return k;
  }
  std::int32_t unite(std::int32_t a, std::int32_t b) {
    a = root(a);
    b = root(b);
    return parent_[std::max(a, b)] = std::min(a, b);
  }

  const SpinModel& model_;
  const Operators& operators_;
  double beta_;
  Spins spins_;
  std::vector<std::int32_t> string_;
  std::int64_t count_ = 0;  // operators in the string
  KeyedRandom random_;
  std::uint64_t draw_ = 0;
  std::vector<std::int32_t> parent_, now_;  // clusters, and those that the world lines are in
  std::vector<char> turned_;
};

void require_ferromagnet(const SpinModel& model) {
  const bool fields =
      std::any_of(model.field.begin(), model.field.end(), [](double field) { return field != 0.0; });
  const bool frustrated = std::any_of(model.bonds.begin(), model.bonds.end(),
                                      [](const SpinModel::Bond& bond) { return bond.coupling > 0.0; });
  if (fields || frustrated || model.flip == 0.0) {
    throw Error(ErrorKind::bad_case,
                "the stochastic series treats ferromagnetic bonds in a transverse field alone",
                "use the projector, or exact diagonalisation");
  }
}

Average average_of(const std::vector<double>& block_sums, double sweeps_of_block) {
  return ratio_of_sums(block_sums, std::vector<double>(block_sums.size(), sweeps_of_block));
}

}  // namespace

ThermalAverages sample_series(const SpinModel& model, const Shells& shells,
                              const StochasticSeriesSettings& settings, const Workers& workers,
                              const RunControl& control) {
  require_ferromagnet(model);
  Operators operators(model);
  operators.uniform = std::all_of(operators.strengths.begin(), operators.strengths.end(),
                                  [&](double strength) { return strength == operators.strengths.front(); });
  const std::size_t whats = static_cast<std::size_t>(shells.count()) + 2;  // energy, shells, f_Q
  const int per_block = std::max(1, settings.sweeps / kBlocksOfChain);
  std::vector<std::vector<double>> sums(
      whats, std::vector<double>(static_cast<std::size_t>(settings.chains) * kBlocksOfChain, 0.0));
  std::atomic<bool> stopped{false};
  workers.for_tiles(settings.chains, 1, [&](std::int64_t number, std::int64_t) {
    Chain chain(model, operators, settings.beta, settings.seed, static_cast<std::uint64_t>(number));
    const int equilibration = std::max(100, settings.sweeps / 10);
    for (int sweep = -equilibration; sweep < per_block * kBlocksOfChain; ++sweep) {
      if (control.stop_requested()) {
        stopped = true;
        return;
      }
      const double energy = chain.update_diagonal();
      chain.update_clusters();
      if (sweep < 0) {
        chain.make_room();
        continue;
      }
      const std::size_t block = static_cast<std::size_t>(number * kBlocksOfChain + sweep / per_block);
      sums[0][block] += energy;
      const std::vector<double> values = correlations_of(chain.spins(), shells);
      for (std::size_t what = 0; what < values.size(); ++what) {
        sums[what + 1][block] += values[what];
      }
    }
  });
  if (stopped) {
    throw Interrupted{};
  }
  ThermalAverages found;
  found.energy = average_of(sums.front(), per_block);
  found.fisher = average_of(sums.back(), per_block);
  for (int shell = 0; shell < shells.count(); ++shell) {
    found.correlations.push_back(average_of(sums[shell + 1], per_block));
  }
  return found;
}

}  // namespace quenchmark::reference::monte_carlo
