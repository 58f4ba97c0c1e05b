// The module that the loader's test loads.

extern "C" int quenchmark_test_abi() {
  return 5;
}

extern "C" int quenchmark_test_double(int value) {
  return 2 * value;
}

/// As a serial OpenBLAS has it.
extern "C" int openblas_get_parallel() {
  return 0;
}
