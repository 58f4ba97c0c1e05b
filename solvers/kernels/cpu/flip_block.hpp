#pragma once
// Eight configurations whose first layer follows flips: its pre-activations are kept, and a flip of site i
// moves each that sees i by -2 s_i times one weight.

#include <vector>

#include "solvers/kernels/cpu/complex_cnn_model.hpp"

namespace quenchmark::solvers::kernels::cpu {

class FlipBlock {
 public:
  explicit FlipBlock(const ComplexCnnModel& model);

  /// `count` configurations, row-major; the lanes beyond them are all up.
  void rebuild(const std::int8_t* spins, std::size_t count);
  ComplexLanes log_psi() const { return model_->normalisation() * total_; }
  std::size_t bytes() const { return (z_.size() + values_.size() + trial_.size()) * sizeof(ComplexLanes); }

  /// ln psi(flipped) - ln psi; `spins` as given to rebuild, with the flips accepted since.
  ComplexLanes propose(const Flip& flip, const std::int8_t* spins);
  /// Lanes of the mask take the flip proposed last, which is given again.
  void accept(const Flip& flip, const LaneMask& mask);

 private:
  /// The lanes that took the flip of a site have -2 s, the others 0.
  struct Deferred {
    int site = 0;
    Lanes factor = {};
  };
  static constexpr std::size_t most_deferred = 2;

  template <FlipKind kind>
  ComplexLanes shifted(const Touch& touch, std::size_t channel) const;
  template <FlipKind kind>
  void try_flip(const std::vector<Touch>& touches);
  template <FlipKind kind>
  void shift_lanes(const std::vector<Touch>& touches, const LaneMask& mask);
  template <Activation activation, std::size_t deferred>
  void try_site_everywhere(int site);
  void try_site_everywhere(int site);
  void settle();
  std::size_t place(std::size_t column, std::size_t channel) const;
  ComplexLanes trial_total(const std::vector<Touch>& touches);
  void sum_up();

  const ComplexCnnModel* model_;
  std::size_t channels_;
  std::size_t width_;  ///< values per column: their sum over the channels, or all when layers follow
  bool may_defer_;     ///< one layer that reads all sites: a flip would write all of z
  std::size_t count_ = 0;
  Lanes factor_[2] = {};              ///< -2 s of the sites proposed last
  std::vector<Lanes> spins_;          ///< [column], while rebuilding
  std::vector<ComplexLanes> z_;       ///< [column][channel], but for the deferred flips
  Deferred deferred_[most_deferred];  ///< accepted flips of single sites, oldest first
  std::size_t deferred_count_ = 0;
  std::vector<ComplexLanes> values_;  ///< [column]; where layers follow [image][channel][site]
  std::vector<ComplexLanes> trial_;   ///< [touch][width]: the values after the flip proposed last
  ComplexLanes total_;                ///< ln psi but for the normalisation
  ComplexLanes trial_total_;          ///< the same after the flip; only where layers follow
  ImageBuffers buffers_;
};

}  // namespace quenchmark::solvers::kernels::cpu
