#include "solvers/sampler/metropolis.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/error.hpp"
#include "base/planted_defect.hpp"
#include "solvers/kernels/interface/walkers.hpp"

namespace quenchmark::solvers {

namespace {

/// One group of chains on its walk.
class ChainGroup {
 public:
  ChainGroup(const kernels::Network& network, const MetropolisMoves& moves, const DrawKey& key,
             int first_chain, std::span<std::int8_t> spins)
      : moves_(moves),
        count_(spins.size() / static_cast<std::size_t>(moves.sites)),
        walkers_(network.make_walkers(count_)),
        sites_(key, Purpose::site, static_cast<std::uint32_t>(first_chain / chains_in_group)),
        log_ratio_(count_),
        accepted_(count_) {
    walkers_->set_spins(spins);
    for (std::size_t c = 0; c < count_; ++c) {
      const int chain = planted(Defect::shared_stream) ? 0 : first_chain + static_cast<int>(c);
      acceptance_.emplace_back(key, Purpose::acceptance, static_cast<std::uint32_t>(chain));
    }
  }

  void sweep(MetropolisCounts& counts) {
    for (int k = 0; k < moves_.sites; ++k) {
      propose();
      decide(counts);
      ++proposal_;
    }
  }

  const kernels::Walkers& walkers() const { return *walkers_; }

 private:
  void propose() {
    if (moves_.global_flip_every > 0 &&
        (proposal_ + 1) % static_cast<std::uint32_t>(moves_.global_flip_every) == 0) {
      walkers_->propose_global_flip(log_ratio_);
      return;
    }
    // Pair flips alone never leave a sector of the parity of down spins, so single flips always have their
    // share.
    const bool pair = !moves_.pairs.empty() && (sites_.bits(2 * proposal_) & 1U) != 0;
    const auto choices = static_cast<std::uint32_t>(pair ? moves_.pairs.size() : moves_.sites);
    const std::uint32_t choice = sites_.below(2 * proposal_ + 1, choices);
    walkers_->propose(pair ? moves_.pairs[choice] : std::array<int, 2>{static_cast<int>(choice), -1},
                      log_ratio_);
  }

  void decide(MetropolisCounts& counts) {
    for (std::size_t c = 0; c < count_; ++c) {
      const double power = planted(Defect::acceptance_amplitude) ? 1.0 : 2.0;
      const double log_probability_ratio = power * log_ratio_[c].real();
      if (std::isnan(log_probability_ratio)) {
        throw UnusableTrial("the network has amplitudes that are not finite");
      }
      const bool accept =
          log_probability_ratio >= 0.0 || std::log(acceptance_[c].uniform(proposal_)) < log_probability_ratio;
      accepted_[c] = accept ? 1 : 0;
      counts.accepted += accepted_[c];
    }
    counts.proposed += static_cast<std::int64_t>(count_);
    walkers_->accept(accepted_);
  }

  const MetropolisMoves& moves_;
  std::size_t count_;
  std::unique_ptr<kernels::Walkers> walkers_;
  RandomStream sites_;
  std::vector<RandomStream> acceptance_;
  std::vector<kernels::Complex> log_ratio_;
  std::vector<std::uint8_t> accepted_;
  std::uint32_t proposal_ = 0;
};

}  // namespace

void randomise_spins(const DrawKey& key, int chain, std::span<std::int8_t> spins) {
  RandomStream stream(key, Purpose::first_spins, static_cast<std::uint32_t>(chain));
  for (std::size_t site = 0; site < spins.size(); ++site) {
    spins[site] = (stream.bits(static_cast<std::uint32_t>(site)) >> 31) != 0 ? -1 : 1;
  }
}

MetropolisCounts draw_samples(const kernels::Network& network, const MetropolisMoves& moves,
                              const DrawKey& key, int first_chain, std::span<std::int8_t> spins, int draws,
                              int sweeps, std::int8_t* samples, std::size_t sample_stride) {
  ChainGroup group(network, moves, key, first_chain, spins);
  MetropolisCounts counts;
  for (int draw = 0; draw < draws; ++draw) {
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      group.sweep(counts);
    }
    if (samples != nullptr) {
      group.walkers().copy_spins({samples + static_cast<std::size_t>(draw) * sample_stride, spins.size()});
    }
  }
  group.walkers().copy_spins(spins);
  return counts;
}

}  // namespace quenchmark::solvers
