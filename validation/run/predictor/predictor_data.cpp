#include "validation/run/predictor/predictor_data.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "cases/spec/names.hpp"
#include "reference/ensemble/dense_evolution.hpp"
#include "reference/ensemble/random_states.hpp"
#include "validation/record/sealed_arrays.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

using solvers::predictor::TrajectorySet;

constexpr const char* data_schema = "quenchmark.trajectories/1";

const char* name_of(Split split) {
  return split == Split::training ? "training" : split == Split::validation ? "validation" : "test";
}

/// The numbers of the states of the three splits lie far apart.
std::uint64_t number_of(Split split, std::int64_t k) {
  return (static_cast<std::uint64_t>(split) << 40) + static_cast<std::uint64_t>(k);
}

int count_of(const cases::PredictorDataSpec& data, Split split) {
  return split == Split::training ? data.training : split == Split::validation ? data.validation : data.test;
}

TrajectorySet compute(const cases::Case& asked, int spins, Split split) {
  const cases::PredictorDataSpec& data = asked.predictor->data;
  TrajectorySet set;
  set.spins = spins;
  set.states = static_cast<std::size_t>(count_of(data, split));
  set.steps = static_cast<std::size_t>(data.steps);
  set.amplitudes.resize(set.states * (set.steps + 1) * set.state_size());
  const reference::DenseEvolution exact(chain_problem(asked, spins));
  exact.evolve(start_states(asked, spins, split, 0, count_of(data, split)), asked.protocol.output_dt,
               data.steps, [&](int step, const Eigen::MatrixXcd& states) {
                 for (std::size_t k = 0; k < set.states; ++k) {
                   float* out = set.amplitudes.data() +
                                (k * (set.steps + 1) + static_cast<std::size_t>(step)) * set.state_size();
                   for (Eigen::Index x = 0; x < states.rows(); ++x) {
                     const std::complex<double> amplitude = states(x, static_cast<Eigen::Index>(k));
                     *out++ = static_cast<float>(amplitude.real());
                     *out++ = static_cast<float>(amplitude.imag());
                   }
                 }
               });
  return set;
}

std::map<std::string, std::string> facts_of(const cases::Case& asked, int spins, Split split) {
  std::map<std::string, std::string> facts = dynamics_facts(asked);
  const cases::PredictorDataSpec& data = asked.predictor->data;
  facts["spins"] = std::to_string(spins);
  facts["split"] = name_of(split);
  facts["states"] = std::to_string(count_of(data, split));
  facts["steps"] = std::to_string(data.steps);
  facts["ensemble"] = cases::name(data.ensemble);
  facts["seed"] = std::to_string(asked.protocol.random_seed);
  facts["build"] = build_info().identity;
  return facts;
}

/// "couplings" and the like: the first fact that differs; empty: none.
std::string first_difference(const std::map<std::string, std::string>& wanted,
                             const std::map<std::string, std::string>& found) {
  for (const auto& [name, text] : wanted) {
    const auto other = found.find(name);
    if (other == found.end() || other->second != text) {
      return fmt::format("{}: {}, where this case wants {}", name,
                         other == found.end() ? "not told" : other->second, text);
    }
  }
  return {};
}

TrajectorySet load(const std::filesystem::path& file, const std::map<std::string, std::string>& facts,
                   int spins, int states, int steps) {
  SealedArrays content = load_sealed(file, data_schema);
  if (const std::string difference = first_difference(facts, content.facts); !difference.empty()) {
    throw Error(ErrorKind::format, "the trajectories are of something else: " + difference,
                "--force makes them again, or choose another --out", file.string());
  }
  FloatArray& amplitudes = content.arrays["amplitudes"];
  const bool fits = amplitudes.shape.size() == 4 && amplitudes.shape[0] == static_cast<std::size_t>(states) &&
                    amplitudes.shape[1] == static_cast<std::size_t>(steps) + 1 &&
                    amplitudes.shape[2] == std::size_t{1} << spins && amplitudes.shape[3] == 2;
  if (!fits) {
    throw Error(ErrorKind::format, "/arrays/amplitudes is not [states, times, configurations, 2]",
                "--force makes it again", file.string());
  }
  return {spins, amplitudes.shape[0], amplitudes.shape[1] - 1, std::move(amplitudes.values)};
}

}  // namespace

cases::Problem chain_problem(const cases::Case& asked, int spins) {
  cases::Case chain = asked;
  chain.model.size = {spins};
  return cases::make_problem(chain);
}

Eigen::MatrixXcd start_states(const cases::Case& asked, int spins, Split split, std::int64_t first,
                              std::int64_t count) {
  return reference::random_states(asked.predictor->data.ensemble, spins, asked.protocol.random_seed,
                                  number_of(split, first), count);
}

std::map<std::string, std::string> dynamics_facts(const cases::Case& asked) {
  const cases::Model& m = asked.model;
  return {{"hamiltonian", "-J sum sz sz - g sum sx - h sum sz, open chain, Pauli matrices"},
          {"couplings", fmt::format("J = {}, g = {}, h = {}", m.J, m.g, m.h)},
          {"step", fmt::format("{}", asked.protocol.output_dt)}};
}

std::filesystem::path trajectories_file(const std::filesystem::path& directory, int spins, Split split) {
  return directory / fmt::format("chain-{}-{}.h5", spins, name_of(split));
}

TrajectorySet trajectories(const cases::Case& asked, int spins, Split split,
                           const std::filesystem::path& directory, Earlier earlier) {
  const std::filesystem::path file = trajectories_file(directory, spins, split);
  std::map<std::string, std::string> facts = facts_of(asked, spins, split);
  remove_leftovers(file);
  if (earlier != Earlier::replace && std::filesystem::exists(file)) {
    try {
      return load(file, facts, spins, count_of(asked.predictor->data, split), asked.predictor->data.steps);
    } catch (const Error& error) {
      // A suite makes what is missing or stale, and never asks.
      if (earlier != Earlier::renew || error.diagnostics().front().kind != ErrorKind::format) {
        throw;
      }
    }
  }
  TrajectorySet set = compute(asked, spins, split);
  SealedArrays content{data_schema, std::move(facts), {}, {}};
  FloatArray& amplitudes = content.arrays["amplitudes"];
  amplitudes.shape = {set.states, set.steps + 1, set.configurations(), 2};
  amplitudes.values = std::move(set.amplitudes);
  const KeepingNow keeping;
  save_sealed(content, file);
  set.amplitudes = std::move(amplitudes.values);
  return set;
}

}  // namespace quenchmark::validation
