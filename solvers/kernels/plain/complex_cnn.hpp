#pragma once
// The complex CNN, evaluated and differentiated one configuration at a time.

#include <vector>

#include "solvers/kernels/plain/activations.hpp"

namespace quenchmark::solvers::kernels {

/// Columns of every matrix are the sites of all images. Complex numbers are kept as two stacked real rows
/// blocks, so that a complex product is one real product with [[Re, -Im], [Im, Re]]; the spins, being real,
/// need the first column only.
class PlainComplexCnn final : public Network {
 public:
  explicit PlainComplexCnn(const NetworkShape& shape);

  const NetworkShape& shape() const override { return shape_; }
  bool holomorphic() const override { return true; }
  std::size_t parameter_count() const override { return parameter_count_; }
  void set_parameters(std::span<const Complex> parameters) override;
  void log_psi(const SpinBatch& batch, std::span<Complex> out) const override;
  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const override;
  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const override;

 private:
  struct Layer {
    Activation activation = Activation::odd;
    std::size_t outputs = 0;       ///< complex channels
    std::size_t fan_in = 0;        ///< input channels x taps
    std::size_t patch_rows = 0;    ///< fan_in real rows for the spins, twice that for complex inputs
    std::vector<double> forward;   ///< [2 outputs][patch_rows]
    std::vector<double> backward;  ///< [2 fan_in][2 outputs]; empty for the first layer
  };
  struct Workspace;

  void set_layer(Layer& layer, const Complex* weights);
  Complex evaluate(const std::int8_t* spins, Workspace& work) const;
  void differentiate(Workspace& work, Complex* derivatives) const;

  NetworkShape shape_;
  std::size_t sites_ = 0;
  std::size_t columns_ = 0;  ///< images x sites
  std::size_t stride_ = 0;   ///< columns padded
  std::size_t taps_ = 0;
  std::size_t parameter_count_ = 0;
  double normalisation_ = 1.0;
  std::vector<int> spin_sources_;  ///< [tap][column]: the site of the original configuration
  std::vector<int> neighbours_;    ///< [tap][column]: the column of the layer below
  std::vector<Layer> layers_;
};

}  // namespace quenchmark::solvers::kernels
