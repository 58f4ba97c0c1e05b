// Any bytes as a sidecar: damaged or not. One that vouches for a file is the same when it is written and read
// again, and announces the next file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "validation/record/sidecar.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using quenchmark::validation::Sidecar;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Sidecar sidecar(text);
  if (sidecar.is_damaged() && (sidecar.vouches() || sidecar.vouches_for(""))) {
    std::abort();
  }
  if (!sidecar.vouches()) {
    return 0;
  }
  const std::string written = sidecar.text();
  if (Sidecar(written).text() != written) {
    std::abort();
  }
  const std::string first(64, '0'), next(64, 'f');
  const bool vouched = sidecar.vouches_for(first);
  sidecar.announce(next);
  const Sidecar again(sidecar.text());
  if (!again.vouches_for(next) || (again.vouches_for(first) && !vouched)) {
    std::abort();
  }
  return 0;
}
