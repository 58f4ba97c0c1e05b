#pragma once
// The guide psi = exp( sum over pairs v(R) sz_i sz_j + u sum_i sz_i ): R the distance class of the pair.

#include <cstdint>
#include <span>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/monte_carlo/spin_model.hpp"

namespace quenchmark::reference::monte_carlo {

/// The sites around each site, shell by shell: displacements that differ by signs and by exchanges of axes of
/// equal length share a shell. Shells go by length as long as a site has at most `most_partners` in all.
class Shells {
 public:
  Shells(const cases::Lattice& lattice, int most_partners);

  int count() const { return count_; }
  std::span<const std::int32_t> partners(int site, int shell) const {
    const std::size_t at = static_cast<std::size_t>(site) * count_ + shell;
    return {partner_.data() + begin_[at], partner_.data() + begin_[at + 1]};
  }

 private:
  int count_ = 0;
  std::vector<std::int32_t> begin_;  // [N * count + 1]
  std::vector<std::int32_t> partner_;
};

struct GuideParameters {
  std::vector<double> pair;  ///< [shells] v
  double single = 0.0;       ///< u
};

/// v between neighbours alone: first order of perturbation theory where the field is strong, and where it is
/// weak what a single spin in the field of its neighbours asks for.
GuideParameters first_guess(const SpinModel& model, const Shells& shells);

/// ln( psi(spin turned) / psi ).
double log_ratio(const GuideParameters& guide, const Shells& shells, const Spins& spins, int site);

}  // namespace quenchmark::reference::monte_carlo
