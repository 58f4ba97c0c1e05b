#include "solvers/kernels/cpu/all_flips.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "solvers/kernels/cpu/lane_activations.hpp"
#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

constexpr int degree = 6;

/// Coefficients of the activation by power.
std::array<double, degree + 1> coefficients(Activation activation) {
  const double odd = activation == Activation::both ? 1.0 : 0.0;
  return {0.0, odd, 1.0 / 2.0, -odd / 3.0, -1.0 / 12.0, odd * 2.0 / 15.0, 1.0 / 45.0};
}

ComplexLanes uniform(Complex value) {
  return {Lanes{} + value.real(), Lanes{} + value.imag()};
}

bool polynomial(Activation activation) {
  return activation == Activation::even || activation == Activation::both;
}

ComplexLanes linear(const ComplexLanes& x, double constant, double factor) {
  return {constant + factor * x.real, factor * x.imag};
}

/// a_m(z) for m = 1..4, the coefficients written out.
template <Activation activation>
void expand(const ComplexLanes& z, ComplexLanes (&orders)[4]) {
  const ComplexLanes z2 = square(z);
  orders[0] = z * quadratic(z2, 1.0, -1.0 / 3.0, 2.0 / 15.0);
  orders[1] = quadratic(z2, 1.0 / 2.0, -1.0 / 2.0, 1.0 / 3.0);
  orders[2] = z * linear(z2, -1.0 / 3.0, 4.0 / 9.0);
  orders[3] = linear(z2, -1.0 / 12.0, 1.0 / 3.0);
  if constexpr (activation == Activation::both) {
    orders[0] += quadratic(z2, 1.0, -1.0, 2.0 / 3.0);
    orders[1] += z * linear(z2, -1.0, 4.0 / 3.0);
    orders[2] += linear(z2, -1.0 / 3.0, 4.0 / 3.0);
    orders[3] += 2.0 / 3.0 * z;
  }
}

}  // namespace

bool AllFlips::worthwhile(const ComplexCnnModel& model, const FlipSet& flips) {
  const auto& [activation, convolution] = model.layer(0);
  if (model.deep() || !convolution.spectral() || !polynomial(activation) || flips.empty()) {
    return false;
  }
  const ColumnTables& tables = model.tables();
  double one_by_one = 0.0, displacements = 0.0;
  std::vector<bool> seen(2 * tables.sites);
  for (const auto& [first, second] : flips) {
    one_by_one += (second < 0 ? 18.0 : 40.0) * static_cast<double>(tables.taps * convolution.outputs());
    // Pairs of one index difference have one displacement but for the edges: an estimate.
    const std::size_t key = second < 0 ? 0 : static_cast<std::size_t>(std::abs(first - second));
    displacements += seen[key] ? 0.0 : second < 0 ? 1.0 : 2.0;
    seen[key] = true;
  }
  const auto sites = static_cast<double>(tables.sites);
  const double transform = model.fourier().operations();
  const double together = static_cast<double>(convolution.outputs()) *
                              (5.0 * transform + 30.0 * sites + displacements * 4.0 * expanded * sites) +
                          2.0 * displacements * transform + 4.0 * static_cast<double>(flips.size());
  return together < one_by_one;
}

AllFlips::AllFlips(const ComplexCnnModel& model, const NetworkShape& shape, const FlipSet& flips)
    : model_(model),
      sites_(model.tables().sites),
      channels_(model.layer(0).convolution.outputs()),
      flips_(flips.size()),
      shifted_(make_sources(shape.size, shape.size, std::vector<int>(shape.size.size(), 0))),
      opposite_(sites_),
      buffers_(model.make_buffers()),
      orders_(expanded * sites_) {
  make_places(flips);
  for (Pattern& pattern : patterns_) {
    make_kernels(pattern);
  }
  even_.resize(patterns_.size() * sites_);
  odd_.resize(patterns_.size() * sites_);
}

/// The pattern of a displacement with equal spins; that with opposite spins follows it.
int AllFlips::find_pattern(int displacement) {
  for (std::size_t index = 0; index < patterns_.size(); ++index) {
    if (patterns_[index].displacement == displacement) {
      return static_cast<int>(index);
    }
  }
  const auto index = static_cast<int>(patterns_.size());
  for (const double sign : displacement == 0 ? std::vector{0.0} : std::vector{1.0, -1.0}) {
    patterns_.push_back({displacement, sign, {}, {}, {}, {}});
  }
  return index;
}

void AllFlips::make_places(const FlipSet& flips) {
  std::vector<int> displacement_to(sites_ * sites_);
  for (std::size_t displacement = 0; displacement < sites_; ++displacement) {
    for (std::size_t site = 0; site < sites_; ++site) {
      displacement_to[site * sites_ + shifted_[displacement * sites_ + site]] =
          static_cast<int>(displacement);
      if (shifted_[displacement * sites_ + site] == 0) {
        opposite_[displacement] = static_cast<int>(site);
      }
    }
  }
  const ColumnTables& tables = model_.tables();
  for (std::size_t column = 0; column < tables.columns; column += sites_) {
    for (const auto& [a, b] : flips) {
      int first = tables.image_sites[column + a];
      if (b < 0) {
        places_.push_back({find_pattern(0), first, first});
        continue;
      }
      int second = tables.image_sites[column + b];
      // Either site may come first: one displacement serves both directions.
      if (displacement_to[second * sites_ + first] < displacement_to[first * sites_ + second]) {
        std::swap(first, second);
      }
      places_.push_back({find_pattern(displacement_to[first * sites_ + second]), first, second});
    }
  }
}

/// Powers of the moved filter are transformed together, one order in each lane.
void AllFlips::make_kernels(Pattern& pattern) const {
  const auto& [activation, convolution] = model_.layer(0);
  const std::array<double, degree + 1> c = coefficients(activation);
  const ColumnTables& tables = model_.tables();
  const double per_site = 1.0 / static_cast<double>(sites_);
  pattern.kernels.resize(channels_ * expanded * sites_);
  pattern.linear.resize(sites_);
  std::vector<ComplexLanes> powers(sites_);
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    std::vector<Complex> filter(sites_);
    for (std::size_t tap = 0; tap < tables.taps; ++tap) {
      filter[tables.sources[tap]] = convolution.weights_by_tap()[tap * channels_ + channel];
    }
    for (std::size_t k = 0; k < sites_; ++k) {
      const Complex step =
          -2.0 * (filter[k] + pattern.sign * filter[shifted_[pattern.displacement * sites_ + k]]);
      Complex power = model_.normalisation() * per_site;
      for (int order = 1; order <= degree; ++order) {
        power *= step;
        powers[k].set_lane(order - 1, power);
      }
      powers[opposite_[k]].set_lane(degree, filter[k]);  // so that its spectrum is that at -q
    }
    model_.fourier().backward(powers.data());
    for (std::size_t q = 0; q < sites_; ++q) {
      for (int order = 0; order < expanded; ++order) {
        pattern.kernels[(channel * expanded + order) * sites_ + q] = powers[q].lane(order);
      }
    }
    for (std::size_t q = 0; q < sites_; ++q) {
      pattern.linear[q] += 6.0 * c[6] * powers[q].lane(degree) * powers[q].lane(4);
    }
    pattern.even_constant += static_cast<double>(sites_) * c[6] * powers[0].lane(5);
    pattern.odd_constant += static_cast<double>(sites_) * c[5] * powers[0].lane(4);
  }
}

/// orders_ of the channel, from its z, in Fourier space.
void AllFlips::expand_channel(std::size_t channel) {
  const ComplexLanes* z = buffers_.z[0].data() + channel * sites_;
  const auto expand_all = [&](auto activation) {
    for (std::size_t site = 0; site < sites_; ++site) {
      ComplexLanes orders[expanded];
      expand<activation>(z[site], orders);
      for (std::size_t order = 0; order < expanded; ++order) {
        orders_[order * sites_ + site] = orders[order];
      }
    }
  };
  if (model_.layer(0).activation == Activation::even) {
    expand_all(std::integral_constant<Activation, Activation::even>());
  } else {
    expand_all(std::integral_constant<Activation, Activation::both>());
  }
  for (std::size_t order = 0; order < expanded; ++order) {
    model_.fourier().backward(orders_.data() + order * sites_);
  }
}

void AllFlips::add_channel(std::size_t channel) {
  ComplexLanes* even = even_.data();
  ComplexLanes* odd = odd_.data();
  for (const Pattern& pattern : patterns_) {
    const Complex* kernels = pattern.kernels.data() + channel * expanded * sites_;
    for (std::size_t q = 0; q < sites_; ++q, ++even, ++odd) {
      add_product(*odd, orders_[q], kernels[q]);
      add_product(*even, orders_[sites_ + q], kernels[sites_ + q]);
      add_product(*odd, orders_[2 * sites_ + q], kernels[2 * sites_ + q]);
      add_product(*even, orders_[3 * sites_ + q], kernels[3 * sites_ + q]);
    }
  }
}

/// Sums over the channels are complete: the fifth order, back to sites, the sixth.
void AllFlips::finish_sums() {
  ComplexLanes* even = even_.data();
  ComplexLanes* odd = odd_.data();
  for (const Pattern& pattern : patterns_) {
    for (std::size_t q = 0; q < sites_; ++q) {
      const ComplexLanes& spin = buffers_.spectra[0][q];
      add_product(odd[q], ComplexLanes{spin.real, -spin.imag}, pattern.linear[q]);
    }
    model_.fourier().forward(even);
    model_.fourier().forward(odd);
    for (std::size_t site = 0; site < sites_; ++site) {
      even[site] += uniform(pattern.even_constant);
      odd[site] += uniform(pattern.odd_constant);
    }
    even += sites_;
    odd += sites_;
  }
}

void AllFlips::add_ratios(std::size_t image, const Lanes* image_spins, ComplexLanes* ratios) const {
  const Place* place = places_.data() + image * flips_;
  for (std::size_t flip = 0; flip < flips_; ++flip, ++place) {
    const std::size_t equal = place->pattern * sites_ + place->first;
    const Lanes& spin = image_spins[place->first];
    ComplexLanes even = even_[equal], odd = odd_[equal];
    if (place->first != place->second) {
      const LaneMask same = spin * image_spins[place->second] > 0.0;
      even = select(same, even, even_[equal + sites_]);
      odd = select(same, odd, odd_[equal + sites_]);
    }
    ratios[flip] += even;
    add_product(ratios[flip], odd, spin);
  }
}

void AllFlips::evaluate(const Lanes* spins, ComplexLanes* ratios) {
  std::fill_n(ratios, flips_, ComplexLanes());
  for (std::size_t image = 0; image < model_.tables().images; ++image) {
    const Lanes* image_spins = spins + image * sites_;
    model_.first_layer(image_spins, buffers_);
    std::fill(even_.begin(), even_.end(), ComplexLanes());
    std::fill(odd_.begin(), odd_.end(), ComplexLanes());
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      expand_channel(channel);
      add_channel(channel);
    }
    finish_sums();
    add_ratios(image, image_spins, ratios);
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
