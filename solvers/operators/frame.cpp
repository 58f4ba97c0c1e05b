#include "solvers/operators/frame.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/planted_defect.hpp"
#include "cases/spec/planted_problem.hpp"

namespace quenchmark::solvers {

namespace {

using cases::Basis;

/// Lab frames have one part with weight one; the couplings come in through the Hamiltonian alone.
std::vector<double> unit_weight(double /*t*/) {
  return {1.0};
}

char rotate_axis(char axis) {
  if (axis == 'y') {
    throw Error(ErrorKind::internal, "sy terms of the problem are not carried to the x basis");
  }
  return axis == 'x' ? 'z' : 'x';
}

std::vector<char> axes_in(Basis basis, std::vector<char> axes) {
  if (basis != Basis::z) {
    std::transform(axes.begin(), axes.end(), axes.begin(), rotate_axis);
  }
  return axes;
}

std::size_t channel_index(cases::Channel channel) {
  return static_cast<std::size_t>(channel);
}

std::vector<double> as_vector(const cases::Couplings& couplings) {
  return {couplings.begin(), couplings.end()};
}

/// By how much H0 has turned sz at time t.
double rotation(const cases::Schedule& schedule, double t) {
  const double turns = planted(Defect::interaction_phase) ? 1.0 : 2.0;
  return turns * schedule.integral(t)[channel_index(cases::Channel::transverse)];
}

/// Parts of a product of physical sz in the rotating frame, by the number of sine factors: each flipping sx
/// becomes sx cos(phi) + sy sin(phi). Weights are cos^(n-k) sin^k, k = 0..n.
void add_rotating(std::vector<PauliSum>& parts, double coefficient, const std::vector<int>& sites) {
  const std::size_t n = sites.size();
  for (std::size_t choice = 0; choice < (std::size_t{1} << n); ++choice) {
    std::vector<char> axes(n, 'x');
    std::size_t sines = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if (((choice >> k) & 1U) != 0) {
        axes[k] = 'y';
        ++sines;
      }
    }
    parts[sines].add(coefficient, sites, axes);
  }
}

std::vector<double> rotating_weights(double phi, std::size_t factors, double scale) {
  std::vector<double> weights(factors + 1);
  for (std::size_t k = 0; k <= factors; ++k) {
    weights[k] = scale * std::pow(std::cos(phi), static_cast<double>(factors - k)) *
                 std::pow(std::sin(phi), static_cast<double>(k));
  }
  return weights;
}

/// Sum over `tuples` (all of the same length) of coefficient * product of physical sz.
WeightedOperator product_of_sz(const cases::Problem& problem, Basis basis,
                               const std::vector<std::vector<int>>& tuples, double coefficient,
                               double constant = 0.0) {
  const std::size_t factors = tuples.empty() ? 0 : tuples.front().size();
  WeightedOperator result;
  if (basis == Basis::interaction) {
    result.parts.resize(factors + 2);
    for (const auto& sites : tuples) {
      add_rotating(result.parts, coefficient, sites);
    }
    result.parts.back().add(constant, {}, {});
    result.weights = [schedule = problem.schedule, factors](double t) {
      const double phi = rotation(schedule, t);
      std::vector<double> weights = rotating_weights(phi, factors, 1.0);
      weights.push_back(1.0);
      return weights;
    };
    return result;
  }
  result.parts.resize(1);
  const char axis = basis == Basis::z ? 'z' : 'x';
  for (const auto& sites : tuples) {
    result.parts[0].add(coefficient, sites, std::vector<char>(sites.size(), axis));
  }
  if (constant != 0.0) {
    result.parts[0].add(constant, {}, {});
  }
  result.weights = unit_weight;
  return result;
}

/// One part per channel, weights the couplings (or their derivatives).
std::vector<PauliSum> channel_parts(const cases::Problem& problem, Basis basis) {
  std::vector<PauliSum> parts(3);
  for (const cases::PauliTerm& term : problem.terms) {
    parts[channel_index(term.channel)].add(term.coefficient, term.sites, axes_in(basis, term.axes));
  }
  return parts;
}

/// V_I(t): the exchange terms with every sz rotating; parts 0..2. Appends the field (diagonal) as part 3.
WeightedOperator interaction_hamiltonian(const cases::Problem& problem, bool with_field) {
  WeightedOperator result;
  result.parts.resize(with_field ? 4 : 3);
  for (const cases::PauliTerm& term : problem.terms) {
    if (term.channel == cases::Channel::exchange) {
      add_rotating(result.parts, term.coefficient, term.sites);
    } else if (term.channel == cases::Channel::transverse) {
      if (with_field) {
        result.parts[3].add(term.coefficient, term.sites, {'z'});
      }
    } else {
      throw Error(ErrorKind::bad_case,
                  "the interaction picture is made for the transverse-field Ising model alone",
                  "use basis = \"x\"");
    }
  }
  result.weights = [schedule = problem.schedule, with_field](double t) {
    const cases::Couplings couplings = schedule.at(t);
    const double phi = (planted(Defect::interaction_phase_of_h) ? 0.5 : 1.0) * rotation(schedule, t);
    std::vector<double> weights =
        rotating_weights(phi, 2, couplings[channel_index(cases::Channel::exchange)]);
    if (with_field) {
      weights.push_back(couplings[channel_index(cases::Channel::transverse)]);
    }
    return weights;
  };
  return result;
}

/// dH/dt of the physical Hamiltonian, seen from the rotating frame.
WeightedOperator interaction_derivative(const cases::Problem& problem) {
  WeightedOperator result = interaction_hamiltonian(problem, true);
  result.weights = [schedule = problem.schedule](double t) {
    const cases::Couplings slope = schedule.derivative(t);
    const double phi = rotation(schedule, t);
    std::vector<double> weights = rotating_weights(phi, 2, slope[channel_index(cases::Channel::exchange)]);
    weights.push_back(slope[channel_index(cases::Channel::transverse)]);
    return weights;
  };
  return result;
}

WeightedOperator magnetisation_x(const cases::Problem& problem, Basis basis) {
  WeightedOperator result;
  result.parts.resize(1);
  for (int i = 0; i < problem.sites(); ++i) {
    result.parts[0].add(1.0 / problem.sites(), {i},
                        axes_in(basis, {'x'}));  // commutes with H0: the same in both x frames
  }
  result.weights = unit_weight;
  return result;
}

/// Images of a displacement under the point group, each once, taken from where the permutations carry its
/// site.
std::vector<std::vector<int>> displacement_images(const cases::Problem& problem,
                                                  const std::vector<int>& displacement) {
  std::set<int> targets;
  const int site = problem.lattice.site(displacement);
  for (const cases::SitePermutation& element : problem.point_group) {
    targets.insert(element[site]);
  }
  std::vector<std::vector<int>> images;
  for (int target : targets) {
    images.push_back(problem.lattice.coordinates(target));
  }
  return images;
}

WeightedOperator correlation_zz(const cases::Problem& problem, Basis basis,
                                const std::vector<int>& displacement, const StateSymmetry& symmetry) {
  std::vector<std::vector<int>> images{displacement};
  if (symmetry.point_group) {
    images = displacement_images(problem, displacement);
  }
  std::vector<std::vector<int>> pairs;
  double same_site = 0.0;
  std::size_t count = 0;
  for (const auto& image : images) {
    for (const auto& [i, j] : cases::displacement_pairs(problem.lattice, image)) {
      if (symmetry.one_origin && i != 0) {
        continue;
      }
      ++count;
      if (i == j) {
        same_site += 1.0;  // sz^2 = 1
      } else {
        pairs.push_back({i, j});
      }
    }
  }
  const double norm = 1.0 / static_cast<double>(count);
  return product_of_sz(problem, basis, pairs, norm, same_site * norm);
}

/// A state that stays even under the flip of all spins cannot follow a Hamiltonian with odd terms.
void check_even(const cases::Problem& problem, Basis basis) {
  const double t = problem.schedule.t_start();
  for (const cases::PauliTerm& term : problem.terms) {
    const std::vector<char> axes = axes_in(basis, term.axes);
    const bool odd = std::count_if(axes.begin(), axes.end(), [](char axis) { return axis != 'x'; }) % 2 != 0;
    if (odd && problem.schedule.at(t)[channel_index(term.channel)] != 0.0) {
      throw Error(ErrorKind::bad_case,
                  "the network is even under the flip of all spins and the Hamiltonian is not",
                  "use activation = \"both\"");
    }
  }
}

}  // namespace

Frame make_frame(const cases::Problem& problem, Basis basis,
                 const std::vector<std::vector<int>>& displacements, StateSymmetry symmetry) {
  if (symmetry.spin_flip) {
    check_even(problem, basis);
  }
  Frame frame;
  frame.basis = basis;
  const int sites = problem.sites();
  if (basis == Basis::interaction) {
    frame.generator = interaction_hamiltonian(problem, false);
    frame.hamiltonian = interaction_hamiltonian(problem, true);
    frame.hamiltonian_derivative = interaction_derivative(problem);
  } else {
    const std::vector<PauliSum> parts = channel_parts(problem, basis);
    frame.generator = {parts, [schedule = problem.schedule](double t) { return as_vector(schedule.at(t)); }};
    frame.hamiltonian = frame.generator;
    frame.hamiltonian_derivative = {
        parts, [schedule = problem.schedule](double t) { return as_vector(schedule.derivative(t)); }};
  }
  if (planted(Defect::bond_without_energy)) {
    const cases::Problem fewer = cases::without_a_bond(problem);
    frame.generator.parts = basis == Basis::interaction ? interaction_hamiltonian(fewer, false).parts
                                                        : channel_parts(fewer, basis);
  }
  frame.mx = magnetisation_x(problem, basis);
  std::vector<std::vector<int>> single(sites);
  std::vector<std::vector<int>> pairs;
  for (int i = 0; i < sites; ++i) {
    single[i] = {i};
    for (int j = i + 1; j < sites; ++j) {
      pairs.push_back({i, j});
    }
  }
  frame.mz = product_of_sz(problem, basis, symmetry.spin_flip ? std::vector<std::vector<int>>{} : single,
                           1.0 / sites);
  // O^2 = N + 2 sum over pairs, or N (1 + sum over the partners of one site).
  if (symmetry.one_origin) {
    std::erase_if(pairs, [](const std::vector<int>& pair) { return pair[0] != 0; });
  }
  const double twice = planted(Defect::pairs_counted_once) ? 1.0 : 2.0;
  const double weight = symmetry.one_origin ? 0.5 * twice * sites : twice;
  frame.total_spin_squared = product_of_sz(problem, basis, pairs, weight, sites);
  frame.displacements = displacements;
  for (const auto& displacement : displacements) {
    frame.zz.push_back(correlation_zz(problem, basis, displacement, symmetry));
  }
  return frame;
}

}  // namespace quenchmark::solvers
