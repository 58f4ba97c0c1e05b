#include "solvers/parallel/slot_reduction.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quenchmark::solvers {
namespace {

std::vector<std::vector<double>> rows(int slots) {
  std::vector<std::vector<double>> all;
  for (int slot = 0; slot < slots; ++slot) {
    all.push_back({1.0 / (3.0 + slot), slot == 0 ? 1e16 : 1.0});
  }
  return all;
}

TEST(SlotReduction, AddsInAFixedTree) {
  const auto alone = make_serial_communicator();
  const std::vector<std::vector<double>> r = rows(4);
  const std::vector<double> sum = SlotReduction(4, *alone).sum(r);
  EXPECT_EQ(sum[0], (r[0][0] + r[1][0]) + (r[2][0] + r[3][0]));
  EXPECT_EQ(sum[1], (1e16 + 1.0) + (1.0 + 1.0));  // another order would give another last digit
}

TEST(SlotReduction, HalvesAddUpToTheSum) {
  const auto alone = make_serial_communicator();
  for (int slots : {1, 2, 3, 8, 12}) {
    const SlotReduction reduction(slots, *alone);
    const SlotReduction::Halves halves = reduction.halves(rows(slots));
    EXPECT_EQ(halves.first[0] + halves.second[0], reduction.sum(rows(slots))[0]) << slots;
  }
}

TEST(SlotReduction, CollectKeepsTheOrderOfTheSlots) {
  const auto alone = make_serial_communicator();
  EXPECT_EQ(SlotReduction(3, *alone).collect(rows(3)), rows(3));
}

/// Rank 1 of 2, whose neighbour answers with nothing: what it has to send, and what it must not keep.
class SecondOfTwo final : public Communicator {
 public:
  int rank() const override { return 1; }
  int size() const override { return 2; }
  double maximum(double value) override { return value; }
  void broadcast(std::span<double>) override { ++broadcasts; }
  void transfer(std::span<double> values, int from, int to) override {
    if (from == 1 && to == 0) {
      sent.emplace_back(values.begin(), values.end());
    }
  }
  int broadcasts = 0;
  std::vector<std::vector<double>> sent;
};

TEST(SlotReduction, GatherSendsToTheFirstRankAlone) {
  const auto alone = make_serial_communicator();
  EXPECT_EQ(SlotReduction(3, *alone).gather(rows(3)), rows(3));
  SecondOfTwo second;
  const std::vector<std::vector<double>> own{rows(4)[2], rows(4)[3]};
  EXPECT_TRUE(SlotReduction(4, second).gather(own).empty());
  EXPECT_EQ(second.sent, own);
  EXPECT_EQ(second.broadcasts, 0);
}

TEST(SlotReduction, RefusesNoSlotsAtAll) {
  const auto alone = make_serial_communicator();
  EXPECT_THROW(SlotReduction(0, *alone), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
