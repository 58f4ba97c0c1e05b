#pragma once
// The boundary between quenchmark and the module that links LAPACK. A BLAS may start threads and take memory
// when it is loaded: the program that only lists cases should not pay for it, and where a limit refuses them
// it should be us who say so.

#include <complex>

namespace quenchmark::solvers {

/// Raised whenever anything below changes; a module of another number is refused.
constexpr int lapack_module_abi = 1;

extern "C" {
/// Returns lapack_module_abi as the module was built with.
using LapackModuleAbi = int();
/// zheevd and dsyevd on the lower triangle of matrix[n * n], columns first: eigenvectors take its place,
/// values[n] ascend. Returns LAPACK's info. Throws std::bad_alloc when there is no room to work in.
using LapackHermitianEigen = int(int n, std::complex<double>* matrix, double* values);
using LapackSymmetricEigen = int(int n, double* matrix, double* values);
}
constexpr const char* lapack_module_abi_symbol = "quenchmark_lapack_abi";
constexpr const char* lapack_hermitian_eigen_symbol = "quenchmark_lapack_hermitian_eigen";
constexpr const char* lapack_symmetric_eigen_symbol = "quenchmark_lapack_symmetric_eigen";

}  // namespace quenchmark::solvers
