#include "base/planted_defect.hpp"

#if defined(QUENCHMARK_DEFECTS)

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>

namespace quenchmark {

namespace {

/// In the order of the enumeration.
constexpr std::string_view names[] = {
    "force_sign",           "uncentred_derivatives", "uncentred_energy",       "overlap_doubled",
    "orbit_multiplicity",   "cut_on_sigma",          "snr_without_samples",    "missing_bond",
    "coupling_off",         "bond_without_energy",   "interaction_phase",      "interaction_phase_of_h",
    "pairs_counted_once",   "observables_late",      "heun_weights",           "step_error_understated",
    "start_unprepared",     "certificate_halved",    "held_out_understated",   "point_group_image",
    "acceptance_amplitude", "shared_stream",         "dependent_chains",       "replicas_share_seed",
    "reuse_weight",         "stale_amplitude",       "reference_missing_bond", "reference_term_dropped",
    "wrong_truth_file",     "ground_energy_off",     "window_short",           "claim_sign_lost"};
static_assert(std::size(names) == static_cast<std::size_t>(Defect::claim_sign_lost) + 1);

std::atomic<long long> fired{0};

std::optional<Defect> asked_for() {
  const char* word = std::getenv("QUENCHMARK_DEFECT");
  if (word == nullptr || *word == '\0') {
    return std::nullopt;
  }
  const auto* const found = std::find(std::begin(names), std::end(names), std::string_view(word));
  if (found == std::end(names)) {
    std::fprintf(stderr, "error: usage: QUENCHMARK_DEFECT: there is no defect '%s'\n", word);
    std::_Exit(2);
  }
  return static_cast<Defect>(found - std::begin(names));
}

const std::optional<Defect>& chosen() {
  static const std::optional<Defect> defect = asked_for();
  return defect;
}

}  // namespace

bool planted(Defect defect) {
  if (chosen() != defect) {
    return false;
  }
  fired.fetch_add(1, std::memory_order_relaxed);
  return true;
}

std::string_view planted_name() {
  return chosen() ? names[static_cast<std::size_t>(*chosen())] : std::string_view();
}

long long planted_count() {
  return fired.load(std::memory_order_relaxed);
}

}  // namespace quenchmark

#endif
