#include "validation/run/lapack_status.hpp"

#include "base/error.hpp"
#include "solvers/tdvp/hermitian_eigen.hpp"

namespace quenchmark::validation {

std::string lapack_trouble() {
  try {
    solvers::hermitian_eigen(Eigen::MatrixXd(Eigen::MatrixXd::Identity(2, 2)));
    return "";
  } catch (const Error& error) {
    return error.diagnostics().front().message;
  }
}

}  // namespace quenchmark::validation
