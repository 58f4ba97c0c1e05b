#include "validation/cli/command_line.hpp"

int main(int argc, char** argv) {
  return quenchmark::validation::run_command_line(argc, argv);
}
