#include "reference/spectrum/spectral_interval.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace quenchmark::reference {

namespace {

struct SiteFields {
  double transverse = 0.0;
  double longitudinal = 0.0;
};

/// Extreme eigenvalues of exchange sz sz + fields on two sites.
SpectralInterval bond_interval(double exchange, const SiteFields& a, const SiteFields& b) {
  Eigen::Matrix4d h = Eigen::Matrix4d::Zero();
  for (int s = 0; s < 4; ++s) {
    const int za = 1 - 2 * (s & 1);
    const int zb = 1 - (s & 2);
    h(s, s) = exchange * za * zb + a.longitudinal * za + b.longitudinal * zb;
    h(s, s ^ 1) = a.transverse;
    h(s, s ^ 2) = b.transverse;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix4d> solver(h, Eigen::EigenvaluesOnly);
  return {solver.eigenvalues()(0), solver.eigenvalues()(3)};
}

}  // namespace

SpectralInterval spectral_interval(const IsingTerms& terms, const cases::Couplings& couplings) {
  std::vector<int> weight_at(terms.sites, 0);
  for (const WeightedPair& pair : terms.pairs) {
    weight_at[pair.first] += std::abs(pair.weight);
    weight_at[pair.second] += std::abs(pair.weight);
  }
  const auto share = [&](int site, int weight) {
    const double fraction = static_cast<double>(std::abs(weight)) / weight_at[site];
    return SiteFields{fraction * couplings[1] * terms.flip_weight,
                      fraction * couplings[2] * terms.fields[site]};
  };
  SpectralInterval total;
  for (const WeightedPair& pair : terms.pairs) {
    if (pair.weight != 0) {
      const SpectralInterval bond = bond_interval(couplings[0] * pair.weight, share(pair.first, pair.weight),
                                                  share(pair.second, pair.weight));
      total.lower += bond.lower;
      total.upper += bond.upper;
    }
  }
  for (int i = 0; i < terms.sites; ++i) {
    if (weight_at[i] == 0) {
      const double field = std::hypot(couplings[1] * terms.flip_weight, couplings[2] * terms.fields[i]);
      total.lower -= field;
      total.upper += field;
    }
  }
  // Room for rounding; and a finite width, whichever, when H = 0.
  const double size = std::max(std::abs(total.lower), std::abs(total.upper));
  const double room = 1e-12 * (size > 0.0 ? size : 1.0);
  return {total.lower - room, total.upper + room};
}

}  // namespace quenchmark::reference
