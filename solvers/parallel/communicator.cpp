#include "solvers/parallel/communicator.hpp"

#include <cstdlib>
#include <string>

#include "cases/spec/error.hpp"

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

int launched_ranks() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE"}) {
    if (const char* value = std::getenv(name)) {
      return std::max(1, std::atoi(value));
    }
  }
  return 1;
}

}  // namespace quenchmark::solvers
