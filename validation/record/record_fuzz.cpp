// Records with any shapes and numbers: they are refused with a message, or survive being written and read as
// they are.
#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "validation/record/record_image.hpp"
#include "validation/record/record_shapes.hpp"
#include "validation/record/record_values.hpp"
#include "validation/record/sample_record.hpp"

namespace {

using namespace quenchmark::validation;
using quenchmark::validation::testing::sample_record;

double any_number(FuzzedDataProvider& input) {
  static constexpr std::array<double, 10> telling{0.0,
                                                  -0.0,
                                                  1.0,
                                                  -1.0,
                                                  1e-310,
                                                  1e100,
                                                  1e308,
                                                  std::numeric_limits<double>::infinity(),
                                                  -std::numeric_limits<double>::infinity(),
                                                  std::numeric_limits<double>::quiet_NaN()};
  return input.ConsumeBool() ? input.PickValueInArray(telling) : input.ConsumeFloatingPoint<double>();
}

void damage(FuzzedDataProvider& input, std::vector<double>& values) {
  if (values.empty() || input.ConsumeIntegralInRange(0, 3) == 0) {
    values.resize(input.ConsumeIntegralInRange<std::size_t>(0, 16));
  } else {
    values[input.ConsumeIntegralInRange<std::size_t>(0, values.size() - 1)] = any_number(input);
  }
}

void damage(FuzzedDataProvider& input, Dataset& data) {
  switch (input.ConsumeIntegralInRange(0, 3)) {
    case 0:
      data.shape.resize(input.ConsumeIntegralInRange<std::size_t>(0, 4), 1);
      break;
    case 1:
      if (!data.shape.empty()) {
        const std::size_t axis = input.ConsumeIntegralInRange<std::size_t>(0, data.shape.size() - 1);
        data.shape[axis] = input.ConsumeIntegral<std::size_t>() >> input.ConsumeIntegralInRange(0, 63);
      }
      break;
    default:
      damage(input, data.values);
  }
}

std::vector<Dataset*> datasets_of(Record& record) {
  std::vector<Dataset*> all{&record.ground_state.energy, &record.ground_state.error};
  for (auto& [name, observable] : record.observables) {
    all.insert(all.end(), {&observable.mean, &observable.standard_error, &observable.replica_mean});
  }
  for (auto* group : {&record.diagnostics, &record.steps, &record.spectra, &record.tables}) {
    for (auto& [name, data] : *group) {
      all.push_back(&data);
    }
  }
  for (auto* groups : {&record.budget, &record.beyond}) {
    for (auto& [name, group] : *groups) {
      for (auto& [part, data] : group) {
        all.push_back(&data);
      }
    }
  }
  return all;
}

void damage_states(FuzzedDataProvider& input, quenchmark::cases::StateSnapshots& states) {
  switch (input.ConsumeIntegralInRange(0, 3)) {
    case 0:
      states.configurations.resize(input.ConsumeIntegralInRange<std::size_t>(0, 5));
      break;
    case 1:
      damage(input, states.multiplicity);
      break;
    case 2:
      states.amplitudes.resize(input.ConsumeIntegralInRange<std::size_t>(0, 5));
      break;
    default:
      if (!states.amplitudes.empty() && !states.amplitudes.front().empty()) {
        states.amplitudes.front().front() = {any_number(input), any_number(input)};
      }
  }
}

void damage(FuzzedDataProvider& input, Record& record) {
  const std::vector<Dataset*> datasets = datasets_of(record);
  switch (input.ConsumeIntegralInRange(0, 7)) {
    case 0:
      return damage(input, record.times);
    case 1:
      return damage_states(input, record.states);
    case 2:
      record.status = input.ConsumeRandomLengthString(12);
      return;
    case 3:
      record.observables.erase(input.ConsumeBool() ? "mx" : "zz");
      return;
    case 4:
      return damage(input, input.ConsumeBool() ? record.costs.spins : record.costs.seconds["predictor"]);
    default:
      return damage(input, *datasets[input.ConsumeIntegralInRange<std::size_t>(0, datasets.size() - 1)]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  Record record = sample_record();
  for (int places = input.ConsumeIntegralInRange(1, 4); places > 0; --places) {
    damage(input, record);
  }
  if (!find_misshapen(record).empty() || !find_unsound(record).empty()) {
    return 0;
  }
  const std::string image = record_to_image(record);
  if (record_to_image(record_from_image(image, "record.h5")) != image) {
    std::abort();
  }
  return 0;
}
