#include "cases/spec/figure_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cases/spec/field_reader.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/study_vocabulary.hpp"
#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

namespace {

bool is_file_name(const std::string& text) {
  const auto fits = [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-');
  };
  return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), fits);
}

const std::vector<std::string>& known_panels() {
  static const std::vector<std::string> known = [] {
    std::vector<std::string> words(figure_panels.begin(), figure_panels.end());
    words.insert(words.end(), std::begin(names_of<ObservableKind>), std::end(names_of<ObservableKind>));
    return words;
  }();
  return known;
}

/// Panels that fill a figure of their own.
bool stands_alone(const std::string& panel) {
  return panel == "network_size" || panel == "couplings" || panel == "traces" || panel == "all_traces" ||
         panel == "relative_entropy" || panel == "transfer" || panel == "costs";
}

}  // namespace

void check_figure(FigureSpec& figure, const TomlNode& node, StudyFindings& findings) {
  figure.file = findings.file();
  figure.line = node.value_place.line;
  figure.column = node.value_place.column;
  if (!is_file_name(figure.id)) {
    findings.add(node.find("id")->value_place, "must match [A-Za-z0-9_-]+ and not begin with -");
  }
  const TomlNode* panels = node.find("panels");
  for (std::size_t k = 0; panels != nullptr && k < figure.panels.size(); ++k) {
    const std::string& panel = figure.panels[k];
    if (std::find(known_panels().begin(), known_panels().end(), panel) == known_panels().end()) {
      findings.add(panels->elements[k].value_place, fmt::format("\"{}\" is no panel", panel),
                   suggestion(panel, known_panels()));
    } else if (stands_alone(panel) && figure.panels.size() > 1) {
      findings.add(panels->elements[k].value_place,
                   fmt::format("\"{}\" is a figure of its own and stands alone", panel));
    }
  }
}

bool is_figure_list(const TomlNode& root) {
  const TomlNode* schema = root.find("schema");
  return schema != nullptr && schema->kind == TomlNode::Kind::text &&
         schema->text.starts_with("quenchmark.figures/");
}

std::vector<FigureSpec> read_figure_list(const TomlNode& root, const std::string& file) {
  ReadFindings read;
  FieldReader reader(root, file, read);
  FigureListSpec list;
  describe_figure_list(reader, list);
  reader.finish();
  StudyFindings findings(file);
  findings.add(read.collect());
  findings.raise();
  std::set<std::string> ids;
  const TomlNode& figures = *root.find("figure");
  for (std::size_t k = 0; k < list.figures.size(); ++k) {
    FigureSpec& figure = list.figures[k];
    figure.paper = list.paper;
    if (figure.missing.empty()) {
      figure.missing = "the catalogue has none of its cases";
    }
    check_figure(figure, figures.elements[k], findings);
    if (!ids.insert(figure.id).second) {
      findings.add(figures.elements[k].find("id")->value_place,
                   fmt::format("\"{}\" is the id of another figure of this list", figure.id));
    }
  }
  findings.raise();
  return std::move(list.figures);
}

bool check_figure_list(const std::string& path) {
  const TomlNode root = parse_toml(read_toml_text(path), path);
  const bool list = is_figure_list(root);
  if (list) {
    read_figure_list(root, path);
  }
  return list;
}

}  // namespace quenchmark::cases
