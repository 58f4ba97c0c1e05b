#pragma once
// Ratios of many flips at once: a polynomial activation has an exact Taylor expansion in what a flip adds to
// the pre-activations, and summing its terms over the columns is a convolution.

#include <vector>

#include "solvers/kernels/cpu/complex_cnn_model.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// For one layer with a polynomial activation: the flip of site i adds -2 s_i F_{i-j} to the z of column j,
/// so that
///   ratio_i = sum over m = 1..6 of (-2 s_i)^m (a_m(z) * F^m)(i),   a_m = m-th derivative / m!,
/// and a flip of i and j = i + d has F_k + s_i s_j F_{k+d} in place of F_k.
class AllFlips {
 public:
  /// Whether `flips` can be done so, in fewer operations than one by one.
  static bool worthwhile(const ComplexCnnModel& model, const FlipSet& flips);

  /// Model and flips must outlive it.
  AllFlips(const ComplexCnnModel& model, const NetworkShape& shape, const FlipSet& flips);

  /// ratios[flip] of the configurations with these spins [column].
  void evaluate(const Lanes* spins, ComplexLanes* ratios);

 private:
  static constexpr int expanded =
      4;  ///< orders that need transforms; the fifth is linear in z, the last fixed

  /// One way to flip: a single site, or a pair at one displacement with equal or with opposite spins.
  struct Pattern {
    int displacement = 0;
    double sign = 0.0;
    std::vector<Complex> kernels;  ///< [channel][order][q], with (-2)^order and every normalisation
    std::vector<Complex> linear;   ///< [q]: the fifth order, on the spectrum of the spins
    Complex even_constant;         ///< the sixth order, the same everywhere
    Complex odd_constant;
  };
  /// A flip in one image: first + displacement = second. Pairs of opposite spins have the next pattern.
  struct Place {
    int pattern;
    int first;
    int second;
  };

  int find_pattern(int displacement);
  void make_places(const FlipSet& flips);
  void make_kernels(Pattern& pattern) const;
  void expand_channel(std::size_t channel);
  void add_channel(std::size_t channel);
  void finish_sums();
  void add_ratios(std::size_t image, const Lanes* image_spins, ComplexLanes* ratios) const;

  const ComplexCnnModel& model_;
  std::size_t sites_;
  std::size_t channels_;
  std::size_t flips_;
  std::vector<int> shifted_;   ///< [displacement][site]: site + displacement
  std::vector<int> opposite_;  ///< [displacement]: the other way
  std::vector<Pattern> patterns_;
  std::vector<Place> places_;  ///< [image][flip]
  ImageBuffers buffers_;
  std::vector<ComplexLanes> orders_;  ///< [order][q]: of one channel
  std::vector<ComplexLanes> even_;    ///< [pattern][q], then [pattern][site]
  std::vector<ComplexLanes> odd_;
};

}  // namespace quenchmark::solvers::kernels::cpu
