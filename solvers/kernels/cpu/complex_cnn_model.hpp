#pragma once
// The complex CNN in lanes: what its network and its walkers share.

#include <vector>

#include "solvers/kernels/cpu/column_tables.hpp"
#include "solvers/kernels/cpu/fourier.hpp"
#include "solvers/kernels/cpu/layer_convolution.hpp"
#include "solvers/kernels/plain/activations.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Buffers for the layers of one image, fields [channel][site].
struct ImageBuffers {
  std::vector<std::vector<ComplexLanes>> spectra;  ///< [layer]: what the convolution keeps of its input
  std::vector<std::vector<ComplexLanes>> z;        ///< [layer]: before the activation
  std::vector<std::vector<ComplexLanes>> values;   ///< [layer]: behind it, where a layer follows
  std::vector<ComplexLanes> adjoint;               ///< of z or of the values of the layer at hand
  std::vector<ComplexLanes> adjoint_below;
};

/// Sums of derivatives [layer], as the layer's convolution has them.
using DerivativeSums = std::vector<std::vector<ComplexLanes>>;

/// Tables and weights; evaluation for eight configurations at once, image by image.
class ComplexCnnModel {
 public:
  struct Layer {
    Activation activation;
    LayerConvolution convolution;
  };

  explicit ComplexCnnModel(const NetworkShape& shape);
  ComplexCnnModel(const ComplexCnnModel&) = delete;
  ComplexCnnModel& operator=(const ComplexCnnModel&) = delete;

  void set_parameters(std::span<const Complex> parameters);

  const ColumnTables& tables() const { return tables_; }
  const Fourier& fourier() const { return fourier_; }
  const Layer& layer(std::size_t index) const { return layers_[index]; }
  bool deep() const { return layers_.size() > 1; }
  double normalisation() const { return normalisation_; }
  ImageBuffers make_buffers() const;
  DerivativeSums make_sums() const;

  /// lanes[column] = the spin that each image has at each site; lanes beyond `count` are up.
  void load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const;

  /// buffers.z[0] for the image with these spins.
  void first_layer(const Lanes* image_spins, ImageBuffers& buffers) const;
  /// Layers above the first: from buffers.values[0], with every z and value kept. The sum over sites and
  /// channels of the last layer's values.
  ComplexLanes upper_layers(ImageBuffers& buffers) const;
  /// The whole network on one image; keeps every z, and every value but the last layer's.
  ComplexLanes evaluate_image(const Lanes* image_spins, ImageBuffers& buffers) const;
  /// sums += derivatives of what evaluate_image returned, from what it kept.
  void differentiate_image(const Lanes* image_spins, ImageBuffers& buffers, DerivativeSums& sums) const;
  /// derivatives[parameter] of ln psi from sums over all images; uses up the sums.
  void finish_derivatives(DerivativeSums& sums, ComplexLanes* derivatives) const;

 private:
  ComplexLanes activate_layer(std::size_t index, ImageBuffers& buffers) const;

  ColumnTables tables_;
  Fourier fourier_;
  std::vector<Layer> layers_;
  double normalisation_ = 1.0;
};

}  // namespace quenchmark::solvers::kernels::cpu
