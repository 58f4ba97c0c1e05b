#include "validation/statistics/uniformity.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <numeric>

#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

std::vector<double> leave_one_out_p_values(const std::vector<double>& x, const std::vector<double>& s,
                                           int degrees) {
  const double others = static_cast<double>(x.size()) - 1.0;
  const double sum = std::accumulate(x.begin(), x.end(), 0.0);
  const double squares = std::inner_product(s.begin(), s.end(), s.begin(), 0.0);
  std::vector<double> p_values;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double mean = (sum - x[k]) / others;
    const double error2 = s[k] * s[k] + (squares - s[k] * s[k]) / (others * others);
    const double distance = std::abs(x[k] - mean);
    p_values.push_back(error2 > 0.0   ? 2.0 * student_tail(distance / std::sqrt(error2), degrees)
                       : distance > 0 ? 0.0
                                      : 1.0);
  }
  return p_values;
}

KolmogorovSmirnov test_uniform(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  KolmogorovSmirnov test;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double below = static_cast<double>(k) / count, until = static_cast<double>(k + 1) / count;
    test.distance = std::max({test.distance, values[k] - below, until - values[k]});
  }
  const double root = std::sqrt(count);
  const double lambda = (root + 0.12 + 0.11 / root) * test.distance;
  if (lambda < 0.2) {
    return test;  // the series below is an alternating one of ones; p is 1 to 1e-12
  }
  double p = 0.0;
  for (int j = 1; j <= 100; ++j) {
    p += (j % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * j * j * lambda * lambda);
  }
  test.p_value = std::clamp(p, 0.0, 1.0);
  return test;
}

namespace {

using boost::math::binomial;
constexpr double one_side = 0.025;

}  // namespace

double largest_rate(int events, int trials) {
  return events >= trials ? 1.0 : binomial::find_upper_bound_on_p(trials, events, one_side);
}

double smallest_rate(int events, int trials) {
  return events <= 0 ? 0.0 : binomial::find_lower_bound_on_p(trials, events, one_side);
}

}  // namespace quenchmark::validation
