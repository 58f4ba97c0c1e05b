#pragma once
// Which space and which propagators a reference takes, and what they cost, decided before anything is
// allocated.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/propagate/propagator.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {

struct PlannedPropagator {
  std::unique_ptr<Propagator> propagator;
  std::int64_t vectors = 0;  ///< state vectors it may hold
};

struct Plan {
  IsingTerms terms;
  bool sector = false;  ///< symmetric sector, else the full space
  SymmetryGroup group;  ///< sectors only
  NeighbourSource neighbours = NeighbourSource::table;
  std::int64_t dimension = 0;
  std::int64_t space_bytes = 0;
  bool keep_states = false;
  bool ground_states = false;                  ///< excess_energy is asked for
  std::vector<PlannedPropagator> propagators;  ///< the first makes the curve, the second checks it
  std::int64_t peak_bytes = 0;
};

/// For `exact` and `exact_sector`. Throws Error(bad_case) for other methods and starts without the symmetry,
/// Error(memory) when even the most frugal way does not fit.
Plan make_plan(const cases::Problem& problem, const cases::ReferenceSpec& spec,
               const ReferenceSettings& settings);

}  // namespace quenchmark::reference
