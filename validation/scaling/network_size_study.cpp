#include "validation/scaling/network_size_study.hpp"

namespace quenchmark::validation {

const std::vector<NetworkSizeStudy>& network_size_studies() {
  static const std::vector<NetworkSizeStudy> studies{
      {"network-size-3x3", "error against network size, 3x3 torus, paramagnet to 0.1, 1 and 2 hc"},
      {"network-size-4x4", "error against network size, 4x4 torus, paramagnet to 0.1, 1 and 2 hc"}};
  return studies;
}

bool belongs_to(const cases::Case& asked, const NetworkSizeStudy& study) {
  return asked.tier == cases::Tier::long_run && asked.id.starts_with(study.id + "-");
}

}  // namespace quenchmark::validation
