#include "solvers/tdvp/hermitian_eigen.hpp"

#include <sys/mman.h>

#include <stdexcept>
#include <string>

#include "base/error.hpp"
#include "solvers/modules/module_loader.hpp"
#include "solvers/tdvp/lapack_module.hpp"

namespace quenchmark::solvers {

namespace {

/// What OpenBLAS maps for each thread that calls it, with some room for what surrounds the mapping. Where it
/// is refused it tries again without end.
constexpr std::size_t openblas_buffer_bytes = (std::size_t{1} << 27) + (std::size_t{1} << 21);

void require_room_for_buffer() {
  void* probe =
      mmap(nullptr, openblas_buffer_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (probe == MAP_FAILED) {
    throw Error(ErrorKind::memory,
                "the linear algebra library needs " + std::to_string(openblas_buffer_bytes >> 20) +
                    " MiB of address space to work in, and the system refuses them",
                "raise the limit that `ulimit -v` shows");
  }
  munmap(probe, openblas_buffer_bytes);
}

struct Lapack {
  LapackHermitianEigen* hermitian_eigen = nullptr;
  LapackSymmetricEigen* symmetric_eigen = nullptr;
};

Lapack load_lapack() {
  require_room_for_buffer();
  try {
    const modules::Module module({.file = "libquenchmark_lapack.so",
                                  .purpose = "the variational equation needs LAPACK",
                                  .abi_symbol = lapack_module_abi_symbol,
                                  .abi = lapack_module_abi,
                                  .remedy = "build it beside the program"});
    require_room_for_buffer();  // once more: loading took some
    return {module.function<LapackHermitianEigen>(lapack_hermitian_eigen_symbol),
            module.function<LapackSymmetricEigen>(lapack_symmetric_eigen_symbol)};
  } catch (const std::runtime_error& refused) {
    if (dynamic_cast<const Error*>(&refused) != nullptr) {
      throw;
    }
    throw Error(ErrorKind::device, refused.what(), "`quenchmark doctor` says what is missing");
  }
}

/// Loaded by the first who calls; after a failure the next one tries again.
const Lapack& lapack() {
  static const Lapack loaded = load_lapack();
  return loaded;
}

void check(int info) {
  if (info > 0) {
    throw UnusableTrial("the eigen-decomposition of the overlap matrix did not converge (LAPACK info " +
                        std::to_string(info) + ")");
  }
  if (info < 0) {
    throw Error(ErrorKind::internal,
                "LAPACK was handed a wrong argument (info " + std::to_string(info) + ")");
  }
}

template <class Matrix>
void check_finite(const Matrix& matrix) {
  if (!matrix.allFinite()) {
    throw UnusableTrial("the overlap matrix has entries that are not finite");
  }
}

}  // namespace

HermitianEigen<std::complex<double>> hermitian_eigen(Eigen::MatrixXcd matrix) {
  check_finite(matrix);
  Eigen::VectorXd values(matrix.rows());
  check(lapack().hermitian_eigen(static_cast<int>(matrix.rows()), matrix.data(), values.data()));
  return {std::move(values), std::move(matrix)};
}

HermitianEigen<double> hermitian_eigen(Eigen::MatrixXd matrix) {
  check_finite(matrix);
  Eigen::VectorXd values(matrix.rows());
  check(lapack().symmetric_eigen(static_cast<int>(matrix.rows()), matrix.data(), values.data()));
  return {std::move(values), std::move(matrix)};
}

}  // namespace quenchmark::solvers
