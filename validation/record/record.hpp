#pragma once
// A result or a reference as it stands in a file: the in-memory form of result.h5 and reference.h5.
// Judge, budget, figures and report know a run only through this.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/stop_cause.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/state_snapshots.hpp"

namespace quenchmark::validation {

/// Row-major numbers with their shape.
struct Dataset {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// `mean` and `standard_error` have shape [T], or [T, D] with an axis of components; `replica_mean` [R, T] or
/// [R, T, D]. For a reference, standard_error is the estimated absolute error of the curve.
struct ObservableRecord {
  Dataset mean;
  Dataset standard_error;
  Dataset replica_mean;
  cases::Components components;  ///< displacements of zz and zz_connected, chain lengths of a predictor
};

/// Seconds that several methods took for the same work, one row per chain length and batch of states.
struct CostTable {
  std::vector<double> spins, batch;                    ///< [rows], what a row is about
  std::map<std::string, std::vector<double>> seconds;  ///< by method, [rows]

  std::size_t rows() const { return spins.size(); }
};

/// Energies E_0 of the ground state of H at every output time, by a way of their own: empty, or both [T].
struct GroundStateRecord {
  std::string method;
  Dataset energy;
  Dataset error;  ///< absolute
};

struct Record {
  std::string schema = "quenchmark.result/1";  ///< or "quenchmark.reference/1"
  std::string status = "complete";             ///< complete | stopped | interrupted
  std::string reason;                          ///< why not complete, for people
  StopCause cause = StopCause::none;           ///< the same for programs; FAIL or ERROR hangs on it
  std::string truth;                           ///< references: exact | series | published | cross
  std::string method;                          ///< references: how; results: the variational principle
  std::vector<double> times;                   ///< [T], inverse of the energies' unit
  std::map<std::string, ObservableRecord> observables;
  GroundStateRecord ground_state;              ///< references that were asked for excess_energy
  std::map<std::string, Dataset> diagnostics;  ///< [T]
  std::map<std::string, Dataset> steps;        ///< [accepted steps]
  std::map<std::string, Dataset> spectra;      ///< [T, P]
  /// Per observable, per part ("state_distance", "sampling", "reference", ..., "total"), [T] or [T, D]. The
  /// entry "state_angle" holds the certificate itself (radians): preparation, projection, regularisation,
  /// integrator, total.
  std::map<std::string, std::map<std::string, Dataset>> budget;
  /// Replicas may end early. What the others reached after the last common time is kept here: per replica
  /// number, "time" and the observables, rows as in `mean`.
  std::map<std::string, std::map<std::string, Dataset>> beyond;
  /// What only some kinds of runs have to show, in shapes of their own: the training curve and the traces of
  /// a predictor (validation/run/predictor/run_predictor.hpp).
  std::map<std::string, Dataset> tables;
  CostTable costs;  ///< of a predictor that was timed
  std::map<std::string, double> work;
  std::map<std::string, double> timing;  ///< seconds by phase
  std::map<std::string, std::string> provenance;
  std::string case_id, tier;
  std::string case_toml;  ///< the resolved case
  std::vector<std::complex<double>> final_parameters;
  cases::StateSnapshots states;
};

}  // namespace quenchmark::validation
