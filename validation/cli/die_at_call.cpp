// Preloaded into a run by a test: the process dies, as by kill -9, in the midst of the n-th write, fsync or
// rename of a file whose name has a given part. A write dies half done.

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

/// DIE_AT_CALL = "write", "fsync" or "rename"; DIE_AT_NUMBER counts from 1; DIE_AT_NAME = part of the file's
/// path.
bool is_the_call(const char* call, const char* path) {
  static std::atomic<int> seen = 0;
  const char* wanted = std::getenv("DIE_AT_CALL");
  const char* number = std::getenv("DIE_AT_NUMBER");
  const char* name = std::getenv("DIE_AT_NAME");
  if (wanted == nullptr || number == nullptr || name == nullptr || std::strcmp(wanted, call) != 0 ||
      std::strstr(path, name) == nullptr) {
    return false;
  }
  if (++seen != std::atoi(number)) {
    return false;
  }
  std::fprintf(stderr, "victim %s\n", path);
  return true;
}

bool is_the_call(const char* call, int descriptor) {
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  path[length > 0 ? length : 0] = '\0';
  return is_the_call(call, path);
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, std::size_t count) {
  static auto* const original = next<ssize_t(int, const void*, std::size_t)>("write");
  if (is_the_call("write", descriptor)) {
    original(descriptor, bytes, count / 2);
    die();
  }
  return original(descriptor, bytes, count);
}

int fsync(int descriptor) {
  static auto* const original = next<int(int)>("fsync");
  if (is_the_call("fsync", descriptor)) {
    die();
  }
  return original(descriptor);
}

int rename(const char* from, const char* to) {
  static auto* const original = next<int(const char*, const char*)>("rename");
  if (is_the_call("rename", to)) {
    die();
  }
  return original(from, to);
}

}  // extern "C"
