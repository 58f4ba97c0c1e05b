#pragma once
// The complex CNN, evaluated and differentiated one configuration at a time.

#include <vector>

#include "solvers/kernels/plain/activations.hpp"
#include "solvers/kernels/plain/patches.hpp"
#include "solvers/kernels/plain/plain_network.hpp"

namespace quenchmark::solvers::kernels {

/// Columns of every matrix are the sites of all images. Complex numbers are kept as two stacked blocks
/// of real rows, so that a complex product is one real product with [[Re, -Im], [Im, Re]]; the spins, being
/// real, need the first column only.
class PlainComplexCnn final : public PlainNetwork {
 public:
  explicit PlainComplexCnn(const NetworkShape& shape);

  bool holomorphic() const override { return true; }
  void set_parameters(std::span<const Complex> parameters) override;

 private:
  struct Layer {
    Activation activation = Activation::odd;
    std::size_t inputs = 0;        ///< complex channels below
    std::size_t outputs = 0;       ///< complex channels
    std::size_t fan_in = 0;        ///< input channels x taps
    std::size_t patch_rows = 0;    ///< fan_in real rows for the spins, twice that for complex inputs
    std::vector<double> forward;   ///< [2 outputs][patch_rows]
    std::vector<double> backward;  ///< [2 inputs][2 outputs x taps, reversed]; empty for the first layer
  };
  struct Workspace;

  std::unique_ptr<Evaluator> make_evaluator() const override;
  void make_tables(const std::vector<std::vector<int>>& images);
  void set_layer(Layer& layer, const Complex* weights) const;
  Complex evaluate(const std::int8_t* spins, Workspace& work) const;
  void differentiate(Workspace& work, Complex* derivatives) const;

  std::size_t sites_ = 0;
  std::size_t columns_ = 0;  ///< images x sites
  std::size_t stride_ = 0;   ///< columns padded
  std::size_t taps_ = 0;
  double normalisation_ = 1.0;
  std::vector<int> spin_sources_;  ///< [tap][column]: the site of the original configuration
  Stencil stencil_;                ///< of every layer but the first
  Stencil reversed_;               ///< of the adjoint
  std::vector<Layer> layers_;
};

}  // namespace quenchmark::solvers::kernels
