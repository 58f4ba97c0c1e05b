#pragma once
// Work in a forked child that answers with one string or one Error; its death cannot harm the parent.

#include <sys/types.h>

#include <functional>
#include <string>

namespace quenchmark::validation {

/// What a child said before it ended, and how it ended.
struct ChildAnswer {
  bool answered = false;     ///< false: it died or was ended before it had finished
  std::string text;          ///< what the work returned, when it answered
  std::string cause_of_end;  ///< for people: "Segmentation fault", "exit status 3"; empty when it answered
};

/// A running child. Destroying it kills a child that still runs and waits for its end.
class ChildProcess {
 public:
  /// Forks; the child calls `work`, sends what it returns (or the Error it throws) and exits without running
  /// the parent's exit handlers. Only this thread exists in the child: our parallel loops hire threads anew
  /// there; a library that keeps threads of its own (LibTorch) may be used there only if the parent has not
  /// used it. Throws Error(io) when no process can be made.
  explicit ChildProcess(const std::function<std::string()>& work);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// Readable when the child has sent something or has ended.
  int descriptor() const { return descriptor_; }
  pid_t pid() const { return pid_; }
  /// Takes what is there to read; true when the child has closed its end.
  bool receive();
  /// Waits for the end of the child. Throws the Error that the work threw.
  ChildAnswer finish();
  void kill();

 private:
  int wait();

  pid_t pid_ = -1;
  int descriptor_ = -1;
  std::string received_;
};

}  // namespace quenchmark::validation
