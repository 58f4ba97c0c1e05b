#pragma once
// The axes of a study: at each of their points a case says something else.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/study_vocabulary.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

/// Names of points by the axis that they belong to.
using PointNames = std::map<std::string, std::vector<std::string>>;

struct StudyPoint {
  std::string name;   ///< in ids
  std::string label;  ///< in titles
  TomlNode changes;   ///< a table: what it says over the base
  PointNames only;    ///< the points of other axes that it goes with; axes that are not named: all
  Place place;
};

struct StudyAxis {
  std::string name;
  std::vector<StudyPoint> points;
  Place place;
};

/// Collects what is wrong with a study or a list of figures.
class StudyFindings {
 public:
  explicit StudyFindings(std::string file) : file_(std::move(file)) {}

  void add(const Place& place, std::string message, std::string hint = {});
  void add(std::vector<Diagnostic> mistakes);
  bool empty() const { return mistakes_.empty(); }
  /// Throws one Error with all of them, when there are any.
  void raise() const;
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<Diagnostic> mistakes_;
};

/// True for names of points and axes, which stand in ids: [a-z0-9_-]+.
bool is_point_name(const std::string& text);

/// True for the keys that make a file, or a member, what it is: no point changes them.
bool is_fixed_key(std::string_view key);

/// The axes, in the order of the file, from the tree of the file and what was read of it. What is wrong with
/// them joins the findings; `only` is not judged yet.
std::vector<StudyAxis> read_axes(const TomlNode& root, const StudySpec& spec, StudyFindings& findings);

/// A table `only`: the names that it gives of points, held against the axes. `self`: the axis in which it
/// stands, which it may not name; nullptr: none.
PointNames read_only(const TomlNode& only, const std::vector<StudyAxis>& axes, const StudyAxis* self,
                     StudyFindings& findings);

}  // namespace quenchmark::cases
