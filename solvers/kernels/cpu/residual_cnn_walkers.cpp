#include "solvers/kernels/cpu/residual_cnn_walkers.hpp"

#include <algorithm>

namespace quenchmark::solvers::kernels::cpu {
namespace {

void take(std::vector<Lanes>& kept, const LaneMask& mask, const std::vector<Lanes>& proposed) {
  for (std::size_t i = 0; i < kept.size(); ++i) {
    kept[i] = simd::select(mask, proposed[i], kept[i]);
  }
}

class ResidualCnnWalkers final : public CheckedWalkers {
 public:
  ResidualCnnWalkers(const Network& network, const ResidualCnnModel& model, std::size_t count)
      : CheckedWalkers(network, count),
        model_(model),
        groups_(blocks_of(count), Group{model.make_first_block(), model.make_first_block(), {}, {}}),
        buffers_(model.make_buffers()) {
    set_spins(std::vector<std::int8_t>(count * sites(), 1));
  }

 private:
  /// Eight walkers, and where their pending flip would lead.
  struct Group {
    FirstBlock block, proposed;
    ComplexLanes log_psi, proposed_log_psi;
  };

  void rebuild(std::span<Complex> log_psi) override {
    for_groups([&](Group& group, std::size_t first, std::size_t number) {
      model_.load_spins(spins(first), number, group.block.spins.data());
      model_.run_first_block(group.block, buffers_, nullptr);
      group.log_psi = model_.finish(group.block, buffers_, nullptr);
      store(group.log_psi, log_psi.subspan(first, number));
    });
  }

  void propose_flip(std::array<int, 2> sites, std::span<Complex> log_ratio) override {
    for_groups([&](Group& group, std::size_t first, std::size_t number) {
      model_.flip_first_block(group.block, sites, group.proposed, buffers_);
      finish(group, log_ratio.subspan(first, number));
    });
  }

  void propose_all_flipped(std::span<Complex> log_ratio) override {
    for_groups([&](Group& group, std::size_t first, std::size_t number) {
      std::transform(group.block.spins.begin(), group.block.spins.end(), group.proposed.spins.begin(),
                     [](const Lanes& spin) { return -spin; });
      model_.run_first_block(group.proposed, buffers_, nullptr);
      finish(group, log_ratio.subspan(first, number));
    });
  }

  void finish(Group& group, std::span<Complex> log_ratio) {
    group.proposed_log_psi = model_.finish(group.proposed, buffers_, nullptr);
    store(group.proposed_log_psi - group.log_psi, log_ratio);
  }

  void take(std::span<const std::uint8_t> accepted, std::span<Complex> log_psi) override {
    for_groups([&](Group& group, std::size_t first, std::size_t number) {
      LaneMask mask = {};
      bool any = false;
      for (std::size_t lane = 0; lane < number; ++lane) {
        simd::set_element(mask, lane, accepted[first + lane] != 0 ? -1 : 0);
        any = any || accepted[first + lane] != 0;
      }
      if (any) {
        cpu::take(group.block.spins, mask, group.proposed.spins);
        cpu::take(group.block.first, mask, group.proposed.first);
        cpu::take(group.block.stream, mask, group.proposed.stream);
        group.log_psi = select(mask, group.proposed_log_psi, group.log_psi);
        store(group.log_psi, log_psi.subspan(first, number));
      }
    });
  }

  template <typename Visitor>
  void for_groups(Visitor visitor) {
    for_blocks(count(), [&](std::size_t first, std::size_t number) {
      visitor(groups_[first / lane_count], first, number);
    });
  }

  static void store(const ComplexLanes& lanes, std::span<Complex> out) {
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
      out[lane] = lanes.lane(lane);
    }
  }

  const ResidualCnnModel& model_;
  std::vector<Group> groups_;
  ResidualBuffers buffers_;
};

}  // namespace

std::unique_ptr<Walkers> make_residual_cnn_walkers(const Network& network, const ResidualCnnModel& model,
                                                   std::size_t count) {
  return std::make_unique<ResidualCnnWalkers>(network, model, count);
}

}  // namespace quenchmark::solvers::kernels::cpu
