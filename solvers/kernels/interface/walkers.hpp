#pragma once
// Configurations that move by flips, with ln psi kept up to date: what a Metropolis sampler needs.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// Configurations moved by flips with ln psi known at each. Made with every spin up. Uses the parameters its
/// network had when it was made: invalid after set_parameters, and the network must outlive it. What one
/// walker gets does not depend on the others, bit for bit. One thread at a time.
class Walkers {
 public:
  virtual ~Walkers() = default;

  virtual std::size_t count() const = 0;

  /// Row-major [walker][site], +1/-1; rebuilds every cache, so nothing of earlier flips remains.
  virtual void set_spins(std::span<const std::int8_t> spins) = 0;
  virtual void copy_spins(std::span<std::int8_t> spins) const = 0;

  /// [walker]
  virtual std::span<const Complex> log_psi() const = 0;

  /// log_ratio[walker] = ln psi(s flipped) - ln psi(s): the same sites in every walker. {i, -1} or {i, j}.
  virtual void propose(std::array<int, 2> flip, std::span<Complex> log_ratio) = 0;

  /// As propose, every spin flipped.
  virtual void propose_global_flip(std::span<Complex> log_ratio) = 0;

  /// Walkers with accepted[w] != 0 take the flip proposed last; std::logic_error when none is pending.
  virtual void accept(std::span<const std::uint8_t> accepted) = 0;
};

/// What every backend's walkers share: the spins, the pending flip, and checks of arguments
/// (std::invalid_argument).
class CheckedWalkers : public Walkers {
 public:
  CheckedWalkers(const Network& network, std::size_t count);

  std::size_t count() const final { return log_psi_.size(); }
  void set_spins(std::span<const std::int8_t> spins) final;
  void copy_spins(std::span<std::int8_t> spins) const final;
  std::span<const Complex> log_psi() const final { return log_psi_; }
  void propose(std::array<int, 2> flip, std::span<Complex> log_ratio) final;
  void propose_global_flip(std::span<Complex> log_ratio) final;
  void accept(std::span<const std::uint8_t> accepted) final;

 protected:
  std::size_t sites() const { return sites_; }
  std::int8_t* spins(std::size_t walker) { return spins_.data() + walker * sites_; }

  /// New spins are in place: writes log_psi of all walkers.
  virtual void rebuild(std::span<Complex> log_psi) = 0;
  virtual void propose_flip(std::array<int, 2> flip, std::span<Complex> log_ratio) = 0;
  virtual void propose_all_flipped(std::span<Complex> log_ratio) = 0;
  /// The accepted walkers take the pending flip into the caches and into log_psi; spins still stand before
  /// it.
  virtual void take(std::span<const std::uint8_t> accepted, std::span<Complex> log_psi) = 0;

 private:
  enum class Pending { none, flip, all };

  const Network& network_;
  std::size_t sites_;
  std::vector<std::int8_t> spins_;  ///< [walker][site]
  std::vector<Complex> log_psi_;
  Pending pending_ = Pending::none;
  std::array<int, 2> flip_ = {-1, -1};
};

/// Walkers of any network, through its log_psi alone.
std::unique_ptr<Walkers> make_generic_walkers(const Network& network, std::size_t count);

}  // namespace quenchmark::solvers::kernels
