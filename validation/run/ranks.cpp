#include "validation/run/ranks.hpp"

#include "solvers/parallel/communicator.hpp"

namespace quenchmark::validation {

int process_rank() {
  return solvers::launched_rank();
}

int process_count() {
  return solvers::launched_ranks();
}

int leave_together(int status) {
  return solvers::leave_world(status);
}

}  // namespace quenchmark::validation
