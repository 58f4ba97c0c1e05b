#include "solvers/operators/local_estimator.hpp"

#include <map>

namespace quenchmark::solvers {

namespace {

Complex row_element(const FlipGroup& group, const std::int8_t* spins) {
  Complex element = 0.0;
  for (const SignFactor& factor : group.factors) {
    double sign = 1.0;
    for (const int site : factor.signs) {
      sign *= site >= 0 ? spins[site] : 1.0;
    }
    element += factor.coefficient * sign;
  }
  return element;
}

}  // namespace

LocalEstimator::LocalEstimator(std::vector<const WeightedOperator*> operators)
    : operators_(std::move(operators)) {
  std::map<Flip, int> known;
  for (const WeightedOperator* a : operators_) {
    auto& parts = places_.emplace_back();
    for (const PauliSum& part : a->parts) {
      std::vector<int>& groups = parts.emplace_back();
      for (const FlipGroup& group : part.groups()) {
        if (group.flip[0] < 0) {
          groups.push_back(-1);
          continue;
        }
        const auto [place, fresh] = known.try_emplace(group.flip, static_cast<int>(flips_.size()));
        if (fresh) {
          flips_.push_back(group.flip);
        }
        groups.push_back(place->second);
      }
    }
  }
}

LocalEstimator::Weights LocalEstimator::weights(double t) const {
  Weights all;
  for (const WeightedOperator* a : operators_) {
    all.push_back(a->weights(t));
  }
  return all;
}

Complex LocalEstimator::local_value(std::size_t which, const Weights& weights, const std::int8_t* spins,
                                    const Complex* ratios) const {
  Complex value = 0.0;
  const WeightedOperator& a = *operators_[which];
  for (std::size_t part = 0; part < a.parts.size(); ++part) {
    const double weight = weights[which][part];
    if (weight == 0.0) {
      continue;
    }
    const std::vector<FlipGroup>& groups = a.parts[part].groups();
    const std::vector<int>& places = places_[which][part];
    for (std::size_t k = 0; k < groups.size(); ++k) {
      const Complex element = row_element(groups[k], spins);
      value += weight * (places[k] < 0 ? element : element * ratios[places[k]]);
    }
  }
  return value;
}

}  // namespace quenchmark::solvers
