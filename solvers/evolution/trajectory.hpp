#pragma once
// What a solver run leaves behind, in memory: everything that goes into result.h5 except provenance.

#include <complex>
#include <map>
#include <string>
#include <vector>

#include "base/stop_cause.hpp"
#include "cases/spec/state_snapshots.hpp"

namespace quenchmark::solvers {

/// Values of one observable: [time][component]; one component but for zz and zz_connected (one per
/// displacement).
using ObservableTable = std::vector<std::vector<double>>;

/// One walk of one replica through the variational manifold.
struct Trajectory {
  std::string status = "complete";                     ///< complete | stopped | interrupted
  std::string reason;                                  ///< why it did not complete, for people
  StopCause cause = StopCause::none;                   ///< the same for programs
  std::vector<double> times;                           ///< output times that were reached
  std::map<std::string, ObservableTable> observables;  ///< keyed by the case-file name
  /// Sampled runs: statistical errors of `observables` at fixed parameters, from independent chains.
  std::map<std::string, ObservableTable> sampling_errors;
  std::map<std::string, std::vector<double>>
      diagnostics;  ///< at the output times [T]: r2, energy_variance, kept_modes, ...
  /// At the output times [T], radians: parts of the state-distance certificate (solvers/PHYSICS.md, section
  /// 8). "total" bounds arccos|<exact|psi>|; "preparation", "projection", "regularisation", "integrator" are
  /// its parts, for diagnosis.
  std::map<std::string, std::vector<double>> angle;
  std::map<std::string, std::vector<double>> steps;  ///< per accepted step: t, dt, error, r2, energy, ...
  std::map<std::string, std::vector<std::vector<double>>>
      spectra;  ///< at the output times [T][P]: sigma2, snr, kept
  std::map<std::string, double>
      work;  ///< counters: right_hand_sides, accepted_steps, rejected_steps, forward_passes, ...
  std::map<std::string, double> seconds;  ///< by phase
  std::string tdvp_form;                  ///< which variational principle was used
  std::size_t parameter_count = 0;
  std::vector<std::complex<double>> final_parameters;
  cases::StateSnapshots states;  ///< empty unless asked and small enough

  /// Forgets what was recorded beyond the first `count` output times, whole or in part.
  void keep_outputs(std::size_t count);
};

}  // namespace quenchmark::solvers
