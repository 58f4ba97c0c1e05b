#include "validation/statistics/equivalence.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace quenchmark::validation {

namespace {

/// P(|D| > |d|) at most, when the true deviation is anywhere in [-limit, limit] and the noise has scale s.
double exceedance_probability(double distance, double limit, double s, int degrees) {
  if (s == 0.0) {
    return distance > limit ? 0.0 : 1.0;
  }
  return std::min(
      1.0, student_tail((distance - limit) / s, degrees) + student_tail((distance + limit) / s, degrees));
}

/// The same for the rms over all times.
double rms_exceedance_probability(double distance, double limit, double s, int degrees) {
  if (s == 0.0 || distance <= limit) {
    return distance > limit ? 0.0 : 1.0;
  }
  return 2.0 * student_tail((distance - limit) / s, degrees);
}

int degrees_of(const Deviation& deviation) {
  return deviation.replicas.empty() ? 0 : static_cast<int>(deviation.replicas.size()) - 1;
}

}  // namespace

double student_quantile(double p, int degrees) {
  using boost::math::complement;
  return degrees > 0 ? quantile(complement(boost::math::students_t(degrees), p))
                     : quantile(complement(boost::math::normal(), p));
}

double student_tail(double t, int degrees) {
  using boost::math::complement;
  return degrees > 0 ? cdf(complement(boost::math::students_t(degrees), t))
                     : cdf(complement(boost::math::normal(), t));
}

std::vector<double> standard_error_of(const Deviation& deviation) {
  const std::size_t replicas = deviation.replicas.size();
  if (replicas == 0) {
    return deviation.standard_error;
  }
  std::vector<double> result(deviation.times.size());
  for (std::size_t t = 0; t < result.size(); ++t) {
    double mean = 0.0;
    for (const std::vector<double>& replica : deviation.replicas) {
      mean += replica[t] / static_cast<double>(replicas);
    }
    double squares = 0.0;
    for (const std::vector<double>& replica : deviation.replicas) {
      squares += (replica[t] - mean) * (replica[t] - mean);
    }
    result[t] = std::sqrt(squares / static_cast<double>(replicas * (replicas - 1)));
  }
  return result;
}

NoisyNorm test_against_limit(const Deviation& deviation, cases::ErrorNorm norm, double limit) {
  const std::vector<double> s = standard_error_of(deviation);
  NoisyNorm test;
  test.degrees = degrees_of(deviation);
  test.q = student_quantile(pass_error_rate, test.degrees);
  if (norm == cases::ErrorNorm::rms) {
    test.value = time_norm(norm, deviation.times, deviation.difference);
    test.standard_error = time_norm(norm, deviation.times, s);
    test.reference_error = time_norm(norm, deviation.times, deviation.reference_error);
    test.p_exceeds = rms_exceedance_probability(test.value - test.reference_error, limit, test.standard_error,
                                                test.degrees);
    const auto largest = std::max_element(deviation.difference.begin(), deviation.difference.end(),
                                          [](double a, double b) { return std::abs(a) < std::abs(b); });
    test.worst = test.suspect = static_cast<std::size_t>(largest - deviation.difference.begin());
    test.suspect_value = test.value;
    test.suspect_standard_error = test.standard_error;
  } else {
    test.looks = deviation.times.size();
    double highest = -1.0;
    double smallest_p = 2.0;
    for (std::size_t t = 0; t < deviation.times.size(); ++t) {
      const double distance = std::abs(deviation.difference[t]);
      const double reach = distance + test.q * s[t] + deviation.reference_error[t];
      if (reach > highest) {
        highest = reach;
        test.worst = t;
      }
      const double p =
          exceedance_probability(distance - deviation.reference_error[t], limit, s[t], test.degrees);
      // Where several are beyond all doubt, p = 0, the largest error is told.
      if (p < smallest_p || (p == smallest_p && distance > std::abs(deviation.difference[test.suspect]))) {
        smallest_p = p;
        test.suspect = t;
      }
    }
    test.value = std::abs(deviation.difference[test.worst]);
    test.standard_error = s[test.worst];
    test.reference_error = deviation.reference_error[test.worst];
    test.suspect_value = std::abs(deviation.difference[test.suspect]);
    test.suspect_standard_error = s[test.suspect];
    test.p_exceeds = std::min(1.0, static_cast<double>(test.looks) * smallest_p);
  }
  test.within = test.value + test.q * test.standard_error + test.reference_error <= limit;
  return test;
}

double confirm_exceeds(const Deviation& deviation, cases::ErrorNorm norm, double limit,
                       const NoisyNorm& first) {
  if (norm == cases::ErrorNorm::rms) {
    return test_against_limit(deviation, norm, limit).p_exceeds;
  }
  if (first.suspect >= deviation.times.size()) {
    return 1.0;
  }
  const std::vector<double> s = standard_error_of(deviation);
  const std::size_t t = first.suspect;
  return exceedance_probability(std::abs(deviation.difference[t]) - deviation.reference_error[t], limit, s[t],
                                degrees_of(deviation));
}

std::vector<HolmDecision> holm(const std::vector<double>& p_values, double level) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<HolmDecision> decisions(p_values.size());
  bool rejecting = true;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    HolmDecision& decision = decisions[order[rank]];
    decision.level = level / static_cast<double>(order.size() - rank);
    rejecting = rejecting && p_values[order[rank]] <= decision.level;
    decision.rejected = rejecting;
  }
  return decisions;
}

double fail_quantile(const NoisyNorm& test, cases::ErrorNorm norm, double level) {
  const double each = std::sqrt(level);
  return student_quantile(norm == cases::ErrorNorm::rms ? each / 2.0 : each / static_cast<double>(test.looks),
                          test.degrees);
}

}  // namespace quenchmark::validation
