#include "solvers/kernels/cpu/flip_block.hpp"

#include <algorithm>

#include "solvers/kernels/cpu/lane_activations.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

template <typename Visitor>
void with_kind(FlipKind kind, Visitor visitor) {
  switch (kind) {
    case FlipKind::site:
      return visitor(std::integral_constant<FlipKind, FlipKind::site>());
    case FlipKind::pair:
      return visitor(std::integral_constant<FlipKind, FlipKind::pair>());
    case FlipKind::all:
      return visitor(std::integral_constant<FlipKind, FlipKind::all>());
  }
}

}  // namespace

FlipBlock::FlipBlock(const ComplexCnnModel& model)
    : model_(&model),
      channels_(model.layer(0).convolution.outputs()),
      width_(model.deep() ? channels_ : 1),
      may_defer_(!model.deep() && model.tables().all_to_all()),
      spins_(model.tables().columns),
      z_(model.tables().columns * channels_),
      values_(model.tables().columns * width_),
      trial_(values_.size()),
      buffers_(model.make_buffers()) {}

/// Where values_ has a column's value.
std::size_t FlipBlock::place(std::size_t column, std::size_t channel) const {
  const std::size_t sites = model_->tables().sites;
  return width_ == 1 ? column : (column / sites * channels_ + channel) * sites + column % sites;
}

void FlipBlock::rebuild(const std::int8_t* spins, std::size_t count) {
  count_ = count;
  deferred_count_ = 0;
  const std::size_t sites = model_->tables().sites, columns = model_->tables().columns;
  model_->load_spins(spins, count, spins_.data());
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t site = column % sites;
    if (site == 0) {
      model_->first_layer(spins_.data() + column, buffers_);
    }
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      z_[column * channels_ + channel] = buffers_.z[0][channel * sites + site];
    }
  }
  with_activation(model_->layer(0).activation, [&](auto activation) {
    const ComplexLanes* z = z_.data();
    for (std::size_t column = 0; column < columns; ++column) {
      ComplexLanes sum;
      for (std::size_t channel = 0; channel < channels_; ++channel) {
        const ComplexLanes value = activate<activation>(*z++);
        sum += value;
        values_[place(column, channel)] = width_ == 1 ? sum : value;
      }
    }
  });
  sum_up();
}

/// total_ from values_: for one layer without memory of how they came about.
void FlipBlock::sum_up() {
  total_ = {};
  if (!model_->deep()) {
    for (const ComplexLanes& value : values_) {
      total_ += value;
    }
    return;
  }
  total_ = trial_total({});
}

template <FlipKind kind>
ComplexLanes FlipBlock::shifted(const Touch& touch, std::size_t channel) const {
  ComplexLanes z = z_[touch.column * channels_ + channel];
  if constexpr (kind == FlipKind::all) {
    return -z;
  }
  const Complex* weights = model_->layer(0).convolution.weights_by_tap() + channel;
  add_product(z, factor_[0], weights[touch.first_tap * channels_]);
  if constexpr (kind == FlipKind::pair) {
    add_product(z, factor_[1], weights[touch.second_tap * channels_]);
  }
  return z;
}

template <FlipKind kind>
void FlipBlock::try_flip(const std::vector<Touch>& touches) {
  with_activation(model_->layer(0).activation, [&](auto activation) {
    for (std::size_t t = 0; t < touches.size(); ++t) {
      if (width_ == 1) {
        ComplexLanes sum;
        for (std::size_t channel = 0; channel < channels_; ++channel) {
          sum += activate<activation>(shifted<kind>(touches[t], channel));
        }
        trial_[t] = sum;
      } else {
        for (std::size_t channel = 0; channel < channels_; ++channel) {
          trial_[t * channels_ + channel] = activate<activation>(shifted<kind>(touches[t], channel));
        }
      }
    }
  });
}

template <FlipKind kind>
void FlipBlock::shift_lanes(const std::vector<Touch>& touches, const LaneMask& mask) {
  for (const Touch& touch : touches) {
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      ComplexLanes& z = z_[touch.column * channels_ + channel];
      z = select(mask, shifted<kind>(touch, channel), z);
    }
  }
}

/// try_flip of one site that every column reads; writes z back when no more flips can be deferred.
template <Activation activation, std::size_t deferred>
void FlipBlock::try_site_everywhere(int site) {
  const ColumnTables& tables = model_->tables();
  const Complex* weights = model_->layer(0).convolution.weights_by_tap();
  const std::size_t channels = channels_;
  const Lanes factor = factor_[0], older = deferred_[0].factor, newer = deferred_[1].factor;
  ComplexLanes* z = z_.data();
  ComplexLanes* trial = trial_.data();
  for (std::size_t image = 0; image < tables.images; ++image) {
    const Reader* readers = tables.readers_in_image(image, site);
    const Reader* older_readers = tables.readers_in_image(image, deferred_[0].site);
    const Reader* newer_readers = tables.readers_in_image(image, deferred_[1].site);
    for (std::size_t k = 0; k < tables.sites; ++k) {
      const Complex* weight = weights + readers[k].tap * channels;
      const Complex* older_weight = weights + older_readers[k].tap * channels;
      const Complex* newer_weight = weights + newer_readers[k].tap * channels;
      ComplexLanes sum;
      for (std::size_t channel = 0; channel < channels; ++channel, ++z) {
        ComplexLanes moved = *z;
        if constexpr (deferred > 0) {
          add_product(moved, older, older_weight[channel]);
        }
        if constexpr (deferred > 1) {
          add_product(moved, newer, newer_weight[channel]);
        }
        if constexpr (deferred == most_deferred) {
          *z = moved;
        }
        add_product(moved, factor, weight[channel]);
        sum += activate<activation>(moved);
      }
      *trial++ = sum;
    }
  }
}

void FlipBlock::try_site_everywhere(int site) {
  with_activation(model_->layer(0).activation, [&](auto activation) {
    switch (deferred_count_) {
      case 0:
        return try_site_everywhere<activation, 0>(site);
      case 1:
        return try_site_everywhere<activation, 1>(site);
      default:
        deferred_count_ = 0;
        return try_site_everywhere<activation, most_deferred>(site);
    }
  });
}

/// Writes the deferred flips into z.
void FlipBlock::settle() {
  Flip flip;
  for (std::size_t k = 0; k < deferred_count_; ++k) {
    model_->tables().set_flip({deferred_[k].site, -1}, flip);
    factor_[0] = deferred_[k].factor;
    shift_lanes<FlipKind::site>(flip.touches, LaneMask{} - 1);
  }
  deferred_count_ = 0;
}

/// The upper layers with the trial values in place of the touched ones.
ComplexLanes FlipBlock::trial_total(const std::vector<Touch>& touches) {
  const std::size_t image_size = model_->tables().sites * channels_;
  ComplexLanes total;
  auto touch = touches.begin();  // in order of the images
  for (std::size_t begin = 0; begin < values_.size(); begin += image_size) {
    std::copy_n(values_.begin() + begin, image_size, buffers_.values[0].begin());
    for (; touch != touches.end() && place(touch->column, 0) < begin + image_size; ++touch) {
      for (std::size_t channel = 0; channel < channels_; ++channel) {
        buffers_.values[0][place(touch->column, channel) - begin] =
            trial_[static_cast<std::size_t>(touch - touches.begin()) * channels_ + channel];
      }
    }
    total += model_->upper_layers(buffers_);
  }
  return total;
}

ComplexLanes FlipBlock::propose(const Flip& flip, const std::int8_t* spins) {
  const bool everywhere = may_defer_ && flip.kind == FlipKind::site;
  if (!everywhere) {
    settle();
  }
  const std::size_t sites = model_->tables().sites;
  for (std::size_t k = 0; k < flip.sites.size() && flip.sites[k] >= 0; ++k) {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      const double spin = lane < count_ ? spins[lane * sites + flip.sites[k]] : 1.0;
      simd::set_element(factor_[k], lane, -2.0 * spin);
    }
  }
  if (everywhere) {
    try_site_everywhere(flip.sites[0]);
  } else {
    with_kind(flip.kind, [&](auto kind) { try_flip<kind>(flip.touches); });
  }
  if (model_->deep()) {
    trial_total_ = trial_total(flip.touches);
    return model_->normalisation() * (trial_total_ - total_);
  }
  ComplexLanes difference;
  for (std::size_t t = 0; t < flip.touches.size(); ++t) {
    difference += trial_[t] - values_[flip.touches[t].column];
  }
  // Zero, unless a column that the flip leaves alone is not finite: then neither is the ratio.
  return model_->normalisation() * (difference + (total_ - total_));
}

void FlipBlock::accept(const Flip& flip, const LaneMask& mask) {
  if (may_defer_ && flip.kind == FlipKind::site) {
    deferred_[deferred_count_++] = {flip.sites[0], simd::select(mask, factor_[0], Lanes{})};
  } else {
    with_kind(flip.kind, [&](auto kind) { shift_lanes<kind>(flip.touches, mask); });
  }
  for (std::size_t t = 0; t < flip.touches.size(); ++t) {
    for (std::size_t k = 0; k < width_; ++k) {
      ComplexLanes& value = values_[place(flip.touches[t].column, k)];
      value = select(mask, trial_[t * width_ + k], value);
    }
  }
  if (model_->deep()) {
    total_ = select(mask, trial_total_, total_);
  } else {
    sum_up();
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
