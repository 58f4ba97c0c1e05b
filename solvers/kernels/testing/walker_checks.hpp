#pragma once
// What must hold of any backend's walkers.

#include <gtest/gtest.h>

#include <stdexcept>

#include "solvers/kernels/interface/walkers.hpp"
#include "solvers/kernels/testing/random_inputs.hpp"
#include "solvers/kernels/testing/ulps.hpp"

namespace quenchmark::solvers::kernels::testing {

/// Proposals of sites, pairs and everything, each taken by the walkers that an integer hash of their own
/// spins, the move and `seed` chooses. Calls after_move(ratios) behind every one.
template <typename AfterMove>
void walk(Walkers& walkers, int sites, int moves, std::uint32_t seed, AfterMove after_move) {
  std::mt19937 engine(seed);
  std::vector<std::uint8_t> accepted(walkers.count());
  std::vector<Complex> ratios(walkers.count());
  std::vector<std::int8_t> spins(walkers.count() * static_cast<std::size_t>(sites));
  for (int move = 0; move < moves; ++move) {
    const int first = static_cast<int>(engine() % static_cast<std::uint32_t>(sites));
    const int step = 1 + static_cast<int>(engine() % 3);
    const int second = (first + step) % sites;
    if (engine() % 16 == 0) {
      walkers.propose_global_flip(ratios);
    } else {
      walkers.propose({first, step == 1 || second == first ? -1 : second}, ratios);
    }
    walkers.copy_spins(spins);
    const std::uint32_t salt = engine();
    for (std::size_t walker = 0; walker < walkers.count(); ++walker) {
      std::uint32_t hash = salt;
      for (int site = 0; site < sites; ++site) {
        hash = hash * 31u + static_cast<std::uint32_t>(spins[walker * sites + site] + 1);
      }
      accepted[walker] = (hash >> 8) % 3 == 0;
    }
    walkers.accept(accepted);
    after_move(ratios);
  }
}

/// After many moves ln psi is that of the spins; ratios are the differences that log_ratios gives.
inline void expect_walkers_follow_log_psi(const Network& network, std::size_t count, int moves,
                                          double ulps_allowed) {
  const int sites = network.shape().sites();
  const auto walkers = network.make_walkers(count);
  EXPECT_EQ(walkers->count(), count);
  std::vector<std::int8_t> spins(count * static_cast<std::size_t>(sites), 1);
  std::vector<Complex> expected(count);
  const auto expect_log_psi = [&] {
    network.log_psi({spins.data(), count, sites}, expected);
    EXPECT_LE(ulps({walkers->log_psi().begin(), walkers->log_psi().end()}, expected), ulps_allowed);
  };
  expect_log_psi();
  spins = random_spins(count, sites, 31);
  walkers->set_spins(spins);
  expect_log_psi();
  walk(*walkers, sites, moves, 32, [](const auto&) {});
  std::vector<std::int8_t> moved(spins.size());
  walkers->copy_spins(moved);
  EXPECT_TRUE(moved != spins || spins.size() < 8) << "nothing was accepted";
  spins = moved;
  expect_log_psi();

  std::vector<Complex> ratios(count), expected_ratios(count);
  for (const std::array<int, 2>& flip : {std::array{0, -1}, std::array{sites - 1, sites > 1 ? 0 : -1}}) {
    walkers->propose(flip, ratios);
    network.log_ratios({spins.data(), count, sites}, {flip}, expected_ratios);
    EXPECT_LE(ulps(ratios, expected_ratios), ulps_allowed);
  }
  walkers->propose_global_flip(ratios);
  for (std::int8_t& spin : moved) {
    spin = static_cast<std::int8_t>(-spin);
  }
  network.log_psi({moved.data(), count, sites}, expected);
  for (std::size_t walker = 0; walker < count; ++walker) {
    expected[walker] -= walkers->log_psi()[walker];
  }
  EXPECT_LE(ulps(ratios, expected), ulps_allowed);
}

/// A walker's bits are the same alone, and in a group of any size at any place.
inline void expect_walkers_independent(const Network& network, std::size_t count, int moves) {
  const auto sites = static_cast<std::size_t>(network.shape().sites());
  const std::vector<std::int8_t> spins = random_spins(count, static_cast<int>(sites), 33);
  const auto histories = [&](std::size_t first, std::size_t number) {
    const auto walkers = network.make_walkers(number);
    walkers->set_spins({spins.data() + first * sites, number * sites});
    std::vector<std::vector<Complex>> history(number);
    walk(*walkers, static_cast<int>(sites), moves, 34, [&](const std::vector<Complex>& ratios) {
      for (std::size_t walker = 0; walker < number; ++walker) {
        history[walker].push_back(ratios[walker]);
        history[walker].push_back(walkers->log_psi()[walker]);
      }
    });
    return history;
  };
  const auto together = histories(0, count);
  for (std::size_t walker = 0; walker < count; ++walker) {
    EXPECT_EQ(histories(walker, 1)[0], together[walker]) << "walker " << walker;
  }
}

/// set_spins leaves nothing of earlier flips: the same bits as a fresh group.
inline void expect_walkers_forget(const Network& network, std::size_t count) {
  const int sites = network.shape().sites();
  const std::vector<std::int8_t> spins = random_spins(count, sites, 35);
  const auto used = network.make_walkers(count), fresh = network.make_walkers(count);
  walk(*used, sites, 40, 36, [](const auto&) {});
  used->set_spins(spins);
  fresh->set_spins(spins);
  std::vector<Complex> of_used, of_fresh;
  walk(*used, sites, 20, 37, [&](const auto& r) { of_used.insert(of_used.end(), r.begin(), r.end()); });
  walk(*fresh, sites, 20, 37, [&](const auto& r) { of_fresh.insert(of_fresh.end(), r.begin(), r.end()); });
  EXPECT_EQ(of_used, of_fresh);
}

inline void expect_wrong_walker_arguments_refused(const Network& network) {
  const int sites = network.shape().sites();
  const auto walkers = network.make_walkers(2);
  std::vector<Complex> two(2), three(3);
  std::vector<std::int8_t> spins(2 * static_cast<std::size_t>(sites), 1), more(spins.size() + 1, 1);
  const std::vector<std::uint8_t> yes(2, 1), all(3, 1);
  EXPECT_THROW(walkers->set_spins(more), std::invalid_argument);
  EXPECT_THROW(walkers->copy_spins(more), std::invalid_argument);
  EXPECT_THROW(walkers->propose({0, -1}, three), std::invalid_argument);
  EXPECT_THROW(walkers->propose({sites, -1}, two), std::invalid_argument);
  EXPECT_THROW(walkers->propose({0, 0}, two), std::invalid_argument);
  EXPECT_THROW(walkers->propose_global_flip(three), std::invalid_argument);
  EXPECT_THROW(walkers->accept(yes), std::logic_error) << "nothing proposed";
  walkers->propose({0, -1}, two);
  EXPECT_THROW(walkers->accept(all), std::invalid_argument);
  walkers->accept(yes);
  EXPECT_THROW(walkers->accept(yes), std::logic_error) << "taken already";
  walkers->propose({0, -1}, two);
  walkers->set_spins(spins);
  EXPECT_THROW(walkers->accept(yes), std::logic_error) << "the proposal was of other spins";
  spins[0] = 0;
  EXPECT_THROW(walkers->set_spins(spins), std::invalid_argument);
}

}  // namespace quenchmark::solvers::kernels::testing
