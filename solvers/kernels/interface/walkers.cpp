#include "solvers/kernels/interface/walkers.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "solvers/kernels/interface/argument_checks.hpp"

namespace quenchmark::solvers::kernels {
namespace {

void check_length(const char* what, std::size_t length, std::size_t needed) {
  if (length != needed) {
    throw std::invalid_argument(std::string("walkers: ") + what + " has " + std::to_string(length) +
                                " entries, " + std::to_string(needed) + " are needed");
  }
}

void negate(std::int8_t& spin) {
  spin = static_cast<std::int8_t>(-spin);
}

/// Every proposal is a fresh evaluation of all walkers.
class GenericWalkers final : public CheckedWalkers {
 public:
  GenericWalkers(const Network& network, std::size_t count)
      : CheckedWalkers(network, count), network_(network), proposed_(count), flipped_(count * sites()) {
    set_spins(std::vector<std::int8_t>(count * sites(), 1));
  }

 private:
  void rebuild(std::span<Complex> log_psi) override { evaluate(spins(0), log_psi); }

  void propose_flip(std::array<int, 2> flip, std::span<Complex> log_ratio) override {
    std::copy_n(spins(0), flipped_.size(), flipped_.begin());
    for (std::size_t walker = 0; walker < count(); ++walker) {
      for (const int site : flip) {
        if (site >= 0) {
          negate(flipped_[walker * sites() + static_cast<std::size_t>(site)]);
        }
      }
    }
    evaluate_flipped(log_ratio);
  }

  void propose_all_flipped(std::span<Complex> log_ratio) override {
    std::copy_n(spins(0), flipped_.size(), flipped_.begin());
    std::for_each(flipped_.begin(), flipped_.end(), negate);
    evaluate_flipped(log_ratio);
  }

  void take(std::span<const std::uint8_t> accepted, std::span<Complex> log_psi) override {
    for (std::size_t walker = 0; walker < count(); ++walker) {
      if (accepted[walker] != 0) {
        log_psi[walker] = proposed_[walker];
      }
    }
  }

  void evaluate(const std::int8_t* spins, std::span<Complex> out) const {
    network_.log_psi({spins, count(), static_cast<int>(sites())}, out);
  }

  void evaluate_flipped(std::span<Complex> log_ratio) {
    evaluate(flipped_.data(), proposed_);
    for (std::size_t walker = 0; walker < count(); ++walker) {
      log_ratio[walker] = proposed_[walker] - log_psi()[walker];
    }
  }

  const Network& network_;
  std::vector<Complex> proposed_;
  std::vector<std::int8_t> flipped_;
};

}  // namespace

CheckedWalkers::CheckedWalkers(const Network& network, std::size_t count)
    : network_(network),
      sites_(static_cast<std::size_t>(network.shape().sites())),
      spins_(count * sites_, 1),
      log_psi_(count) {}

void CheckedWalkers::set_spins(std::span<const std::int8_t> spins) {
  check_length("spins", spins.size(), spins_.size());
  if (!std::all_of(spins.begin(), spins.end(), [](std::int8_t spin) { return spin == 1 || spin == -1; })) {
    throw std::invalid_argument("walkers: a spin is neither +1 nor -1");
  }
  std::copy(spins.begin(), spins.end(), spins_.begin());
  pending_ = Pending::none;
  rebuild(log_psi_);
}

void CheckedWalkers::copy_spins(std::span<std::int8_t> spins) const {
  check_length("spins", spins.size(), spins_.size());
  std::copy(spins_.begin(), spins_.end(), spins.begin());
}

void CheckedWalkers::propose(std::array<int, 2> flip, std::span<Complex> log_ratio) {
  check_length("log_ratio", log_ratio.size(), count());
  check_flip(network_, flip);
  propose_flip(flip, log_ratio);
  flip_ = flip;
  pending_ = Pending::flip;
}

void CheckedWalkers::propose_global_flip(std::span<Complex> log_ratio) {
  check_length("log_ratio", log_ratio.size(), count());
  propose_all_flipped(log_ratio);
  pending_ = Pending::all;
}

void CheckedWalkers::accept(std::span<const std::uint8_t> accepted) {
  check_length("accepted", accepted.size(), count());
  if (pending_ == Pending::none) {
    throw std::logic_error("walkers: accept without a flip proposed before it");
  }
  take(accepted, log_psi_);
  for (std::size_t walker = 0; walker < count(); ++walker) {
    if (accepted[walker] == 0) {
      continue;
    }
    if (pending_ == Pending::all) {
      std::for_each_n(spins(walker), sites_, negate);
      continue;
    }
    for (const int site : flip_) {
      if (site >= 0) {
        negate(spins(walker)[site]);
      }
    }
  }
  pending_ = Pending::none;
}

std::unique_ptr<Walkers> make_generic_walkers(const Network& network, std::size_t count) {
  return std::make_unique<GenericWalkers>(network, count);
}

std::unique_ptr<Walkers> Network::make_walkers(std::size_t count) const {
  return make_generic_walkers(*this, count);
}

}  // namespace quenchmark::solvers::kernels
