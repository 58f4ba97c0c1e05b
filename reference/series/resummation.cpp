#include "reference/series/resummation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>

namespace quenchmark::reference::series {

namespace {

using Numbers = std::vector<long double>;

long double largest_of(const Numbers& terms) {
  long double largest = 0.0L;
  for (const long double term : terms) {
    largest = std::max(largest, std::abs(term));
  }
  return largest;
}

/// What rounding leaves of a term that is zero.
long double noise_of(const Numbers& terms) {
  return 16.0L * std::numeric_limits<double>::epsilon() * largest_of(terms);
}

/// coefficient_n t^n without those that vanish by parity.
Numbers terms_of(const Numbers& coefficients, long double t) {
  Numbers all;
  for (std::size_t n = 0; n < coefficients.size(); ++n) {
    all.push_back(coefficients[n] * std::pow(t, static_cast<long double>(n)));
  }
  const long double noise = noise_of(all);
  std::array<bool, 2> present{};
  for (std::size_t n = 0; n < all.size(); ++n) {
    present[n % 2] = present[n % 2] || std::abs(all[n]) > noise;
  }
  if (all.size() < 2 || present[0] == present[1]) {
    return all;
  }
  Numbers terms;
  for (std::size_t n = present[1] ? 1 : 0; n < all.size(); n += 2) {
    terms.push_back(all[n]);
  }
  return terms;
}

/// Without what stands before the leading one.
Numbers from_leading(const Numbers& terms) {
  const long double noise = noise_of(terms);
  return {std::find_if(terms.begin(), terms.end(), [&](long double term) { return std::abs(term) > noise; }),
          terms.end()};
}

/// The last diagonal approximant of the series terms[from] + terms[from + 1] + ...; nothing where it has a
/// pole.
std::optional<long double> diagonal_pade(const Numbers& terms, std::size_t from) {
  const std::size_t count = terms.size() - from;
  const std::size_t used = count % 2 == 1 ? count : count - 1;  // the even columns are the approximants
  Numbers column(used), earlier(used + 1, 0.0L);
  long double sum = 0.0L;
  for (std::size_t k = 0; k < used; ++k) {
    column[k] = sum += terms[from + k];
  }
  while (column.size() > 1) {
    Numbers next(column.size() - 1);
    for (std::size_t k = 0; k < next.size(); ++k) {
      next[k] = earlier[k + 1] + 1.0L / (column[k + 1] - column[k]);
    }
    earlier = std::move(column);
    column = std::move(next);
  }
  return std::isfinite(column[0]) ? std::optional(column[0]) : std::nullopt;
}

/// The last term, and what it should be by the two before: no accident of sign makes it vanish. Where no two
/// stand before it, the square of the leading one guards it, which is of the next order or below.
long double error_of_sum(const Numbers& terms) {
  constexpr long double safety = 4.0L;
  const std::size_t count = terms.size();
  if (count < 2) {
    return count == 0 ? 0.0L : safety * std::abs(terms[0]);
  }
  const long double last = std::abs(terms[count - 1]), before = std::abs(terms[count - 2]);
  if (count == 2) {
    return safety * std::max(last, before * before);
  }
  const long double first = std::abs(terms[count - 3]);
  return last + before * (first > before ? before / first : 1.0L);
}

/// Approximants of a series with gaps are those of a shorter one, and agree whatever the truth.
bool has_gap(const Numbers& terms) {
  const long double noise = noise_of(terms);
  return std::any_of(terms.begin(), terms.end(), [&](long double term) { return std::abs(term) <= noise; });
}

}  // namespace

Estimate sum_power_series(const std::vector<long double>& coefficients, double t) {
  const Numbers terms = from_leading(terms_of(coefficients, t));
  const long double sum = std::accumulate(terms.begin(), terms.end(), 0.0L);
  const long double rounding = 16.0L * std::numeric_limits<long double>::epsilon() * largest_of(terms) +
                               std::numeric_limits<double>::epsilon() * std::abs(sum);
  const long double last = error_of_sum(terms);
  Estimate best{static_cast<double>(sum), static_cast<double>(last + rounding)};
  constexpr std::size_t enough = 5;  // approximants of order 2 and of order 1
  if (terms.size() < enough || last <= rounding || has_gap(terms)) {
    return best;
  }
  const std::optional<long double> whole = diagonal_pade(terms, 0), rest = diagonal_pade(terms, 1);
  if (whole && rest) {
    const long double shifted = terms[0] + *rest;
    const long double difference = 10.0L * std::abs(*whole - shifted) + rounding;
    if (difference < best.error) {
      best = {static_cast<double>(terms.size() % 2 == 1 ? *whole : shifted), static_cast<double>(difference)};
    }
  }
  return best;
}

}  // namespace quenchmark::reference::series
