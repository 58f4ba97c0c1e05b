#include "solvers/kernels/cpu/complex_cnn_walkers.hpp"

#include <algorithm>

#include "solvers/kernels/cpu/flip_block.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

class ComplexCnnWalkers final : public CheckedWalkers {
 public:
  ComplexCnnWalkers(const Network& network, const ComplexCnnModel& model, std::size_t count)
      : CheckedWalkers(network, count), model_(model), blocks_(blocks_of(count), FlipBlock(model)) {
    set_spins(std::vector<std::int8_t>(count * sites(), 1));
  }

 private:
  void rebuild(std::span<Complex> log_psi) override {
    for_blocks([&](FlipBlock& block, std::size_t first, std::size_t number) {
      block.rebuild(spins(first), number);
      store(block.log_psi(), log_psi.subspan(first, number));
    });
  }

  void propose_flip(std::array<int, 2> sites, std::span<Complex> log_ratio) override {
    model_.tables().set_flip(sites, flip_);
    propose_prepared(log_ratio);
  }

  void propose_all_flipped(std::span<Complex> log_ratio) override {
    model_.tables().set_flip_of_all(flip_);
    propose_prepared(log_ratio);
  }

  void propose_prepared(std::span<Complex> log_ratio) {
    for_blocks([&](FlipBlock& block, std::size_t first, std::size_t number) {
      store(block.propose(flip_, spins(first)), log_ratio.subspan(first, number));
    });
  }

  void take(std::span<const std::uint8_t> accepted, std::span<Complex> log_psi) override {
    for_blocks([&](FlipBlock& block, std::size_t first, std::size_t number) {
      LaneMask mask = {};
      bool any = false;
      for (std::size_t lane = 0; lane < number; ++lane) {
        simd::set_element(mask, lane, accepted[first + lane] != 0 ? -1 : 0);
        any = any || accepted[first + lane] != 0;
      }
      if (any) {
        block.accept(flip_, mask);
        store(block.log_psi(), log_psi.subspan(first, number));
      }
    });
  }

  template <typename Visitor>
  void for_blocks(Visitor visitor) {
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      const std::size_t first = block * lane_count;
      visitor(blocks_[block], first, std::min(lane_count, count() - first));
    }
  }

  static void store(const ComplexLanes& lanes, std::span<Complex> out) {
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
      out[lane] = lanes.lane(lane);
    }
  }

  const ComplexCnnModel& model_;
  std::vector<FlipBlock> blocks_;
  Flip flip_;  ///< proposed last
};

}  // namespace

std::unique_ptr<Walkers> make_complex_cnn_walkers(const Network& network, const ComplexCnnModel& model,
                                                  std::size_t count) {
  return std::make_unique<ComplexCnnWalkers>(network, model, count);
}

}  // namespace quenchmark::solvers::kernels::cpu
