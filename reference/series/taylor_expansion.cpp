#include "reference/series/taylor_expansion.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/series/commutator.hpp"
#include "reference/series/return_bound.hpp"
#include "reference/series/string_table.hpp"

namespace quenchmark::reference::series {

namespace {

/// Strings are dealt to buckets by their hash; threads work on different buckets.
constexpr std::size_t kBuckets = 64;
constexpr std::size_t kBlock = 8192;  // strings whose commutators are held at a time
constexpr std::size_t kTile = 128;

std::size_t bucket_of(const StringKey& key) {
  return StringHash{}(key) >> 58;
}

/// sum over strings of string * polynomial; polynomial[k] belongs to J^k.
struct Bucket {
  StringTable strings;
  std::vector<Integer> polynomials;  // [string][k]
};

struct OperatorSum {
  std::array<Bucket, kBuckets> buckets;
  std::size_t terms = 1;  // of each polynomial

  std::int64_t size() const {
    std::int64_t sum = 0;
    for (const Bucket& bucket : buckets) {
      sum += static_cast<std::int64_t>(bucket.strings.size());
    }
    return sum;
  }
  std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const Bucket& bucket : buckets) {
      sum +=
          bucket.strings.bytes() + static_cast<std::int64_t>(bucket.polynomials.capacity() * sizeof(Integer));
    }
    return sum;
  }
  Integer* polynomial(const StringKey& key) {
    Bucket& bucket = buckets[bucket_of(key)];
    const std::size_t number = bucket.strings.number_of(key);
    if (bucket.polynomials.size() < (number + 1) * terms) {
      bucket.polynomials.resize((number + 1) * terms);
    }
    return bucket.polynomials.data() + number * terms;
  }
};

/// One term of a commutator: where it goes, and what of.
struct Term {
  StringKey key;
  const Integer* parent;
  std::int8_t sign;
  std::int8_t bonds;  // factors J
};

using Terms = std::array<std::vector<Term>, kBuckets>;

class Expansion {
 public:
  Expansion(const SeriesLattice& lattice, cases::Start start, const TaylorSettings& settings,
            const Workers& workers, const RunControl& control)
      : lattice_(lattice), start_(start), settings_(settings), workers_(workers), control_(control) {}

  TaylorCoefficients run(const StringSum& operators) {
    OperatorSum sum;
    for (const WeightedString& one : operators) {
      if (least_commutators(lattice_, one.string, start_) <= settings_.order) {
        *sum.polynomial(lattice_.canonical(one.string)) += one.weight;
      }
    }
    for (int n = 0;; ++n) {
      record(sum);
      if (n == settings_.order) {
        return std::move(result_);
      }
      OperatorSum next;
      next.terms = static_cast<std::size_t>(n) + 2;
      commute(sum, settings_.order - n - 1, next);
      sum = std::move(next);
      control_.progress({"series", 0.0, 0.0,
                         "order " + std::to_string(n + 1) + ", " + std::to_string(sum.size()) + " strings"});
    }
  }

 private:
  void record(const OperatorSum& sum) {
    std::vector<Integer> values(sum.terms);
    for (const Bucket& bucket : sum.buckets) {
      for (std::size_t s = 0; s < bucket.strings.size(); ++s) {
        if (has_expectation(bucket.strings.keys()[s], start_)) {
          for (std::size_t k = 0; k < sum.terms; ++k) {
            values[k] += bucket.polynomials[s * sum.terms + k];
          }
        }
      }
    }
    result_.count.push_back(std::move(values));
    result_.most_strings = std::max(result_.most_strings, sum.size());
  }

  /// next = i[H, sum]/2 without strings farther than `left` commutators from an expectation value.
  void commute(const OperatorSum& sum, int left, OperatorSum& next) {
    for (const Bucket& bucket : sum.buckets) {
      for (std::size_t begin = 0; begin < bucket.strings.size(); begin += kBlock) {
        throw_if_stopped(control_);
        const std::size_t count = std::min(kBlock, bucket.strings.size() - begin);
        std::vector<Terms> tiles((count + kTile - 1) / kTile);
        workers_.for_tiles(static_cast<std::int64_t>(count), kTile, [&](std::int64_t from, std::int64_t to) {
          for (auto s = static_cast<std::size_t>(from); s < static_cast<std::size_t>(to); ++s) {
            const Integer* parent = bucket.polynomials.data() + (begin + s) * sum.terms;
            append_terms(bucket.strings.keys()[begin + s], parent, left,
                         tiles[static_cast<std::size_t>(from) / kTile]);
          }
        });
        add(tiles, sum.terms, next);
        require_room(sum.bytes() + next.bytes());
      }
    }
  }

  void append_terms(const StringKey& key, const Integer* parent, int left, Terms& terms) const {
    const PauliString string = lattice_.string_of(key);
    const auto append = [&](const PauliString& term, int sign, int bonds) {
      if (least_commutators(lattice_, term, start_) <= left) {
        const StringKey image = lattice_.canonical(term);
        terms[bucket_of(image)].push_back(
            {image, parent, static_cast<std::int8_t>(sign), static_cast<std::int8_t>(bonds)});
      }
    };
    for_field_terms(string, [&](const PauliString& term, int sign) { append(term, sign, 0); });
    for_bond_terms(lattice_, string, [&](const PauliString& term, int sign) { append(term, sign, 1); });
  }

  /// Integers: the order of the sum does not matter.
  void add(const std::vector<Terms>& tiles, std::size_t terms, OperatorSum& next) const {
    workers_.for_tiles(kBuckets, 1, [&](std::int64_t bucket, std::int64_t) {
      for (const Terms& tile : tiles) {
        for (const Term& term : tile[static_cast<std::size_t>(bucket)]) {
          Integer* target = next.polynomial(term.key) + term.bonds;
          for (std::size_t k = 0; k < terms; ++k) {
            target[k] += term.sign > 0 ? term.parent[k] : -term.parent[k];
          }
        }
      }
    });
  }

  void require_room(std::int64_t bytes) {
    result_.peak_bytes = std::max(result_.peak_bytes, bytes);
    require_memory("a series of order " + std::to_string(settings_.order), bytes, settings_.memory_limit,
                   "free some memory, or ask for fewer observables");
  }

  const SeriesLattice& lattice_;
  cases::Start start_;
  TaylorSettings settings_;
  const Workers& workers_;
  const RunControl& control_;
  TaylorCoefficients result_;
};

}  // namespace

std::vector<long double> TaylorCoefficients::at(long double J, long double h) const {
  std::vector<long double> result;
  long double over_factorial = 1.0L;  // 2^n/n!
  for (std::size_t n = 0; n < count.size(); ++n) {
    over_factorial *= n == 0 ? 1.0L : 2.0L / static_cast<long double>(n);
    long double sum = 0.0L, power = 1.0L;  // Horner from the highest power of J, homogeneous in J and h
    for (std::size_t k = 0; k <= n; ++k) {
      sum = sum * J + static_cast<long double>(count[n][n - k]) * power;
      power *= h;
    }
    result.push_back(over_factorial * sum);
  }
  return result;
}

TaylorCoefficients taylor_coefficients(const SeriesLattice& lattice, cases::Start start,
                                       const StringSum& operators, const TaylorSettings& settings,
                                       const Workers& workers, const RunControl& control) {
  return Expansion(lattice, start, settings, workers, control).run(operators);
}

}  // namespace quenchmark::reference::series
