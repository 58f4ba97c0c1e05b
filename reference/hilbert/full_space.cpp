#include "reference/hilbert/full_space.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "reference/hilbert/flip_sums.hpp"

namespace quenchmark::reference {

namespace {

constexpr int kContiguousBits = 14;  // doubles per block of the contiguous pass: 128 KiB
constexpr int kStridedBits = 11;     // sites per strided pass, at most
/// Doubles taken from each row of a strided pass: long enough for the hardware to fetch ahead.
constexpr int kChunkBits = 6;
constexpr std::int64_t kChunk = std::int64_t{1} << kChunkBits;
constexpr int kMomentBits = 12;  // configurations per block of spin_moments
constexpr std::int64_t kMomentSlots = 64;

int bit_count(std::int64_t power_of_two) {
  return std::countr_zero(static_cast<std::uint64_t>(power_of_two));
}

std::vector<int> first_sites(int count) {
  std::vector<int> sites(count);
  std::iota(sites.begin(), sites.end(), 0);
  return sites;
}

}  // namespace

FullSpace::FullSpace(const IsingTerms& terms, const Workers& workers, const RunControl& control)
    : HilbertSpace(terms, workers, control),
      real_block_(this->terms(), keys(), first_sites(std::min(terms.sites, kContiguousBits))),
      complex_block_(this->terms(), keys(), first_sites(std::min(terms.sites, kContiguousBits - 1))) {}

template <class Visit>
void FullSpace::for_strided_groups(int total_bits, const Visit& visit) {
  int first = std::min(total_bits, kContiguousBits);
  // Groups of equal length, not one long and one short.
  for (int groups = (total_bits - first + kStridedBits - 1) / kStridedBits; groups > 0; --groups) {
    const int bits = (total_bits - first + groups - 1) / groups;
    visit(first, bits);
    first += bits;
  }
}

template <class Use>
void FullSpace::for_strided_blocks(int first_bit, int bits, const double* in, int total_bits,
                                   const Use& use) const {
  const std::int64_t stride = std::int64_t{1} << first_bit;
  const std::int64_t rows = std::int64_t{1} << bits;
  const std::int64_t chunks_per_row = stride / kChunk;
  const std::int64_t blocks = (std::int64_t{1} << total_bits) / (rows * kChunk);
  workers().for_tiles(blocks, 1, [&](std::int64_t block, std::int64_t) {
    // Rows a power of two apart fall into the same few cache sets: they are worked on side by side.
    static thread_local Buffer values(kChunk << kStridedBits);
    const std::int64_t base = (block / chunks_per_row) * rows * stride + (block % chunks_per_row) * kChunk;
    for (std::int64_t row = 0; row < rows; ++row) {
      std::copy_n(in + base + row * stride, kChunk, values.data() + row * kChunk);
    }
    use(block, base, stride, values.data());
  });
}

void FullSpace::product(const cases::Couplings& couplings, const Combination& combination, const double* in,
                        double* out, int components) const {
  const int total_bits = terms().sites + (components - 1);
  if (total_bits < kFlipGroupBits) {
    apply_plain(couplings, combination, in, out, components);
    return;
  }
  if (components == 1) {
    apply_contiguous<1>(couplings, combination, in, out);
  } else {
    apply_contiguous<2>(couplings, combination, in, out);
  }
  const double flip = combination.scale * couplings[1] * terms().flip_weight;
  if (flip == 0.0) {
    return;
  }
  for_strided_groups(total_bits, [&](int first_bit, int bits) {
    for_strided_blocks(first_bit, bits, in, total_bits,
                       [&](std::int64_t, std::int64_t base, std::int64_t stride, const double* values) {
                         for_flip_sums<kChunkBits>(
                             values, kChunkBits + bits, [&](std::int64_t x, const Pack* sums) {
                               double* target = out + base + (x >> kChunkBits) * stride + (x & (kChunk - 1));
                               for (int p = 0; p < kFlipPacks; ++p) {
                                 pack_at(target + kPackSize * p) += flip * sums[p];
                               }
                             });
                       });
  });
}

void FullSpace::apply_plain(const cases::Couplings& couplings, const Combination& combination,
                            const double* in, double* out, int components) const {
  const std::vector<double> energies = keys().energies(couplings);
  const double flip = combination.scale * couplings[1] * terms().flip_weight;
  const double* kept_from = combination.kept == nullptr ? out : combination.kept;
  for (std::int64_t s = 0; s < dimension(); ++s) {
    const double energy = energies[keys().key(static_cast<Configuration>(s)) - keys().lowest()];
    for (int c = 0; c < components; ++c) {
      const std::int64_t k = components * s + c;
      double sum = 0.0;
      for (int i = 0; i < terms().sites; ++i) {
        sum += in[components * (s ^ (std::int64_t{1} << i)) + c];
      }
      const double kept = combination.keep == 0.0 ? 0.0 : combination.keep * kept_from[k];
      out[k] = (combination.scale * energy + combination.shift) * in[k] + flip * sum + kept;
    }
  }
}

template <int Components>
void FullSpace::apply_contiguous(const cases::Couplings& couplings, const Combination& combination,
                                 const double* in, double* out) const {
  const std::vector<double> energies = keys().energies(couplings);
  const KeyBlock& block = Components == 1 ? real_block_ : complex_block_;
  const double flip = combination.scale * couplings[1] * terms().flip_weight;
  const std::int64_t size = block.size() * Components;
  const double* kept_from = combination.kept == nullptr ? out : combination.kept;
  workers().for_tiles(dimension() * Components, size, [&](std::int64_t begin, std::int64_t) {
    std::uint16_t indices[1 << kContiguousBits];
    block.indices(static_cast<Configuration>(begin / Components), indices);
    const auto finish = [&](std::int64_t x, const Pack* sums) {
      alignas(64) double own[kFlipGroup];
      for (std::int64_t k = 0; k < kFlipGroup; ++k) {
        own[k] = combination.scale * energies[indices[(x + k) / Components]] + combination.shift;
      }
      double* target = out + begin + x;
      for (int p = 0; p < kFlipPacks; ++p) {
        Pack value = pack_at(own + kPackSize * p) * pack_at(in + begin + x + kPackSize * p);
        if (sums != nullptr) {
          value += flip * sums[p];
        }
        if (combination.keep != 0.0) {
          value += combination.keep * pack_at(kept_from + begin + x + kPackSize * p);
        }
        pack_at(target + kPackSize * p) = value;
      }
    };
    if (flip != 0.0) {
      for_flip_sums<Components - 1>(in + begin, bit_count(size), finish);
    } else {
      for (std::int64_t x = 0; x < size; x += kFlipGroup) {
        finish(x, nullptr);
      }
    }
  });
}

double FullSpace::total_x(const StateVector& psi) const {
  // Both parts of an amplitude count alike: a real vector with one bit more, which is never flipped.
  const double* in = psi.parts();
  const int total_bits = terms().sites + 1;
  if (total_bits < kFlipGroupBits) {
    return plain_total_x(psi);
  }
  const auto dot = [](const double* values, const Pack* sums, Pack& total) {
    for (int p = 0; p < kFlipPacks; ++p) {
      total += pack_at(values + kPackSize * p) * sums[p];
    }
  };
  const auto lanes = [](const Pack& total) {
    double sum = 0.0;
    for (int lane = 0; lane < kPackSize; ++lane) {
      sum += total[lane];
    }
    return sum;
  };
  const int block_bits = std::min(total_bits, kContiguousBits);
  const std::int64_t size = std::int64_t{1} << block_bits;
  std::vector<double> partial(static_cast<std::size_t>(2 * dimension() / size));
  workers().for_tiles(2 * dimension(), size, [&](std::int64_t begin, std::int64_t) {
    Pack total{};
    for_flip_sums<1>(in + begin, block_bits,
                     [&](std::int64_t x, const Pack* sums) { dot(in + begin + x, sums, total); });
    partial[static_cast<std::size_t>(begin / size)] = lanes(total);
  });
  double sum = std::accumulate(partial.begin(), partial.end(), 0.0);
  for_strided_groups(total_bits, [&](int first_bit, int bits) {
    partial.assign(static_cast<std::size_t>(2 * dimension() / (kChunk << bits)), 0.0);
    for_strided_blocks(first_bit, bits, in, total_bits,
                       [&](std::int64_t block, std::int64_t, std::int64_t, const double* values) {
                         Pack total{};
                         for_flip_sums<kChunkBits>(
                             values, kChunkBits + bits,
                             [&](std::int64_t x, const Pack* sums) { dot(values + x, sums, total); });
                         partial[static_cast<std::size_t>(block)] = lanes(total);
                       });
    sum += std::accumulate(partial.begin(), partial.end(), 0.0);
  });
  return sum;
}

double FullSpace::plain_total_x(const StateVector& psi) const {
  double sum = 0.0;
  for (std::int64_t s = 0; s < dimension(); ++s) {
    for (int i = 0; i < terms().sites; ++i) {
      sum += (std::conj(psi[s]) * psi[s ^ (std::int64_t{1} << i)]).real();
    }
  }
  return sum;
}

// ---------------------------------------------------------------- expectation values

namespace {

/// First-order Walsh coefficients: z[k] += sum_x (-1)^(bit k of x) p[x]. Destroys p, leaves the sum in p[0].
void add_first_order(double* p, int bits, double* z) {
  for (int k = bits - 1; k >= 0; --k) {
    const std::int64_t half = std::int64_t{1} << k;
    double difference = 0.0;
    for (std::int64_t x = 0; x < half; ++x) {
      difference += p[x] - p[x + half];
      p[x] += p[x + half];
    }
    z[k] += difference;
  }
}

/// First and second order of one block of probabilities (destroyed). The block's own sums: norm, z[bits]; zz
/// is added to.
void block_moments(double* p, int bits, double* work, double* norm, double* z, Eigen::MatrixXd& zz) {
  for (int k = bits - 1; k >= 0; --k) {
    const std::int64_t half = std::int64_t{1} << k;
    for (std::int64_t x = 0; x < half; ++x) {
      work[x] = p[x] - p[x + half];
      p[x] += p[x + half];
    }
    add_first_order(work, k, &zz(0, k));  // column k, rows below k
    z[k] = work[0];
  }
  *norm = p[0];
}

}  // namespace

SpinMoments FullSpace::spin_moments(const StateVector& psi) const {
  const int sites = terms().sites;
  const int bits = std::min(sites, kMomentBits);
  const std::int64_t block = std::int64_t{1} << bits;
  const std::int64_t blocks = dimension() / block;
  const std::int64_t slots = std::min(kMomentSlots, blocks);
  std::vector<SpinMoments> partial(
      slots, SpinMoments{0.0, Eigen::VectorXd::Zero(sites), Eigen::MatrixXd::Zero(sites, sites)});
  workers().for_tiles(slots, 1, [&](std::int64_t slot, std::int64_t) {
    SpinMoments& own = partial[slot];
    std::vector<double> p(block);
    std::vector<double> work(block);
    std::vector<double> z(bits);
    for (std::int64_t b = slot * blocks / slots; b < (slot + 1) * blocks / slots; ++b) {
      for (std::int64_t x = 0; x < block; ++x) {
        p[x] = std::norm(psi[b * block + x]);
      }
      double norm = 0.0;
      block_moments(p.data(), bits, work.data(), &norm, z.data(), own.zz);
      own.norm += norm;
      for (int k = 0; k < bits; ++k) {
        own.z(k) += z[k];
      }
      // The spins above the block are the same in all of it.
      for (int h = bits; h < sites; ++h) {
        const double sign = 1.0 - 2.0 * static_cast<double>((b >> (h - bits)) & 1);
        own.z(h) += sign * norm;
        for (int k = 0; k < bits; ++k) {
          own.zz(k, h) += sign * z[k];
        }
        for (int g = bits; g < h; ++g) {
          own.zz(g, h) += sign * (1.0 - 2.0 * static_cast<double>((b >> (g - bits)) & 1)) * norm;
        }
      }
    }
  });
  SpinMoments moments = std::move(partial[0]);
  for (std::size_t slot = 1; slot < partial.size(); ++slot) {
    moments.norm += partial[slot].norm;
    moments.z += partial[slot].z;
    moments.zz += partial[slot].zz;
  }
  moments.zz.triangularView<Eigen::StrictlyLower>() = moments.zz.transpose();
  moments.zz.diagonal().setConstant(moments.norm);
  return moments;
}

}  // namespace quenchmark::reference
