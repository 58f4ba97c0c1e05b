// Any bytes as a table of numbers: they end in a message, or in columns of finite numbers, one a line.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "validation/import/number_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quenchmark;
  try {
    const validation::NumberTable table({reinterpret_cast<const char*>(data), size}, "table.csv");
    for (std::size_t column = 0; column < table.names().size(); ++column) {
      try {
        const std::vector<double> numbers = table.column(column);
        bool sound = numbers.size() == table.rows();
        for (const double number : numbers) {
          sound = sound && std::isfinite(number);
        }
        if (!sound) {
          std::abort();
        }
      } catch (const Error&) {  // the other columns may be numbers all the same
      }
    }
  } catch (const Error&) {
  }
  return 0;
}
