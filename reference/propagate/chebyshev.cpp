#include "reference/propagate/chebyshev.hpp"

#include <algorithm>
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>

#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

std::vector<double> chebyshev_coefficients(double x) {
  constexpr double negligible = 1e-17;
  std::vector<double> coefficients;
  for (int k = 0;; ++k) {
    const double value = (k == 0 ? 1.0 : 2.0) * boost::math::cyl_bessel_j(k, x);
    // Beyond k = x the Bessel functions fall off faster than exponentially.
    if (k > x && std::abs(value) < negligible) {
      return coefficients;
    }
    coefficients.push_back(value);
  }
}

namespace {

/// Some output times reached by one recurrence from one state.
class Window {
 public:
  Window(const Evolution& evolution, const SpectralInterval& interval)
      : evolution_(evolution),
        space_(evolution.space),
        couplings_(evolution.schedule.at(evolution.schedule.t_start())),
        interval_(interval) {}

  std::int64_t products() const { return products_; }

  /// outputs[j] = exp(-i H delays[j]) of the state whose amplitudes lie in `even` (`components` numbers
  /// each); `even` and `odd` hold the recurrence. False: stopped.
  bool run(double* even, double* odd, int components, const std::vector<double>& delays,
           std::vector<StateVector>& outputs) {
    const double reach = interval_.half_width();
    std::vector<std::vector<double>> coefficients;
    std::size_t terms = 0;
    for (double delay : delays) {
      coefficients.push_back(chebyshev_coefficients(reach * delay));
      terms = std::max(terms, coefficients.back().size());
    }
    // T_1 = (H - c)/R; then T_{k+1} = 2 (H - c)/R T_k - T_{k-1} overwrites T_{k-1}.
    step(even, odd, components, {1.0 / reach, -interval_.centre() / reach, 0.0});
    const Combination next{2.0 / reach, -2.0 * interval_.centre() / reach, -1.0};
    for (std::size_t k = 0; k < terms; k += 2) {
      if (k > 0) {
        step(odd, even, components, next);
        step(even, odd, components, next);
      }
      accumulate(k, even, odd, components, coefficients, outputs);
      if (evolution_.control.stop_requested()) {
        return false;
      }
    }
    for (std::size_t j = 0; j < delays.size(); ++j) {
      rotate_phase(outputs[j], -interval_.centre() * delays[j]);
    }
    return true;
  }

 private:
  void step(const double* in, double* out, int components, const Combination& combination) {
    space_.apply(couplings_, combination, in, out, components);
    ++products_;
  }

  /// Adds terms k (even) and k + 1: (-i)^k = sign, (-i)^(k+1) = -i sign.
  void accumulate(std::size_t k, const double* even, const double* odd, int components,
                  const std::vector<std::vector<double>>& coefficients,
                  std::vector<StateVector>& outputs) const {
    const double sign = k % 4 == 0 ? 1.0 : -1.0;
    // Tiles that stay in cache while all outputs take their share.
    space_.workers().for_tiles(space_.dimension(), 1024, [&](std::int64_t begin, std::int64_t end) {
      for (std::size_t j = 0; j < coefficients.size(); ++j) {
        if (k >= coefficients[j].size()) {
          continue;
        }
        const double a = sign * coefficients[j][k];
        const double b = k + 1 < coefficients[j].size() ? sign * coefficients[j][k + 1] : 0.0;
        const double keep = k == 0 ? 0.0 : 1.0;
        double* out = outputs[j].parts();
        if (components == 1) {
          for (std::int64_t i = begin; i < end; ++i) {
            out[2 * i] = keep * out[2 * i] + a * even[i];
            out[2 * i + 1] = keep * out[2 * i + 1] - b * odd[i];
          }
        } else {
          for (std::int64_t i = begin; i < end; ++i) {
            out[2 * i] = keep * out[2 * i] + a * even[2 * i] + b * odd[2 * i + 1];
            out[2 * i + 1] = keep * out[2 * i + 1] + a * even[2 * i + 1] - b * odd[2 * i];
          }
        }
      }
    });
  }

  void rotate_phase(StateVector& psi, double angle) const {
    const Complex factor = std::polar(1.0, angle);
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        psi[i] *= factor;
      }
    });
  }

  const Evolution& evolution_;
  const HilbertSpace& space_;
  cases::Couplings couplings_;
  SpectralInterval interval_;
  std::int64_t products_ = 0;
};

}  // namespace

PropagationReport ChebyshevPropagator::run(const Evolution& evolution, const StateVisitor& visit) const {
  const HilbertSpace& space = evolution.space;
  const std::vector<double>& times = evolution.times;
  StateVector even(space.dimension());
  StateVector odd(space.dimension());
  std::vector<StateVector> outputs;
  for (std::int64_t j = 2; j < std::max(evolution.vectors, least_vectors()); ++j) {
    outputs.emplace_back(space.dimension());
  }
  evolution.start.prepare(space, outputs[0]);
  visit(0, outputs[0], &odd);

  int components = evolution.start.real() ? 1 : 2;
  Window window(evolution, spectral_interval(space.terms(), evolution.schedule.at(times[0])));
  PropagationReport report;
  std::size_t last = 0;  // index of the state at hand, which lies in outputs[last_slot]
  std::size_t last_slot = 0;
  while (last + 1 < times.size() && report.complete) {
    const std::size_t count = std::min(outputs.size(), times.size() - 1 - last);
    std::vector<double> delays;
    for (std::size_t j = 1; j <= count; ++j) {
      delays.push_back(times[last + j] - times[last]);
    }
    const double* from = outputs[last_slot].parts();
    space.workers().for_elements(space.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        for (int c = 0; c < components; ++c) {
          even.parts()[components * i + c] = from[2 * i + c];
        }
      }
    });
    report.complete = window.run(even.parts(), odd.parts(), components, delays, outputs);
    for (std::size_t j = 0; j < count && report.complete; ++j) {
      visit(last + 1 + j, outputs[j], &odd);
      evolution.control.progress({name(), times[last + 1 + j], times.back(), {}});
    }
    last += count;
    last_slot = count - 1;
    components = 2;
    ++report.steps;
  }
  report.matrix_vector_products = window.products();
  return report;
}

}  // namespace quenchmark::reference
