#include "validation/record/older_costs.hpp"

#include <limits>
#include <regex>
#include <set>
#include <utility>

namespace quenchmark::validation {

CostTable take_older_costs(std::map<std::string, double>& timing) {
  static const std::regex pattern("cost_([a-z_]+)_([0-9]{1,6})_([0-9]{1,9})");
  std::map<std::pair<int, int>, std::map<std::string, double>> cells;  // by spins and batch
  std::set<std::string> methods;
  std::erase_if(timing, [&](const auto& entry) {
    std::smatch part;
    if (!std::regex_match(entry.first, part, pattern)) {
      return false;
    }
    cells[{std::stoi(part[2]), std::stoi(part[3])}][part[1]] = entry.second;
    methods.insert(part[1]);
    return true;
  });
  if (auto phase = timing.extract("costs"); phase) {
    phase.key() = "measuring_costs";
    timing.insert(std::move(phase));
  }
  CostTable costs;
  for (const auto& [row, seconds] : cells) {
    costs.spins.push_back(row.first);
    costs.batch.push_back(row.second);
    for (const std::string& method : methods) {
      const auto found = seconds.find(method);
      costs.seconds[method].push_back(found == seconds.end() ? std::numeric_limits<double>::quiet_NaN()
                                                             : found->second);
    }
  }
  return costs;
}

}  // namespace quenchmark::validation
