#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

namespace {

constexpr std::uintmax_t largest_file = 1 << 20;

}  // namespace

std::string read_toml_text(const std::string& path) {
  std::error_code status;
  const auto type = std::filesystem::status(path, status).type();
  if (type == std::filesystem::file_type::not_found) {
    throw Error(ErrorKind::bad_case, "no such file", "quenchmark list shows the ids of the catalogue", path);
  }
  if (type == std::filesystem::file_type::none) {
    throw Error(ErrorKind::io, "cannot be reached: " + status.message(),
                "check the permissions of the directories on its way", path);
  }
  if (type != std::filesystem::file_type::regular) {
    throw Error(ErrorKind::bad_case, "is not a regular file", "give the path of a case file (.toml)", path);
  }
  const auto size = std::filesystem::file_size(path, status);
  if (!status && size > largest_file) {
    throw Error(ErrorKind::bad_case, fmt::format("is {} bytes long, more than any case file", size),
                "at most 1 MiB is read", path);
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(status ? 0 : size), '\0');
  if (!stream || !stream.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    throw Error(ErrorKind::io, "cannot be read", "check its permissions", path);
  }
  return text;
}

}  // namespace quenchmark::cases
