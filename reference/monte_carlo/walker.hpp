#pragma once
// One random walker: spins, and the rate at which each turns, G psi(turned)/psi, kept up to date turn by turn.

#include <cstdint>
#include <utility>
#include <vector>

#include "base/keyed_random.hpp"
#include "reference/monte_carlo/jastrow_guide.hpp"
#include "reference/monte_carlo/spin_model.hpp"

namespace quenchmark::reference::monte_carlo {

/// What every walker reads: it must outlive them.
struct GuidedModel {
  GuidedModel(const SpinModel& model, const Shells& shells, GuideParameters parameters);

  const SpinModel& model;
  const Shells& shells;
  GuideParameters guide;
  /// [shells][equal]: by what the rate of a partner is multiplied when a spin turns; `equal` is 1 when the two
  /// were parallel before.
  std::vector<double> factors;
};

/// What a walker did in a stretch of imaginary time.
struct Stretch {
  double energy_integral = 0.0;  ///< of the local energy
  std::int64_t turns = 0;        ///< of spins
};

class Walker {
 public:
  explicit Walker(Spins spins) : spins_(std::move(spins)) {}

  const Spins& spins() const { return spins_; }
  /// [at least N] the rate at which each spin turns.
  const std::vector<double>& rates() const { return rates_; }

  /// Rates and energy from the spins: after a change of guide, and against the drift of rounding.
  void refresh(const GuidedModel& guided);

  /// (H psi)(s) / psi(s).
  double local_energy() const;
  /// The sum of all rates.
  double total_rate() const;

  /// Turns spins at their rates for a time: unweighted, walkers come to be distributed as psi^2; weighted by
  /// exp(-integral of the local energy), as psi times the ground state.
  Stretch advance(const GuidedModel& guided, double duration, const KeyedRandom& random);

 private:
  static constexpr int kBlock = 32;

  void turn(const GuidedModel& guided, int site);
  /// The site at which the running sum of the rates exceeds `target`.
  int site_at(double target) const;

  Spins spins_;
  std::vector<double> rates_;   // [N], filled up to whole blocks with zeros
  std::vector<double> blocks_;  // sums of the rates of kBlock sites
  double diagonal_ = 0.0;
};

}  // namespace quenchmark::reference::monte_carlo
