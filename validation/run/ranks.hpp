#pragma once
// Which of the processes of an MPI job this is, as the launcher says: known without starting MPI.

namespace quenchmark::validation {

int process_rank();
int process_count();

}  // namespace quenchmark::validation
