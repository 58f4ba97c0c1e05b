// For the loader's test: looks like the torch module, but says it was built with another interface.
extern "C" int quenchmark_torch_abi() {
  return -1;
}
