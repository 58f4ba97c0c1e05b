#pragma once
// The complex CNN, eight configurations at a time.

#include "solvers/kernels/cpu/complex_cnn_model.hpp"

namespace quenchmark::solvers::kernels::cpu {

class CpuComplexCnn final : public Network {
 public:
  explicit CpuComplexCnn(const NetworkShape& shape);

  const NetworkShape& shape() const override { return shape_; }
  bool holomorphic() const override { return true; }
  std::size_t parameter_count() const override { return parameter_count_; }
  void set_parameters(std::span<const Complex> parameters) override;
  void log_psi(const SpinBatch& batch, std::span<Complex> out) const override;
  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const override;
  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const override;
  std::unique_ptr<Walkers> make_walkers(std::size_t count) const override;

 private:
  void ratios_together(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const;
  void ratios_one_by_one(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const;

  NetworkShape shape_;
  std::size_t parameter_count_;
  ComplexCnnModel model_;
};

}  // namespace quenchmark::solvers::kernels::cpu
