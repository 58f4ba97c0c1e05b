#include "validation/record/hdf5_handle.hpp"

namespace quenchmark::validation::hdf5 {

namespace {

constexpr std::size_t growth_step = std::size_t{1} << 20;

Handle memory_driver() {
  Handle access = require(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare a file in memory");
  constexpr hbool_t write_to_disk = false;
  require(H5Pset_fapl_core(access.id(), growth_step, write_to_disk), "prepare a file in memory");
  return access;
}

}  // namespace

void silence_library() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string library_message() {
  std::string message;
  const auto keep_last = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    if (error->desc != nullptr && *error->desc != '\0') {
      *static_cast<std::string*>(out) = error->desc;
    }
    return 0;
  };
  // Downward: from the called function to the innermost one, which knows the cause.
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_last, &message);
  H5Eclear2(H5E_DEFAULT);
  return message.empty() ? "no details" : message;
}

void require(herr_t status, std::string_view doing) {
  if (status < 0) {
    throw LibraryError{std::string(doing), library_message()};
  }
}

Handle require(hid_t id, Handle::Close close, std::string_view doing) {
  if (id < 0) {
    throw LibraryError{std::string(doing), library_message()};
  }
  return {id, close};
}

Handle create_in_memory() {
  silence_library();
  const Handle access = memory_driver();
  const Handle creation = require(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "prepare a file in memory");
  // Times of day would make two equal results differ.
  require(H5Pset_obj_track_times(creation.id(), false), "switch off time stamps");
  return require(H5Fcreate("in-memory", H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
                 "create a file in memory");
}

std::string bytes_of(const Handle& file) {
  require(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "flush the file in memory");
  const ssize_t size = H5Fget_file_image(file.id(), nullptr, 0);
  require(size < 0 ? -1 : 0, "measure the file in memory");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  require(H5Fget_file_image(file.id(), bytes.data(), bytes.size()) == size ? 0 : -1,
          "copy the file in memory");
  return bytes;
}

Handle open_in_memory(std::string_view bytes) {
  silence_library();
  const Handle access = memory_driver();
  // The library copies the buffer, whatever the signature says.
  require(H5Pset_file_image(access.id(), const_cast<char*>(bytes.data()), bytes.size()), "take the bytes");
  return require(H5Fopen("in-memory", H5F_ACC_RDONLY, access.id()), H5Fclose, "open");
}

}  // namespace quenchmark::validation::hdf5
