#pragma once
// Large arrays of doubles: aligned to cache lines, on huge pages where the system has them, set to zero.

#include <complex>
#include <cstdint>

namespace quenchmark::reference {

using Complex = std::complex<double>;

/// Owns `size` doubles. Movable, not copyable: states may fill most of the memory.
class Buffer {
 public:
  Buffer() = default;
  /// Throws Error(memory) when the system refuses.
  explicit Buffer(std::int64_t size);

  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  double* data() { return data_; }
  const double* data() const { return data_; }
  std::int64_t size() const { return size_; }

 private:
  void swap(Buffer& other) noexcept;

  double* data_ = nullptr;
  std::int64_t size_ = 0;
  void* mapped_ = nullptr;  // what is given back
  std::int64_t mapped_bytes_ = 0;
};

/// One complex amplitude per basis state; the two parts interleaved, as in std::complex.
class StateVector {
 public:
  StateVector() = default;
  explicit StateVector(std::int64_t dimension) : buffer_(2 * dimension) {}

  std::int64_t dimension() const { return buffer_.size() / 2; }
  Complex* data() { return reinterpret_cast<Complex*>(buffer_.data()); }
  const Complex* data() const { return reinterpret_cast<const Complex*>(buffer_.data()); }
  double* parts() { return buffer_.data(); }
  const double* parts() const { return buffer_.data(); }
  Complex& operator[](std::int64_t i) { return data()[i]; }
  const Complex& operator[](std::int64_t i) const { return data()[i]; }

 private:
  Buffer buffer_;
};

}  // namespace quenchmark::reference
