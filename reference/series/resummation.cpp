#include "reference/series/resummation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

namespace quenchmark::reference::series {

namespace {

using Numbers = std::vector<long double>;

/// coefficient_n t^n without those that vanish by parity.
Numbers terms_of(const Numbers& coefficients, long double t) {
  std::array<bool, 2> present{};
  for (std::size_t n = 0; n < coefficients.size(); ++n) {
    present[n % 2] = present[n % 2] || coefficients[n] != 0.0L;
  }
  const bool one_parity = coefficients.size() > 1 && present[0] != present[1];
  const std::size_t step = one_parity ? 2 : 1;
  Numbers terms;
  for (std::size_t n = one_parity && present[1] ? 1 : 0; n < coefficients.size(); n += step) {
    terms.push_back(coefficients[n] * std::pow(t, static_cast<long double>(n)));
  }
  return terms;
}

/// The last diagonal approximant of the series terms[from] + terms[from + 1] + ...; nothing where it has a pole.
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

/// The last term, and what it should be by the two before: no accident of sign makes it vanish. A single term says
/// little of the next.
long double error_of_sum(const Numbers& terms) {
  const auto size = [&](std::size_t back) {
    return back < terms.size() ? std::abs(terms[terms.size() - 1 - back]) : 0.0L;
  };
  constexpr long double lone = 4.0L;
  if (size(1) == 0.0L) {
    return lone * size(0);
  }
  return size(0) + size(1) * (size(2) > size(1) ? size(1) / size(2) : 1.0L);
}

}  // namespace

Estimate sum_power_series(const std::vector<long double>& coefficients, double t) {
  const Numbers terms = terms_of(coefficients, t);
  long double sum = 0.0L, largest = 0.0L;
  for (const long double term : terms) {
    sum += term;
    largest = std::max(largest, std::abs(term));
  }
  const long double rounding = 16.0L * std::numeric_limits<long double>::epsilon() * largest +
                               std::numeric_limits<double>::epsilon() * std::abs(sum);
  const long double last = error_of_sum(terms);
  Estimate best{static_cast<double>(sum), static_cast<double>(last + rounding)};
  constexpr std::size_t enough = 5;  // approximants of order 2 and of order 1
  if (terms.size() < enough || last <= rounding) {
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
