#pragma once
// The complex CNN in lanes: what its network and its walkers share.

#include <vector>

#include "solvers/kernels/cpu/column_tables.hpp"
#include "solvers/kernels/cpu/convolution.hpp"
#include "solvers/kernels/cpu/lanes.hpp"
#include "solvers/kernels/plain/activations.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Buffers for the layers of one image, [site][channel].
struct ImageBuffers {
  std::vector<std::vector<ComplexLanes>> z;       ///< [layer]: before the activation
  std::vector<std::vector<ComplexLanes>> values;  ///< [layer]: behind it
  std::vector<ComplexLanes> adjoint;              ///< of z or of the values of the layer at hand
  std::vector<ComplexLanes> adjoint_below;
};

/// Tables and weights; evaluation for eight configurations at once, image by image.
class ComplexCnnModel {
 public:
  struct Layer {
    Activation activation = Activation::odd;
    Convolution forward;              ///< sources: what is read
    Convolution backward;             ///< from the adjoint of the outputs to that of the inputs
    std::vector<Complex> weights;     ///< [tap][input][output], and one row of zeros: Touch's tap of none
    std::vector<Complex> transposed;  ///< [tap][output][input]
  };

  explicit ComplexCnnModel(const NetworkShape& shape);
  ComplexCnnModel(const ComplexCnnModel&) = delete;
  ComplexCnnModel& operator=(const ComplexCnnModel&) = delete;

  void set_parameters(std::span<const Complex> parameters);

  const ColumnTables& tables() const { return tables_; }
  const Layer& layer(std::size_t index) const { return layers_[index]; }
  std::size_t layer_count() const { return layers_.size(); }
  bool deep() const { return layers_.size() > 1; }
  double normalisation() const { return normalisation_; }
  ImageBuffers make_buffers() const;

  /// lanes[column] = the spin that each image has at each site; lanes beyond `count` are up.
  void load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const;

  /// z of the first layer for the image with these spins.
  void first_layer(const Lanes* image_spins, ComplexLanes* z) const;
  /// Layers above the first: from buffers.values[0], with every z and value kept. The sum over sites and
  /// channels of the last layer's values.
  ComplexLanes upper_layers(ImageBuffers& buffers) const;
  /// The whole network on one image; keeps every z, and every value but the last layer's.
  ComplexLanes evaluate_image(const Lanes* image_spins, ImageBuffers& buffers) const;
  /// sums[layer][tap][input][output] += derivatives of what evaluate_image returned, from what it kept.
  void differentiate_image(const Lanes* image_spins, ImageBuffers& buffers,
                           std::vector<std::vector<ComplexLanes>>& sums) const;

 private:
  ComplexLanes activate_layer(std::size_t index, ImageBuffers& buffers) const;

  ColumnTables tables_;
  std::vector<Layer> layers_;
  double normalisation_ = 1.0;
};

}  // namespace quenchmark::solvers::kernels::cpu
