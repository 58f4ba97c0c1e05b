#include "validation/judge/state_angle.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

using cases::SitePermutation;
using cases::StateSnapshots;
using Complex = std::complex<double>;

constexpr int largest_full_space = 20;

/// All products translation * point group element that the flags ask for, each once.
std::vector<SitePermutation> spatial_operations(const cases::Problem& problem, const StateSnapshots& flags) {
  SitePermutation identity(static_cast<std::size_t>(problem.sites()));
  for (std::size_t i = 0; i < identity.size(); ++i) {
    identity[i] = static_cast<int>(i);
  }
  const std::vector<SitePermutation> only_identity{identity};
  const auto& translations = flags.translations ? problem.translations : only_identity;
  const auto& rotations = flags.point_group ? problem.point_group : only_identity;
  std::set<SitePermutation> products;
  for (const SitePermutation& shift : translations) {
    for (const SitePermutation& rotation : rotations) {
      SitePermutation product(identity.size());
      for (std::size_t i = 0; i < product.size(); ++i) {
        product[i] = shift[static_cast<std::size_t>(rotation[i])];
      }
      products.insert(std::move(product));
    }
  }
  return {products.begin(), products.end()};
}

bool contains_symmetries(const StateSnapshots& more, const StateSnapshots& fewer) {
  return (more.translations || !fewer.translations) && (more.point_group || !fewer.point_group) &&
         (more.spin_flip || !fewer.spin_flip);
}

bool same_symmetries(const StateSnapshots& a, const StateSnapshots& b) {
  return contains_symmetries(a, b) && contains_symmetries(b, a);
}

/// Angle from sums over the common space of |a|^2, |b|^2, conj(a) b, given a way to sum |b/|b| - a/|a| c|^2
/// directly.
template <class OrthogonalPart>
double accurate_angle(double norm_a, double norm_b, Complex product, OrthogonalPart orthogonal_squared) {
  const Complex overlap = product / std::sqrt(norm_a * norm_b);
  return std::atan2(std::sqrt(orthogonal_squared(1.0 / std::sqrt(norm_b), overlap / std::sqrt(norm_a))),
                    std::abs(overlap));
}

}  // namespace

SymmetryOperations::SymmetryOperations(const cases::Problem& problem, const StateSnapshots& flags)
    : spin_flip_(flags.spin_flip) {
  const auto sites = static_cast<std::size_t>(problem.sites());
  all_down_ = sites >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << sites) - 1;
  bytes_ = (sites + 7) / 8;
  const std::vector<SitePermutation> operations = spatial_operations(problem, flags);
  count_ = operations.size();
  tables_.assign(count_ * bytes_ * 256, 0);
  std::uint64_t* entry = tables_.data();
  for (const SitePermutation& operation : operations) {
    for (std::size_t byte = 0; byte < bytes_; ++byte) {
      for (std::uint64_t value = 0; value < 256; ++value, ++entry) {
        for (std::size_t i = 8 * byte; i < std::min(sites, 8 * byte + 8); ++i) {
          *entry |= ((value >> (i - 8 * byte)) & 1) << operation[i];
        }
      }
    }
  }
}

std::uint64_t SymmetryOperations::permute(std::size_t operation, std::uint64_t configuration) const {
  const std::uint64_t* table = tables_.data() + operation * bytes_ * 256;
  std::uint64_t image = 0;
  for (std::size_t byte = 0; byte < bytes_; ++byte) {
    image |= table[byte * 256 + ((configuration >> (8 * byte)) & 255)];
  }
  return image;
}

std::uint64_t SymmetryOperations::representative(std::uint64_t configuration) const {
  std::uint64_t smallest = configuration;
  for_each_image(configuration, [&](std::uint64_t image) { smallest = std::min(smallest, image); });
  return smallest;
}

void walsh_hadamard(std::vector<Complex>& amplitudes) {
  const std::size_t size = amplitudes.size();
  for (std::size_t half = 1; half < size; half *= 2) {
    for (std::size_t block = 0; block < size; block += 2 * half) {
      for (std::size_t i = block; i < block + half; ++i) {
        const Complex up = amplitudes[i];
        const Complex down = amplitudes[i + half];
        amplitudes[i] = up + down;
        amplitudes[i + half] = up - down;
      }
    }
  }
  const double normalisation = 1.0 / std::sqrt(static_cast<double>(size));
  for (Complex& amplitude : amplitudes) {
    amplitude *= normalisation;
  }
}

std::vector<Complex> expand(const StateSnapshots& states, std::size_t t, const cases::Problem& problem) {
  if (problem.sites() > largest_full_space) {
    throw Error(ErrorKind::memory,
                fmt::format("states of {} sites in different bases cannot be compared (at most {} sites)",
                            problem.sites(), largest_full_space));
  }
  const SymmetryOperations operations(problem, states);
  std::vector<Complex> full(std::size_t{1} << problem.sites());
  for (std::size_t k = 0; k < states.configurations.size(); ++k) {
    operations.for_each_image(states.configurations[k],
                              [&](std::uint64_t image) { full[image] = states.amplitudes[t][k]; });
  }
  return full;
}

StateComparison::StateComparison(const StateSnapshots& a, const StateSnapshots& b,
                                 const cases::Problem& problem)
    : fine_(&a), coarse_(&b), problem_(problem) {
  if (a.basis != b.basis || !(contains_symmetries(a, b) || contains_symmetries(b, a))) {
    return;
  }
  by_orbits_ = true;
  if (!contains_symmetries(b, a)) {
    swapped_ = true;
    std::swap(fine_, coarse_);
  }
  const SymmetryOperations operations(problem, *coarse_);
  const bool same = same_symmetries(a, b);
  std::vector<bool> met(coarse_->configurations.size(), false);
  coarse_index_.reserve(fine_->configurations.size());
  for (std::uint64_t configuration : fine_->configurations) {
    const std::uint64_t wanted = same ? configuration : operations.representative(configuration);
    const auto found =
        std::lower_bound(coarse_->configurations.begin(), coarse_->configurations.end(), wanted);
    const bool present = found != coarse_->configurations.end() && *found == wanted;
    const std::ptrdiff_t index = present ? found - coarse_->configurations.begin() : -1;
    coarse_index_.push_back(index);
    if (present) {
      met[static_cast<std::size_t>(index)] = true;
    }
  }
  for (std::size_t k = 0; k < met.size(); ++k) {
    if (!met[k]) {
      only_coarse_.push_back(k);
    }
  }
}

double StateComparison::angle(std::size_t ta, std::size_t tb) const {
  if (!by_orbits_) {
    return angle_in_full_space(ta, tb);
  }
  return swapped_ ? angle_by_orbits(tb, ta) : angle_by_orbits(ta, tb);
}

double StateComparison::angle_by_orbits(std::size_t t_fine, std::size_t t_coarse) const {
  const std::vector<Complex>& fine = fine_->amplitudes[t_fine];
  const std::vector<Complex>& coarse = coarse_->amplitudes[t_coarse];
  const auto coarse_at = [&](std::size_t k) {
    return coarse_index_[k] < 0 ? Complex{} : coarse[coarse_index_[k]];
  };
  double norm_fine = 0.0;
  double norm_coarse = 0.0;
  Complex product = 0.0;
  for (std::size_t k = 0; k < fine.size(); ++k) {
    norm_fine += fine_->multiplicity[k] * std::norm(fine[k]);
    norm_coarse += fine_->multiplicity[k] * std::norm(coarse_at(k));
    product += fine_->multiplicity[k] * std::conj(fine[k]) * coarse_at(k);
  }
  double outside = 0.0;
  for (std::size_t k : only_coarse_) {
    outside += coarse_->multiplicity[k] * std::norm(coarse[k]);
  }
  norm_coarse += outside;
  return accurate_angle(norm_fine, norm_coarse, product, [&](double scale_coarse, Complex scale_fine) {
    double orthogonal = outside * scale_coarse * scale_coarse;
    for (std::size_t k = 0; k < fine.size(); ++k) {
      orthogonal += fine_->multiplicity[k] * std::norm(scale_coarse * coarse_at(k) - scale_fine * fine[k]);
    }
    return orthogonal;
  });
}

double StateComparison::angle_in_full_space(std::size_t ta, std::size_t tb) const {
  std::vector<Complex> a = expand(*fine_, ta, problem_);
  const std::vector<Complex> b = expand(*coarse_, tb, problem_);
  if (fine_->basis != coarse_->basis) {
    walsh_hadamard(a);
  }
  double norm_a = 0.0;
  double norm_b = 0.0;
  Complex product = 0.0;
  for (std::size_t s = 0; s < a.size(); ++s) {
    norm_a += std::norm(a[s]);
    norm_b += std::norm(b[s]);
    product += std::conj(a[s]) * b[s];
  }
  return accurate_angle(norm_a, norm_b, product, [&](double scale_b, Complex scale_a) {
    double orthogonal = 0.0;
    for (std::size_t s = 0; s < a.size(); ++s) {
      orthogonal += std::norm(scale_b * b[s] - scale_a * a[s]);
    }
    return orthogonal;
  });
}

std::vector<double> angles_over_time(const Record& run, const Record& reference,
                                     const cases::Problem& problem) {
  const StateComparison comparison(run.states, reference.states, problem);
  std::vector<double> angles;
  for (std::size_t t = 0; t < run.times.size(); ++t) {
    const std::optional<std::size_t> same = index_of_time(reference.times, run.times[t]);
    if (!same) {
      throw Error(ErrorKind::format, fmt::format("the reference has no state at t = {:.9g}", run.times[t]));
    }
    angles.push_back(comparison.angle(t, *same));
  }
  return angles;
}

}  // namespace quenchmark::validation
