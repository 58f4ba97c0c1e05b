#include <cmath>

#include "cases/spec/names.hpp"
#include "reference/ensemble/dense_evolution.hpp"
#include "reference/reference.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/predictor/prediction_scores.hpp"
#include "validation/run/predictor/predictor_data.hpp"
#include "validation/run/predictor/run_predictor.hpp"

namespace quenchmark::validation {

namespace {

/// What the exact engine and the dense evolution make of one Haar-random state, scored against each other.
struct CrossCheck {
  std::vector<double> times;
  Scores scores, persistence;
};

CrossCheck cross_check(const cases::Case& asked, int spins, const RunOptions& options) {
  cases::Case single = asked;
  single.observables = {{cases::ObservableKind::mx, {}}};
  const cases::Problem problem = chain_problem(single, spins);
  reference::ReferenceSettings settings;
  settings.threads = options.invocation.threads;
  settings.store_states = true;
  const reference::ReferenceCurve curve =
      reference::compute_reference(problem, asked.reference, settings, options.control);
  const reference::DenseEvolution dense(problem);
  const Eigen::Index configurations = Eigen::Index{1} << spins;
  Eigen::MatrixXcd engine(configurations, 1), start;
  CrossCheck check{curve.times, Scores(curve.times.size()), Scores(curve.times.size())};
  for (std::size_t t = 0; t < curve.times.size(); ++t) {
    for (Eigen::Index x = 0; x < configurations; ++x) {
      engine(static_cast<Eigen::Index>(curve.states.configurations[static_cast<std::size_t>(x)]), 0) =
          curve.states.amplitudes[t][static_cast<std::size_t>(x)];
    }
    if (t == 0) {
      start = engine;
    }
    const Eigen::MatrixXcd evolved = dense.evolved(start.col(0), curve.times[t]);
    check.scores.add(t, engine, evolved);
    check.persistence.add(t, engine, start);
  }
  return check;
}

double error_of(cases::ObservableKind kind, const CrossCheck& check, std::size_t t) {
  const Scores& s = check.scores;
  switch (kind) {
    case cases::ObservableKind::relative_entropy_born:
      return std::abs(s.entropy_born[t]);
    case cases::ObservableKind::infidelity:
      return std::abs(s.infidelity[t]);
    case cases::ObservableKind::norm_drift:
      return s.norm_drift[t];
    case cases::ObservableKind::mx_error:
      return s.mx_error[t];
    case cases::ObservableKind::mz_error:
      return s.mz_error[t];
    case cases::ObservableKind::relative_entropy:
      return std::abs(s.entropy[t]);
    default:  // ratios of entropies
      return std::abs(s.entropy[t]) / largest(check.persistence.entropy);
  }
}

}  // namespace

Record predictor_reference(const cases::Case& asked, const RunOptions& options) {
  Record record = empty_record(asked);
  record.schema = "quenchmark.reference/1";
  record.truth = "exact";
  record.method =
      "dense diagonalisation, checked by the exact engine's propagators on a Haar-random state per length";
  std::vector<int> lengths = asked.predictor->lengths;
  lengths.insert(lengths.end(), asked.predictor->fine_tuned.begin(), asked.predictor->fine_tuned.end());
  std::map<int, CrossCheck> checks;
  for (const int spins : lengths) {
    checks.emplace(spins, cross_check(asked, spins, options));
    if (options.control.stop_requested()) {
      record.status = "interrupted";
      record.cause = StopCause::signal;
      record.reason = "stopped by a signal";
      return record;
    }
  }
  record.times = checks.begin()->second.times;
  for (const cases::Observable& observable : asked.observables) {
    ObservableRecord& stored = record.observables[std::string(cases::name(observable.kind))];
    stored.components = cases::components_of(asked, observable);
    stored.mean.shape = stored.standard_error.shape = {record.times.size(), stored.components.labels.size()};
    for (std::size_t t = 0; t < record.times.size(); ++t) {
      for (const cases::ComponentLabel& length : stored.components.labels) {
        stored.mean.values.push_back(0.0);
        stored.standard_error.values.push_back(error_of(observable.kind, checks.at(length.front()), t));
      }
    }
  }
  return record;
}

}  // namespace quenchmark::validation
