#pragma once
// Processes that work on one run together. The only room that knows MPI.

#include <exception>
#include <memory>
#include <span>
#include <string>

namespace quenchmark::solvers {

/// One process, or the ranks of an MPI job. Every call but `rank`, `size` is collective: all ranks make it,
/// in the same order.
class Communicator {
 public:
  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// The largest of the ranks' values: the same whatever the order, unlike a sum.
  virtual double maximum(double value) = 0;
  /// Rank 0's values on every rank.
  virtual void broadcast(std::span<double> values) = 0;
  /// From one rank to another; nothing on the others.
  virtual void transfer(std::span<double> values, int from, int to) = 0;

  /// The bytes of rank `from` on every rank.
  std::string share(std::string bytes, int from);

  /// Ends the phase in which `failure` was thrown on any rank, by the same exception on all: UnusableTrial
  /// when that is all that happened, else a SharedFailure of the first rank's kind and words.
  void agree(const std::exception_ptr& failure);
};

/// The process alone.
std::unique_ptr<Communicator> make_serial_communicator();

/// The ranks that mpirun started together with this process, or the process alone. Initialises MPI once; it
/// is finalised when the process ends. Throws Error(mpi) when this build has no MPI and there are several
/// ranks.
Communicator& world();

/// To be called once by every rank when its work is over, with the exit status that it would return; gives
/// the largest of all ranks'. A rank that has failed alone waits some seconds for the others and then ends
/// the job: they are in a call that this rank will never make.
int leave_world(int status);

/// How many ranks the launcher says there are: known without MPI, so that a program that needs none starts
/// fast.
int launched_ranks();
/// How many of them are on this machine, and share its memory.
int launched_ranks_here();
/// Which of them this process is.
int launched_rank();

}  // namespace quenchmark::solvers
