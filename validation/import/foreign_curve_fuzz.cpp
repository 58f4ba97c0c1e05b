// Any bytes as somebody's curve, but for HDF5, which is read in a process of its own: they end in a message,
// or in series as long as their clocks, each of whose rows can be refused by name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "validation/import/foreign_curve.hpp"
#include "validation/record/foreign_hdf5.hpp"

namespace {

using namespace quenchmark;

void require_refusal(const validation::ForeignSeries& series, std::size_t row) {
  try {
    series.refuse(row, "wrong", "mend it");
  } catch (const Error& error) {
    if (!error.diagnostics().front().message.empty()) {
      return;
    }
  }
  std::abort();
}

void require_sound(const validation::ForeignSeries& series) {
  const std::size_t rows = series.values.size();
  if ((!series.times.empty() && series.times.size() != rows) ||
      (!series.errors.empty() && series.errors.size() != rows)) {
    std::abort();
  }
  if (rows > 0) {
    require_refusal(series, 0);
    require_refusal(series, rows - 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (validation::is_hdf5(bytes)) {
    return 0;
  }
  try {
    const validation::ForeignCurve curve = validation::parse_foreign_curve(bytes, "curve", std::nullopt);
    for (const auto& [name, series] : curve.series) {
      require_sound(series);
    }
  } catch (const Error& error) {
    if (error.diagnostics().front().message.empty()) {
      std::abort();
    }
  }
  return 0;
}
