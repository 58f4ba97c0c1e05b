#include "solvers/parallel/communicator.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string>

#include "base/error.hpp"

namespace quenchmark::solvers {

namespace {

class SerialCommunicator final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  double maximum(double value) override { return value; }
  void broadcast(std::span<double> /*values*/) override {}
  void transfer(std::span<double> /*values*/, int /*from*/, int /*to*/) override {}
};

}  // namespace

void Communicator::agree(const std::exception_ptr& failure) {
  const bool failed = maximum(failure ? 1.0 : 0.0) > 0.0;
  if (failure) {
    std::rethrow_exception(failure);
  }
  if (failed) {
    throw Error(ErrorKind::numeric, "another rank failed");
  }
}

std::unique_ptr<Communicator> make_serial_communicator() {
  return std::make_unique<SerialCommunicator>();
}

namespace {

/// What the first of these variables says that is set, else `absent`.
int launcher_says(std::initializer_list<const char*> names, int absent) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) {
      return std::atoi(value);
    }
  }
  return absent;
}

}  // namespace

int launched_ranks() {
  return std::max(1, launcher_says({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE"}, 1));
}

int launched_rank() {
  return std::max(0, launcher_says({"OMPI_COMM_WORLD_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK"}, 0));
}

}  // namespace quenchmark::solvers
