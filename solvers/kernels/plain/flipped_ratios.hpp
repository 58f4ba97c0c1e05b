#pragma once
// Amplitude ratios the honest way: evaluate every flipped configuration anew.

#include <algorithm>
#include <vector>

#include "solvers/kernels/interface/argument_checks.hpp"

namespace quenchmark::solvers::kernels {

/// out[batch][flip] = ln psi(s flipped) - ln psi(s), where `evaluate(spins)` is ln psi of one configuration.
template <typename Evaluate>
void flipped_ratios(const Network& network, const SpinBatch& batch, const FlipSet& flips,
                    std::span<Complex> out, Evaluate evaluate) {
  check_output(network, batch, "log_ratios", out.size(), flips.size());
  check_flips(network, flips);
  std::vector<std::int8_t> spins(static_cast<std::size_t>(batch.sites));
  for (std::size_t b = 0; b < batch.batch; ++b) {
    std::copy_n(batch.spins + b * spins.size(), spins.size(), spins.begin());
    const Complex unflipped = evaluate(spins.data());
    for (std::size_t flip = 0; flip < flips.size(); ++flip) {
      const auto negate = [&] {
        for (const int site : flips[flip]) {
          if (site >= 0) {
            spins[site] = static_cast<std::int8_t>(-spins[site]);
          }
        }
      };
      negate();
      out[b * flips.size() + flip] = evaluate(spins.data()) - unflipped;
      negate();
    }
  }
}

}  // namespace quenchmark::solvers::kernels
