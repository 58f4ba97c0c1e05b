#include "reference/plan.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "cases/spec/asks_for.hpp"
#include "reference/ground_states.hpp"
#include "reference/propagate/chebyshev.hpp"
#include "reference/propagate/lanczos.hpp"
#include "reference/propagate/magnus.hpp"
#include "reference/propagate/splitting.hpp"
#include "reference/propagate/taylor.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::int64_t kVectorBytes = sizeof(Complex);  // per state

std::int64_t vector_bytes(const Plan& plan, std::int64_t vectors) {
  return saturating_product(saturating_product(plan.dimension, kVectorBytes), vectors);
}

/// Blanes-Moan steps per unit of time and width: the error of the state after T times the unit of time is
/// below 6e-10 T steps^-6 (measured on chains and tori of 12 to 20 sites, fields 0.3 to 6), and observables
/// get a tenth of the tolerance.
double splitting_steps(const cases::Problem& problem, double tolerance) {
  const cases::Schedule& schedule = problem.schedule;
  const double span = (schedule.t_end() - schedule.t_start()) * schedule.energy_unit();
  return std::max(0.5, std::pow(6e-9 * std::max(span, 1e-3) / tolerance, 1.0 / 6.0));
}

/// The propagators in order of preference. Splitting is slower, but it makes do with one vector.
std::vector<std::unique_ptr<Propagator>> candidates(const Plan& plan, const cases::Problem& problem,
                                                    double tolerance) {
  std::vector<std::unique_ptr<Propagator>> result;
  if (problem.schedule.constant()) {
    result.push_back(std::make_unique<ChebyshevPropagator>());
    result.push_back(std::make_unique<LanczosPropagator>());
    result.push_back(std::make_unique<TaylorPropagator>());  // fewer vectors than Lanczos
  } else {
    result.push_back(std::make_unique<TaylorPropagator>());
    result.push_back(std::make_unique<MagnusPropagator>());
  }
  if (!plan.sector && plan.terms.sites >= SplitSweep::kLeastSites) {
    const double steps = splitting_steps(problem, tolerance);
    result.push_back(std::make_unique<SplittingPropagator>(1.25 * steps));
    result.push_back(std::make_unique<SplittingPropagator>(steps));
  }
  return result;
}

/// Takes as many vectors as serve it and fit; false when not even the fewest do.
bool fit_propagator(Plan& plan, std::unique_ptr<Propagator> propagator, std::int64_t least,
                    std::int64_t outputs, std::int64_t memory) {
  const std::int64_t fitting = (memory - plan.space_bytes) / std::max<std::int64_t>(1, vector_bytes(plan, 1));
  const std::int64_t vectors = std::min(std::max(least, propagator->useful_vectors(outputs)), fitting);
  if (vectors < least) {
    return false;
  }
  plan.peak_bytes = std::max(plan.peak_bytes, saturating_sum(plan.space_bytes, vector_bytes(plan, vectors)));
  plan.propagators.push_back({std::move(propagator), vectors});
  return true;
}

void choose_space(Plan& plan, const cases::Problem& problem, std::int64_t memory,
                  std::int64_t least_vectors) {
  if (!plan.sector) {
    plan.dimension = std::int64_t{1} << plan.terms.sites;
    return;
  }
  plan.group = dynamics_group(problem, plan.terms);
  plan.dimension = sector_dimension(plan.group);
  for (const NeighbourSource source : {NeighbourSource::table, NeighbourSource::search}) {
    plan.neighbours = source;
    plan.space_bytes = SymmetricSector::bytes(plan.dimension, plan.terms.sites, source);
    if (saturating_sum(plan.space_bytes, vector_bytes(plan, least_vectors)) <= memory) {
      return;
    }
  }
}

}  // namespace

void require_memory_for(const Plan& plan, const cases::Problem& problem) {
  require_memory(
      std::to_string(problem.sites()) + " sites (" + std::to_string(plan.dimension) + " amplitudes)",
      plan.peak_bytes, plan.available_bytes,
      plan.sector || problem.start == cases::Start::random
          ? "choose a smaller lattice"
          : "use method \"exact_sector\" or a smaller lattice");
}

Plan make_plan(const cases::Problem& problem, const cases::ReferenceSpec& spec,
               const ReferenceSettings& settings) {
  Plan plan;
  plan.terms = read_terms(problem);
  plan.sector = spec.method == cases::ReferenceMethod::exact_sector;
  plan.available_bytes = memory_budget(settings.memory_limit);
  const std::int64_t memory = plan.available_bytes;
  const auto outputs = static_cast<std::int64_t>(problem.output_times.size());

  // The energy variance is measured with a second vector.
  const std::int64_t to_measure =
      cases::asks_for(problem.observables, cases::ObservableKind::energy_variance) ? 2 : 1;
  const std::size_t wanted = settings.second_propagator ? 2 : 1;

  std::vector<std::unique_ptr<Propagator>> choice = candidates(plan, problem, spec.tolerance);
  std::vector<std::int64_t> least;
  least.reserve(choice.size());
  for (const std::unique_ptr<Propagator>& propagator : choice) {
    least.push_back(std::max(to_measure, propagator->least_vectors()));
  }
  std::vector<std::int64_t> frugal = least;
  std::sort(frugal.begin(), frugal.end());
  choose_space(plan, problem, memory, frugal[wanted - 1]);
  plan.keep_states =
      settings.store_states && saturating_product(plan.dimension, outputs) <= settings.states_limit;
  const std::int64_t kept = plan.keep_states ? vector_bytes(plan, outputs) + 16 * plan.dimension : 0;
  plan.space_bytes = saturating_sum(plan.space_bytes, kept);

  for (std::size_t k = 0; k < choice.size() && plan.propagators.size() < wanted; ++k) {
    fit_propagator(plan, std::move(choice[k]), least[k], outputs, memory);
  }
  if (plan.propagators.size() < wanted) {
    plan.peak_bytes = saturating_sum(plan.space_bytes, vector_bytes(plan, frugal[wanted - 1]));
  }
  plan.ground_states = ground_state_method(problem, spec) != cases::GroundStateMethod::none;
  plan.peak_bytes = std::max(plan.peak_bytes, ground_states_bytes(problem, spec));
  return plan;
}

}  // namespace quenchmark::reference
