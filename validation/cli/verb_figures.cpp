#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/catalog.hpp"
#include "cases/spec/names.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/stored_results.hpp"
#include "validation/cli/verb.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/figures/case_figures.hpp"
#include "validation/figures/figure_files.hpp"
#include "validation/figures/paper_figures.hpp"
#include "validation/scaling/network_size_figure.hpp"

namespace quenchmark::validation {

namespace {

/// A figure that can be drawn now.
struct Drawable {
  Figure figure;
  std::string case_id;  ///< empty for listed figures
  std::string study;    ///< whose figure it is; empty for all others
};

std::vector<const Evidence*> cases_of(const cases::FigureSpec& figure, const StoredSuite& stored) {
  std::vector<const Evidence*> found;
  for (const Evidence& evidence : stored.evidence) {
    if (shows_figure(evidence.asked, figure)) {
      found.push_back(&evidence);
    }
  }
  return found;
}

/// Without panels when it cannot be drawn.
Figure draw(const cases::FigureSpec& figure, const StoredSuite& stored) {
  if (Figure drawn = draw_without_runs(figure); !drawn.empty()) {
    return drawn;
  }
  const std::vector<const Evidence*> runs = cases_of(figure, stored);
  return figure.panels == std::vector<std::string>{"network_size"} ? draw_network_size(figure, runs)
                                                                   : draw_from_runs(figure, runs);
}

/// Where a listed figure stands.
struct Standing {
  bool drawn = false;
  std::string reason;  ///< the call that draws it, or why it is missing
};

/// What is looked through, and how calls that make more of it are written.
struct Surroundings {
  const StoredSuite& stored;
  const cases::Catalog& catalog;
  std::vector<std::string> drawing;  ///< options of `figures` as they were given: --from, --out
  std::vector<std::string> making;   ///< options of a `validate` that puts results where they are looked for
};

std::string command(std::vector<std::string> words, const std::vector<std::string>& options) {
  words.insert(words.begin(), "quenchmark");
  words.insert(words.end(), options.begin(), options.end());
  return shell_line(words);
}

/// One call for each tier that is the smallest of some of the cases. `name`: what stands for all of them;
/// empty: they are named one by one.
std::string commands_that_run(const std::vector<const cases::CaseFile*>& files, const std::string& name,
                              const Surroundings& around) {
  std::map<cases::Tier, std::vector<std::string>> by_tier;
  for (const cases::CaseFile* file : files) {
    by_tier[file->tiers.front().tier].push_back(file->id());
  }
  std::vector<std::string> calls;
  for (auto& [tier, ids] : by_tier) {
    std::vector<std::string> words{"validate"};
    words.insert(words.end(), ids.begin(), name.empty() ? ids.end() : ids.begin());
    words.insert(words.end(), name.empty() ? 0 : 1, name);
    words.insert(words.end(), {"--tier", std::string(cases::name(tier))});
    calls.push_back(command(words, around.making));
  }
  return fmt::format("{}", fmt::join(calls, "; "));
}

/// The study with the first points that all of its members share: the shortest name of them.
std::string common_name(const std::string& study, const std::vector<const cases::CaseFile*>& members) {
  std::string name = study;
  const std::vector<std::string> first =
      members.empty() ? std::vector<std::string>() : members.front()->points;
  for (std::size_t p = 0; p < first.size(); ++p) {
    const bool shared = std::all_of(members.begin(), members.end(), [&](const cases::CaseFile* member) {
      return member->points[p] == first[p];
    });
    if (!shared) {
      break;
    }
    name += "-" + first[p];
  }
  return name;
}

Standing standing_of(const cases::FigureSpec& figure, const Surroundings& around) {
  std::vector<const cases::CaseFile*> asked, missing;
  for (const cases::CaseFile& file : around.catalog.cases) {
    if (shows_figure(file.tiers.front(), figure)) {
      asked.push_back(&file);
      const bool there = std::any_of(around.stored.evidence.begin(), around.stored.evidence.end(),
                                     [&](const Evidence& one) { return one.asked.id == file.id(); });
      if (!there) {
        missing.push_back(&file);
      }
    }
  }
  const std::string name = figure.study.empty() ? "" : common_name(figure.study, asked);
  if (!draw(figure, around.stored).empty()) {
    const std::string drawing = command({"figures", figure.id}, around.drawing);
    return {true, missing.empty() ? drawing
                                  : fmt::format("{} ({} of {} cases; the others: {})", drawing,
                                                asked.size() - missing.size(), asked.size(),
                                                commands_that_run(missing, name, around))};
  }
  return asked.empty() ? Standing{false, figure.missing}
                       : Standing{false, "not run yet: " + commands_that_run(asked, name, around)};
}

class FiguresVerb final : public Verb {
 public:
  std::string name() const override { return "figures"; }
  std::string summary() const override { return "draw figures of results, of studies and of the papers"; }

  void declare(CLI::App& command) override {
    command.add_option("ID", ids_, "figures, cases or studies; by default all that can be drawn");
    command.add_option("--from", from_, "directory of the results; by default that of --out")
        ->type_name("DIR");
    command.add_flag("--list", list_,
                     "every figure of the papers and studies, drawn or missing with the reason");
  }

  int run(const CommonOptions& common) override {
    StoredSuite stored =
        from_.empty() ? stored_or_empty(common) : read_stored_suite(from_, rules_for_stored(common, from_));
    const cases::Catalog catalog = catalog_of(common);
    print_errors(catalog.problems);
    if (list_) {
      print_errors(stored.problems);
      list(stored, catalog, common);
      return exit_status({}, catalog.problems);
    }
    const std::vector<Figure> chosen = choose(stored, catalog, common);
    const std::filesystem::path directory = std::filesystem::path(common.out) / "figures";
    nlohmann::ordered_json document = nlohmann::ordered_json::array();
    std::string lines;
    for (const Figure& figure : chosen) {
      write_figure_table(directory, figure);
      const std::string file = (directory / (figure.id + ".svg")).string();
      lines += file + "\n";
      document.push_back({{"id", figure.id}, {"file", file}, {"caption", figure.caption}});
    }
    write_figure_drawings(directory, chosen);
    common.json ? write_document(document) : write_output(lines);
    return exit_status(stored.problems, catalog.problems);
  }

 private:
  static int exit_status(std::vector<Diagnostic> problems, const std::vector<Diagnostic>& more) {
    problems.insert(problems.end(), more.begin(), more.end());
    return problems.empty() ? 0 : Error(problems).exit_code();
  }

  /// Cases are drawn without a catalogue too, unless one was asked for.
  static cases::Catalog catalog_of(const CommonOptions& common) {
    try {
      return cases::read_catalog(cases::catalog_directory(common.cases));
    } catch (const Error&) {
      if (!cases::named_catalogue(common.cases).empty()) {
        throw;
      }
      return {};
    }
  }

  /// Figures can be listed before anything was run.
  static StoredSuite stored_or_empty(const CommonOptions& common) {
    std::error_code ignored;
    return std::filesystem::is_directory(common.out, ignored) &&
                   !std::filesystem::is_empty(common.out, ignored)
               ? read_stored_suite(common.out, rules_for_stored(common, common.out))
               : StoredSuite{};
  }

  /// Results that cannot be drawn join the problems of `stored`.
  static std::vector<Drawable> drawable(StoredSuite& stored, const cases::Catalog& catalog) {
    std::vector<Drawable> found;
    for (const cases::FigureSpec& figure : catalog.figures) {
      if (Figure drawn = draw(figure, stored); !drawn.empty()) {
        found.push_back({std::move(drawn), {}, figure.study});
      }
    }
    for (const Evidence& evidence : stored.evidence) {
      try {
        for (Figure& figure : case_figures(evidence)) {
          found.push_back({std::move(figure), evidence.asked.id, {}});
        }
      } catch (const Error& error) {  // one bad result keeps no other from being drawn
        stored.problems.push_back(error.diagnostics().front());
        stored.problems.back().file = evidence.result_path;
      }
    }
    return found;
  }

  Surroundings surroundings(const StoredSuite& stored, const cases::Catalog& catalog,
                            const CommonOptions& common) const {
    Surroundings around{stored, catalog, repeated_options(common), {}};
    CommonOptions where_it_looks = common;
    if (!from_.empty()) {
      around.drawing.insert(around.drawing.begin(), {"--from", from_});
      where_it_looks.out = from_;
    }
    around.making = repeated_options(where_it_looks);
    return around;
  }

  /// Why nothing answers to an id.
  std::string reason_for_nothing(const std::string& id, const StoredSuite& stored,
                                 const cases::Catalog& catalog, const CommonOptions& common) const {
    const Surroundings around = surroundings(stored, catalog, common);
    for (const cases::FigureSpec& figure : catalog.figures) {
      if (figure.id == id) {
        return fmt::format("figure {} cannot be drawn: {}", id, standing_of(figure, around).reason);
      }
    }
    if (const auto members = catalog.members_of(id); !members.empty()) {
      return fmt::format("no case of the study {} was run yet: {}", id,
                         commands_that_run(members, id, around));
    }
    return fmt::format("there is no figure, case or study \"{}\" here", id);
  }

  /// The figures of an id: the one that is called so, else those of the case, else those of the study, its
  /// own and its members'.
  static std::vector<std::size_t> answering(const std::string& id, const std::vector<Drawable>& all,
                                            const cases::Catalog& catalog) {
    const auto those = [&](const auto& fits) {
      std::vector<std::size_t> indices;
      for (std::size_t k = 0; k < all.size(); ++k) {
        if (fits(all[k])) {
          indices.push_back(k);
        }
      }
      return indices;
    };
    const bool listed = std::any_of(catalog.figures.begin(), catalog.figures.end(),
                                    [&](const cases::FigureSpec& figure) { return figure.id == id; });
    std::vector<std::size_t> found =
        those([&](const Drawable& one) { return one.figure.id == id || one.case_id == id; });
    if (!found.empty() || listed) {
      return found;
    }
    std::set<std::string> members;
    for (const cases::CaseFile* member : catalog.members_of(id)) {
      members.insert(member->id());
    }
    return those([&](const Drawable& one) { return members.contains(one.case_id) || one.study == id; });
  }

  /// Throws Error(usage) for an id that nothing answers to.
  std::vector<Figure> choose(StoredSuite& stored, const cases::Catalog& catalog,
                             const CommonOptions& common) const {
    std::vector<Drawable> all = drawable(stored, catalog);
    print_errors(stored.problems);
    std::set<std::size_t> wanted;
    for (const std::string& id : ids_) {
      const std::vector<std::size_t> found = answering(id, all, catalog);
      if (found.empty()) {
        throw Error(
            ErrorKind::usage, reason_for_nothing(id, stored, catalog, common),
            "quenchmark figures --list shows the figures of the papers and studies; quenchmark validate "
            "makes results");
      }
      wanted.insert(found.begin(), found.end());
    }
    std::vector<Figure> chosen;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (ids_.empty() || wanted.contains(k)) {
        chosen.push_back(std::move(all[k].figure));
      }
    }
    return chosen;
  }

  void list(const StoredSuite& stored, const cases::Catalog& catalog, const CommonOptions& common) const {
    const Surroundings around = surroundings(stored, catalog, common);
    nlohmann::ordered_json document = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows{{"ID", "STATE", "SHOWS", "HOW, OR WHY NOT"}};
    const auto add = [&](const std::string& id, const std::string& paper, const std::string& number,
                         const std::string& shows, const Standing& standing) {
      const char* state = standing.drawn ? "drawn" : "missing";
      document.push_back({{"id", id},
                          {"paper", paper},
                          {"figure", number},
                          {"shows", shows},
                          {"state", state},
                          {"reason", standing.reason}});
      rows.push_back({id, state, shows, standing.reason});
    };
    for (const cases::FigureSpec& figure : catalog.figures) {
      add(figure.id, figure.paper, figure.number, figure.shows, standing_of(figure, around));
    }
    common.json ? write_document(document) : write_output(text_table(rows));
  }

  std::vector<std::string> ids_;
  std::string from_;
  bool list_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_figures_verb() {
  return std::make_unique<FiguresVerb>();
}

}  // namespace quenchmark::validation
