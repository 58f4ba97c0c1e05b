#include "reference/monte_carlo/spin_model.hpp"

#include <cmath>

namespace quenchmark::reference::monte_carlo {

SpinModel::SpinModel(const IsingTerms& terms, const cases::Couplings& couplings)
    : sites(terms.sites), flip(std::abs(couplings[1] * terms.flip_weight)), begin(terms.sites + 1, 0) {
  for (const WeightedPair& pair : terms.pairs) {
    ++begin[pair.first + 1];
    ++begin[pair.second + 1];
  }
  for (int i = 0; i < sites; ++i) {
    begin[i + 1] += begin[i];
    field.push_back(couplings[2] * terms.fields[i]);
  }
  bonds.resize(begin[sites]);
  std::vector<int> next(begin.begin(), begin.end() - 1);
  for (const WeightedPair& pair : terms.pairs) {
    const double coupling = couplings[0] * pair.weight;
    bonds[next[pair.first]++] = {pair.second, coupling};
    bonds[next[pair.second]++] = {pair.first, coupling};
  }
}

double SpinModel::diagonal(const Spins& spins) const {
  double energy = 0.0;
  for (int i = 0; i < sites; ++i) {
    energy += field[i] * spins[i];
    for (const Bond& bond : bonds_of(i)) {
      energy += 0.5 * bond.coupling * spins[i] * spins[bond.partner];
    }
  }
  return energy;
}

double SpinModel::change(const Spins& spins, int site) const {
  double local = field[site];
  for (const Bond& bond : bonds_of(site)) {
    local += bond.coupling * spins[bond.partner];
  }
  return -2.0 * local * spins[site];
}

}  // namespace quenchmark::reference::monte_carlo
