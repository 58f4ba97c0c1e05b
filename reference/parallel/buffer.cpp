#include "reference/parallel/buffer.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::int64_t kCacheLine = 64;
constexpr std::int64_t kHugePage = std::int64_t{1} << 21;

std::int64_t round_up(std::int64_t bytes, std::int64_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

/// Pages of its own, zero when first touched; `mapped` receives where the mapping starts.
void* map_huge(std::int64_t bytes, void*& mapped) {
  const auto length = static_cast<std::size_t>(bytes + kHugePage);
  mapped = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) {
    return nullptr;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(mapped);
  void* aligned = static_cast<char*>(mapped) + (kHugePage - static_cast<std::int64_t>(address % kHugePage));
  // Strided passes over a state touch thousands of small pages; where advice is not taken only speed is lost.
  (void)madvise(aligned, static_cast<std::size_t>(bytes), MADV_HUGEPAGE);
  return aligned;
}

}  // namespace

Buffer::Buffer(std::int64_t size) : size_(size) {
  const std::int64_t bytes =
      round_up(std::max<std::int64_t>(size, 1) * static_cast<std::int64_t>(sizeof(double)), kCacheLine);
  void* data = nullptr;
  if (bytes >= kHugePage) {
    data = map_huge(bytes, mapped_);
    mapped_bytes_ = bytes + kHugePage;
  } else {
    data = mapped_ = std::aligned_alloc(kCacheLine, static_cast<std::size_t>(bytes));
    if (data != nullptr) {
      std::memset(data, 0, static_cast<std::size_t>(bytes));
    }
  }
  if (data == nullptr) {
    throw Error(ErrorKind::memory, "the system refused " + std::to_string(bytes) + " bytes",
                "close other programs or choose a smaller lattice");
  }
  data_ = static_cast<double*>(data);
}

Buffer::Buffer(Buffer&& other) noexcept {
  swap(other);
}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  swap(other);
  return *this;
}

Buffer::~Buffer() {
  if (mapped_bytes_ > 0) {
    munmap(mapped_, static_cast<std::size_t>(mapped_bytes_));
  } else {
    std::free(mapped_);
  }
}

void Buffer::swap(Buffer& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  std::swap(mapped_bytes_, other.mapped_bytes_);
}

}  // namespace quenchmark::reference
