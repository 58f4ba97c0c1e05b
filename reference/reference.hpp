#pragma once
// The exact side: one call turns a problem into a certified curve.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/run_control.hpp"
#include "cases/spec/state_snapshots.hpp"

namespace quenchmark::reference {

/// Values of one observable: [time][component]; one component but for zz and zz_connected (one per
/// displacement).
using ObservableTable = std::vector<std::vector<double>>;

struct ReferenceCurve {
  std::string status = "complete";                     ///< complete | stopped | interrupted
  std::string method;                                  ///< e.g. "sector chebyshev, checked by lanczos"
  std::string truth = "exact";                         ///< exact | series | published
  std::vector<double> times;                           ///< 1/J; those that were reached
  std::map<std::string, ObservableTable> observables;  ///< keyed by the case-file name: "mx", "zz", ...
  std::map<std::string, ObservableTable> errors;  ///< absolute; disagreement of two independent propagators
  std::map<std::string, std::vector<double>> diagnostics;  ///< [T]: norm_drift, energy_drift, ...
  std::map<std::string, double> numbers;                   ///< sector_dimension, matrix_vector_products,
                                          ///< propagator_disagreement, ground_state_energy, ...
  cases::StateSnapshots states;  ///< empty unless asked and small enough
};

struct ReferenceSettings {
  int threads = 1;
  bool store_states = false;  ///< keep the wave functions when K * T <= states_limit
  std::int64_t states_limit = std::int64_t{1} << 21;
  bool second_propagator = true;  ///< run the independent propagator too and store the disagreement
  std::int64_t memory_limit =
      0;  ///< bytes; 0: what the machine has free. Exceeding it throws Error(memory) before allocation.
};

/// Computes the reference asked for by `spec` (free_fermions, exact, exact_sector). Published files and other
/// cases are read by validation. Throws Error(bad_case | memory | numeric).
ReferenceCurve compute_reference(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                 const ReferenceSettings& settings, const RunControl& control);

/// Bytes that compute_reference would allocate at its peak.
std::int64_t reference_memory_bytes(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                    const ReferenceSettings& settings);

}  // namespace quenchmark::reference
