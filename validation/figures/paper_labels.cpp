// How the runs of one figure are told apart.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <set>

#include "validation/figures/gnuplot.hpp"
#include "validation/figures/paper_panels.hpp"

namespace quenchmark::validation {

namespace {

std::string size_text(const cases::Case& asked) {
  return fmt::format("{}", fmt::join(asked.model.size, "×"));
}

/// As the papers write it: channels of the layers; length of the filter.
std::string network_text(const cases::Case& asked) {
  const cases::AnsatzSpec& ansatz = asked.solver->ansatz;
  const bool cubic =
      std::all_of(ansatz.filter.begin(), ansatz.filter.end(), [&](int f) { return f == ansatz.filter[0]; });
  return fmt::format("({};{})", fmt::join(ansatz.channels, ","),
                     cubic ? fmt::format("{}", ansatz.filter.empty() ? 0 : ansatz.filter[0])
                           : fmt::format("{}", fmt::join(ansatz.filter, "×")));
}

}  // namespace

std::vector<std::string> labels_of(const std::vector<const Evidence*>& cases) {
  using Describe = std::string (*)(const cases::Case&);
  const Describe both = [](const cases::Case& asked) { return network_text(asked) + " " + size_text(asked); };
  const Describe id = [](const cases::Case& asked) { return asked.id; };
  for (const Describe describe : {Describe{size_text}, Describe{network_text}, both, id}) {
    std::vector<std::string> labels;
    std::multiset<std::string> of_runs;
    for (const Evidence* one : cases) {
      const bool solved = one->asked.solver.has_value();
      labels.push_back(plain_label(solved ? describe(one->asked) : one->asked.title));
      if (solved) {
        of_runs.insert(labels.back());
      }
    }
    const bool distinct = std::set<std::string>(of_runs.begin(), of_runs.end()).size() == of_runs.size();
    const bool one_run = of_runs.size() == 1;
    if ((distinct && !(one_run && describe == Describe{size_text})) || describe == id) {
      return labels;
    }
  }
  return {};
}

}  // namespace quenchmark::validation
