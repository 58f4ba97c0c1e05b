#include "solvers/evolution/sampled_sum.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"

namespace quenchmark::solvers {

namespace {

constexpr std::size_t block_size = 64;  // samples handed to the kernel at once

std::size_t blocks_of(std::size_t samples) {
  return (samples + block_size - 1) / block_size;
}

}  // namespace

SampledSum::SampledSum(kernels::Network& network, const cases::SamplerSpec& spec,
                       const MetropolisMoves& moves, const SlotReduction& reduction, std::uint64_t seed,
                       int threads)
    : network_(network),
      spec_(spec),
      moves_(moves),
      reduction_(reduction),
      seed_(seed),
      threads_(threads),
      chains_in_slot_(spec.chains / reduction.slots()),
      draws_(static_cast<int>((spec.samples + spec.chains - 1) / spec.chains)),
      batches_(reduction.slots(), chains_in_slot_, draws_) {
  const auto sites = static_cast<std::size_t>(moves.sites);
  for (int k = 0; k < reduction.local_slots(); ++k) {
    Slot& slot = slots_.emplace_back();
    slot.chains.resize(static_cast<std::size_t>(chains_in_slot_) * sites);
    slot.samples.resize(samples_in_slot() * sites);
    for (int chain = 0; chain < chains_in_slot_; ++chain) {
      const int number = (reduction.first_slot() + k) * chains_in_slot_ + chain;
      randomise_spins({seed_, 0, 0}, number, {slot.chains.data() + chain * sites, sites});
    }
  }
}

/// Calls work(); an exception on any rank leaves on all.
template <class Work>
void SampledSum::together(const Work& work) const {
  std::exception_ptr failure;
  try {
    work();
  } catch (...) {
    failure = std::current_exception();
  }
  communicator().agree(failure);
}

/// Calls work(k) for every k, together.
template <class Work>
void SampledSum::in_parallel(std::size_t count, const Work& work) const {
  together([&] {
    parallel_for(static_cast<std::int64_t>(count), threads_,
                 [&](std::int64_t k) { work(static_cast<std::size_t>(k)); });
  });
}

kernels::SpinBatch SampledSum::batch(const Slot& slot, std::size_t begin, std::size_t count) const {
  return {slot.samples.data() + begin * static_cast<std::size_t>(moves_.sites), count, moves_.sites};
}

void SampledSum::draw(const Eigen::VectorXcd& parameters, std::uint32_t step, std::uint32_t stage) {
  together([&] {
    network_.set_parameters({parameters.data(), static_cast<std::size_t>(parameters.size())});
  });
  const auto sites = static_cast<std::size_t>(moves_.sites);
  const std::size_t groups =
      (static_cast<std::size_t>(chains_in_slot_) + chains_in_group - 1) / chains_in_group;
  std::vector<MetropolisCounts> counts(slots_.size() * groups);
  in_parallel(counts.size(), [&](std::size_t task) {
    Slot& slot = slots_[task / groups];
    const std::size_t first = (task % groups) * chains_in_group;
    const std::size_t chains = std::min<std::size_t>(chains_in_group, chains_in_slot_ - first);
    const int number = (reduction_.first_slot() + static_cast<int>(task / groups)) * chains_in_slot_ +
                       static_cast<int>(first);
    const std::span<std::int8_t> spins(slot.chains.data() + first * sites, chains * sites);
    if (!burnt_in_ && spec_.burn_in > 0) {
      draw_samples(network_, moves_, {seed_, step, 2 * stage + 1}, number, spins, 1, spec_.burn_in, nullptr,
                   0);
    }
    counts[task] =
        draw_samples(network_, moves_, {seed_, step, 2 * stage}, number, spins, draws_, spec_.sweeps_between,
                     slot.samples.data() + first * sites, static_cast<std::size_t>(chains_in_slot_) * sites);
  });
  burnt_in_ = true;
  at_drawn_parameters_ = false;
  std::vector<std::vector<double>> accepted(slots_.size(), {0.0, 0.0});
  for (std::size_t task = 0; task < counts.size(); ++task) {
    accepted[task / groups][0] += static_cast<double>(counts[task].accepted);
    accepted[task / groups][1] += static_cast<double>(counts[task].proposed);
  }
  const std::vector<double> total = reduction_.sum(std::move(accepted));
  acceptance_ = total[0] / total[1];
  forward_passes_ += static_cast<std::int64_t>(total[1]);
}

void SampledSum::evaluate_block(Slot& slot, std::size_t begin, std::size_t count,
                                const LocalEstimator& estimator, const LocalEstimator::Weights& weights) {
  const kernels::SpinBatch spins = batch(slot, begin, count);
  const std::size_t flips = estimator.flips().size();
  std::vector<Complex> ratios(count * flips);
  network_.log_psi(spins, {slot.log_psi.data() + begin, count});
  network_.log_ratios(spins, estimator.flips(), ratios);
  for (Complex& ratio : ratios) {
    ratio = std::exp(ratio);
  }
  for (std::size_t k = 0; k < count; ++k) {
    const std::int8_t* row = spins.spins + k * static_cast<std::size_t>(moves_.sites);
    const auto sample = static_cast<Eigen::Index>(begin + k);
    slot.local_value[sample] = estimator.local_value(0, weights, row, ratios.data() + k * flips);
    if (estimator.operators() > 1) {
      slot.second_value[sample] = estimator.local_value(1, weights, row, ratios.data() + k * flips);
    }
  }
  const auto first = static_cast<Eigen::Index>(begin);
  const auto length = static_cast<Eigen::Index>(count);
  if (!slot.log_psi.segment(first, length).allFinite() ||
      !slot.local_value.segment(first, length).allFinite()) {
    throw UnusableTrial("amplitudes or local energies are not finite");
  }
}

/// w = |psi'/psi|^2, scaled so that the largest is one.
void SampledSum::reweight() {
  for (Slot& slot : slots_) {
    if (!at_drawn_parameters_) {
      slot.drawn_log_psi = slot.log_psi;
    }
    slot.weight = 2.0 * (slot.log_psi - slot.drawn_log_psi).real();
  }
  at_drawn_parameters_ = true;
  double largest = -INFINITY;
  for (const Slot& slot : slots_) {
    largest = std::max(largest, slot.weight.maxCoeff());
  }
  largest = communicator().maximum(largest);
  for (Slot& slot : slots_) {
    slot.weight = (slot.weight.array() - largest).exp();
  }
}

SampledSum::LocalValues SampledSum::evaluate(const Eigen::VectorXcd& parameters,
                                             const LocalEstimator& estimator, double t) {
  const LocalEstimator::Weights weights = estimator.weights(t);
  const std::size_t blocks = blocks_of(samples_in_slot());
  together([&] {
    network_.set_parameters({parameters.data(), static_cast<std::size_t>(parameters.size())});
    for (Slot& slot : slots_) {
      slot.log_psi.resize(static_cast<Eigen::Index>(samples_in_slot()));
      slot.local_value.resize(static_cast<Eigen::Index>(samples_in_slot()));
      slot.second_value.setZero(static_cast<Eigen::Index>(samples_in_slot()));
    }
  });
  in_parallel(slots_.size() * blocks, [&](std::size_t task) {
    const std::size_t begin = (task % blocks) * block_size;
    evaluate_block(slots_[task / blocks], begin, std::min(block_size, samples_in_slot() - begin), estimator,
                   weights);
  });
  forward_passes_ += samples() * static_cast<std::int64_t>(1 + estimator.flips().size());
  reweight();

  std::vector<std::vector<double>> sums;
  for (const Slot& slot : slots_) {
    const Complex value = slot.weight.cast<Complex>().dot(slot.local_value);
    const Complex second = slot.weight.cast<Complex>().dot(slot.second_value);
    sums.push_back({slot.weight.sum(), slot.weight.squaredNorm(), value.real(), value.imag(), second.real(),
                    second.imag()});
  }
  const std::vector<double> total = reduction_.sum(std::move(sums));
  LocalValues values;
  values.mean = Complex(total[2], total[3]) / total[0];
  values.second_mean = Complex(total[4], total[5]) / total[0];
  values.effective_samples = total[0] * total[0] / total[1];
  std::vector<std::vector<double>> squares;
  for (const Slot& slot : slots_) {
    const Eigen::VectorXcd centred = slot.local_value.array() - values.mean;
    const Complex square = (slot.weight.array() * centred.array().square()).sum();
    squares.push_back({slot.weight.dot(centred.cwiseAbs2()), square.real(), square.imag()});
  }
  const std::vector<double> total_squares = reduction_.sum(std::move(squares));
  values.variance = total_squares[0] / total[0];
  values.pseudo_variance = Complex(total_squares[1], total_squares[2]) / total[0];
  return values;
}

/// The mean of the first block of the first slot: near the mean of all.
Eigen::VectorXcd SampledSum::derivative_origin() {
  const auto width = static_cast<Eigen::Index>(parameter_count());
  Eigen::VectorXcd origin = Eigen::VectorXcd::Zero(width);
  together([&] {
    if (communicator().rank() != 0) {
      return;
    }
    const std::size_t count = std::min(block_size, samples_in_slot());
    SampleMoments::RowMajorMatrix derivatives(static_cast<Eigen::Index>(count), width);
    std::vector<Complex> log_psi(count);
    network_.log_psi_and_derivatives(batch(slots_.front(), 0, count), log_psi,
                                     {derivatives.data(), count * parameter_count()});
    origin = derivatives.colwise().mean().transpose();
  });
  communicator().broadcast({reinterpret_cast<double*>(origin.data()), 2 * parameter_count()});
  return origin;
}

SampledEquations SampledSum::slot_equations(const Slot& slot, const Eigen::VectorXcd& origin, Complex phase,
                                            Complex mean, const SampleMoments::Kind& kind) const {
  SampledEquations sums{SampleMoments(kind), ChainBatches(kind.parameters, batches_.batches())};
  SampleMoments::RowMajorMatrix derivatives;
  std::vector<Complex> log_psi(block_size);
  std::vector<int> batch_of_sample(block_size);
  const auto chains = static_cast<std::size_t>(chains_in_slot_);
  for (std::size_t begin = 0; begin < samples_in_slot(); begin += block_size) {
    const std::size_t count = std::min(block_size, samples_in_slot() - begin);
    const auto first = static_cast<Eigen::Index>(begin);
    const auto length = static_cast<Eigen::Index>(count);
    derivatives.resize(length, kind.parameters);
    network_.log_psi_and_derivatives(batch(slot, begin, count), {log_psi.data(), count},
                                     {derivatives.data(), count * parameter_count()});
    derivatives.rowwise() -= origin.transpose();
    if (!derivatives.allFinite()) {
      throw UnusableTrial("derivatives are not finite");
    }
    for (std::size_t k = 0; k < count; ++k) {
      batch_of_sample[k] =
          batches_.batch_of(static_cast<int>((begin + k) % chains), static_cast<int>((begin + k) / chains));
    }
    const Eigen::VectorXd weight = slot.weight.segment(first, length);
    const Eigen::VectorXcd drive = phase * (slot.local_value.segment(first, length).array() - mean).matrix();
    sums.moments.add(derivatives, weight, drive);
    sums.batches.add(derivatives, weight, drive, batch_of_sample);
  }
  return sums;
}

std::optional<SampledSum::Moments> SampledSum::moments(Complex phase, const LocalValues& values, bool noise) {
  const Eigen::VectorXcd origin = derivative_origin();
  const SampleMoments::Kind kind{static_cast<Eigen::Index>(parameter_count()), real_parameters(), noise,
                                 real_frame(phase * phase * values.pseudo_variance)};
  std::vector<std::vector<double>> local(slots_.size());
  std::vector<std::vector<double>> local_batches(slots_.size());
  in_parallel(slots_.size(), [&](std::size_t k) {
    const SampledEquations sums = slot_equations(slots_[k], origin, phase, values.mean, kind);
    local[k] = sums.moments.flattened();
    local_batches[k] = sums.batches.flattened();
  });
  forward_passes_ += samples();
  const SlotReduction::Halves halves = reduction_.halves(std::move(local));
  const std::vector<std::vector<double>> batches = reduction_.gather(std::move(local_batches));
  if (communicator().rank() != 0) {
    return std::nullopt;
  }
  std::vector<double> sum = halves.first;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    sum[k] += halves.second[k];
  }
  const std::span<const std::vector<double>> all(batches);
  const std::size_t middle = batches.size() / 2;  // as the halves of the tree
  return Moments{{SampleMoments(kind, halves.first), ChainBatches(kind.parameters, all.first(middle))},
                 {SampleMoments(kind, halves.second), ChainBatches(kind.parameters, all.subspan(middle))},
                 {SampleMoments(kind, sum), ChainBatches(kind.parameters, all)}};
}

std::vector<std::vector<Complex>> SampledSum::slot_means(const LocalEstimator& estimator, double t) {
  const LocalEstimator::Weights weights = estimator.weights(t);
  const std::size_t operators = estimator.operators();
  const std::size_t blocks = blocks_of(samples_in_slot());
  const std::size_t flips = estimator.flips().size();
  // Sums of each block, added up in the order of the blocks.
  std::vector<std::vector<Complex>> block_sums(slots_.size() * blocks);
  in_parallel(block_sums.size(), [&](std::size_t task) {
    const std::size_t begin = (task % blocks) * block_size;
    const std::size_t count = std::min(block_size, samples_in_slot() - begin);
    const kernels::SpinBatch spins = batch(slots_[task / blocks], begin, count);
    std::vector<Complex> ratios(count * flips);
    network_.log_ratios(spins, estimator.flips(), ratios);
    std::vector<Complex>& sums = block_sums[task];
    sums.assign(2 * operators, 0.0);
    for (Complex& ratio : ratios) {
      ratio = std::exp(ratio);
    }
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t a = 0; a < operators; ++a) {
        const Complex value = estimator.local_value(
            a, weights, spins.spins + k * static_cast<std::size_t>(moves_.sites), ratios.data() + k * flips);
        sums[a] += value;
        sums[operators + a] += std::norm(value);
      }
    }
  });
  forward_passes_ += samples() * static_cast<std::int64_t>(flips);
  std::vector<std::vector<double>> local(slots_.size(), std::vector<double>(4 * operators, 0.0));
  for (std::size_t task = 0; task < block_sums.size(); ++task) {
    for (std::size_t a = 0; a < 2 * operators; ++a) {
      local[task / blocks][2 * a] += block_sums[task][a].real();
      local[task / blocks][2 * a + 1] += block_sums[task][a].imag();
    }
  }
  std::vector<std::vector<Complex>> means;
  for (const std::vector<double>& row : reduction_.collect(std::move(local))) {
    std::vector<Complex>& mean = means.emplace_back();
    for (std::size_t a = 0; a < 2 * operators; ++a) {
      mean.push_back(Complex(row[2 * a], row[2 * a + 1]) / static_cast<double>(samples_in_slot()));
    }
  }
  return means;
}

ChainDiagnostics SampledSum::chain_diagnostics() const {
  std::vector<std::vector<double>> local;
  for (const Slot& slot : slots_) {
    std::vector<double>& row = local.emplace_back();
    for (Eigen::Index k = 0; k < slot.local_value.size(); ++k) {
      row.push_back(slot.local_value[k].real());
    }
  }
  ChainTable chains;
  for (const std::vector<double>& row : reduction_.collect(std::move(local))) {
    for (int chain = 0; chain < chains_in_slot_; ++chain) {
      std::vector<double>& values = chains.emplace_back();
      for (int draw = 0; draw < draws_; ++draw) {
        values.push_back(row[static_cast<std::size_t>(draw) * chains_in_slot_ + chain]);
      }
    }
  }
  return diagnose_chains(chains);
}

double SampledSum::log_psi_variance() const {
  std::vector<std::vector<double>> sums;
  for (const Slot& slot : slots_) {
    const Complex sum = slot.log_psi.sum();
    sums.push_back({sum.real(), sum.imag()});
  }
  const std::vector<double> total = reduction_.sum(std::move(sums));
  const Complex mean = Complex(total[0], total[1]) / static_cast<double>(samples());
  std::vector<std::vector<double>> squares;
  for (const Slot& slot : slots_) {
    squares.push_back({(slot.log_psi.array() - mean).abs2().sum()});
  }
  return reduction_.sum(std::move(squares))[0] / static_cast<double>(samples());
}

std::vector<std::int8_t> SampledSum::chain_spins() const {
  std::vector<std::vector<double>> local;
  for (const Slot& slot : slots_) {
    local.emplace_back(slot.chains.begin(), slot.chains.end());
  }
  std::vector<std::int8_t> spins;
  for (const std::vector<double>& row : reduction_.collect(std::move(local))) {
    for (const double spin : row) {
      spins.push_back(static_cast<std::int8_t>(spin));
    }
  }
  return spins;
}

void SampledSum::set_chain_spins(const std::vector<std::int8_t>& spins) {
  const std::size_t length = slots_.front().chains.size();
  if (spins.size() != length * static_cast<std::size_t>(reduction_.slots())) {
    throw Error(ErrorKind::format, "the checkpoint holds chains of another size");
  }
  for (std::size_t k = 0; k < slots_.size(); ++k) {
    const std::size_t begin = (static_cast<std::size_t>(reduction_.first_slot()) + k) * length;
    std::copy_n(spins.begin() + static_cast<std::ptrdiff_t>(begin), length, slots_[k].chains.begin());
  }
  burnt_in_ = true;
}

}  // namespace quenchmark::solvers
