#include "reference/hilbert/full_space.hpp"

#include <algorithm>
#include <numeric>

#include "reference/hilbert/flip_sums.hpp"

namespace quenchmark::reference {

namespace {

constexpr int kContiguousBits = 12;  // doubles per block of the contiguous pass: 32 KiB
constexpr int kStridedBits = 11;     // sites per strided pass, at most
constexpr int kChunkBits = 4;        // doubles taken from each row of a strided pass: two cache lines
constexpr std::int64_t kChunk = std::int64_t{1} << kChunkBits;
constexpr int kMomentBits = 12;  // configurations per block of spin_moments
constexpr std::int64_t kMomentSlots = 64;

std::vector<int> first_sites(int count) {
  std::vector<int> sites(count);
  std::iota(sites.begin(), sites.end(), 0);
  return sites;
}

}  // namespace

FullSpace::FullSpace(const IsingTerms& terms, const Workers& workers)
    : HilbertSpace(terms, workers),
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
void FullSpace::for_strided_flips(int first_bit, int bits, const double* in, int total_bits,
                                  const Use& use) const {
  const std::int64_t stride = std::int64_t{1} << first_bit;
  const std::int64_t rows = std::int64_t{1} << bits;
  const std::int64_t chunks_per_row = stride / kChunk;
  const std::int64_t blocks = (std::int64_t{1} << total_bits) / (rows * kChunk);
  workers().for_tiles(blocks, 1, [&](std::int64_t block, std::int64_t) {
    alignas(64) static thread_local double values[(1 << kStridedBits) * kChunk];
    alignas(64) static thread_local double sums[(1 << kStridedBits) * kChunk];
    const std::int64_t base = (block / chunks_per_row) * rows * stride + (block % chunks_per_row) * kChunk;
    for (std::int64_t row = 0; row < rows; ++row) {
      std::copy_n(in + base + row * stride, kChunk, values + row * kChunk);
    }
    sum_flips(values, kChunkBits, bits + kChunkBits, sums);
    use(block, base, stride, rows, values, sums);
  });
}

void FullSpace::apply(const cases::Couplings& couplings, const Combination& combination, const double* in,
                      double* out, int components) const {
  apply_contiguous(couplings, combination, in, out, components);
  const double flip = combination.scale * couplings[1] * terms().flip_weight;
  if (flip == 0.0) {
    return;
  }
  const int total_bits = terms().sites + (components - 1);
  for_strided_groups(total_bits, [&](int first_bit, int bits) {
    for_strided_flips(first_bit, bits, in, total_bits,
                      [&](std::int64_t, std::int64_t base, std::int64_t stride, std::int64_t rows,
                          const double*, const double* sums) {
                        for (std::int64_t row = 0; row < rows; ++row) {
                          double* target = out + base + row * stride;
                          for (std::int64_t k = 0; k < kChunk; ++k) {
                            target[k] += flip * sums[row * kChunk + k];
                          }
                        }
                      });
  });
}

void FullSpace::apply_contiguous(const cases::Couplings& couplings, const Combination& combination,
                                 const double* in, double* out, int components) const {
  const std::vector<double> energies = keys().energies(couplings);
  const KeyBlock& block = components == 1 ? real_block_ : complex_block_;
  const double flip = combination.scale * couplings[1] * terms().flip_weight;
  const std::int64_t size = block.size() * components;
  int bits = 0;
  while ((std::int64_t{1} << bits) < size) {
    ++bits;
  }
  workers().for_tiles(dimension() * components, size, [&](std::int64_t begin, std::int64_t) {
    alignas(64) double sums[1 << kContiguousBits];
    std::uint16_t indices[1 << kContiguousBits];
    block.indices(static_cast<Configuration>(begin / components), indices);
    if (flip != 0.0) {
      sum_flips(in + begin, components - 1, bits, sums);
    } else {
      std::fill(sums, sums + size, 0.0);
    }
    for (std::int64_t x = 0; x < block.size(); ++x) {
      const double own = combination.scale * energies[indices[x]] + combination.shift;
      for (int c = 0; c < components; ++c) {
        const std::int64_t k = components * x + c;
        double& target = out[begin + k];
        const double kept = combination.keep == 0.0 ? 0.0 : combination.keep * target;
        target = own * in[begin + k] + flip * sums[k] + kept;
      }
    }
  });
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

double FullSpace::total_x(const StateVector& psi) const {
  // Both parts of an amplitude count alike: a real vector with one bit more, which is never flipped.
  const double* in = psi.parts();
  const int total_bits = terms().sites + 1;
  const std::int64_t size = std::int64_t{1} << std::min(total_bits, kContiguousBits);
  const auto dot = [](const double* a, const double* b, std::int64_t count) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < count; ++k) {
      sum += a[k] * b[k];
    }
    return sum;
  };
  std::vector<double> partial(2 * dimension() / size);
  workers().for_tiles(2 * dimension(), size, [&](std::int64_t begin, std::int64_t) {
    alignas(64) double sums[1 << kContiguousBits];
    sum_flips(in + begin, 1, std::min(total_bits, kContiguousBits), sums);
    partial[begin / size] = dot(in + begin, sums, size);
  });
  double total = std::accumulate(partial.begin(), partial.end(), 0.0);
  for_strided_groups(total_bits, [&](int first_bit, int bits) {
    std::vector<double> blocks(2 * dimension() / (kChunk << bits));
    for_strided_flips(
        first_bit, bits, in, total_bits,
        [&](std::int64_t block, std::int64_t, std::int64_t, std::int64_t rows, const double* values,
            const double* sums) { blocks[block] = dot(values, sums, rows * kChunk); });
    total += std::accumulate(blocks.begin(), blocks.end(), 0.0);
  });
  return total;
}

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
