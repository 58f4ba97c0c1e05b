#include "reference/hilbert/symmetry_group.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"

namespace quenchmark::reference {

namespace {

struct CycleCount {
  int cycles = 0;
  bool all_even = true;  // every cycle has even length
};

CycleCount count_cycles(const cases::SitePermutation& permutation) {
  CycleCount count;
  std::vector<bool> seen(permutation.size(), false);
  for (std::size_t start = 0; start < permutation.size(); ++start) {
    int length = 0;
    for (std::size_t i = start; !seen[i]; i = permutation[i]) {
      seen[i] = true;
      ++length;
    }
    count.cycles += length > 0 ? 1 : 0;
    count.all_even = count.all_even && length % 2 == 0;
  }
  return count;
}

void require_symmetry(const IsingTerms& terms, const cases::SitePermutation& permutation) {
  std::map<std::pair<int, int>, int> pairs;
  for (const WeightedPair& pair : terms.pairs) {
    pairs[{pair.first, pair.second}] = pair.weight;
  }
  const bool pairs_kept = std::all_of(terms.pairs.begin(), terms.pairs.end(), [&](const WeightedPair& pair) {
    const auto image = pairs.find(std::minmax(permutation[pair.first], permutation[pair.second]));
    return image != pairs.end() && image->second == pair.weight;
  });
  bool fields_kept = true;
  for (int i = 0; i < terms.sites; ++i) {
    fields_kept = fields_kept && terms.fields[permutation[i]] == terms.fields[i];
  }
  if (!pairs_kept || !fields_kept) {
    throw Error(ErrorKind::internal,
                "a lattice symmetry of the problem does not leave its Hamiltonian alone");
  }
}

}  // namespace

cases::SitePermutation compose(const cases::SitePermutation& second, const cases::SitePermutation& first) {
  cases::SitePermutation product(first.size());
  std::transform(first.begin(), first.end(), product.begin(), [&](int site) { return second[site]; });
  return product;
}

cases::SitePermutation inverse(const cases::SitePermutation& permutation) {
  cases::SitePermutation result(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    result[permutation[i]] = static_cast<int>(i);
  }
  return result;
}

std::int64_t SymmetryGroup::order() const {
  return static_cast<std::int64_t>(translations.size() * point_group.size()) * (spin_flip ? 2 : 1);
}

SymmetryGroup dynamics_group(const cases::Problem& problem, const IsingTerms& terms) {
  if (problem.start == cases::Start::random) {
    throw Error(ErrorKind::bad_case,
                "a random start has no symmetry, so method \"exact_sector\" cannot hold it",
                "use method \"exact\"");
  }
  SymmetryGroup group{terms.sites, problem.translations, problem.point_group, false};
  for (const cases::SitePermutation& permutation : group.translations) {
    require_symmetry(terms, permutation);
  }
  for (const cases::SitePermutation& permutation : group.point_group) {
    require_symmetry(terms, permutation);
  }
  // No schedule switches the longitudinal coupling on in the course of time: it is constant.
  const bool longitudinal =
      terms.has_longitudinal() && problem.schedule.at(problem.schedule.t_start())[2] != 0.0;
  group.spin_flip = problem.start == cases::Start::paramagnet && !longitudinal;
  return group;
}

std::int64_t sector_dimension(const SymmetryGroup& group) {
  // At most 2^62 per element: 128 bits hold the sum.
  unsigned __int128 fixed = 0;
  for (const cases::SitePermutation& translation : group.translations) {
    for (const cases::SitePermutation& operation : group.point_group) {
      const CycleCount count = count_cycles(compose(translation, operation));
      fixed += static_cast<unsigned __int128>(1) << count.cycles;
      if (group.spin_flip && count.all_even) {
        fixed += static_cast<unsigned __int128>(1) << count.cycles;
      }
    }
  }
  return static_cast<std::int64_t>(fixed / static_cast<unsigned __int128>(group.order()));
}

}  // namespace quenchmark::reference
