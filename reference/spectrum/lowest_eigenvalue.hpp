#pragma once
// The lowest eigenvalue of H in a space: dense (Eigen) when it is small, else Lanczos with restarts
// (Spectra).

#include "reference/hilbert/hilbert_space.hpp"

namespace quenchmark::reference {

/// H(couplings) in the orthonormal basis of the space. Throws Error(memory) beyond kDenseLimit states.
Eigen::MatrixXd dense_hamiltonian(const HilbertSpace& space, const cases::Couplings& couplings);

struct Eigenvalue {
  double value = 0.0;
  double error = 0.0;  ///< || H v - value v || of the unit vector found, and rounding
};

/// The smallest eigenvalue, to about 1e-12 of the width of the spectrum. `guess` [dimension], in the
/// orthonormal basis, is where the search starts, and receives the eigenvector; empty: the uniform state. A
/// random part is always mixed in, for a start that lacks the eigenvector would never find it.
///
/// Whatever comes out has been checked: it is finite, the residual is small, the value lies in the interval
/// that holds every eigenvalue and not above the energies of simple states. Throws Error(numeric), naming the
/// check, when it fails one or the iteration does not converge.
Eigenvalue lowest_eigenvalue(const HilbertSpace& space, const cases::Couplings& couplings,
                             Eigen::VectorXd& guess);

/// Bytes that lowest_eigenvalue takes for its vectors.
std::int64_t lowest_eigenvalue_bytes(std::int64_t dimension);

constexpr std::int64_t kDenseLimit = 1000;

}  // namespace quenchmark::reference
