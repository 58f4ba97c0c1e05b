#pragma once
// A verb of the command line. To add one: a file verb_<name>.cpp with a class and its maker, and a line in
// verbs.cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace quenchmark::validation {

/// Options that every verb knows.
struct CommonOptions {
  std::string out = "./quenchmark-out";
  int threads = 0;                        ///< 0: all processors this process may use, see thread_count
  std::optional<std::uint64_t> seed;      ///< replaces the seed of the cases
  bool json = false;                      ///< stdout is one JSON document
  bool quiet = false;                     ///< no progress on stderr
  std::vector<std::string> command_line;  ///< as typed, for provenance
  std::string cases;                      ///< catalogue; empty: cases::catalog_directory decides
};

int thread_count(const CommonOptions& options);

class Verb {
 public:
  virtual ~Verb() = default;

  virtual std::string name() const = 0;
  /// One line for the list of verbs.
  virtual std::string summary() const = 0;
  /// Adds the verb's own options and positional arguments; the common ones are there already.
  virtual void declare(CLI::App& command) = 0;
  /// Returns the exit status; throws Error. Nothing goes to stdout before the outcome is known.
  virtual int run(const CommonOptions& options) = 0;
};

/// In the order of the help text.
std::vector<std::unique_ptr<Verb>> all_verbs();

}  // namespace quenchmark::validation
