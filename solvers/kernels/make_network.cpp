#include "solvers/kernels/make_network.hpp"

#include <stdexcept>
#include <string>

#include "solvers/kernels/plain/make_plain_network.hpp"
#include "solvers/kernels/torch/load_torch.hpp"

namespace quenchmark::solvers::kernels {

namespace {

[[noreturn]] void refuse(const char* name) {
  throw std::runtime_error(std::string("there is no backend '") + name +
                           "' yet; available: plain, torch (where the build found LibTorch)");
}

}  // namespace

std::unique_ptr<Network> make_network(Backend backend, const NetworkShape& shape) {
  switch (backend) {
    case Backend::plain:
      return make_plain_network(shape);
    case Backend::torch:
      return make_torch_network(shape);
    case Backend::cpu:
      refuse("cpu");
    case Backend::cuda:
      break;
  }
  refuse("cuda");
}

}  // namespace quenchmark::solvers::kernels
