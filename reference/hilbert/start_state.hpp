#pragma once
// The state at t_start, amplitude by amplitude: it is never stored, so an overlap with it costs no memory.

#include <cstdint>

#include "reference/hilbert/hilbert_space.hpp"

namespace quenchmark::reference {

class StartState {
 public:
  /// `random`: complex normal variates of a counter-based generator (key: seed, counter: configuration);
  /// normalised, they are Haar distributed.
  StartState(cases::Start start, std::uint64_t random_seed) : start_(start), seed_(random_seed) {}

  /// True: all amplitudes are real, and stay so under polynomials of H.
  bool real() const { return start_ != cases::Start::random; }
  /// Normalised, in any space that holds the state.
  void prepare(const HilbertSpace& space, StateVector& psi) const;
  /// <start|psi>.
  Complex overlap(const HilbertSpace& space, const StateVector& psi) const;

 private:
  /// Without the factor that makes the norm 1.
  Complex amplitude(Configuration s) const;

  cases::Start start_;
  std::uint64_t seed_;
};

}  // namespace quenchmark::reference
