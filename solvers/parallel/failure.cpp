#include "solvers/parallel/failure.hpp"

#include <stdexcept>

namespace quenchmark::solvers {

StopCause cause_of(const Error& failure) {
  switch (failure.diagnostics().front().kind) {
    case ErrorKind::memory:
      return StopCause::memory;
    case ErrorKind::device:
      return StopCause::device;
    default:
      return StopCause::failure;
  }
}

bool known_to_all(const std::exception_ptr& thrown, const Communicator& ranks) {
  try {
    std::rethrow_exception(thrown);
  } catch (const SharedFailure&) {
    return true;
  } catch (const UnusableTrial&) {
    return true;
  } catch (...) {
    return ranks.size() == 1;
  }
}

Error failure_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::logic_error&) {
    return as_error(thrown, ErrorKind::internal, "this is a defect of quenchmark; please report it");
  } catch (...) {
    return as_error(thrown, ErrorKind::device, "a backend or a library has failed");
  }
}

}  // namespace quenchmark::solvers
