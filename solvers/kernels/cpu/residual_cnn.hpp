#pragma once
// The residual CNN, eight configurations at a time.

#include "solvers/kernels/cpu/residual_cnn_model.hpp"

namespace quenchmark::solvers::kernels::cpu {

class CpuResidualCnn final : public Network {
 public:
  explicit CpuResidualCnn(const NetworkShape& shape);

  const NetworkShape& shape() const override { return shape_; }
  bool holomorphic() const override { return false; }
  std::size_t parameter_count() const override { return parameter_count_; }
  void set_parameters(std::span<const Complex> parameters) override;
  void log_psi(const SpinBatch& batch, std::span<Complex> out) const override;
  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const override;
  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const override;
  std::unique_ptr<Walkers> make_walkers(std::size_t count) const override;

 private:
  NetworkShape shape_;
  std::size_t parameter_count_;
  ResidualCnnModel model_;
};

}  // namespace quenchmark::solvers::kernels::cpu
