#pragma once
// Eight doubles that are worked on at once, in as many vector registers as the machine needs for them.
// A vector type wider than the registers is split by GCC 12 through memory, at five to eight times the cost.

#include <cstddef>
#include <cstdint>
#include <utility>

namespace quenchmark::reference {

#if defined(__AVX512F__)
constexpr std::size_t kRegisterBytes = 64;
#elif defined(__AVX__)
constexpr std::size_t kRegisterBytes = 32;
#else
constexpr std::size_t kRegisterBytes = 16;
#endif

constexpr int kPackBits = 3;
constexpr std::int64_t kPackSize = 1 << kPackBits;

/// Element-wise arithmetic as of one vector; the lanes run through the pieces in order.
struct Pack {
  using Piece [[gnu::vector_size(kRegisterBytes)]] = double;
  static constexpr std::size_t kLanes = kRegisterBytes / sizeof(double);  // of a piece
  static constexpr std::size_t kPieces = static_cast<std::size_t>(kPackSize) / kLanes;
  using Pieces =
      std::make_index_sequence<kPieces>;  // loops over pieces are written out: they stay in registers
  using Lanes = std::make_index_sequence<kLanes>;

  Piece piece[kPieces];

  double operator[](std::int64_t lane) const {
    return piece[static_cast<std::size_t>(lane) / kLanes][static_cast<std::size_t>(lane) % kLanes];
  }

  /// The pack whose p-th piece is piece_of(p).
  template <class PieceOf>
  static Pack of(const PieceOf& piece_of) {
    return of(piece_of, Pieces());
  }

 private:
  template <class PieceOf, std::size_t... P>
  static Pack of(const PieceOf& piece_of, std::index_sequence<P...>) {
    return {{piece_of(P)...}};
  }
};

inline Pack operator+(const Pack& a, const Pack& b) {
  return Pack::of([&](std::size_t p) { return a.piece[p] + b.piece[p]; });
}
inline Pack operator-(const Pack& a, const Pack& b) {
  return Pack::of([&](std::size_t p) { return a.piece[p] - b.piece[p]; });
}
inline Pack operator*(const Pack& a, const Pack& b) {
  return Pack::of([&](std::size_t p) { return a.piece[p] * b.piece[p]; });
}
inline Pack operator*(double a, const Pack& b) {
  return Pack::of([&](std::size_t p) { return a * b.piece[p]; });
}
inline Pack& operator+=(Pack& a, const Pack& b) {
  return a = a + b;
}
inline Pack& operator-=(Pack& a, const Pack& b) {
  return a = a - b;
}

/// `value` in every lane.
inline Pack pack_of(double value) {
  return Pack::of([&](std::size_t) { return Pack::Piece{} + value; });
}

/// The address is aligned to 64 bytes.
inline const Pack& pack_at(const double* address) {
  return *reinterpret_cast<const Pack*>(address);
}
inline Pack& pack_at(double* address) {
  return *reinterpret_cast<Pack*>(address);
}

namespace pieces {

template <int Bit, std::size_t... I>
Pack::Piece flip(Pack::Piece v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, (I ^ (std::size_t{1} << Bit))...);
}

/// Every second lane of a, then of b.
template <std::size_t First, std::size_t... I>
Pack::Piece every_second(Pack::Piece a, Pack::Piece b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (2 * I + First)...);
}

/// a0 b0 a1 b1 ... of the lower (Half = 0) or upper half of the lanes.
template <std::size_t Half, std::size_t... I>
Pack::Piece alternate(Pack::Piece a, Pack::Piece b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (I / 2 + Half * Pack::kLanes / 2 + (I % 2) * Pack::kLanes)...);
}

}  // namespace pieces

/// Lane k of the result is lane k ^ 2^Bit of v.
template <int Bit>
Pack flip_lanes(const Pack& v) {
  constexpr std::size_t distance = std::size_t{1} << Bit;
  if constexpr (distance < Pack::kLanes) {
    return Pack::of([&](std::size_t p) { return pieces::flip<Bit>(v.piece[p], Pack::Lanes()); });
  } else {
    return Pack::of([&](std::size_t p) { return v.piece[p ^ (distance / Pack::kLanes)]; });
  }
}

/// a0 b0 a1 b1 ... a7 b7 at `address` (lower and upper half), and back.
inline void store_alternating(const Pack& a, const Pack& b, double* address) {
  const auto half = [&](std::size_t q) {
    const Pack::Piece &x = a.piece[q / 2], &y = b.piece[q / 2];
    return q % 2 == 0 ? pieces::alternate<0>(x, y, Pack::Lanes()) : pieces::alternate<1>(x, y, Pack::Lanes());
  };
  pack_at(address) = Pack::of([&](std::size_t p) { return half(p); });
  pack_at(address + kPackSize) = Pack::of([&](std::size_t p) { return half(Pack::kPieces + p); });
}
inline void load_alternating(const double* address, Pack& a, Pack& b) {
  const Pack &lower = pack_at(address), &upper = pack_at(address + kPackSize);
  const auto piece = [&](std::size_t q) {
    return q < Pack::kPieces ? lower.piece[q] : upper.piece[q - Pack::kPieces];
  };
  a = Pack::of(
      [&](std::size_t p) { return pieces::every_second<0>(piece(2 * p), piece(2 * p + 1), Pack::Lanes()); });
  b = Pack::of(
      [&](std::size_t p) { return pieces::every_second<1>(piece(2 * p), piece(2 * p + 1), Pack::Lanes()); });
}

}  // namespace quenchmark::reference
