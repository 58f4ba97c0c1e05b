#pragma once
// Lists of figures: which figures a paper has, what they show, and why one is missing.

#include <string>
#include <vector>

#include "cases/spec/figure_spec.hpp"
#include "cases/spec/study_axes.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

/// True for a document that calls itself a list of figures, of whichever version.
bool is_figure_list(const TomlNode& root);

/// Throws one Error(bad_case) with all mistakes of the file, which stands in messages.
std::vector<FigureSpec> read_figure_list(const TomlNode& root, const std::string& file);

/// False when the file calls itself something else than a list of figures. Throws Error(bad_case | io) for one
/// that is wrong, and for what is no TOML.
bool check_figure_list(const std::string& path);

/// What is wrong with one figure beyond the types of its keys; `node` is its table. Notes where it stands.
void check_figure(FigureSpec& figure, const TomlNode& node, StudyFindings& findings);

}  // namespace quenchmark::cases
