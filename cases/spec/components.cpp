#include "cases/spec/components.hpp"

#include "cases/spec/names.hpp"

namespace quenchmark::cases {

Components components_of(const Case& resolved, const Observable& observable) {
  if (is_predicted(observable.kind)) {
    Components components{spins_axis, {}};
    const PredictorSpec predictor = resolved.predictor.value_or(PredictorSpec{});
    const auto add = [&](int spins) { components.labels.push_back({spins}); };
    if (observable.kind != ObservableKind::entropy_over_scratch) {
      std::for_each(predictor.lengths.begin(), predictor.lengths.end(), add);
    }
    std::for_each(predictor.fine_tuned.begin(), predictor.fine_tuned.end(), add);
    return components;
  }
  return observable.displacements.empty() ? Components{}
                                          : Components{displacement_axis, observable.displacements};
}

ComponentLabel component_of(const Claim& claim) {
  return is_predicted(claim.observable) ? ComponentLabel{claim.spins} : claim.displacement;
}

}  // namespace quenchmark::cases
