#include "solvers/kernels/torch/load_torch.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "solvers/kernels/interface/argument_checks.hpp"
#include "solvers/kernels/torch/torch_module.hpp"
#include "solvers/modules/module_loader.hpp"

namespace quenchmark::solvers::kernels {
namespace {

constexpr std::size_t ratios_at_once = 1024;  // flipped configurations laid out for one call

struct TorchFunctions {
  TorchModuleVersion* version = nullptr;
  TorchModuleCreate* create = nullptr;
};

TorchFunctions load_functions() {
  const modules::Module module({.file = "libquenchmark_torch_kernels.so",
                                .purpose = "the torch backend needs LibTorch",
                                .abi_symbol = torch_module_abi_symbol,
                                .abi = torch_module_abi,
                                .concurrent = true});
  return {module.function<TorchModuleVersion>(torch_module_version_symbol),
          module.function<TorchModuleCreate>(torch_module_create_symbol)};
}

/// Loaded once; after a failure the next caller tries again.
const TorchFunctions& torch_functions() {
  static const TorchFunctions loaded = load_functions();
  return loaded;
}

/// The module's network behind the common interface: checks arguments and lays out flipped configurations.
class TorchAdapter final : public Network {
 public:
  explicit TorchAdapter(const NetworkShape& shape)
      : shape_(shape), parameter_count_(kernels::parameter_count(shape)) {
    std::vector<int> image_sites;
    for (const std::vector<int>& image : shape_.images) {
      image_sites.insert(image_sites.end(), image.begin(), image.end());
    }
    const TorchShape plain = {.residual = shape_.family == Family::residual_cnn,
                              .dimension = static_cast<int>(shape_.size.size()),
                              .size = shape_.size.data(),
                              .filter = shape_.filter.data(),
                              .layers = static_cast<int>(shape_.channels.size()),
                              .channels = shape_.channels.data(),
                              .first_activation = static_cast<int>(shape_.activation),
                              .blocks = shape_.blocks,
                              .tied = shape_.tied,
                              .images = static_cast<int>(shape_.images.size()),
                              .image_sites = image_sites.data()};
    network_.reset(torch_functions().create(&plain));
    if (network_->parameter_count() != parameter_count_) {
      throw std::logic_error("the torch module counts " + std::to_string(network_->parameter_count()) +
                             " parameters where there are " + std::to_string(parameter_count_));
    }
  }

  const NetworkShape& shape() const override { return shape_; }
  bool holomorphic() const override { return shape_.family == Family::complex_cnn; }
  std::size_t parameter_count() const override { return parameter_count_; }

  void set_parameters(std::span<const Complex> parameters) override {
    check_parameters(*this, parameters);
    network_->set_parameters(parameters.data());
  }

  void log_psi(const SpinBatch& batch, std::span<Complex> out) const override {
    check_output(*this, batch, "log_psi", out.size(), 1);
    network_->log_psi(batch.spins, batch.batch, out.data());
  }

  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const override {
    check_output(*this, batch, "log_ratios", out.size(), flips.size());
    check_flips(*this, flips);
    std::vector<Complex> unflipped(batch.batch);
    log_psi(batch, unflipped);
    const auto sites = static_cast<std::size_t>(batch.sites);
    std::vector<std::int8_t> flipped(std::min(out.size(), ratios_at_once) * sites);
    for (std::size_t begin = 0; begin < out.size(); begin += ratios_at_once) {
      const std::size_t count = std::min(ratios_at_once, out.size() - begin);
      for (std::size_t k = 0; k < count; ++k) {
        std::int8_t* spins = flipped.data() + k * sites;
        std::copy_n(batch.spins + (begin + k) / flips.size() * sites, sites, spins);
        for (const int site : flips[(begin + k) % flips.size()]) {
          if (site >= 0) {
            spins[site] = static_cast<std::int8_t>(-spins[site]);
          }
        }
      }
      network_->log_psi(flipped.data(), count, out.data() + begin);
    }
    for (std::size_t k = 0; k < out.size(); ++k) {
      out[k] -= unflipped[k / flips.size()];
    }
  }

  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const override {
    check_output(*this, batch, "log_psi", log_psi.size(), 1);
    check_output(*this, batch, "derivatives", derivatives.size(), parameter_count_);
    network_->log_psi_and_derivatives(batch.spins, batch.batch, log_psi.data(), derivatives.data());
  }

 private:
  NetworkShape shape_;
  std::size_t parameter_count_;
  std::unique_ptr<TorchNetwork> network_;
};

}  // namespace

std::unique_ptr<Network> make_torch_network(const NetworkShape& shape) {
  return std::make_unique<TorchAdapter>(shape);
}

std::string torch_version() {
  return torch_functions().version();
}

}  // namespace quenchmark::solvers::kernels
