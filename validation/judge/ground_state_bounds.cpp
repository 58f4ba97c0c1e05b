#include "validation/judge/ground_state_bounds.hpp"

#include <fmt/format.h>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

double spin(std::uint32_t configuration, int site) {
  return ((configuration >> site) & 1U) != 0 ? -1.0 : 1.0;
}

/// Lowest level of coupling sz sz + fields on two sites.
double lowest_of_bond(double coupling, double transverse_a, double longitudinal_a, double transverse_b,
                      double longitudinal_b) {
  Eigen::MatrixXd h = Eigen::MatrixXd::Zero(4, 4);
  for (int s = 0; s < 4; ++s) {
    const auto configuration = static_cast<std::uint32_t>(s);
    h(s, s) = coupling * spin(configuration, 0) * spin(configuration, 1) +
              longitudinal_a * spin(configuration, 0) + longitudinal_b * spin(configuration, 1);
    h(s, s ^ 1) = transverse_a;
    h(s, s ^ 2) = transverse_b;
  }
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(h, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

/// Widened by what rounding may have done to a sum of so many terms, of this size together.
EnergyBounds with_rounding(EnergyBounds bounds, double size, std::size_t terms) {
  const double rounding =
      (256.0 + static_cast<double>(terms)) * std::numeric_limits<double>::epsilon() * size;
  bounds.lower -= rounding;
  bounds.upper += rounding;
  return bounds;
}

void sharpen(EnergyBounds& bounds, const EnergyBounds& other) {
  if (other.upper - other.lower < bounds.upper - bounds.lower) {
    bounds.how = other.how;
  }
  bounds.lower = std::max(bounds.lower, other.lower);
  bounds.upper = std::min(bounds.upper, other.upper);
}

std::uint32_t permuted(std::uint32_t configuration, const cases::SitePermutation& permutation) {
  std::uint32_t image = 0;
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    image |= ((configuration >> i) & 1U) << permutation[i];
  }
  return image;
}

}  // namespace

GroundStateBounds::GroundStateBounds(const cases::Problem& problem) : problem_(problem) {
  for (const cases::PauliTerm& term : problem_.terms) {
    const std::string axes(term.axes.begin(), term.axes.end());
    if (axes != "zz" && axes != "x" && axes != "z") {
      throw Error(ErrorKind::bad_case, "no bounds are known for the energy of a term \"" + axes + "\"");
    }
  }
}

GroundStateBounds::Hamiltonian GroundStateBounds::hamiltonian(const cases::Couplings& couplings) const {
  Hamiltonian h;
  h.transverse.assign(static_cast<std::size_t>(problem_.sites()), 0.0);
  h.longitudinal = h.transverse;
  for (const cases::PauliTerm& term : problem_.terms) {
    const double coefficient = term.coefficient * couplings[static_cast<std::size_t>(term.channel)];
    const auto site = static_cast<std::size_t>(term.sites[0]);
    h.size += std::abs(coefficient);
    if (term.sites.size() == 2) {
      h.bonds.push_back({term.sites[0], term.sites[1], coefficient});
    } else {
      (term.axes[0] == 'x' ? h.transverse : h.longitudinal)[site] += coefficient;
    }
  }
  for (double& field : h.transverse) {
    field = -std::abs(field);
  }
  return h;
}

const EnergyBounds& GroundStateBounds::at(const cases::Couplings& couplings) {
  const auto known = known_.find(couplings);
  if (known != known_.end()) {
    return known->second;
  }
  const Hamiltonian h = hamiltonian(couplings);
  EnergyBounds bounds = with_rounding(bond_bounds(h), h.size, h.bonds.size());
  if (is_ring(h)) {
    sharpen(bounds, with_rounding(ring_energy(h), h.size, h.bonds.size()));
  } else if (problem_.sites() <= kMostSites) {
    const EnergyBounds enclosed = positive_state_bounds(h);
    sharpen(bounds, with_rounding(enclosed, h.size, representatives_.size()));
  }
  return known_.emplace(couplings, bounds).first->second;
}

EnergyBounds GroundStateBounds::bond_bounds(const Hamiltonian& h) const {
  std::vector<int> degree(h.transverse.size(), 0);
  for (const Bond& bond : h.bonds) {
    ++degree[static_cast<std::size_t>(bond.first)];
    ++degree[static_cast<std::size_t>(bond.second)];
  }
  EnergyBounds bounds;
  bounds.how = "single bonds and product states";
  for (const Bond& bond : h.bonds) {
    const auto a = static_cast<std::size_t>(bond.first), b = static_cast<std::size_t>(bond.second);
    bounds.lower +=
        lowest_of_bond(bond.coefficient, h.transverse[a] / degree[a], h.longitudinal[a] / degree[a],
                       h.transverse[b] / degree[b], h.longitudinal[b] / degree[b]);
  }
  for (std::size_t i = 0; i < degree.size(); ++i) {
    bounds.lower -= degree[i] == 0 ? std::hypot(h.transverse[i], h.longitudinal[i]) : 0.0;
  }
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  double exchange = 0.0;
  for (const Bond& bond : h.bonds) {
    exchange += bond.coefficient;
  }
  const double transverse = sum(h.transverse), longitudinal = sum(h.longitudinal);
  constexpr int directions = 720;
  bounds.upper = std::numeric_limits<double>::infinity();
  for (int k = 0; k < directions; ++k) {
    const double angle = 2.0 * std::numbers::pi * k / directions;
    const double x = std::cos(angle), z = std::sin(angle);
    bounds.upper = std::min(bounds.upper, exchange * z * z + transverse * x + longitudinal * z);
  }
  return bounds;
}

bool GroundStateBounds::is_ring(const Hamiltonian& h) const {
  const auto all_are = [](const std::vector<double>& values, double value) {
    return std::all_of(values.begin(), values.end(), [value](double other) { return other == value; });
  };
  return problem_.lattice.dimension() == 1 && problem_.lattice.boundary == cases::Boundary::periodic &&
         problem_.sites() > 2 && h.bonds.size() == h.transverse.size() && all_are(h.longitudinal, 0.0) &&
         all_are(h.transverse, h.transverse.front()) &&
         std::all_of(h.bonds.begin(), h.bonds.end(),
                     [&](const Bond& bond) { return bond.coefficient == h.bonds.front().coefficient; });
}

EnergyBounds GroundStateBounds::ring_energy(const Hamiltonian& h) {
  // The ground state is positive, so even under the flip of all spins: an even number of fermions, with wave
  // vectors k = (2m + 1) pi / N. A pair (k, -k) brings -2 Lambda_k; k = pi, on odd rings, is on its own and
  // empty: there an antiferromagnet is frustrated (P. Pfeuty, Ann. Phys. 57, 79 (1970)).
  const auto sites = static_cast<int>(h.transverse.size());
  const double J = -h.bonds.front().coefficient, field = -h.transverse.front();
  double energy = sites % 2 == 1 ? -(field + J) : 0.0;
  for (int m = 0; m < sites / 2; ++m) {
    const double k = (2 * m + 1) * std::numbers::pi / sites;
    energy -= 2.0 * std::hypot(J * std::sin(k), field - J * std::cos(k));
  }
  return {energy, energy, "free fermions"};
}

void GroundStateBounds::find_orbits(bool spin_flip) {
  if (!representatives_.empty() && flipped_ == spin_flip) {
    return;
  }
  representatives_.clear();
  sizes_.clear();
  state_.clear();
  flipped_ = spin_flip;
  const int sites = problem_.sites();
  const std::uint32_t count = std::uint32_t{1} << sites;
  std::vector<std::int32_t> orbit_of(count, -1);
  for (std::uint32_t s = 0; s < count; ++s) {
    if (orbit_of[s] >= 0) {
      continue;
    }
    const auto orbit = static_cast<std::int32_t>(representatives_.size());
    double size = 0.0;
    const auto visit = [&](std::uint32_t image) {
      size += orbit_of[image] < 0 ? 1.0 : 0.0;
      orbit_of[image] = orbit;
    };
    for (const cases::SitePermutation& operation : problem_.point_group) {
      const std::uint32_t turned = permuted(s, operation);
      for (const cases::SitePermutation& translation : problem_.translations) {
        const std::uint32_t image = permuted(turned, translation);
        visit(image);
        if (spin_flip) {
          visit(image ^ (count - 1));
        }
      }
    }
    representatives_.push_back(s);
    sizes_.push_back(size);
  }
  neighbours_.clear();
  for (const std::uint32_t s : representatives_) {
    for (int i = 0; i < sites; ++i) {
      neighbours_.push_back(orbit_of[s ^ (std::uint32_t{1} << i)]);
    }
  }
}

EnergyBounds GroundStateBounds::positive_state_bounds(const Hamiltonian& h) {
  find_orbits(std::all_of(h.longitudinal.begin(), h.longitudinal.end(), [](double b) { return b == 0.0; }));
  const std::size_t sites = h.transverse.size(), count = representatives_.size();
  std::vector<double> diagonal(count, 0.0);
  for (std::size_t r = 0; r < count; ++r) {
    for (const Bond& bond : h.bonds) {
      diagonal[r] +=
          bond.coefficient * spin(representatives_[r], bond.first) * spin(representatives_[r], bond.second);
    }
    for (std::size_t i = 0; i < sites; ++i) {
      diagonal[r] += h.longitudinal[i] * spin(representatives_[r], static_cast<int>(i));
    }
  }
  const double least_diagonal = *std::min_element(diagonal.begin(), diagonal.end());
  if (std::all_of(h.transverse.begin(), h.transverse.end(), [](double field) { return field == 0.0; })) {
    return {least_diagonal, least_diagonal, "all configurations"};
  }
  if (state_.empty()) {
    state_.assign(count, 1.0);
  }
  const auto pull = [&](std::size_t r) {  // of the neighbours: -(H v)(r) without the diagonal
    double sum = 0.0;
    for (std::size_t i = 0; i < sites; ++i) {
      sum -= h.transverse[i] * state_[static_cast<std::size_t>(neighbours_[r * sites + i])];
    }
    return sum;
  };
  EnergyBounds bounds{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                      fmt::format("a positive state of {} orbits", count)};
  const auto work = static_cast<std::int64_t>(2 * count * sites);
  double narrow = std::numeric_limits<double>::infinity();  // the width when it last shrank by a tenth
  int idle = 0;                                             // sweeps since
  for (std::int64_t spent = 0; spent <= kMostWork && idle < 100; spent += work) {
    double lowest = std::numeric_limits<double>::infinity();
    double energy = 0.0, norm = 0.0, largest = 0.0;
    for (std::size_t r = 0; r < count; ++r) {
      const double local = diagonal[r] - pull(r) / state_[r];
      lowest = std::min(lowest, local);
      energy += sizes_[r] * state_[r] * state_[r] * local;
      norm += sizes_[r] * state_[r] * state_[r];
      largest = std::max(largest, state_[r]);
    }
    bounds.lower = std::max(bounds.lower, lowest);
    bounds.upper = std::min(bounds.upper, energy / norm);
    const double width = bounds.upper - bounds.lower;
    if (width <= 1e-12 * h.size) {
      break;
    }
    ++idle;
    if (width < 0.9 * narrow) {
      narrow = width;
      idle = 0;
    }
    // (D - E) v = pull, solved amplitude by amplitude with E below all D: positive terms alone, so that the
    // smallest amplitudes are as accurate as the largest. The floor keeps them positive.
    constexpr double floor = 1e-280;
    const double shift = bounds.upper < least_diagonal ? bounds.upper : 0.5 * (lowest + least_diagonal);
    for (double& amplitude : state_) {
      amplitude = std::max(amplitude / largest, floor);
    }
    for (std::size_t r = 0; r < count; ++r) {
      state_[r] = std::max(pull(r) / (diagonal[r] - shift), floor);
    }
  }
  return bounds;
}

}  // namespace quenchmark::validation
