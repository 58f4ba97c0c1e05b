#pragma once
// Extreme eigenvalues of H in a space: dense (Eigen) when it is small, else Lanczos with restarts (Spectra).

#include "reference/hilbert/hilbert_space.hpp"

namespace quenchmark::reference {

/// H(couplings) in the orthonormal basis of the space. Throws Error(memory) beyond kDenseLimit states.
Eigen::MatrixXd dense_hamiltonian(const HilbertSpace& space, const cases::Couplings& couplings);

/// The smallest eigenvalue, to about 1e-12 of the width of the spectrum. `guess` [dimension], in the
/// orthonormal basis, is where the search starts, and receives the eigenvector; empty: the uniform state.
/// Throws Error(numeric) when the iteration does not converge.
double lowest_eigenvalue(const HilbertSpace& space, const cases::Couplings& couplings,
                         Eigen::VectorXd& guess);

/// Bytes that lowest_eigenvalue takes for its vectors.
std::int64_t lowest_eigenvalue_bytes(std::int64_t dimension);

constexpr std::int64_t kDenseLimit = 1000;

}  // namespace quenchmark::reference
