#include "reference/hilbert/ising_terms.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <string>

#include "base/error.hpp"

namespace quenchmark::reference {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::bad_case, "the exact engine cannot treat " + what,
              "it knows sz sz and sz with integer weights and one uniform sx");
}

int integer_weight(double coefficient) {
  const double rounded = std::round(coefficient);
  if (rounded != coefficient || std::abs(rounded) > 1000.0) {
    refuse("a term of weight " + std::to_string(coefficient));
  }
  return static_cast<int>(rounded);
}

}  // namespace

bool IsingTerms::has_longitudinal() const {
  return std::any_of(fields.begin(), fields.end(), [](int weight) { return weight != 0; });
}

double IsingTerms::diagonal(Configuration s, const cases::Couplings& couplings) const {
  int exchange = 0;
  for (const WeightedPair& pair : pairs) {
    exchange += pair.weight * spin(s, pair.first) * spin(s, pair.second);
  }
  int longitudinal = 0;
  for (int i = 0; i < sites; ++i) {
    longitudinal += fields[i] * spin(s, i);
  }
  return couplings[0] * exchange + couplings[2] * longitudinal;
}

IsingTerms read_terms(const cases::Problem& problem, int most_sites) {
  IsingTerms terms;
  terms.sites = problem.sites();
  if (terms.sites < 1 || terms.sites > most_sites) {
    throw Error(ErrorKind::bad_case,
                "the exact engine treats 1 to " + std::to_string(most_sites) + " sites here, not " +
                    std::to_string(terms.sites),
                "choose a smaller lattice, or method \"free_fermions\" for a chain");
  }
  terms.fields.assign(terms.sites, 0);
  std::map<std::pair<int, int>, int> pairs;
  std::vector<int> flips(terms.sites, 0);
  for (const cases::PauliTerm& term : problem.terms) {
    const int weight = integer_weight(term.coefficient);
    const bool one_site = term.sites.size() == 1 && term.axes.size() == 1;
    const bool two_sites = term.sites.size() == 2 && term.axes.size() == 2 && term.sites[0] != term.sites[1];
    if (two_sites && term.axes[0] == 'z' && term.axes[1] == 'z' && term.channel == cases::Channel::exchange) {
      pairs[std::minmax(term.sites[0], term.sites[1])] += weight;
    } else if (one_site && term.axes[0] == 'z' && term.channel == cases::Channel::longitudinal) {
      terms.fields[term.sites[0]] += weight;
    } else if (one_site && term.axes[0] == 'x' && term.channel == cases::Channel::transverse) {
      flips[term.sites[0]] += weight;
    } else {
      refuse("a term of axes \"" + std::string(term.axes.begin(), term.axes.end()) + "\" in this channel");
    }
  }
  for (const auto& [sites, weight] : pairs) {
    terms.pairs.push_back({sites.first, sites.second, weight});
  }
  terms.flip_weight = flips[0];
  if (std::any_of(flips.begin(), flips.end(), [&](int weight) { return weight != flips[0]; })) {
    refuse("a transverse field that differs from site to site");
  }
  if (terms.flip_weight == 0) {
    refuse("a model without transverse field terms");
  }
  return terms;
}

DiagonalKeys::DiagonalKeys(const IsingTerms& terms) {
  std::map<std::pair<int, int>, Configuration> pairs;
  int pair_reach = 0;
  for (const WeightedPair& pair : terms.pairs) {
    pairs[{pair.second - pair.first, pair.weight}] |= Configuration{1} << pair.first;
    pair_total_ += pair.weight;
    pair_reach += std::abs(pair.weight);
  }
  for (const auto& [key, mask] : pairs) {
    pairs_.push_back({key.first, key.second, mask});
  }
  std::map<int, Configuration> fields;
  int field_reach = 0;
  for (int i = 0; i < terms.sites; ++i) {
    if (terms.fields[i] != 0) {
      fields[terms.fields[i]] |= Configuration{1} << i;
      field_total_ += terms.fields[i];
      field_reach += std::abs(terms.fields[i]);
    }
  }
  for (const auto& [weight, mask] : fields) {
    fields_.push_back({0, weight, mask});
  }
  stride_ = 2 * field_reach + 1;
  reach_ = stride_ * pair_reach + field_reach;
  if (reach_ > 32767) {
    refuse("weights whose sum exceeds what fits 16 bits");
  }
}

int DiagonalKeys::key(Configuration s) const {
  int exchange = pair_total_;
  for (const ShiftedPairs& group : pairs_) {
    exchange -= 2 * group.weight * std::popcount((s ^ (s >> group.shift)) & group.mask);
  }
  int longitudinal = field_total_;
  for (const ShiftedPairs& group : fields_) {
    longitudinal -= 2 * group.weight * std::popcount(s & group.mask);
  }
  return stride_ * exchange + longitudinal;
}

std::vector<double> DiagonalKeys::energies(const cases::Couplings& couplings) const {
  std::vector<double> table(count());
  for (int key = lowest(); key <= reach_; ++key) {
    // |B| <= (stride - 1) / 2, so A is the nearest multiple of the stride.
    const int half = (stride_ - 1) / 2;
    const int exchange = (key + half >= 0 ? key + half : key + half - stride_ + 1) / stride_;
    table[key - lowest()] = couplings[0] * exchange + couplings[2] * (key - stride_ * exchange);
  }
  return table;
}

}  // namespace quenchmark::reference
