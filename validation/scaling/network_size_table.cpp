#include "validation/scaling/network_size_table.hpp"

#include <fmt/format.h>
#include <cmath>

namespace quenchmark::validation {

namespace {

/// Four digits: the fifth depends on the machine.
std::string cell(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "";
}

std::string count(double value) {
  return std::isfinite(value) ? fmt::format("{:.0f}", value) : "";
}

}  // namespace

std::string network_size_table(const std::string& id, const std::string& caption,
                               const std::vector<NetworkMeasurement>& networks) {
  std::string csv = fmt::format(
      "# {}\n# {}\n"
      "# network: channels of the layers; side of the filters. parameters: complex.\n"
      "# states: terms of the exact sum. Times in 1/J, angles in radians.\n"
      "# compared_until: what all networks of that field reached; errors are the largest up to there, the\n"
      "# certificate (bound on the angle to the exact state) and its projection part are taken there.\n"
      "# held_until: last output time before |error of mx| passes {:g}; where it is the time reached, "
      "longer.\n"
      "# reached, right_hand_sides: of the whole run.\n"
      "network,layers,parameters,states,h_over_hc,compared_until,error_mx,error_zz1,certificate,projection,"
      "held_until,reached,right_hand_sides\n",
      id, caption, held_error);
  for (const NetworkMeasurement& network : networks) {
    csv += fmt::format("\"{}\",{},{},{},{:g},{},{},{},{},{},{},{},{}\n", network.network, network.layers,
                       count(network.parameters), count(network.states), network.field,
                       cell(network.compared_until), cell(network.error_mx), cell(network.error_zz),
                       cell(network.certificate), cell(network.projection), cell(network.held_until),
                       cell(network.reached), count(network.right_hand_sides));
  }
  return csv;
}

}  // namespace quenchmark::validation
