#include "solvers/predictor/load_predictor.hpp"

#include "solvers/modules/module_loader.hpp"

namespace quenchmark::solvers::predictor {
namespace {

PredictorModuleCreate* load_create() {
  const modules::Module module({.file = "libquenchmark_torch_predictor.so",
                                .purpose = "training the predictor needs LibTorch",
                                .abi_symbol = predictor_module_abi_symbol,
                                .abi = predictor_module_abi,
                                .concurrent = true});
  return module.function<PredictorModuleCreate>(predictor_module_create_symbol);
}

}  // namespace

std::unique_ptr<PredictorModule> make_torch_predictor(const NetworkShape& shape, const std::string& device) {
  static PredictorModuleCreate* const create = load_create();  // after a failure the next caller tries again
  return std::unique_ptr<PredictorModule>(create(&shape, device.c_str()));
}

}  // namespace quenchmark::solvers::predictor
