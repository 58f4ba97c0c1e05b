// The only file that includes mpi.h.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/error.hpp"
#include "solvers/parallel/communicator.hpp"

#ifdef QUENCHMARK_HAVE_MPI
#include <mpi.h>
#endif

namespace quenchmark::solvers {

#ifdef QUENCHMARK_HAVE_MPI

namespace {

/// How long a failed rank waits for the others to fail too.
constexpr std::chrono::seconds patience(5);

/// MPI counts are int: longer messages go in pieces.
constexpr std::size_t most_at_once = std::size_t{1} << 28;

template <class Exchange>
void in_pieces(std::span<double> values, const Exchange& exchange) {
  for (std::size_t begin = 0; begin < values.size(); begin += most_at_once) {
    const std::span<double> piece = values.subspan(begin, std::min(most_at_once, values.size() - begin));
    exchange(piece.data(), static_cast<int>(piece.size()));
  }
}

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() {
    // A rank that waits must not take the core of one that works: on a shared node that costs a factor of
    // ten.
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
    int provided = 0;
    if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS ||
        provided < MPI_THREAD_FUNNELED) {
      throw Error(ErrorKind::mpi, "MPI cannot be initialised for threads");
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm_dup(MPI_COMM_WORLD, &leaving_);  // its calls never mix with those that others are still in
  }
  ~MpiCommunicator() override { MPI_Finalize(); }

  int leave(int status) {
    using Clock = std::chrono::steady_clock;
    int largest = status;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Iallreduce(&status, &largest, 1, MPI_INT, MPI_MAX, leaving_, &request);
    const Clock::time_point begun = Clock::now();
    for (int all_here = 0; true;) {
      MPI_Test(&request, &all_here, MPI_STATUS_IGNORE);
      if (all_here != 0) {
        return largest;
      }
      if (status != 0 && Clock::now() - begun > patience) {
        std::fprintf(stderr, "rank %d has failed alone (status %d): it ends the job\n", rank_, status);
        MPI_Abort(MPI_COMM_WORLD, status);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  double maximum(double value) override {
    double largest = value;
    MPI_Allreduce(&value, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return largest;
  }
  void broadcast(std::span<double> values) override {
    in_pieces(values, [](double* data, int count) { MPI_Bcast(data, count, MPI_DOUBLE, 0, MPI_COMM_WORLD); });
  }
  void transfer(std::span<double> values, int from, int to) override {
    if (from == to) {
      return;
    }
    in_pieces(values, [&](double* data, int count) {
      if (rank_ == from) {
        MPI_Send(data, count, MPI_DOUBLE, to, 0, MPI_COMM_WORLD);
      } else if (rank_ == to) {
        MPI_Recv(data, count, MPI_DOUBLE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      }
    });
  }

 private:
  int rank_ = 0;
  int size_ = 1;
  MPI_Comm leaving_ = MPI_COMM_NULL;
};

MpiCommunicator& mpi_world() {
  static MpiCommunicator ranks;
  return ranks;
}

}  // namespace

Communicator& world() {
  if (launched_ranks() == 1) {
    static const std::unique_ptr<Communicator> alone = make_serial_communicator();
    return *alone;
  }
  return mpi_world();
}

int leave_world(int status) {
  int initialised = 0;
  MPI_Initialized(&initialised);
  return initialised != 0 ? mpi_world().leave(status) : status;
}

#else

Communicator& world() {
  if (launched_ranks() > 1) {
    throw Error(ErrorKind::mpi,
                "this build has no MPI, and " + std::to_string(launched_ranks()) + " ranks were started",
                "build with -DQUENCHMARK_MPI=ON, or start one process");
  }
  static const std::unique_ptr<Communicator> alone = make_serial_communicator();
  return *alone;
}

int leave_world(int status) {
  return status;
}

#endif

}  // namespace quenchmark::solvers
