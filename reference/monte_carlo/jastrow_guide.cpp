#include "reference/monte_carlo/jastrow_guide.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace quenchmark::reference::monte_carlo {

namespace {

/// Squared length first; lengths of the axes tell apart what no exchange of axes joins.
using ShellKey = std::pair<int, std::vector<std::pair<int, int>>>;

ShellKey shell_of(const cases::Lattice& lattice, int first, int second) {
  const std::vector<int> a = lattice.coordinates(first);
  const std::vector<int> b = lattice.coordinates(second);
  ShellKey key;
  for (std::size_t axis = 0; axis < a.size(); ++axis) {
    int steps = std::abs(a[axis] - b[axis]);
    if (lattice.boundary == cases::Boundary::periodic) {
      steps = std::min(steps, lattice.size[axis] - steps);
    }
    key.first += steps * steps;
    key.second.emplace_back(lattice.size[axis], steps);
  }
  std::sort(key.second.begin(), key.second.end());
  return key;
}

}  // namespace

Shells::Shells(const cases::Lattice& lattice, int most_partners) {
  const int sites = lattice.sites();
  // How many partners a site has at most in each shell.
  std::map<ShellKey, int> sizes;
  for (int i = 0; i < sites; ++i) {
    std::map<ShellKey, int> here;
    for (int j = 0; j < sites; ++j) {
      if (j != i) {
        const ShellKey key = shell_of(lattice, i, j);
        sizes[key] = std::max(sizes[key], ++here[key]);
      }
    }
    if (lattice.boundary == cases::Boundary::periodic) {
      break;  // all sites are alike
    }
  }
  std::map<ShellKey, int> index;
  int partners = 0;
  for (const auto& [key, size] : sizes) {
    partners += size;
    if (count_ > 0 && partners > most_partners) {
      break;
    }
    index[key] = count_++;
  }
  begin_.push_back(0);
  for (int i = 0; i < sites; ++i) {
    std::vector<std::vector<std::int32_t>> found(count_);
    for (int j = 0; j < sites; ++j) {
      if (j != i) {
        if (const auto shell = index.find(shell_of(lattice, i, j)); shell != index.end()) {
          found[shell->second].push_back(j);
        }
      }
    }
    for (const std::vector<std::int32_t>& shell : found) {
      partner_.insert(partner_.end(), shell.begin(), shell.end());
      begin_.push_back(static_cast<std::int32_t>(partner_.size()));
    }
  }
}

GuideParameters first_guess(const SpinModel& model, const Shells& shells) {
  double coupling = 0.0;
  int bonds = 0;
  double field = 0.0;
  for (int i = 0; i < model.sites; ++i) {
    field += model.field[i] / model.sites;
    for (const SpinModel::Bond& bond : model.bonds_of(i)) {
      coupling -= bond.coupling;
      ++bonds;
    }
  }
  GuideParameters guide;
  guide.pair.assign(shells.count(), 0.0);
  if (bonds > 0 && shells.count() > 0) {
    const double mean = coupling / bonds;
    const double neighbours = static_cast<double>(bonds) / model.sites;
    const double strong = std::abs(mean) / (4.0 * model.flip);
    const double weak = std::log1p(2.0 * neighbours * std::abs(mean) / model.flip) / (2.0 * neighbours);
    guide.pair[0] = std::copysign(std::min(strong, weak), mean);
  }
  guide.single = -0.5 * std::asinh(field / model.flip);  // a spin alone in its field
  return guide;
}

double log_ratio(const GuideParameters& guide, const Shells& shells, const Spins& spins, int site) {
  double local = guide.single;
  for (int shell = 0; shell < shells.count(); ++shell) {
    int sum = 0;
    for (const std::int32_t partner : shells.partners(site, shell)) {
      sum += spins[partner];
    }
    local += guide.pair[shell] * sum;
  }
  return -2.0 * local * spins[site];
}

}  // namespace quenchmark::reference::monte_carlo
