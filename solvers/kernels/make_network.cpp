#include "solvers/kernels/make_network.hpp"

#include <stdexcept>

#include "solvers/kernels/cpu/make_cpu_network.hpp"
#include "solvers/kernels/plain/make_plain_network.hpp"
#include "solvers/kernels/torch/load_torch.hpp"

namespace quenchmark::solvers::kernels {

std::unique_ptr<Network> make_network(Backend backend, const NetworkShape& shape) {
  switch (backend) {
    case Backend::plain:
      return make_plain_network(shape);
    case Backend::torch:
      return make_torch_network(shape);
    case Backend::cpu:
      return make_cpu_network(shape);
    case Backend::cuda:
      break;
  }
  throw std::runtime_error(
      "there is no backend 'cuda' yet; available: plain, cpu, torch (where the build found LibTorch)");
}

}  // namespace quenchmark::solvers::kernels
