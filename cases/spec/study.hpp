#pragma once
// Studies: one file for a family of cases that differ along axes.
//
// A file with [[study]] tables is a base case and its axes. Every combination of their points is a member, a
// case of its own: what the points say is put over the base, axis by axis, and what [member.X] says over
// that. Its id is the id of the study and the names of its points, joined by -; in its title, {axis} is the
// label of its point.

#include <string>
#include <vector>

#include "cases/spec/figure_spec.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

struct StudyMember {
  std::string id;
  std::vector<std::string> points;  ///< names, one for each axis
  TomlNode document;                ///< a case file that knows nothing of the study
};

struct Study {
  std::string id;
  std::vector<StudyMember> members;  ///< the last axis moves fastest
  std::vector<FigureSpec> figures;   ///< what is drawn of it
};

bool is_study(const TomlNode& root);

/// The members of a study; they may still be wrong as cases. Throws one Error(bad_case) with all mistakes of
/// its axes, figures and members; `file` stands in messages.
Study expand_study(const TomlNode& root, const std::string& file);

}  // namespace quenchmark::cases
