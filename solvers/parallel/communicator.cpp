#include "solvers/parallel/communicator.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "solvers/parallel/failure.hpp"

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

std::string Communicator::share(std::string bytes, int from) {
  const auto to_all = [&](std::span<double> values) {
    transfer(values, from, 0);
    broadcast(values);
  };
  auto length = static_cast<double>(bytes.size());
  to_all({&length, 1});
  std::vector<double> carrier(static_cast<std::size_t>(length) / sizeof(double) + 1);
  bytes.resize(carrier.size() * sizeof(double));
  std::memcpy(carrier.data(), bytes.data(), bytes.size());
  to_all(carrier);
  std::memcpy(bytes.data(), carrier.data(), bytes.size());
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

namespace {

enum Severity { none = 0, unusable = 1, failed = 2 };

Severity severity_of(const std::exception_ptr& failure) {
  if (!failure) {
    return none;
  }
  try {
    std::rethrow_exception(failure);
  } catch (const UnusableTrial&) {
    return unusable;
  } catch (...) {
    return failed;
  }
}

// The parts of the first finding, one after the other: none of them holds a zero byte.
constexpr char separator = '\0';

std::string packed(const Error& error) {
  const Diagnostic& first = error.diagnostics().front();
  return std::to_string(static_cast<int>(first.kind)) + separator + first.message + separator + first.hint +
         separator + first.file + separator;
}

Error unpacked(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  parts.resize(4);
  return Error(static_cast<ErrorKind>(std::stoi(parts[0])), parts[1], parts[2], parts[3]);
}

}  // namespace

void Communicator::agree(const std::exception_ptr& failure) {
  // The worst that happened anywhere and, of equals, the first rank's.
  const int own = severity_of(failure);
  const int worst = static_cast<int>(maximum(own == none ? 0 : own * size() + size() - 1 - rank()));
  if (worst == 0) {
    return;
  }
  const int from = size() - 1 - worst % size();
  const std::string text = share(rank() == from ? packed(failure_of(failure)) : std::string(), from);
  const Error error = unpacked(text);
  if (worst / size() == unusable) {
    throw UnusableTrial(error.diagnostics().front().message, error.diagnostics().front().hint);
  }
  throw SharedFailure(error);
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

int launched_ranks_here() {
  return std::max(
      1, launcher_says({"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_LOCAL_SIZE"},
                       launched_ranks()));
}

int launched_rank() {
  return std::max(0, launcher_says({"OMPI_COMM_WORLD_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK"}, 0));
}

}  // namespace quenchmark::solvers
