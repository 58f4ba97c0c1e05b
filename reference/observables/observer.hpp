#pragma once
// What is measured of a state: the observables of a problem, and the norm and energy that every propagator
// must keep.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reference/hilbert/hilbert_space.hpp"
#include "reference/hilbert/start_state.hpp"

namespace quenchmark::reference {

/// One value per component (displacements of zz and zz_connected, else one), keyed by the names of case
/// files.
struct Measurement {
  std::map<std::string, std::vector<double>> values;
  double norm = 0.0;
  double energy = 0.0;
};

class Observer {
 public:
  /// `ground_state_energy` (of H at a time) is only called when excess_energy is asked for.
  Observer(const cases::Problem& problem, const HilbertSpace& space, const StartState& start,
           std::function<double(double)> ground_state_energy);

  /// `workspace` is overwritten; only energy_variance needs it. Throws Error(internal) when it is missing
  /// then.
  Measurement measure(double t, const StateVector& psi, StateVector* workspace) const;

 private:
  double energy_variance(const cases::Couplings& couplings, double energy, const StateVector& psi,
                         StateVector* workspace) const;

  const cases::Problem& problem_;
  const HilbertSpace& space_;
  const StartState& start_;
  std::function<double(double)> ground_state_energy_;
};

/// Mean over the pairs (i, i + displacement) of <sz sz>, or of <sz sz> - <sz><sz>, from moments of norm 1.
double pair_mean(const cases::Lattice& lattice, const std::vector<int>& displacement,
                 const SpinMoments& moments, bool connected);

}  // namespace quenchmark::reference
