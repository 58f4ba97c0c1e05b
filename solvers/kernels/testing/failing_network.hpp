#pragma once
// A network that works until a given call, as a device does that is lost in the midst of a run.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "solvers/kernels/interface/network.hpp"
#include "solvers/kernels/interface/walkers.hpp"

namespace quenchmark::solvers::kernels::testing {

class FailingNetwork final : public Network {
 public:
  /// `fail` throws; it is called in the `call`-th call (from 1) of whatever computes, and in all later ones.
  FailingNetwork(std::unique_ptr<Network> network, std::int64_t call, std::function<void()> fail)
      : network_(std::move(network)), call_(call), fail_(std::move(fail)) {}

  const NetworkShape& shape() const override { return network_->shape(); }
  bool holomorphic() const override { return network_->holomorphic(); }
  std::size_t parameter_count() const override { return network_->parameter_count(); }

  void set_parameters(std::span<const Complex> parameters) override {
    count();
    network_->set_parameters(parameters);
  }
  void log_psi(const SpinBatch& batch, std::span<Complex> out) const override {
    count();
    network_->log_psi(batch, out);
  }
  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const override {
    count();
    network_->log_ratios(batch, flips, out);
  }
  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const override {
    count();
    network_->log_psi_and_derivatives(batch, log_psi, derivatives);
  }
  std::unique_ptr<Walkers> make_walkers(std::size_t walkers) const override {
    count();
    return network_->make_walkers(walkers);
  }

  std::int64_t calls() const { return calls_; }

 private:
  void count() const {
    if (++calls_ >= call_) {
      fail_();
    }
  }

  std::unique_ptr<Network> network_;
  std::int64_t call_;
  std::function<void()> fail_;
  mutable std::atomic<std::int64_t> calls_{0};
};

}  // namespace quenchmark::solvers::kernels::testing
