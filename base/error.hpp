#pragma once
// The one error type of quenchmark: what is wrong, where, and what to do about it.

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace quenchmark {

/// Kinds of errors; `usage`, `bad_case` and `memory` are the user's to mend (exit 2), the rest is
/// infrastructure (exit 4).
enum class ErrorKind { usage, bad_case, memory, numeric, io, format, mpi, device, internal };

/// The word printed for a kind ("case" for bad_case).
const char* to_string(ErrorKind kind);

/// Exit status of a process that ends with this kind of error: 2 or 4.
int exit_code(ErrorKind kind);

/// One finding. `line` and `column` count from 1; 0 means "no position". Empty strings mean "does not apply".
struct Diagnostic {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string hint;
  std::string file;
  int line = 0;
  int column = 0;
  std::string key;
};

/// `error: KIND: FILE:LINE:COL: message; hint`, without the parts that do not apply.
std::string format_diagnostic(const Diagnostic& diagnostic);

/// One or several findings, thrown together: a case file reports all of its mistakes at once.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, std::string hint = {}, std::string file = {});
  explicit Error(std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// The largest by the order 4 > 2 of the command line.
  int exit_code() const;

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// What was tried gave numbers that are not finite or not to be trusted: something smaller may do, and
/// whoever tries, such as an integrator with its step, may catch this. Any other error says nothing about the
/// trial.
class UnusableTrial : public Error {
 public:
  explicit UnusableTrial(std::string message, std::string hint = {})
      : Error(ErrorKind::numeric, std::move(message), std::move(hint)) {}
};

/// A caught exception as an error: an Error as it is, std::bad_alloc as Error(memory), what the file system
/// refuses as Error(io), anything else as Error(kind) with its message. `failure` must hold an exception.
Error as_error(const std::exception_ptr& failure, ErrorKind kind, const std::string& hint = {});

}  // namespace quenchmark
