#pragma once
// How a failure in the midst of a run is told: with its kind, and on all ranks alike.

#include <exception>

#include "base/error.hpp"
#include "base/stop_cause.hpp"
#include "solvers/parallel/communicator.hpp"

namespace quenchmark::solvers {

/// A failure that every rank of the job leaves with. Any other exception is known to its own rank alone,
/// which then must make no collective call any more.
class SharedFailure : public Error {
 public:
  explicit SharedFailure(const Error& error) : Error(error) {}
};

/// memory, device or failure, after the kind.
StopCause cause_of(const Error& failure);

/// Whether every rank knows of it: it was agreed upon, or this process works alone.
bool known_to_all(const std::exception_ptr& thrown, const Communicator& ranks);

/// What was thrown as an error: std::bad_alloc as memory, a std::logic_error as internal, whatever else a
/// backend or a library throws as device.
Error failure_of(const std::exception_ptr& thrown);

}  // namespace quenchmark::solvers
