#include "reference/spectrum/lowest_eigenvalue.hpp"

#include <Spectra/SymEigsSolver.h>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "base/error.hpp"
#include "base/keyed_random.hpp"
#include "base/memory.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::int64_t kDenseEigenvalue = 200;  // below this the dense solver is faster
constexpr int kKrylovVectors = 20;
constexpr int kMostRestarts = 1000;

/// W^(1/2) (H - shift) / scale W^(-1/2), W the orbit sizes: symmetric in the ordinary sense. The operator
/// that Spectra asks for.
class SymmetricProduct {
 public:
  using Scalar = double;

  SymmetricProduct(const HilbertSpace& space, const cases::Couplings& couplings, double shift = 0.0,
                   double scale = 1.0)
      : space_(space),
        couplings_(couplings),
        combination_{1.0 / scale, -shift / scale},
        amplitudes_(space.dimension()),
        image_(space.dimension()) {}

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
    space_.apply(couplings_, combination_, amplitudes_.data(), image_.data(), 1);
    space_.workers().for_elements(space_.dimension(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) {
        out[k] = image_.data()[k] * root(k);
      }
    });
  }

 private:
  const HilbertSpace& space_;
  cases::Couplings couplings_;
  Combination combination_;
  mutable Buffer amplitudes_;
  mutable Buffer image_;
};

/// Amplitudes 1 for every configuration, in the orthonormal basis.
Eigen::VectorXd uniform_state(const HilbertSpace& space) {
  Eigen::VectorXd uniform = Eigen::VectorXd::Ones(space.dimension());
  if (const std::uint16_t* sizes = space.multiplicities()) {
    for (Eigen::Index k = 0; k < uniform.size(); ++k) {
      uniform(k) = std::sqrt(static_cast<double>(sizes[k]));
    }
  }
  return uniform.normalized();
}

/// The basis state of the smallest diagonal element, and this element.
double lowest_diagonal(const HilbertSpace& space, const cases::Couplings& couplings, Eigen::Index& index) {
  const std::vector<double> energies = space.keys().energies(couplings);
  double lowest = std::numeric_limits<double>::infinity();
  for (Eigen::Index k = 0; k < space.dimension(); ++k) {
    const double energy =
        energies[static_cast<std::size_t>(space.keys().key(space.configuration(k)) - space.keys().lowest())];
    if (energy < lowest) {
      lowest = energy;
      index = k;
    }
  }
  return lowest;
}

/// Adds a random vector of a tenth of its length to a unit vector.
void mix_in_noise(Eigen::VectorXd& vector) {
  const KeyedRandom random(0, 0);
  const double factor = 0.1 * std::sqrt(3.0 / static_cast<double>(vector.size()));
  for (Eigen::Index k = 0; k < vector.size(); ++k) {
    vector(k) += factor * (2.0 * random.uniform(static_cast<std::uint64_t>(k)) - 1.0);
  }
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorKind::numeric, "the search for the ground state failed: " + what,
              "leave out excess_energy, or choose couplings away from a level crossing");
}

/// Replaces a start vector by the lowest eigenvector, as far as the iteration gets.
void iterate(const HilbertSpace& space, const cases::Couplings& couplings, const SpectralInterval& interval,
             Eigen::VectorXd& vector) {
  mix_in_noise(vector);
  // Within [-1, 1]: the thresholds of the iteration are absolute.
  SymmetricProduct product(space, couplings, interval.centre(), interval.half_width());
  // The residual; the error of the eigenvalue is its square over the gap. Less than the first is below
  // rounding and never reached; levels closer than the second are not told apart, which leaves the value good
  // to it.
  try {
    for (const double tolerance : {1e-12, 1e-9}) {
      Spectra::SymEigsSolver<SymmetricProduct> solver(product, 1, kKrylovVectors);
      solver.init(vector.data());
      solver.compute(Spectra::SortRule::SmallestAlge, kMostRestarts, tolerance);
      if (solver.info() == Spectra::CompInfo::Successful) {
        vector = solver.eigenvectors(1).col(0);
        return;
      }
    }
  } catch (const Error&) {
    throw;
  } catch (const std::logic_error& error) {  // the library's own, of a breakdown
    fail(error.what());
  } catch (const std::runtime_error& error) {
    fail(error.what());
  }
  fail("the iteration does not converge");
}

/// Value and error of a unit vector said to be the lowest eigenvector, unless it cannot be.
Eigenvalue checked(const HilbertSpace& space, const cases::Couplings& couplings,
                   const SpectralInterval& interval, double simple_energy, const Eigen::VectorXd& vector) {
  const SymmetricProduct product(space, couplings);
  Eigen::VectorXd image(vector.size());
  product.perform_op(vector.data(), image.data());
  const double value = vector.dot(image) / vector.squaredNorm();
  const double residual = (image - value * vector).norm() / vector.norm();
  const double size = std::max(std::abs(interval.lower), std::abs(interval.upper));
  const double rounding = 16.0 * std::numeric_limits<double>::epsilon() * size;
  std::ostringstream words;
  words.precision(12);
  // Negated, so that what is not a number passes nothing.
  if (!(std::abs(vector.norm() - 1.0) <= 1e-6) || !(residual <= 1e-8 * interval.half_width())) {
    words << "the residual of the state it found is " << residual << " at an energy of " << value;
    fail(words.str());
  }
  if (!(value >= interval.lower - rounding) || !(value <= interval.upper + rounding)) {
    words << "its energy " << value << " lies outside of [" << interval.lower << ", " << interval.upper
          << "], which holds all levels";
    fail(words.str());
  }
  if (!(value <= simple_energy + residual + rounding)) {
    words << "its energy " << value << " lies above that of a product state, " << simple_energy;
    fail(words.str());
  }
  return {value, residual + rounding};
}

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

Eigenvalue lowest_eigenvalue(const HilbertSpace& space, const cases::Couplings& couplings,
                             Eigen::VectorXd& guess) {
  const Eigen::Index dimension = space.dimension();
  const SpectralInterval interval = spectral_interval(space.terms(), couplings);
  Eigen::Index lowest = 0;
  double simple_energy = lowest_diagonal(space, couplings, lowest);
  const Eigen::VectorXd uniform = uniform_state(space);
  {
    Eigen::VectorXd image(dimension);
    SymmetricProduct(space, couplings).perform_op(uniform.data(), image.data());
    simple_energy = std::min(simple_energy, uniform.dot(image));
  }
  if (couplings[1] * space.terms().flip_weight == 0.0) {
    guess = Eigen::VectorXd::Unit(dimension, lowest);
  } else if (dimension <= kDenseEigenvalue) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense_hamiltonian(space, couplings));
    guess = solver.eigenvectors().col(0);
  } else {
    if (guess.size() == 0) {
      guess = uniform;
    }
    iterate(space, couplings, interval, guess);
  }
  return checked(space, couplings, interval, simple_energy, guess);
}

std::int64_t lowest_eigenvalue_bytes(std::int64_t dimension) {
  // The Krylov basis, a few vectors of the iteration, and ours.
  return saturating_product((kKrylovVectors + 12) * static_cast<std::int64_t>(sizeof(double)), dimension);
}

}  // namespace quenchmark::reference
