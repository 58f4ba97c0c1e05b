#pragma once
// The cpu backend beside its plain twin, whatever the family.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "solvers/kernels/interface/walkers.hpp"
#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/random_inputs.hpp"
#include "solvers/kernels/testing/ulps.hpp"
#include "solvers/kernels/testing/walker_checks.hpp"

namespace quenchmark::solvers::kernels::testing {

inline FlipSet all_sites_and_neighbours(int sites) {
  FlipSet flips;
  for (int i = 0; i < sites; ++i) {
    flips.push_back({i, -1});
    flips.push_back({i, (i + 1) % sites});
  }
  return flips;
}

inline std::unique_ptr<Network> network_with(Backend backend, const NetworkShape& shape,
                                             const std::vector<Complex>& parameters) {
  std::unique_ptr<Network> network = make_network(backend, shape);
  network->set_parameters(parameters);
  return network;
}

/// ln psi, ratios and derivatives of `count` configurations, weights uniform in [-width, width].
inline void expect_agrees_with_plain(const NetworkShape& shape, double width, std::size_t count,
                                     double ulps_allowed) {
  const std::vector<Complex> parameters = random_parameters(shape, width, 51);
  const auto plain = network_with(Backend::plain, shape, parameters);
  const auto cpu = network_with(Backend::cpu, shape, parameters);
  const int sites = shape.sites();
  const std::vector<std::int8_t> spins = random_spins(count, sites, 52);
  const SpinBatch batch{spins.data(), count, sites};

  std::vector<Complex> expected(count), actual(count);
  plain->log_psi(batch, expected);
  cpu->log_psi(batch, actual);
  EXPECT_LE(ulps(actual, expected), ulps_allowed);

  const FlipSet flips = all_sites_and_neighbours(sites);
  const SpinBatch some{spins.data(), std::min<std::size_t>(count, 11), sites};
  std::vector<Complex> expected_ratios(some.batch * flips.size()), actual_ratios(expected_ratios.size());
  plain->log_ratios(some, flips, expected_ratios);
  cpu->log_ratios(some, flips, actual_ratios);
  EXPECT_LE(ulps(actual_ratios, expected_ratios), ulps_allowed);

  std::vector<Complex> expected_rows(count * plain->parameter_count()), actual_rows(expected_rows.size());
  plain->log_psi_and_derivatives(batch, expected, expected_rows);
  cpu->log_psi_and_derivatives(batch, actual, actual_rows);
  EXPECT_LE(ulps(actual, expected), ulps_allowed);
  EXPECT_LE(ulps(actual_rows, expected_rows), ulps_allowed);
}

/// Where plain is finite so is cpu, and the other way round: ln psi, ratios, derivatives, walkers.
inline void expect_same_finiteness(const NetworkShape& shape, const std::vector<Complex>& parameters) {
  const auto plain = network_with(Backend::plain, shape, parameters);
  const auto cpu = network_with(Backend::cpu, shape, parameters);
  const int sites = shape.sites();
  const std::size_t count = 20;
  const std::vector<std::int8_t> spins = random_spins(count, sites, 57);
  const FlipSet flips = all_sites_and_neighbours(sites);
  const auto expect_same = [](std::span<const Complex> actual, std::span<const Complex> expected) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const auto finite = [](Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); };
      EXPECT_EQ(finite(actual[k]), finite(expected[k])) << actual[k] << " where plain has " << expected[k];
    }
  };
  const auto results = [&](const Network& network) {
    std::vector<Complex> all(count * (1 + flips.size() + 1 + network.parameter_count()));
    const SpinBatch batch{spins.data(), count, sites};
    std::span<Complex> rest = all;
    network.log_psi(batch, rest.first(count));
    rest = rest.subspan(count);
    network.log_ratios(batch, flips, rest.first(count * flips.size()));
    rest = rest.subspan(count * flips.size());
    network.log_psi_and_derivatives(batch, rest.first(count), rest.subspan(count));
    return all;
  };
  expect_same(results(*cpu), results(*plain));
  const auto plain_walkers = plain->make_walkers(count), cpu_walkers = cpu->make_walkers(count);
  std::vector<Complex> plain_history, cpu_history;
  walk(*plain_walkers, sites, 60, 58,
       [&](const auto& ratios) { plain_history.insert(plain_history.end(), ratios.begin(), ratios.end()); });
  walk(*cpu_walkers, sites, 60, 58,
       [&](const auto& ratios) { cpu_history.insert(cpu_history.end(), ratios.begin(), ratios.end()); });
  expect_same(cpu_history, plain_history);
}

}  // namespace quenchmark::solvers::kernels::testing
