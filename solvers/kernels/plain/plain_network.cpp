#include "solvers/kernels/plain/plain_network.hpp"

#include <algorithm>

#include "solvers/kernels/interface/argument_checks.hpp"

namespace quenchmark::solvers::kernels {

void PlainNetwork::log_psi(const SpinBatch& batch, std::span<Complex> out) const {
  check_output(*this, batch, "log_psi", out.size(), 1);
  const auto evaluator = make_evaluator();
  for (std::size_t b = 0; b < batch.batch; ++b) {
    out[b] = evaluator->evaluate(batch.spins + b * batch.sites);
  }
}

void PlainNetwork::log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const {
  check_output(*this, batch, "log_ratios", out.size(), flips.size());
  check_flips(*this, flips);
  const auto evaluator = make_evaluator();
  std::vector<std::int8_t> spins(static_cast<std::size_t>(batch.sites));
  for (std::size_t b = 0; b < batch.batch; ++b) {
    std::copy_n(batch.spins + b * spins.size(), spins.size(), spins.begin());
    const Complex unflipped = evaluator->evaluate(spins.data());
    for (std::size_t f = 0; f < flips.size(); ++f) {
      const auto flip = [&] {
        for (const int site : flips[f]) {
          if (site >= 0) {
            spins[site] = static_cast<std::int8_t>(-spins[site]);
          }
        }
      };
      flip();
      out[b * flips.size() + f] = evaluator->evaluate(spins.data()) - unflipped;
      flip();
    }
  }
}

void PlainNetwork::log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                                           std::span<Complex> derivatives) const {
  check_output(*this, batch, "log_psi", log_psi.size(), 1);
  check_output(*this, batch, "derivatives", derivatives.size(), parameter_count_);
  const auto evaluator = make_evaluator();
  for (std::size_t b = 0; b < batch.batch; ++b) {
    log_psi[b] = evaluator->evaluate(batch.spins + b * batch.sites);
    evaluator->differentiate(derivatives.data() + b * parameter_count_);
  }
}

}  // namespace quenchmark::solvers::kernels
