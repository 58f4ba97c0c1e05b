#include "reference/propagate/chebyshev.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "base/planted_defect.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

namespace {

/// J_k(x) is not above this for k > x (W. Kapteyn, 1893; DLMF 10.14.8), and below it by a power of k only.
double bessel_bound(double k, double x) {
  const double root = std::sqrt((1.0 - x / k) * (1.0 + x / k));
  return std::pow(x / k * std::exp(root) / (1.0 + root), k);
}

}  // namespace

std::vector<double> chebyshev_coefficients(double x) {
  constexpr double negligible = 1e-17;
  // Leaving out what lies above it spoils the smallest term that is kept by (unseen / negligible)^2.
  constexpr double unseen = 1e-30;
  if (x < negligible) {
    return {1.0};
  }
  auto highest = static_cast<Eigen::Index>(x) + 1;
  double value = bessel_bound(static_cast<double>(highest), x);
  while (value > unseen) {
    value = bessel_bound(static_cast<double>(++highest), x);
  }
  // J_{k-1} = (2k/x) J_k - J_{k+1} is stable downwards (J. C. P. Miller, 1952), and starting from the bound
  // keeps every term in range. All J_k with k > x are positive: so are those that it starts from.
  std::vector<double> coefficients(static_cast<std::size_t>(highest) + 1);
  double above = 0.0;
  for (Eigen::Index k = highest; k > 0; --k) {
    coefficients[static_cast<std::size_t>(k)] = value;
    const double below = 2.0 * static_cast<double>(k) / x * value - above;
    above = value;
    value = below;
  }
  coefficients[0] = value;
  // J_0^2 + 2 (J_1^2 + J_2^2 + ...) = 1: no term cancels another.
  Eigen::Map<Eigen::ArrayXd> terms(coefficients.data(), highest + 1);
  terms /= std::sqrt(value * value + 2.0 * terms.tail(highest).square().sum());
  terms.tail(highest) *= 2.0;
  if (planted(Defect::reference_term_dropped)) {
    coefficients.back() = coefficients[coefficients.size() / 2] = 0.0;
  }
  // Beyond k = x the terms fall off faster than exponentially.
  while (static_cast<double>(coefficients.size() - 1) > x && coefficients.back() < negligible) {
    coefficients.pop_back();
  }
  return coefficients;
}

namespace {

/// Some output times reached by one recurrence from one state.
class Window {
 public:
  Window(const Evolution& evolution, const SpectralInterval& interval, std::int64_t kept_terms)
      : space_(evolution.space),
        couplings_(evolution.schedule.at(evolution.schedule.t_start())),
        interval_(interval) {
    for (std::int64_t k = 0; k < kept_terms; ++k) {
      terms_.emplace_back(space_.dimension());
    }
  }

  std::int64_t products() const { return products_; }
  StateVector& spare() { return terms_[0]; }

  /// outputs[j] = exp(-i H delays[j]) from, for the j that have a delay; `from` may be one of them. With one
  /// component the imaginary part of `from` is zero.
  void run(const StateVector& from, int components, const std::vector<double>& delays,
           std::vector<StateVector>& outputs) {
    std::vector<std::vector<double>> coefficients;
    std::size_t count = 0;
    for (double delay : delays) {
      coefficients.push_back(chebyshev_coefficients(interval_.half_width() * delay));
      count = std::max(count, coefficients.back().size());
    }
    take(from, components);
    for (std::size_t first = 0; first < count; first += terms_.size()) {
      const std::size_t last = std::min(count, first + terms_.size());
      for (std::size_t k = std::max<std::size_t>(1, first); k < last; ++k) {
        next_term(k, components);
      }
      // Pairs of an even and an odd term.
      if ((last - first) % 2 != 0) {
        next_term(last, components);
      }
      accumulate(first, last, components, coefficients, outputs);
    }
    for (std::size_t j = 0; j < delays.size(); ++j) {
      rotate_phase(outputs[j], -interval_.centre() * delays[j]);
    }
  }

 private:
  double* term(std::size_t k) { return terms_[k % terms_.size()].parts(); }
  const double* term(std::size_t k) const { return terms_[k % terms_.size()].parts(); }

  void take(const StateVector& from, int components) {
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        for (int c = 0; c < components; ++c) {
          term(0)[components * i + c] = from.parts()[2 * i + c];
        }
      }
    });
  }

  /// T_1 = (H - c)/R and T_{k+1} = 2 (H - c)/R T_k - T_{k-1}; with two terms kept T_{k+1} overwrites T_{k-1}.
  void next_term(std::size_t k, int components) {
    const double factor = (k == 1 ? 1.0 : 2.0) / interval_.half_width();
    Combination combination{factor, -factor * interval_.centre(), 0.0};
    if (k > 1) {
      combination.keep = -1.0;
      combination.kept = term(k - 2);
    }
    space_.apply(couplings_, combination, term(k - 1), term(k), components);
    ++products_;
  }

  /// Adds the terms first <= k < last, first even: (-i)^k = sign for even k, (-i)^(k+1) = -i sign.
  void accumulate(std::size_t first, std::size_t last, int components,
                  const std::vector<std::vector<double>>& coefficients,
                  std::vector<StateVector>& outputs) const {
    // Tiles that stay in cache while all outputs take their share.
    space_.workers().for_tiles(space_.dimension(), 1024, [&](std::int64_t begin, std::int64_t end) {
      for (std::size_t j = 0; j < coefficients.size(); ++j) {
        double* out = outputs[j].parts();
        if (first == 0) {
          std::fill(out + 2 * begin, out + 2 * end, 0.0);
        }
        for (std::size_t k = first; k < std::min(last, coefficients[j].size()); k += 2) {
          const double sign = k % 4 == 0 ? 1.0 : -1.0;
          const double a = sign * coefficients[j][k];
          const double b = k + 1 < coefficients[j].size() ? sign * coefficients[j][k + 1] : 0.0;
          add_pair(a, term(k), b, term(k + 1), components, begin, end, out);
        }
      }
    });
  }

  /// out += a even - i b odd.
  static void add_pair(double a, const double* even, double b, const double* odd, int components,
                       std::int64_t begin, std::int64_t end, double* out) {
    if (components == 1) {
      for (std::int64_t i = begin; i < end; ++i) {
        out[2 * i] += a * even[i];
        out[2 * i + 1] -= b * odd[i];
      }
    } else {
      for (std::int64_t i = begin; i < end; ++i) {
        out[2 * i] += a * even[2 * i] + b * odd[2 * i + 1];
        out[2 * i + 1] += a * even[2 * i + 1] - b * odd[2 * i];
      }
    }
  }

  void rotate_phase(StateVector& psi, double angle) const {
    const Complex factor = std::polar(1.0, angle);
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        psi[i] *= factor;
      }
    });
  }

  const HilbertSpace& space_;
  cases::Couplings couplings_;
  SpectralInterval interval_;
  std::vector<StateVector> terms_;
  std::int64_t products_ = 0;
};

}  // namespace

void ChebyshevPropagator::run(const Evolution& evolution, const StateVisitor& visit,
                              PropagationReport& report) const {
  const HilbertSpace& space = evolution.space;
  const std::vector<double>& times = evolution.times;
  // Many terms at once pass less often over the outputs, many outputs need fewer products.
  const std::int64_t vectors = std::max(evolution.vectors, least_vectors());
  const std::int64_t kept_terms = vectors >= 2 * kMostTerms ? kMostTerms : vectors >= kMostTerms ? 4 : 2;
  const SpectralInterval interval = spectral_interval(space.terms(), evolution.schedule.at(times[0]));
  const double longest = kLongestPhase / interval.half_width();
  Window window(evolution, interval, kept_terms);
  std::vector<StateVector> outputs;
  for (std::int64_t j = kept_terms; j < vectors; ++j) {
    outputs.emplace_back(space.dimension());
  }
  evolution.start.prepare(space, outputs[0]);
  visit(0, outputs[0], &window.spare());

  int components = evolution.start.real() ? 1 : 2;
  double reached = times[0];  // of the state at hand, which lies in outputs[slot]
  std::size_t slot = 0;
  for (std::size_t next = 1; next < times.size();) {
    std::vector<double> delays;
    while (delays.size() < outputs.size() && next + delays.size() < times.size() &&
           times[next + delays.size()] - reached <= longest) {
      delays.push_back(times[next + delays.size()] - reached);
    }
    const bool between = delays.empty();  // one recurrence does not get as far as the next output
    if (between) {
      const double left = times[next] - reached;
      delays.push_back(left / std::ceil(left / longest));
    }
    window.run(outputs[slot], components, delays, outputs);
    report.matrix_vector_products = window.products();
    slot = delays.size() - 1;
    components = 2;
    ++report.steps;
    if (between) {
      reached += delays[0];
      evolution.control.progress({name(), reached, times.back(), {}});
      continue;
    }
    for (std::size_t j = 0; j < delays.size(); ++j, ++next) {
      visit(next, outputs[j], &window.spare());
      evolution.control.progress({name(), times[next], times.back(), {}});
    }
    reached = times[next - 1];
  }
}

}  // namespace quenchmark::reference
