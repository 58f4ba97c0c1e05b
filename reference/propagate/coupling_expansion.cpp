#include "reference/propagate/coupling_expansion.hpp"

#include <cmath>

namespace quenchmark::reference {

std::array<cases::Couplings, kCouplingDegree + 1> taylor_coefficients(const cases::Schedule& schedule,
                                                                      double t, double h) {
  std::array<cases::Couplings, kCouplingDegree + 1> values;
  for (int k = 0; k <= kCouplingDegree; ++k) {
    values[k] = schedule.at(t + h * k / kCouplingDegree);
  }
  std::array<cases::Couplings, kCouplingDegree + 1> result;
  for (std::size_t c = 0; c < values[0].size(); ++c) {
    const double d0 = values[0][c];
    // Newton's forward differences in 3u, then powers of u.
    const double d1 = values[1][c] - d0;
    const double d2 = values[2][c] - 2 * values[1][c] + d0;
    const double d3 = values[3][c] - 3 * values[2][c] + 3 * values[1][c] - d0;
    result[0][c] = d0;
    result[1][c] = 3.0 * (d1 - d2 / 2.0 + d3 / 3.0);
    result[2][c] = 9.0 * (d2 / 2.0 - d3 / 2.0);
    result[3][c] = 27.0 * d3 / 6.0;
  }
  return result;
}

namespace {

/// Coefficients of the Legendre moments A_1, A_2, A_3 of H in each exponent; the last factor in time comes
/// first.
constexpr std::array<std::array<double, 3>, 5> kWeights = {{
    {0.1714, 0.15409059414309687213, 0.11947178242929061641},
    {0.37496374319946236513, 0.13813675394387646682, -0.13090674649282935743},
    {-0.09272748639892473026, 0.0, 0.02286992807307748204},
    {0.37496374319946236513, -0.13813675394387646682, -0.13090674649282935743},
    {0.1714, -0.15409059414309687213, 0.11947178242929061641},
}};

/// A_n / h = (2n - 1) integral_0^1 H(t + x h) P_{n-1}(2x - 1) dx: exact by three Gauss points for cubic
/// couplings.
std::array<cases::Couplings, 3> legendre_moments(const cases::Schedule& schedule, double t, double h) {
  const double node = std::sqrt(0.6);
  const std::array<double, 3> points = {-node, 0.0, node};
  const std::array<double, 3> weights = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
  std::array<cases::Couplings, 3> moments{};
  for (std::size_t q = 0; q < 3; ++q) {
    const double y = points[q];
    const cases::Couplings couplings = schedule.at(t + 0.5 * (1.0 + y) * h);
    const std::array<double, 3> legendre = {1.0, y, 1.5 * y * y - 0.5};
    for (std::size_t n = 0; n < 3; ++n) {
      for (std::size_t c = 0; c < couplings.size(); ++c) {
        moments[n][c] += static_cast<double>(2 * n + 1) * weights[q] * legendre[n] * couplings[c];
      }
    }
  }
  return moments;
}

}  // namespace

std::array<cases::Couplings, 5> magnus_exponents(const cases::Schedule& schedule, double t, double h) {
  const std::array<cases::Couplings, 3> moments = legendre_moments(schedule, t, h);
  std::array<cases::Couplings, 5> exponents{};
  for (std::size_t k = 0; k < exponents.size(); ++k) {
    for (std::size_t n = 0; n < moments.size(); ++n) {
      for (std::size_t c = 0; c < moments[n].size(); ++c) {
        // The table begins with the factor that acts last.
        exponents[exponents.size() - 1 - k][c] += kWeights[k][n] * moments[n][c];
      }
    }
  }
  return exponents;
}

}  // namespace quenchmark::reference
