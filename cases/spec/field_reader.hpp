#pragma once
// Fills a case from a TOML tree and notes everything that is wrong with the words and types of the file.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/key_positions.hpp"
#include "cases/spec/toml_tree.hpp"
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

/// What the tiers of one file have found so far. A key written outside the tiers may be meaningless in one of
/// them (samples, when the tier sums exactly) but must mean something in at least one.
struct ReadFindings {
  std::vector<Diagnostic> diagnostics;
  std::map<std::pair<int, int>, Diagnostic> inapplicable;  ///< by line and column
  std::set<std::pair<int, int>> applied;

  /// Everything, sorted by place, each once.
  std::vector<Diagnostic> collect() const;
};

class FieldReader final : public CaseVisitor {
 public:
  FieldReader(const TomlNode& root, std::string file, ReadFindings& findings);

  void field(const Field& field, FieldValue value) override;
  void constant(const Field& field, std::string_view value) override;
  void untyped(const Field& field, std::string_view type) override;
  bool enter(const Section& section, bool present) override;
  std::size_t enter_array(const Section& section, std::size_t count) override;
  void enter_element(std::size_t index) override;
  void leave() override;
  bool reading() const override { return true; }

  /// Ends the top level: what was not visited there is unknown.
  void finish() { leave(); }

  const KeyPositions& positions() const { return positions_; }
  /// First words ("model", "claim", ...) of the keys in which something was wrong.
  const std::set<std::string>& broken() const { return broken_; }

 private:
  struct Level {
    const TomlNode* node = nullptr;  ///< nullptr: not written, everything has its default
    std::string path;                ///< in the resolved case
    std::set<std::string> visited;
    bool array = false;
  };

  const TomlNode* look_up(const Field& field);
  std::string path_of(std::string_view key) const;
  void complain(const Place& place, std::string message, std::string hint = {});
  void complain_missing(const std::string& what, std::string_view key, std::string hint);

  std::string file_;
  ReadFindings& findings_;
  std::vector<Level> levels_;
  KeyPositions positions_;
  std::set<std::string> broken_;
};

}  // namespace quenchmark::cases
