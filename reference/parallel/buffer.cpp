#include "reference/parallel/buffer.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "cases/spec/error.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{1} << 21;

}  // namespace

void Buffer::Release::operator()(double* data) const {
  std::free(data);
}

Buffer::Buffer(std::int64_t size) : size_(size) {
  const std::size_t bytes = static_cast<std::size_t>(size) * sizeof(double);
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kCacheLine;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  data_.reset(static_cast<double*>(std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)));
  if (!data_) {
    throw Error(ErrorKind::memory, "the system refused " + std::to_string(bytes) + " bytes",
                "close other programs or choose a smaller lattice");
  }
  if (alignment == kHugePage) {
    // Strided passes over a state touch thousands of small pages; where advice is not taken only speed is
    // lost.
    (void)madvise(data_.get(), rounded, MADV_HUGEPAGE);
  }
  std::memset(data_.get(), 0, rounded);
}

}  // namespace quenchmark::reference
