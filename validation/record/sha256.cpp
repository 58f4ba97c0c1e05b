#include "validation/record/sha256.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <array>

#include "cases/spec/error.hpp"

namespace quenchmark::validation {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::internal, "libcrypto could not compute a SHA-256");
  }
  std::string text;
  for (const unsigned char byte : digest) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

}  // namespace quenchmark::validation
