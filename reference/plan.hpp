#pragma once
// Which space and which propagators a reference takes, and what they cost, decided before anything is
// allocated.

#include <cstdint>
#include <memory>
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
  bool ground_states = false;                  ///< are asked for
  std::vector<PlannedPropagator> propagators;  ///< the first makes the curve, the second checks it
  std::int64_t peak_bytes = 0;
  std::int64_t available_bytes = 0;  ///< what the plan was made for
};

/// For `exact` and `exact_sector`: the fastest way that fits into memory, or the most frugal way where none
/// does. Throws Error(bad_case) for starts without the symmetry.
Plan make_plan(const cases::Problem& problem, const cases::ReferenceSpec& spec,
               const ReferenceSettings& settings);

/// Throws Error(memory) when the plan does not fit.
void require_memory_for(const Plan& plan, const cases::Problem& problem);

}  // namespace quenchmark::reference
