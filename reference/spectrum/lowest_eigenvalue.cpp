#include "reference/spectrum/lowest_eigenvalue.hpp"

#include <Spectra/SymEigsSolver.h>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/memory.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::int64_t kDenseEigenvalue = 200;  // below this the dense solver is faster
constexpr int kKrylovVectors = 20;
constexpr int kMostRestarts = 1000;

/// W^(1/2) H W^(-1/2), W the orbit sizes: symmetric in the ordinary sense. The operator that Spectra asks
/// for.
class SymmetricProduct {
 public:
  using Scalar = double;

  SymmetricProduct(const HilbertSpace& space, const cases::Couplings& couplings)
      : space_(space), couplings_(couplings), amplitudes_(space.dimension()), image_(space.dimension()) {}

  Eigen::Index rows() const { return space_.dimension(); }
  Eigen::Index cols() const { return space_.dimension(); }

  void perform_op(const double* in, double* out) const {
    const std::uint16_t* sizes = space_.multiplicities();
    const auto root = [&](std::int64_t k) {
      return sizes == nullptr ? 1.0 : std::sqrt(static_cast<double>(sizes[k]));
    };
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) {
        amplitudes_.data()[k] = in[k] / root(k);
      }
    });
    space_.apply(couplings_, {}, amplitudes_.data(), image_.data(), 1);
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) {
        out[k] = image_.data()[k] * root(k);
      }
    });
  }

 private:
  const HilbertSpace& space_;
  cases::Couplings couplings_;
  mutable Buffer amplitudes_;
  mutable Buffer image_;
};

}  // namespace

Eigen::MatrixXd dense_hamiltonian(const HilbertSpace& space, const cases::Couplings& couplings) {
  const Eigen::Index dimension = space.dimension();
  if (dimension > kDenseLimit) {
    throw Error(ErrorKind::memory,
                "a dense Hamiltonian of " + std::to_string(dimension) + " states is too large",
                "at most " + std::to_string(kDenseLimit));
  }
  const SymmetricProduct product(space, couplings);
  Eigen::MatrixXd h(dimension, dimension);
  Eigen::VectorXd unit = Eigen::VectorXd::Zero(dimension);
  for (Eigen::Index k = 0; k < dimension; ++k) {
    unit(k) = 1.0;
    product.perform_op(unit.data(), h.col(k).data());
    unit(k) = 0.0;
  }
  return h;
}

double lowest_eigenvalue(const HilbertSpace& space, const cases::Couplings& couplings,
                         Eigen::VectorXd& guess) {
  const Eigen::Index dimension = space.dimension();
  if (dimension <= kDenseEigenvalue) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense_hamiltonian(space, couplings));
    guess = solver.eigenvectors().col(0);
    return solver.eigenvalues()(0);
  }
  if (guess.size() == 0) {
    guess.resize(dimension);
    for (Eigen::Index k = 0; k < dimension; ++k) {
      guess(k) =
          space.multiplicities() == nullptr ? 1.0 : std::sqrt(static_cast<double>(space.multiplicities()[k]));
    }
  }
  SymmetricProduct product(space, couplings);
  Spectra::SymEigsSolver<SymmetricProduct> solver(product, 1, kKrylovVectors);
  solver.init(guess.data());
  // The residual; the error of the eigenvalue is its square. Less is below rounding and never reached.
  solver.compute(Spectra::SortRule::SmallestAlge, kMostRestarts, 1e-12);
  if (solver.info() != Spectra::CompInfo::Successful) {
    throw Error(ErrorKind::numeric, "the search for the ground state did not converge",
                "leave out excess_energy, or choose couplings away from a level crossing");
  }
  guess = solver.eigenvectors(1).col(0);
  return solver.eigenvalues()(0);
}

std::int64_t lowest_eigenvalue_bytes(std::int64_t dimension) {
  // The Krylov basis, a few vectors of the iteration, and ours.
  return saturating_product((kKrylovVectors + 8) * static_cast<std::int64_t>(sizeof(double)), dimension);
}

}  // namespace quenchmark::reference
