#pragma once
// From the start state to every output time: the common face of the propagators.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/run_control.hpp"
#include "reference/hilbert/hilbert_space.hpp"
#include "reference/hilbert/start_state.hpp"

namespace quenchmark::reference {

/// What is to be propagated, and with which means.
struct Evolution {
  const HilbertSpace& space;
  const cases::Schedule& schedule;
  const std::vector<double>& times;  ///< increasing; the start state belongs to the first
  const StartState& start;
  double tolerance = 1e-13;  ///< of the state (2-norm) at the last time
  std::int64_t vectors = 0;  ///< how many state vectors may be held at once
  const RunControl& control;
};

/// Called once for every output time, in order, with the state; `workspace` may be overwritten, and is null
/// where there is no memory for a second vector.
using StateVisitor = std::function<void(std::size_t index, const StateVector& psi, StateVector* workspace)>;

struct PropagationReport {
  std::int64_t matrix_vector_products = 0;
  std::int64_t steps = 0;
};

class Propagator {
 public:
  virtual ~Propagator() = default;
  /// "chebyshev", "lanczos", ...
  virtual std::string name() const = 0;
  /// The fewest state vectors that it can work with, and how many serve it best for so many output times.
  virtual std::int64_t least_vectors() const = 0;
  virtual std::int64_t useful_vectors(std::int64_t outputs) const = 0;
  /// Throws Interrupted when a stop is requested; the times visited and `report` stand.
  virtual void run(const Evolution& evolution, const StateVisitor& visit,
                   PropagationReport& report) const = 0;
};

}  // namespace quenchmark::reference
