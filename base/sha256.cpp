#include "base/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/error.hpp"

namespace quenchmark {

namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw Error(ErrorKind::internal, "OpenSSL offers no SHA-256");
    }
  }

  void add(const void* bytes, std::size_t count) {
    if (EVP_DigestUpdate(context_.get(), bytes, count) != 1) {
      throw Error(ErrorKind::internal, "OpenSSL failed to hash");
    }
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1) {
      throw Error(ErrorKind::internal, "OpenSSL failed to hash");
    }
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int k = 0; k < length; ++k) {
      text += digits[digest[k] >> 4];
      text += digits[digest[k] & 15];
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hash.hex();
}

std::string sha256_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) {
    throw Error(ErrorKind::io, "cannot be opened for reading", "check the path and its permissions", path);
  }
  Sha256 hash;
  std::vector<char> buffer(1 << 16);
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    hash.add(buffer.data(), count);
  }
  if (std::ferror(file.get()) != 0) {
    throw Error(ErrorKind::io, "cannot be read", "it may be a directory or on a failing disk", path);
  }
  return hash.hex();
}

}  // namespace quenchmark
