#include "base/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <random>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace quenchmark {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view temporary_suffix = ".quenchmark-tmp";

[[noreturn]] void fail(const std::string& what, int code, const fs::path& path, const std::string& hint) {
  throw Error(ErrorKind::io, what + ": " + std::strerror(code), hint, path.string());
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) {
      ::close(value_);
    }
  }
  int get() const { return value_; }
  int close() { return ::close(std::exchange(value_, -1)); }

 private:
  int value_;
};

/// A write beyond the allowed file size shall be an error like a full disk, not the death of the process.
class FileSizeSignalIgnored {
 public:
  FileSizeSignalIgnored() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &before_);
  }
  FileSizeSignalIgnored(const FileSizeSignalIgnored&) = delete;
  FileSizeSignalIgnored& operator=(const FileSizeSignalIgnored&) = delete;
  ~FileSizeSignalIgnored() { sigaction(SIGXFSZ, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

/// Returns 0 or errno.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return errno;
    }
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return 0;
}

fs::path directory_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void make_directories(const fs::path& directory) {
  std::error_code code;
  fs::create_directories(directory, code);
  if (code || !fs::is_directory(directory, code)) {
    fail("cannot create the directory", code ? code.value() : ENOTDIR, directory,
         "choose another place with --out, or remove what is in the way");
  }
}

/// Unique among processes and in time: a random name that did not exist (O_EXCL) at the moment of its
/// creation.
/// `blamed`: what an error is about.
fs::path create_temporary(const fs::path& target, const fs::path& blamed, int& descriptor) {
  std::random_device entropy;
  for (;;) {
    const std::string name = "." + target.filename().string() + "." + std::to_string(entropy()) +
                             std::to_string(entropy()) + std::string(temporary_suffix);
    const fs::path path = directory_of(target) / name;
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) {
      return path;
    }
    if (errno != EEXIST) {
      fail("cannot create a file in " + directory_of(target).string(), errno, blamed,
           "check permissions and free space, or choose another place with --out");
    }
  }
}

/// Returns 0 or errno.
int fill(Descriptor& file, std::string_view bytes, Durability durability) {
  if (const int code = write_all(file.get(), bytes); code != 0) {
    return code;
  }
  if (durability == Durability::power_loss && ::fsync(file.get()) != 0) {
    return errno;
  }
  return file.close() == 0 ? 0 : errno;
}

void sync_directory(const fs::path& directory) {
  const Descriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a directory; the file is in place all the same.
  if (descriptor.get() >= 0) {
    ::fsync(descriptor.get());
  }
}

}  // namespace

std::string read_file(const fs::path& path) {
  // O_NONBLOCK: opening a named pipe must not wait for a writer.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.get() < 0) {
    fail("cannot open", errno, path, "");
  }
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) {
    fail("cannot read", errno, path, "");
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::io, S_ISDIR(status.st_mode) ? "it is a directory" : "it is not a regular file", "",
                path.string());
  }
  std::string bytes;
  try {
    bytes.resize(static_cast<std::size_t>(status.st_size));
  } catch (const std::exception&) {
    throw Error(ErrorKind::memory, "its " + std::to_string(status.st_size) + " bytes do not fit into memory",
                "", path.string());
  }
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(descriptor.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno != EINTR) {
      fail("cannot read", errno, path, "");
    }
    if (count == 0) {
      break;
    }
    filled += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  bytes.resize(filled);
  return bytes;
}

void replace_file(const fs::path& path, std::string_view bytes, Durability durability) {
  make_directories(directory_of(path));
  const FileSizeSignalIgnored guard;
  int raw = -1;
  const fs::path temporary = create_temporary(path, path, raw);
  Descriptor file(raw);
  int code = fill(file, bytes, durability);
  if (code == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) {
    code = errno;
  }
  if (code != 0) {
    ::unlink(temporary.c_str());
    fail("cannot write " + std::to_string(bytes.size()) + " bytes", code, path,
         "what was there before is untouched; free some space, remove what is in the way or choose another "
         "--out");
  }
  if (durability == Durability::power_loss) {
    sync_directory(directory_of(path));
  }
}

void require_writable_directory(const fs::path& directory) {
  make_directories(directory);
  int raw = -1;
  const fs::path temporary = create_temporary(directory / "probe", directory, raw);
  const Descriptor file(raw);
  ::unlink(temporary.c_str());
}

void remove_leftovers(const fs::path& target) {
  const std::string beginning = "." + target.stem().string() + ".";
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(directory_of(target), code)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(beginning) && name.ends_with(temporary_suffix)) {
      fs::remove(entry.path(), code);
    }
  }
}

OutputLock::OutputLock(const fs::path& file) {
  require_writable_directory(directory_of(file));
  const fs::path path = directory_of(file) / ("." + file.stem().string() + ".lock");
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    fail("cannot create the lock", errno, path, "check permissions, or choose another place with --out");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int code = errno;
    ::close(descriptor_);
    if (code == EWOULDBLOCK) {
      throw Error(ErrorKind::io, "another quenchmark is making this file",
                  "wait until it has ended, or choose another place with --out", file.string());
    }
    fail("cannot lock", code, path, "");
  }
  remove_leftovers(file);
}

OutputLock::~OutputLock() {
  ::close(descriptor_);
}

}  // namespace quenchmark
