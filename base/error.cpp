#include "base/error.hpp"

#include <algorithm>
#include <filesystem>
#include <new>

namespace quenchmark {

const char* to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::bad_case:
      return "case";
    case ErrorKind::memory:
      return "memory";
    case ErrorKind::numeric:
      return "numeric";
    case ErrorKind::io:
      return "io";
    case ErrorKind::format:
      return "format";
    case ErrorKind::mpi:
      return "mpi";
    case ErrorKind::device:
      return "device";
    case ErrorKind::internal:
      break;
  }
  return "internal";
}

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::bad_case:
    case ErrorKind::memory:
      return 2;
    default:
      return 4;
  }
}

std::string format_diagnostic(const Diagnostic& diagnostic) {
  std::string text = std::string("error: ") + to_string(diagnostic.kind) + ": ";
  if (!diagnostic.file.empty()) {
    text += diagnostic.file + ":";
    if (diagnostic.line > 0) {
      text += std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + ":";
    }
    text += " ";
  }
  text += diagnostic.message;
  if (!diagnostic.hint.empty()) {
    text += "; " + diagnostic.hint;
  }
  // One line each, whatever a library's message or a file name brings along.
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

namespace {

std::string join_lines(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += (text.empty() ? "" : "\n") + format_diagnostic(diagnostic);
  }
  return text;
}

}  // namespace

Error::Error(ErrorKind kind, std::string message, std::string hint, std::string file)
    : Error(std::vector<Diagnostic>{{kind, std::move(message), std::move(hint), std::move(file), 0, 0, {}}}) {
}

Error::Error(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(join_lines(diagnostics)), diagnostics_(std::move(diagnostics)) {}

Error as_error(const std::exception_ptr& failure, ErrorKind kind, const std::string& hint) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return Error(ErrorKind::memory, "the memory of this machine does not suffice",
                 "choose a smaller size or tier");
  } catch (const std::filesystem::filesystem_error& refused) {
    return Error(ErrorKind::io, "cannot be reached: " + refused.code().message(),
                 "check the permissions of the directories on its way", refused.path1().string());
  } catch (const std::exception& other) {
    return Error(kind, other.what(), hint);
  } catch (...) {
    return Error(kind, "something was thrown that says nothing about itself", hint);
  }
}

int Error::exit_code() const {
  int code = 2;
  for (const Diagnostic& diagnostic : diagnostics_) {
    code = std::max(code, quenchmark::exit_code(diagnostic.kind));
  }
  return code;
}

}  // namespace quenchmark
