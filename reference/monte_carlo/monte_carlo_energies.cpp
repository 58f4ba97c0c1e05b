#include "reference/monte_carlo/monte_carlo_energies.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <string>

#include "base/error.hpp"
#include "base/planted_defect.hpp"
#include "cases/spec/check_case.hpp"
#include "reference/monte_carlo/projector.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/parallel/workers.hpp"
#include "reference/spectrum/ground_state.hpp"

namespace quenchmark::reference {

namespace {

using monte_carlo::Average;
using monte_carlo::SpinModel;

/// A field that changes no energy by more than this share of the largest coupling counts as none.
constexpr double kNoField = 1e-11;

/// Without a transverse field nothing turns. Spins that bonds and fields align are the ground state then; a
/// field G lowers its energy by less than N G.
Average aligned_energy(const SpinModel& model) {
  const bool up = std::none_of(model.field.begin(), model.field.end(), [](double b) { return b > 0.0; });
  const bool down = std::none_of(model.field.begin(), model.field.end(), [](double b) { return b < 0.0; });
  const bool ferromagnet = std::none_of(model.bonds.begin(), model.bonds.end(),
                                        [](const SpinModel::Bond& bond) { return bond.coupling > 0.0; });
  if (!ferromagnet || !(up || down)) {
    throw Error(
        ErrorKind::bad_case,
        "no method finds the ground state of competing bonds without a transverse field by random walks",
        "use ground_state = \"exact\", or leave out excess_energy");
  }
  const double energy = model.diagonal(monte_carlo::Spins(model.sites, up ? 1 : -1));
  return {energy, 1e-14 * std::abs(energy) + model.sites * model.flip};
}

}  // namespace

GroundStates monte_carlo_energies(const cases::Problem& problem, const std::vector<double>& times,
                                  double error, std::uint64_t seed, const ReferenceSettings& settings,
                                  const RunControl& control) {
  const IsingTerms terms = read_terms(problem, cases::most_sites);
  std::map<cases::Couplings, Average> known;
  std::vector<cases::Couplings> distinct;
  for (const double t : times) {
    const cases::Couplings couplings = without_sign(terms, problem.schedule.at(t));
    if (known.try_emplace(couplings).second) {
      distinct.push_back(couplings);
    }
  }
  monte_carlo::ProjectorSettings asked;
  asked.error = error * problem.schedule.energy_unit();
  std::mutex telling;
  std::size_t done = 0;
  const Workers workers(settings.threads);
  try {
    // Short lists leave threads to the walkers of each.
    const Workers over_couplings(
        distinct.size() < static_cast<std::size_t>(workers.threads()) ? 1 : workers.threads());
    over_couplings.for_tiles(
        static_cast<std::int64_t>(distinct.size()), 1, [&](std::int64_t k, std::int64_t) {
          throw_if_stopped(control);
          const SpinModel model(terms, distinct[k]);
          monte_carlo::ProjectorSettings own = asked;
          own.seed = seed + static_cast<std::uint64_t>(k);
          const Average energy =
              model.flip > kNoField * problem.schedule.energy_unit()
                  ? monte_carlo::project_ground_state(problem.lattice, model, own, workers, control).energy
                  : aligned_energy(model);
          const std::lock_guard<std::mutex> lock(telling);
          known.at(distinct[k]) = energy;
          ++done;
          control.progress({"ground state", times.front(), times.back(),
                            std::to_string(done) + " of " + std::to_string(distinct.size())});
        });
  } catch (const Interrupted&) {
    return {};
  }
  GroundStates found;
  found.method = "monte carlo projection";
  for (const double t : times) {
    const Average& energy = known.at(without_sign(terms, problem.schedule.at(t)));
    found.energies.push_back(energy.value * (planted(Defect::ground_energy_off) ? 1.001 : 1.0));
    found.errors.push_back(energy.error);
  }
  return found;
}

}  // namespace quenchmark::reference
