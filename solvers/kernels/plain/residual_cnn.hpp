#pragma once
// The residual CNN, evaluated and differentiated one configuration at a time.

#include <optional>
#include <vector>

#include "solvers/kernels/plain/patches.hpp"
#include "solvers/kernels/plain/plain_network.hpp"

namespace quenchmark::solvers::kernels {

/// Every quantity is a real matrix [channel][site]. Derivatives of the complex ln psi with respect to real
/// values are kept as two such matrices, real above imaginary part. Sites that a tied kernel
/// multiplies by one weight are summed first.
class PlainResidualCnn final : public PlainNetwork {
 public:
  explicit PlainResidualCnn(const NetworkShape& shape);

  bool holomorphic() const override { return false; }
  void set_parameters(std::span<const Complex> parameters) override;

 private:
  struct Convolution {
    std::size_t inputs = 0;
    std::size_t weight_offset = 0;           ///< in the parameter vector
    std::optional<std::size_t> bias_offset;  ///< none behind the very last convolution
    std::vector<double> forward;             ///< [width][inputs x rows of the stencil]
    std::vector<double> backward;            ///< [inputs][width x rows, taps reversed]
    std::vector<double> bias;                ///< [width]
  };
  struct Workspace;

  std::unique_ptr<Evaluator> make_evaluator() const override;
  void convolve(const Convolution& convolution, const double* values, double* patches, double* out) const;
  void differentiate(const Convolution& convolution, const double* adjoint, const double* patches,
                     Workspace& work, Complex* derivatives) const;
  void pull_back(const Convolution& convolution, const double* adjoint, Workspace& work, double* out) const;

  void run_blocks(const std::int8_t* spins, Workspace& work) const;
  Complex log_mean_exp(Workspace& work) const;
  Complex evaluate(const std::int8_t* spins, Workspace& work) const;
  void differentiate(Workspace& work, Complex* derivatives) const;

  std::size_t sites_ = 0;
  std::size_t width_ = 0;  ///< real channels
  Stencil stencil_;
  std::vector<int> reversed_row_;          ///< the row of the taps opposite to a row's
  std::vector<Convolution> convolutions_;  ///< two per block
};

}  // namespace quenchmark::solvers::kernels
