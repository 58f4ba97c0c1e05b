#include "solvers/tdvp/hermitian_eigen.hpp"

#include <string>

#include "base/error.hpp"

extern "C" {
void zheevd_(const char* jobz, const char* uplo, const int* n, std::complex<double>* a, const int* lda,
             double* w, std::complex<double>* work, const int* lwork, double* rwork, const int* lrwork,
             int* iwork, const int* liwork, int* info);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
// Present when the BLAS is OpenBLAS.
__attribute__((weak)) void openblas_set_num_threads(int threads);
}

namespace quenchmark::solvers {

namespace {

void check(int info) {
  if (info != 0) {
    throw Error(ErrorKind::numeric, "the eigen-decomposition of the overlap matrix failed (LAPACK info " +
                                        std::to_string(info) + ")");
  }
}

/// OpenBLAS changes bits with its number of threads: results must not depend on the machine's load or
/// settings.
void use_one_thread() {
  if (openblas_set_num_threads != nullptr) {
    openblas_set_num_threads(1);
  }
}

template <class Matrix>
void check_finite(const Matrix& matrix) {
  if (!matrix.allFinite()) {
    throw Error(ErrorKind::numeric, "the overlap matrix has entries that are not finite");
  }
}

}  // namespace

HermitianEigen<std::complex<double>> hermitian_eigen(Eigen::MatrixXcd matrix) {
  check_finite(matrix);
  use_one_thread();
  const int n = static_cast<int>(matrix.rows());
  Eigen::VectorXd values(n);
  int info = 0;
  const int query = -1;
  std::complex<double> work_size;
  double rwork_size = 0;
  int iwork_size = 0;
  zheevd_("V", "L", &n, matrix.data(), &n, values.data(), &work_size, &query, &rwork_size, &query,
          &iwork_size, &query, &info);
  check(info);
  const int lwork = static_cast<int>(work_size.real());
  const int lrwork = static_cast<int>(rwork_size);
  Eigen::VectorXcd work(lwork);
  Eigen::VectorXd rwork(lrwork);
  Eigen::VectorXi iwork(iwork_size);
  zheevd_("V", "L", &n, matrix.data(), &n, values.data(), work.data(), &lwork, rwork.data(), &lrwork,
          iwork.data(), &iwork_size, &info);
  check(info);
  return {std::move(values), std::move(matrix)};
}

HermitianEigen<double> hermitian_eigen(Eigen::MatrixXd matrix) {
  check_finite(matrix);
  use_one_thread();
  const int n = static_cast<int>(matrix.rows());
  Eigen::VectorXd values(n);
  int info = 0;
  const int query = -1;
  double work_size = 0;
  int iwork_size = 0;
  dsyevd_("V", "L", &n, matrix.data(), &n, values.data(), &work_size, &query, &iwork_size, &query, &info);
  check(info);
  const int lwork = static_cast<int>(work_size);
  Eigen::VectorXd work(lwork);
  Eigen::VectorXi iwork(iwork_size);
  dsyevd_("V", "L", &n, matrix.data(), &n, values.data(), work.data(), &lwork, iwork.data(), &iwork_size,
          &info);
  check(info);
  return {std::move(values), std::move(matrix)};
}

}  // namespace quenchmark::solvers
