#pragma once
// All 2^N configurations; the index is the configuration.

#include <cstdint>

#include "reference/hilbert/hilbert_space.hpp"
#include "reference/hilbert/key_block.hpp"

namespace quenchmark::reference {

class FullSpace final : public HilbertSpace {
 public:
  FullSpace(const IsingTerms& terms, const Workers& workers, const RunControl& control = {});

  std::int64_t dimension() const override { return std::int64_t{1} << terms().sites; }
  Configuration configuration(std::int64_t index) const override { return static_cast<Configuration>(index); }
  const std::uint16_t* multiplicities() const override { return nullptr; }

  double total_x(const StateVector& psi) const override;
  SpinMoments spin_moments(const StateVector& psi) const override;

 private:
  /// Matrix-free: one pass over the lower sites in contiguous blocks, then one pass for every further group
  /// of sites.
  void product(const cases::Couplings& couplings, const Combination& combination, const double* in,
               double* out, int components) const override;

  template <int Components>
  void apply_contiguous(const cases::Couplings& couplings, const Combination& combination, const double* in,
                        double* out) const;
  /// From the definitions, for spaces smaller than a few vector registers.
  void apply_plain(const cases::Couplings& couplings, const Combination& combination, const double* in,
                   double* out, int components) const;
  double plain_total_x(const StateVector& psi) const;

  /// The strided passes above the contiguous blocks: visit(first_bit, bits), bits of the index of a double.
  template <class Visit>
  static void for_strided_groups(int total_bits, const Visit& visit);
  /// One of them: use(block, base, stride, values) with values[row][k] = in[base + row * stride + k].
  template <class Use>
  void for_strided_blocks(int first_bit, int bits, const double* in, int total_bits, const Use& use) const;

  KeyBlock real_block_;     // of the contiguous pass over real amplitudes
  KeyBlock complex_block_;  // ... and over complex ones
};

}  // namespace quenchmark::reference
