#pragma once
// Mistakes that a test build makes on purpose, to see which claim notices (validation/defects). The product
// has none of them: `planted` is constantly false there, and nothing can switch one on.

#include <string_view>

namespace quenchmark {

enum class Defect {
  // The equation of motion.
  force_sign,
  uncentred_derivatives,
  uncentred_energy,
  overlap_doubled,
  orbit_multiplicity,
  cut_on_sigma,
  snr_without_samples,
  // The Hamiltonian and what is measured.
  missing_bond,
  coupling_off,
  bond_without_energy,
  interaction_phase,
  interaction_phase_of_h,
  pairs_counted_once,
  observables_late,
  // Steps, start and certificate.
  heun_weights,
  step_error_understated,
  start_unprepared,
  certificate_halved,
  held_out_understated,
  // Network and samples.
  point_group_image,
  acceptance_amplitude,
  shared_stream,
  dependent_chains,
  replicas_share_seed,
  reuse_weight,
  stale_amplitude,
  // The truth, and who judges by it.
  reference_missing_bond,
  reference_term_dropped,
  wrong_truth_file,
  ground_energy_off,
  window_short,
  claim_sign_lost
};

#if defined(QUENCHMARK_DEFECTS)
inline constexpr bool defects_build = true;
/// Whether the environment variable QUENCHMARK_DEFECT names this one. Counts how often it did.
bool planted(Defect defect);
/// The name of the defect that is planted in this process; empty without one. Ends the process with status 2
/// at a name that it does not know.
std::string_view planted_name();
/// How often it has acted in this process.
long long planted_count();
#else
inline constexpr bool defects_build = false;
constexpr bool planted(Defect /*defect*/) {
  return false;
}
constexpr std::string_view planted_name() {
  return {};
}
constexpr long long planted_count() {
  return 0;
}
#endif

}  // namespace quenchmark
