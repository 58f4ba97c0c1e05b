#include "reference/propagate/split_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reference/propagate/rotations.hpp"

namespace quenchmark::reference {

namespace {

/// Amplitudes taken from each row by a pass over the upper sites.
constexpr int kChunkBits = 5;

/// Balances the two groups: blocks of 2^lower and 2^(upper + kChunkBits) amplitudes.
int lower_site_count(int sites) {
  return (sites + kChunkBits) / 2;
}

std::vector<int> lower_block_sites(int sites) {
  std::vector<int> result(lower_site_count(sites));
  std::iota(result.begin(), result.end(), 0);
  return result;
}

std::vector<int> upper_block_sites(int sites) {
  std::vector<int> result(kChunkBits + sites - lower_site_count(sites));
  std::iota(result.begin(), result.begin() + kChunkBits, 0);
  std::iota(result.begin() + kChunkBits, result.end(), lower_site_count(sites));
  return result;
}

/// Scratch of one thread, kept from block to block.
class Scratch {
 public:
  explicit Scratch(int bits)
      : bits_(bits), parts_(std::int64_t{2} << bits), indices_(std::size_t{1} << bits) {}

  int bits() const { return bits_; }
  AmplitudeBlock block() { return {parts_.data(), parts_.data() + (parts_.size() / 2), bits_}; }
  std::uint16_t* indices() { return indices_.data(); }

  static Scratch& of_this_thread(int bits) {
    static thread_local Scratch scratch(bits);
    if (scratch.bits() != bits) {
      scratch = Scratch(bits);
    }
    return scratch;
  }

 private:
  int bits_;
  Buffer parts_;
  std::vector<std::uint16_t> indices_;
};

/// Rotations, phases, rotations of one block; the inner sites in pieces that stay in the first-level cache.
void transform(const AmplitudeBlock& block, int first_site, double before, const std::uint16_t* indices,
               const double* phase_re, const double* phase_im, double after) {
  const int inner = std::min(block.bits, kInnerBits);
  rotate_sites(block, std::max(first_site, inner), block.bits, before);
  for (std::int64_t x = 0; x < (std::int64_t{1} << block.bits); x += std::int64_t{1} << inner) {
    const AmplitudeBlock piece{block.re + x, block.im + x, inner};
    rotate_sites(piece, first_site, inner, before);
    if (phase_re != nullptr) {
      multiply_phases(piece, indices + x, phase_re, phase_im);
    }
    rotate_sites(piece, first_site, inner, after);
  }
  rotate_sites(block, std::max(first_site, inner), block.bits, after);
}

}  // namespace

SplitSweep::SplitSweep(const FullSpace& space)
    : space_(space),
      lower_sites_(lower_site_count(space.terms().sites)),
      lower_keys_(space.terms(), space.keys(), lower_block_sites(space.terms().sites)),
      upper_keys_(space.terms(), space.keys(), upper_block_sites(space.terms().sites)) {}

SplitSweep::Phases SplitSweep::make_phases(const SplitStage& stage) const {
  const std::vector<double> energies = space_.keys().energies({stage.exchange, 0.0, stage.longitudinal});
  // The rotations leave out cos(angle) for each site.
  const double scale = std::pow(std::cos(stage.angle), space_.terms().sites);
  Phases phases;
  for (double energy : energies) {
    phases.re.push_back(scale * std::cos(energy));
    phases.im.push_back(-scale * std::sin(energy));
  }
  return phases;
}

void SplitSweep::apply(const std::vector<SplitStage>& stages, StateVector& psi) const {
  // exp(-i angle X) per site is cos(angle) (1 + i t X) with t = -tan(angle).
  double before = 0.0;
  bool lower = true;
  for (const SplitStage& stage : stages) {
    throw_if_stopped(space_.control());
    const Phases phases = make_phases(stage);
    const Pass pass{before, &phases, -std::tan(stage.angle)};
    lower ? pass_lower(pass, psi) : pass_upper(pass, psi);
    before = pass.after;
    lower = !lower;
  }
  if (before != 0.0) {
    const Pass pass{before, nullptr, 0.0};
    lower ? pass_lower(pass, psi) : pass_upper(pass, psi);
  }
}

void SplitSweep::pass_lower(const Pass& pass, StateVector& psi) const {
  const std::int64_t size = lower_keys_.size();
  space_.workers().for_tiles(space_.dimension(), size, [&](std::int64_t begin, std::int64_t) {
    Scratch& scratch = Scratch::of_this_thread(lower_sites_);
    const AmplitudeBlock block = scratch.block();
    deinterleave(psi.parts() + 2 * begin, size, block.re, block.im);
    if (pass.phases != nullptr) {
      lower_keys_.indices(static_cast<Configuration>(begin), scratch.indices());
      transform(block, 0, pass.before, scratch.indices(), pass.phases->re.data(), pass.phases->im.data(),
                pass.after);
    } else {
      transform(block, 0, pass.before, nullptr, nullptr, nullptr, pass.after);
    }
    interleave(block.re, block.im, size, psi.parts() + 2 * begin);
  });
}

void SplitSweep::pass_upper(const Pass& pass, StateVector& psi) const {
  constexpr std::int64_t chunk = std::int64_t{1} << kChunkBits;
  const std::int64_t stride = std::int64_t{1} << lower_sites_;
  const std::int64_t rows = space_.dimension() / stride;
  space_.workers().for_tiles(stride, chunk, [&](std::int64_t begin, std::int64_t) {
    Scratch& scratch = Scratch::of_this_thread(kChunkBits + space_.terms().sites - lower_sites_);
    const AmplitudeBlock block = scratch.block();
    for (std::int64_t row = 0; row < rows; ++row) {
      deinterleave(psi.parts() + 2 * (row * stride + begin), chunk, block.re + row * chunk,
                   block.im + row * chunk);
    }
    if (pass.phases != nullptr) {
      upper_keys_.indices(static_cast<Configuration>(begin), scratch.indices());
      transform(block, kChunkBits, pass.before, scratch.indices(), pass.phases->re.data(),
                pass.phases->im.data(), pass.after);
    } else {
      transform(block, kChunkBits, pass.before, nullptr, nullptr, nullptr, pass.after);
    }
    for (std::int64_t row = 0; row < rows; ++row) {
      interleave(block.re + row * chunk, block.im + row * chunk, chunk,
                 psi.parts() + 2 * (row * stride + begin));
    }
  });
}

}  // namespace quenchmark::reference
