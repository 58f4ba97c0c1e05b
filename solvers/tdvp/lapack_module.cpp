#include "solvers/tdvp/lapack_module.hpp"

#include <cstddef>
#include <vector>

using quenchmark::solvers::lapack_module_abi;

extern "C" {
void zheevd_(const char* jobz, const char* uplo, const int* n, std::complex<double>* a, const int* lda,
             double* w, std::complex<double>* work, const int* lwork, double* rwork, const int* lrwork,
             int* iwork, const int* liwork, int* info);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
// Present when the BLAS is OpenBLAS.
__attribute__((weak)) void openblas_set_num_threads(int threads);
}

namespace {

constexpr int query = -1;

/// OpenBLAS changes bits with its number of threads: results must not depend on the machine's load or
/// settings.
void use_one_thread() {
  if (openblas_set_num_threads != nullptr) {
    openblas_set_num_threads(1);
  }
}

template <class Number>
std::vector<Number> room(int count) {
  return std::vector<Number>(static_cast<std::size_t>(count));
}

}  // namespace

#define QUENCHMARK_EXPORT __attribute__((visibility("default")))

extern "C" {

QUENCHMARK_EXPORT int quenchmark_lapack_abi() {
  return lapack_module_abi;
}

QUENCHMARK_EXPORT int quenchmark_lapack_hermitian_eigen(int n, std::complex<double>* matrix, double* values) {
  use_one_thread();
  int info = 0;
  std::complex<double> work_size;
  double real_work_size = 0;
  int integer_work_size = 0;
  zheevd_("V", "L", &n, matrix, &n, values, &work_size, &query, &real_work_size, &query, &integer_work_size,
          &query, &info);
  if (info != 0) {
    return info;
  }
  const int lwork = static_cast<int>(work_size.real());
  const int lrwork = static_cast<int>(real_work_size);
  auto work = room<std::complex<double>>(lwork);
  auto rwork = room<double>(lrwork);
  auto iwork = room<int>(integer_work_size);
  zheevd_("V", "L", &n, matrix, &n, values, work.data(), &lwork, rwork.data(), &lrwork, iwork.data(),
          &integer_work_size, &info);
  return info;
}

QUENCHMARK_EXPORT int quenchmark_lapack_symmetric_eigen(int n, double* matrix, double* values) {
  use_one_thread();
  int info = 0;
  double work_size = 0;
  int integer_work_size = 0;
  dsyevd_("V", "L", &n, matrix, &n, values, &work_size, &query, &integer_work_size, &query, &info);
  if (info != 0) {
    return info;
  }
  const int lwork = static_cast<int>(work_size);
  auto work = room<double>(lwork);
  auto iwork = room<int>(integer_work_size);
  dsyevd_("V", "L", &n, matrix, &n, values, work.data(), &lwork, iwork.data(), &integer_work_size, &info);
  return info;
}

}  // extern "C"
