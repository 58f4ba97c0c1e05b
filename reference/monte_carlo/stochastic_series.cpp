#include "reference/monte_carlo/stochastic_series.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/error.hpp"
#include "base/keyed_random.hpp"
#include "reference/monte_carlo/forward_walk.hpp"
#include "reference/parallel/interruption.hpp"

namespace quenchmark::reference::monte_carlo {

namespace {

constexpr int kBlocksOfChain = 8;

/// An energy, and numbers whose mean is known to be zero.
constexpr int kControls = 3;
using Sample = Eigen::Matrix<double, 1 + kControls, 1>;

struct Link {
  std::int32_t first = 0;
  std::int32_t second = 0;
};

/// The operators that a string is made of, by number: i < N: the constant G of site i; N + i: G sx of
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
      : model_(model), operators_(operators), beta_(beta), spins_(model.sites, 1), random_(seed, number) {}

  const Spins& spins() const { return spins_; }

  /// One sweep. The controls: how many constants and how many bonds were drawn beyond their Poisson means, and how
  /// many more spins the last move of clusters turned than the mean of all that it might have made.
  Sample sweep() {
    Sample sample;
    update_diagonal();
    sample[1] = (constants_ - beta_ * operators_.field * operators_.sites) / beta_;
    sample[2] = (bonds_drawn_ - bonds_meant_) / beta_;
    sample[3] = (turns_ - 0.5 * between_) / beta_;
    sample[0] = update_clusters();
    return sample;
  }

 private:
  struct Event {
    double time = 0.0;  // in [0, beta)
    std::int32_t number = 0;
  };

  /// Draws all diagonal operators anew. Where the string may be of any length they are a Poisson process between
  /// the operators that turn spins.
  void update_diagonal() {
    string_.swap(before_);
    string_.clear();
    constants_ = bonds_drawn_ = bonds_meant_ = turns_ = 0.0;
    double parallel_weight = 0.5 * operators_.bond_weight() - model_.diagonal(spins_);
    double last = 0.0;
    double arrival = wait();
    const auto fill_until = [&](double time) {
      for (; arrival < time; arrival += wait()) {
        const int chosen = operators_.at(random_.uniform(draw_++) * operators_.weight());
        const bool constant = chosen < operators_.sites;
        if (constant || parallel(chosen)) {
          string_.push_back({arrival, chosen});
          (constant ? constants_ : bonds_drawn_) += 1.0;
        }
      }
      bonds_meant_ += parallel_weight * (time - last);
      last = time;
    };
    for (const Event& event : before_) {
      if (event.number >= operators_.sites && event.number < 2 * operators_.sites) {
        fill_until(event.time);
        string_.push_back(event);
        const int site = event.number - operators_.sites;
        parallel_weight -= model_.change(spins_, site);
        spins_[site] = static_cast<std::int8_t>(-spins_[site]);
        turns_ += 1.0;
      }
    }
    fill_until(beta_);
  }

  /// Parts the world lines at every operator of one site, joins them at bonds, and turns every cluster with
  /// probability one half. Returns the mean energy of all the strings that this may give: <sz sz> is 1 within a
  /// cluster and 0 between two; an operator between two clusters turns its spin in half of all cases, one inside
  /// a cluster never, and each that does counts as -1/beta.
  double update_clusters() {
    join_world_lines();
    turned_.resize(parent_.size());
    for (std::size_t k = 0; k < parent_.size(); ++k) {
      parent_[k] = parent_[parent_[k]];  // of smaller number, so a root by now
      turned_[k] = static_cast<char>(random_.bits(draw_ + k) & 1U);
    }
    draw_ += parent_.size();
    const int sites = operators_.sites;
    for (int i = 0; i < sites; ++i) {
      now_[i] = parent_[i];
      if (turned_[now_[i]] != 0) {
        spins_[i] = static_cast<std::int8_t>(-spins_[i]);
      }
    }
    double bonds = 0.0;
    for (int i = 0; i < sites; ++i) {
      bonds += 0.5 * energy_within(i);
    }
    double sum = 0.0;
    double last = 0.0;
    std::int32_t next = sites;
    between_ = 0.0;
    for (Event& event : string_) {
      std::int32_t& slot = event.number;
      if (slot >= 0 && slot < 2 * sites) {
        const int site = slot < sites ? slot : slot - sites;
        const std::int32_t before = now_[site];
        const std::int32_t after = parent_[next++];
        if (before != after) {
          between_ += 1.0;
          sum += bonds * (event.time - last);
          last = event.time;
          bonds -= energy_within(site);
          now_[site] = after;
          bonds += energy_within(site);
          if (turned_[before] != turned_[after]) {
            slot = slot < sites ? slot + sites : slot - sites;
          }
        }
      }
    }
    sum += bonds * (beta_ - last);
    return (sum - 0.5 * between_) / beta_;
  }

  double wait() { return -std::log(random_.uniform(draw_++)) / operators_.weight(); }
  bool parallel(int bond) const {
    const Link link = operators_.links[bond - 2 * operators_.sites];
    return spins_[link.first] == spins_[link.second];
  }
  /// Of the bonds of a site whose other end is in the same cluster.
  double energy_within(int site) const {
    double energy = 0.0;
    for (const SpinModel::Bond& bond : model_.bonds_of(site)) {
      energy += now_[bond.partner] == now_[site] ? bond.coupling : 0.0;
    }
    return energy;
  }
  void join_world_lines() {
    const int sites = operators_.sites;
    parent_.resize(sites);
    std::iota(parent_.begin(), parent_.end(), 0);
    now_ = parent_;
    for (const Event& event : string_) {
      const std::int32_t slot = event.number;
      if (slot >= 2 * sites) {
        const Link link = operators_.links[slot - 2 * sites];
        now_[link.first] = now_[link.second] = unite(now_[link.first], now_[link.second]);
      } else if (slot >= 0) {
        parent_.push_back(static_cast<std::int32_t>(parent_.size()));
        now_[slot < sites ? slot : slot - sites] = parent_.back();
      }
    }
    for (int i = 0; i < sites; ++i) {
      unite(i, now_[i]);
    }
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
  std::vector<Event> string_, before_;
  KeyedRandom random_;
  std::uint64_t draw_ = 0;
  std::vector<std::int32_t> parent_, now_;  // clusters, and those that the world lines are in
  std::vector<char> turned_;
  double constants_ = 0.0, bonds_drawn_ = 0.0, bonds_meant_ = 0.0, turns_ = 0.0;  // of the last draw
  double between_ = 0.0;  // operators between two clusters, at the last move
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

/// The mean energy, less the linear function of the controls that makes it vary least.
class ControlledMean {
 public:
  explicit ControlledMean(std::size_t blocks)
      : sums_(blocks, Sample::Zero()), squares_(blocks, Square::Zero()) {}

  void add(std::size_t block, const Sample& sample) {
    sums_[block] += sample;
    squares_[block] += sample * sample.transpose();
  }

  Average average(double sweeps_of_block) const {
    Sample sum = Sample::Zero();
    Square square = Square::Zero();
    for (std::size_t b = 0; b < sums_.size(); ++b) {
      sum += sums_[b];
      square += squares_[b];
    }
    square -= sum * sum.transpose() / (sweeps_of_block * static_cast<double>(sums_.size()));
    Eigen::Matrix<double, kControls, kControls> normal = square.bottomRightCorner<kControls, kControls>();
    normal.diagonal().array() += 1e-300;  // without bonds one control is zero
    const Eigen::Matrix<double, kControls, 1> slopes =
        normal.ldlt().solve(square.bottomLeftCorner<kControls, 1>());
    std::vector<double> energies;
    for (const Sample& block : sums_) {
      energies.push_back(block[0] - slopes.dot(block.tail<kControls>()));
    }
    return ratio_of_sums(energies, std::vector<double>(energies.size(), sweeps_of_block));
  }

 private:
  using Square = Eigen::Matrix<double, 1 + kControls, 1 + kControls>;

  std::vector<Sample> sums_;  // [blocks]
  std::vector<Square> squares_;
};

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
  const std::size_t whats = static_cast<std::size_t>(shells.count()) + 1;  // and f_Q
  const int per_block = std::max(1, settings.sweeps / kBlocksOfChain);
  std::vector<std::vector<double>> sums(
      whats, std::vector<double>(static_cast<std::size_t>(settings.chains) * kBlocksOfChain, 0.0));
  ControlledMean energies(sums.front().size());
  std::atomic<bool> stopped{false};
  workers.for_tiles(settings.chains, 1, [&](std::int64_t number, std::int64_t) {
    Chain chain(model, operators, settings.beta, settings.seed, static_cast<std::uint64_t>(number));
    const int equilibration = std::max(100, settings.sweeps / 10);
    for (int sweep = -equilibration; sweep < per_block * kBlocksOfChain; ++sweep) {
      if (control.stop_requested()) {
        stopped = true;
        return;
      }
      const Sample sample = chain.sweep();
      if (sweep < 0) {
        continue;
      }
      const std::size_t block = static_cast<std::size_t>(number * kBlocksOfChain + sweep / per_block);
      energies.add(block, sample);
      const std::vector<double> values = correlations_of(chain.spins(), shells);
      for (std::size_t what = 0; what < values.size(); ++what) {
        sums[what][block] += values[what];
      }
    }
  });
  if (stopped) {
    throw Interrupted{};
  }
  ThermalAverages found;
  found.energy = energies.average(per_block);
  found.fisher = average_of(sums.back(), per_block);
  for (int shell = 0; shell < shells.count(); ++shell) {
    found.correlations.push_back(average_of(sums[shell], per_block));
  }
  return found;
}

}  // namespace quenchmark::reference::monte_carlo
