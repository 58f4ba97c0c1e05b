#pragma once
// The exact side: one call turns a problem into a certified curve.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/run_control.hpp"
#include "base/stop_cause.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/state_snapshots.hpp"

namespace quenchmark::reference {

/// Values of one observable: [time][component]; one component but for zz and zz_connected (one per
/// displacement).
using ObservableTable = std::vector<std::vector<double>>;

/// Energies of the ground state of H at some times, and their absolute errors (one standard error where they
/// are sampled). Empty where none were asked for.
struct GroundStates {
  std::string method;
  std::vector<double> energies;
  std::vector<double> errors;
};

/// An interrupted curve keeps the times that were reached: without `errors` by the first propagator alone,
/// else by both. "stopped": non-finite numbers (the curve ends before them), or two propagators that differ
/// by more than the tolerance; their difference is in `errors`. A series is complete where it ends: see
/// "reach".
struct ReferenceCurve {
  std::string status = "complete";  ///< complete | stopped | interrupted
  StopCause cause = StopCause::none;
  std::string method;           ///< e.g. "sector chebyshev, checked by lanczos"
  std::string truth = "exact";  ///< exact | series | published
  std::vector<double> times;    ///< those that were reached
  /// Keyed by the case-file name: "mx", "zz", ...
  std::map<std::string, ObservableTable> observables;
  /// Absolute; disagreement of two independent propagators, or what a series says of its own error.
  std::map<std::string, ObservableTable> errors;
  /// [T]: norm_drift |<psi|psi> - 1|; for constant H energy_drift |E(t) - E(0)| over half the width of the
  /// spectrum.
  std::map<std::string, std::vector<double>> diagnostics;
  GroundStates ground_states;  ///< at the times; where they are asked for
  /// sector_dimension (or dimension), matrix_vector_products and steps (check_... of the second propagator),
  /// propagator_disagreement, memory_bytes. Of a series: order, strings (Pauli strings at one order),
  /// memory_bytes.
  std::map<std::string, double> numbers;
  cases::StateSnapshots states;  ///< empty unless asked and small enough

  /// Sets the status that belongs to the cause: neither is ever told without the other.
  void end(StopCause why) {
    cause = why;
    status = why == StopCause::none ? "complete" : why == StopCause::signal ? "interrupted" : "stopped";
  }
};

struct ReferenceSettings {
  int threads = 1;
  bool store_states = false;  ///< keep the wave functions when K * T <= states_limit
  std::int64_t states_limit = std::int64_t{1} << 21;
  bool second_propagator = true;  ///< run the independent propagator too and store the disagreement
  /// Bytes; 0: nine tenths of what can be had. Exceeding it throws Error(memory) before allocation.
  std::int64_t memory_limit = 0;
};

/// Computes the reference asked for by `spec` (free_fermions, exact, exact_sector, series). Published files
/// and other cases are read by validation. Throws Error(bad_case | memory | numeric).
ReferenceCurve compute_reference(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                 const ReferenceSettings& settings, const RunControl& control);

/// Bytes that compute_reference would allocate at its peak.
std::int64_t reference_memory_bytes(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                    const ReferenceSettings& settings);

/// Throws what compute_reference would throw for a series before it computes anything. Other methods pass.
void require_series_in_reach(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                             const ReferenceSettings& settings);

}  // namespace quenchmark::reference
