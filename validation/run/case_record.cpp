#include "validation/run/case_record.hpp"

#include "cases/spec/names.hpp"

namespace quenchmark::validation {

Record empty_record(const cases::Case& asked) {
  Record record;
  record.case_id = asked.id;
  record.tier = cases::name(asked.tier);
  record.case_toml = asked.resolved_toml;
  return record;
}

cases::Components components_of(const cases::Case& asked, const std::string& name) {
  for (const cases::Observable& observable : asked.observables) {
    if (cases::name(observable.kind) == name) {
      return cases::components_of(asked, observable);
    }
  }
  return {};
}

Dataset flattened(const std::vector<std::vector<double>>& table, std::size_t begin, std::size_t end,
                  const cases::Components& components) {
  Dataset data;
  data.shape = {end - begin};
  if (!components.empty()) {
    data.shape.push_back(components.labels.size());
  }
  for (std::size_t t = begin; t < end; ++t) {
    data.values.insert(data.values.end(), table[t].begin(), table[t].end());
  }
  return data;
}

}  // namespace quenchmark::validation
