#pragma once
// Which of the processes of an MPI job this is, as the launcher says: known without starting MPI.

namespace quenchmark::validation {

int process_rank();
int process_count();

/// The exit status of all ranks together, to be asked by each when its work is over; see
/// solvers::leave_world.
int leave_together(int status);

}  // namespace quenchmark::validation
