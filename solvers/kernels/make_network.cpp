#include "solvers/kernels/make_network.hpp"

#include <stdexcept>
#include <string>

#include "solvers/kernels/plain/make_plain_network.hpp"

namespace quenchmark::solvers::kernels {
namespace {

const char* name(Backend backend) {
  switch (backend) {
    case Backend::plain:
      return "plain";
    case Backend::cpu:
      return "cpu";
    case Backend::torch:
      return "torch";
    case Backend::cuda:
      break;
  }
  return "cuda";
}

}  // namespace

std::unique_ptr<Network> make_network(Backend backend, const NetworkShape& shape) {
  if (backend == Backend::plain) {
    return make_plain_network(shape);
  }
  throw std::runtime_error(std::string("this build has no backend '") + name(backend) +
                           "'; available: plain");
}

}  // namespace quenchmark::solvers::kernels
