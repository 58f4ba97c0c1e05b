#pragma once
// The angle between two stored wave functions, whatever basis and symmetry orbits each of them is stored in.

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "cases/spec/state_snapshots.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Products of the symmetry operations under which snapshots are reduced, as fast maps of configurations.
class SymmetryOperations {
 public:
  SymmetryOperations(const cases::Problem& problem, const cases::StateSnapshots& flags);

  /// Smallest configuration of the orbit.
  std::uint64_t representative(std::uint64_t configuration) const;

  /// Calls visit(image) for every operation; images repeat when the configuration is symmetric itself.
  template <class Visit>
  void for_each_image(std::uint64_t configuration, Visit visit) const {
    for (std::size_t operation = 0; operation < count_; ++operation) {
      const std::uint64_t image = permute(operation, configuration);
      visit(image);
      if (spin_flip_) {
        visit(image ^ all_down_);
      }
    }
  }

 private:
  std::uint64_t permute(std::size_t operation, std::uint64_t configuration) const;

  std::size_t count_ = 0;
  std::size_t bytes_ = 0;              // bytes of a configuration that are in use
  std::vector<std::uint64_t> tables_;  // [operation][byte][value]: where the bits of one byte go
  bool spin_flip_ = false;
  std::uint64_t all_down_ = 0;
};

/// In-place change between the z and the x basis: a Hadamard on every site (unnormalised butterflies, then
/// 2^(-N/2)).
void walsh_hadamard(std::vector<std::complex<double>>& amplitudes);

/// The amplitudes of all 2^N configurations. Throws Error(memory) beyond 20 sites.
std::vector<std::complex<double>> expand(const cases::StateSnapshots& states, std::size_t t,
                                         const cases::Problem& problem);

/// arccos |<a|b>| of unit vectors, accurate however small it is: atan2(|b - a <a|b>|, |<a|b>|).
/// Snapshots in one basis are compared orbit by orbit when the symmetries of one contain those of the other;
/// otherwise both are expanded into the full space. Snapshots are those of records held against the case of
/// the problem (record_of_case.hpp). Throws Error(memory) beyond 20 sites.
class StateComparison {
 public:
  StateComparison(const cases::StateSnapshots& a, const cases::StateSnapshots& b,
                  const cases::Problem& problem);

  /// Angle between snapshot `ta` of a and snapshot `tb` of b, in radians.
  double angle(std::size_t ta, std::size_t tb) const;

 private:
  double angle_by_orbits(std::size_t ta, std::size_t tb) const;
  double angle_in_full_space(std::size_t ta, std::size_t tb) const;

  const cases::StateSnapshots* fine_ = nullptr;    // fewer symmetries
  const cases::StateSnapshots* coarse_ = nullptr;  // more symmetries
  cases::Problem problem_;                         // a copy: callers may hand in a temporary
  bool swapped_ = false;                           // a is the coarse one
  bool by_orbits_ = false;
  std::vector<std::ptrdiff_t> coarse_index_;  // [K fine] or -1
  std::vector<std::size_t> only_coarse_;      // orbits of the coarse state that the fine one lacks
};

/// Between the states of a run and of its reference at every output time of the run, radians. Throws
/// Error(format) where the reference has no state.
std::vector<double> angles_over_time(const Record& run, const Record& reference,
                                     const cases::Problem& problem);

}  // namespace quenchmark::validation
