#include "reference/ensemble/random_states.hpp"

#include <Random123/boxmuller.hpp>
#include <complex>

#include "base/keyed_random.hpp"

namespace quenchmark::reference {

namespace {

using Complex = std::complex<double>;

/// Normal variates of one state; the k-th is a function of (seed, spins, number, k).
class Normals {
 public:
  Normals(std::uint64_t seed, int spins, std::uint64_t number)
      : seed_(seed), number_(number), spins_(static_cast<std::uint64_t>(spins)) {}

  Complex operator()(std::uint64_t k) const {
    const Words2x64 random = philox_2x64({{number_, (spins_ << 32) | k}}, seed_);
    const r123::double2 normal = r123::boxmuller(random.word[0], random.word[1]);
    return {normal.x, normal.y};
  }

 private:
  std::uint64_t seed_, number_, spins_;
};

Eigen::VectorXcd haar_state(int spins, const Normals& normals) {
  Eigen::VectorXcd psi(Eigen::Index{1} << spins);
  for (Eigen::Index x = 0; x < psi.size(); ++x) {
    psi[x] = normals(static_cast<std::uint64_t>(x));
  }
  return psi.normalized();
}

/// A Haar-random state of one spin is uniform on its Bloch sphere.
Eigen::VectorXcd product_state(int spins, const Normals& normals) {
  Eigen::VectorXcd psi = Eigen::VectorXcd::Ones(1);
  for (int site = 0; site < spins; ++site) {
    Eigen::Vector2cd spin(normals(2 * static_cast<std::uint64_t>(site)),
                          normals(2 * static_cast<std::uint64_t>(site) + 1));
    spin.normalize();
    Eigen::VectorXcd longer(2 * psi.size());
    longer << spin[0] * psi, spin[1] * psi;  // the new spin is the highest bit
    psi = std::move(longer);
  }
  return psi;
}

}  // namespace

Eigen::MatrixXcd random_states(cases::StateEnsemble ensemble, int spins, std::uint64_t seed,
                               std::uint64_t first, std::int64_t count) {
  Eigen::MatrixXcd states(Eigen::Index{1} << spins, count);
  for (std::int64_t k = 0; k < count; ++k) {
    const std::uint64_t number = first + static_cast<std::uint64_t>(k);
    const bool product = ensemble == cases::StateEnsemble::product ||
                         (ensemble == cases::StateEnsemble::both && number % 2 == 0);
    const Normals normals(seed, spins, number);
    states.col(k) = product ? product_state(spins, normals) : haar_state(spins, normals);
  }
  return states;
}

}  // namespace quenchmark::reference
