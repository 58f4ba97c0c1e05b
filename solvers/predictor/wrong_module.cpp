// For the loader's test: looks like the predictor module, but says it was built with another interface.
extern "C" int quenchmark_predictor_abi() {
  return -1;
}
