#pragma once
// Ownership and errors of the HDF5 C library. Private to validation/record: nothing else includes HDF5.

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>

namespace quenchmark::validation::hdf5 {

/// Closes an HDF5 identifier when it goes out of scope.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }

  hid_t id() const { return id_; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Keeps the library from printing its error stack on stderr. The setting belongs to a thread, so every entry
/// calls it.
void silence_library();

/// The innermost message of the library's error stack, e.g. "can't read symbol table node"; "no details"
/// without one.
std::string library_message();

/// What HDF5 reported, without knowledge of the file: the caller turns it into quenchmark::Error.
struct LibraryError {
  std::string doing;    ///< "open dataset /time"
  std::string message;  ///< the library's own words
};

/// Throws LibraryError when `status` is negative.
void require(herr_t status, std::string_view doing);
/// The same for identifiers; owns what it accepts.
Handle require(hid_t id, Handle::Close close, std::string_view doing);

/// A new HDF5 file that lives in memory only: a failing disk can then never damage what the library is doing.
Handle create_in_memory();
/// The bytes of a file made by create_in_memory.
std::string bytes_of(const Handle& file);
/// A file given by its bytes, read-only.
Handle open_in_memory(std::string_view bytes);

}  // namespace quenchmark::validation::hdf5
