#pragma once
// What must hold of any backend's network, whatever its family. Parameters are set by the caller of each
// check.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "solvers/kernels/testing/random_inputs.hpp"

namespace quenchmark::solvers::kernels::testing {

/// d ln psi / d theta_k along `direction` (1 or i): central differences, one step of Richardson's
/// extrapolation.
inline Complex difference_quotient(Network& network, std::vector<Complex> parameters, std::size_t k,
                                   Complex direction, const std::vector<std::int8_t>& spins) {
  const auto central = [&](double step) {
    const auto shifted = [&](double sign) {
      std::vector<Complex> moved = parameters;
      moved[k] += sign * step * direction;
      network.set_parameters(moved);
      return log_psi(network, spins);
    };
    return (shifted(1.0) - shifted(-1.0)) / (2.0 * step * direction);
  };
  const double step = 2e-3;
  const Complex derivative = (4.0 * central(step / 2) - central(step)) / 3.0;
  network.set_parameters(parameters);
  return derivative;
}

/// Derivatives against difference quotients, relative to the largest of one configuration; along i too where
/// analytic.
inline void expect_derivatives_match_differences(Network& network, const std::vector<Complex>& parameters,
                                                 double tolerance = 1e-8) {
  const std::size_t batch = 3;
  const std::size_t count = network.parameter_count();
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(batch, sites, 11);
  network.set_parameters(parameters);
  std::vector<Complex> values(batch), derivatives(batch * count), plain_values(batch);
  network.log_psi_and_derivatives({spins.data(), batch, sites}, values, derivatives);
  network.log_psi({spins.data(), batch, sites}, plain_values);
  EXPECT_EQ(values, plain_values);
  for (std::size_t b = 0; b < batch; ++b) {
    const std::vector<std::int8_t> one(spins.begin() + b * sites, spins.begin() + (b + 1) * sites);
    const auto row = derivatives.begin() + b * count;
    const double scale = std::abs(
        *std::max_element(row, row + count, [](Complex x, Complex y) { return std::abs(x) < std::abs(y); }));
    ASSERT_GT(scale, 1e-6) << "nothing to compare";
    for (std::size_t k = 0; k < count; ++k) {
      for (const Complex direction : {Complex(1.0, 0.0), Complex(0.0, 1.0)}) {
        if (direction.imag() != 0.0 && !network.holomorphic()) {
          continue;
        }
        EXPECT_LE(std::abs(row[k] - difference_quotient(network, parameters, k, direction, one)),
                  tolerance * scale)
            << "parameter " << k << " along " << direction;
      }
    }
  }
}

/// Ratios of single sites and pairs are differences of ln psi of the flipped configurations.
inline void expect_ratios_match_log_psi(const Network& network, double tolerance = 1e-13) {
  const std::size_t batch = 4;
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(batch, sites, 12);
  FlipSet flips;
  for (int i = 0; i < sites; ++i) {
    flips.push_back({i, -1});
    if (sites > 1) {
      flips.push_back({i, (i + 1) % sites});
    }
  }
  std::vector<Complex> ratios(batch * flips.size());
  network.log_ratios({spins.data(), batch, sites}, flips, ratios);
  for (std::size_t b = 0; b < batch; ++b) {
    const std::vector<std::int8_t> one(spins.begin() + b * sites, spins.begin() + (b + 1) * sites);
    for (std::size_t f = 0; f < flips.size(); ++f) {
      std::vector<std::int8_t> flipped = one;
      for (const int site : flips[f]) {
        if (site >= 0) {
          flipped[site] = static_cast<std::int8_t>(-flipped[site]);
        }
      }
      const Complex before = log_psi(network, one), after = log_psi(network, flipped);
      EXPECT_LE(std::abs(ratios[b * flips.size() + f] - (after - before)),
                tolerance * std::max(1.0, std::abs(before)))
          << "configuration " << b << " flip " << f;
    }
  }
}

/// Bits do not depend on the company a configuration keeps in its batch.
inline void expect_batch_independence(const Network& network) {
  const std::size_t batch = 5;
  const std::size_t count = network.parameter_count();
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(batch, sites, 13);
  std::vector<Complex> values(batch), derivatives(batch * count);
  network.log_psi_and_derivatives({spins.data(), batch, sites}, values, derivatives);
  for (std::size_t b = 0; b < batch; ++b) {
    Complex value;
    std::vector<Complex> row(count);
    network.log_psi_and_derivatives({spins.data() + b * sites, 1, sites}, {&value, 1}, row);
    EXPECT_EQ(value, values[b]);
    EXPECT_TRUE(std::equal(row.begin(), row.end(), derivatives.begin() + b * count));
  }
}

/// Threads on disjoint batches get the bits that one thread gets, call for call.
inline void expect_concurrent_evaluation(const Network& network) {
  const std::size_t batch = 8, calls = 6;
  const std::size_t count = network.parameter_count();
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(calls * batch, sites, 16);
  const auto evaluate = [&](std::size_t call, std::vector<Complex>& values,
                            std::vector<Complex>& derivatives) {
    network.log_psi_and_derivatives({spins.data() + call * batch * sites, batch, sites},
                                    {values.data() + call * batch, batch},
                                    {derivatives.data() + call * batch * count, batch * count});
  };
  std::vector<Complex> alone(calls * batch), together(calls * batch);
  std::vector<Complex> alone_derivatives(alone.size() * count), together_derivatives(alone.size() * count);
  std::vector<std::thread> threads;
  for (std::size_t call = 0; call < calls; ++call) {
    evaluate(call, alone, alone_derivatives);
    threads.emplace_back([&, call] { evaluate(call, together, together_derivatives); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(together, alone);
  EXPECT_EQ(together_derivatives, alone_derivatives);
}

/// ln psi(p s) = ln psi(s) for every permutation p given.
inline void expect_invariant(const Network& network, const std::vector<std::vector<int>>& permutations,
                             double tolerance = 1e-13) {
  const std::vector<std::int8_t> spins = random_spins(1, network.shape().sites(), 14);
  const Complex value = log_psi(network, spins);
  for (const std::vector<int>& permutation : permutations) {
    EXPECT_LE(std::abs(log_psi(network, carried(spins.data(), permutation)) - value),
              tolerance * std::max(1.0, std::abs(value)));
  }
}

/// Every wrong length is refused before anything is read or written.
inline void expect_wrong_arguments_refused(Network& network) {
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(2, sites + 1, 15);
  std::vector<Complex> parameters(network.parameter_count() + 1), two(2), three(3);
  EXPECT_THROW(network.set_parameters(parameters), std::invalid_argument);
  EXPECT_THROW(network.log_psi({spins.data(), 2, sites}, three), std::invalid_argument);
  EXPECT_THROW(network.log_psi({spins.data(), 2, sites + 1}, two), std::invalid_argument);
  EXPECT_THROW(network.log_psi({nullptr, 2, sites}, two), std::invalid_argument);
  EXPECT_THROW(network.log_ratios({spins.data(), 2, sites}, {{0, -1}}, three), std::invalid_argument);
  EXPECT_THROW(network.log_ratios({spins.data(), 2, sites}, {{0, sites}}, two), std::invalid_argument);
  EXPECT_THROW(network.log_ratios({spins.data(), 2, sites}, {{-1, 0}}, two), std::invalid_argument);
  EXPECT_THROW(network.log_ratios({spins.data(), 2, sites}, {{0, 0}}, two), std::invalid_argument);
  EXPECT_THROW(network.log_psi_and_derivatives({spins.data(), 2, sites}, two, three), std::invalid_argument);
  if (!network.holomorphic()) {
    parameters.assign(network.parameter_count(), Complex(0.0, 1e-3));
    EXPECT_THROW(network.set_parameters(parameters), std::invalid_argument);
  }
}

}  // namespace quenchmark::solvers::kernels::testing
