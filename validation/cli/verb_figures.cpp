#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

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
#include "validation/scaling/network_size_study.hpp"

namespace quenchmark::validation {

namespace {

/// A figure that can be drawn now.
struct Drawable {
  Figure figure;
  std::string case_id;  ///< empty for figures of the papers and studies
};

std::vector<const Evidence*> cases_of(const PaperFigure& figure, const StoredSuite& stored) {
  std::vector<const Evidence*> found;
  for (const Evidence& evidence : stored.evidence) {
    if (shows_figure(evidence.asked, figure)) {
      found.push_back(&evidence);
    }
  }
  return found;
}

Figure drawable_paper_figure(const PaperFigure& figure, const StoredSuite& stored) {
  Figure drawn = draw_without_runs(figure);
  return drawn.empty() ? draw_paper_figure(figure, cases_of(figure, stored)) : drawn;
}

/// Where a figure of a paper or a study stands.
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

/// One call for each tier that is the smallest of some of the cases.
std::string commands_that_run(const std::vector<const cases::CaseFile*>& files, const Surroundings& around) {
  std::map<cases::Tier, std::vector<std::string>> by_tier;
  for (const cases::CaseFile* file : files) {
    by_tier[file->tiers.front().tier].push_back(file->id());
  }
  std::vector<std::string> calls;
  for (auto& [tier, words] : by_tier) {
    words.insert(words.begin(), "validate");
    words.insert(words.end(), {"--tier", std::string(cases::name(tier))});
    calls.push_back(command(words, around.making));
  }
  return fmt::format("{}", fmt::join(calls, "; "));
}

Standing standing_of(const PaperFigure& figure, const Surroundings& around) {
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
  if (!drawable_paper_figure(figure, around.stored).empty()) {
    const std::string drawing = command({"figures", figure.id}, around.drawing);
    return {true, missing.empty() ? drawing
                                  : fmt::format("{} ({} of {} cases; the others: {})", drawing,
                                                asked.size() - missing.size(), asked.size(),
                                                commands_that_run(missing, around))};
  }
  return asked.empty() ? Standing{false, figure.missing}
                       : Standing{false, "not run yet: " + commands_that_run(asked, around)};
}

std::vector<const Evidence*> cases_of(const NetworkSizeStudy& study, const StoredSuite& stored) {
  std::vector<const Evidence*> found;
  for (const Evidence& evidence : stored.evidence) {
    if (belongs_to(evidence.asked, study) && evidence.result && evidence.reference) {
      found.push_back(&evidence);
    }
  }
  return found;
}

/// The path as one would type it: relative when it lies below the working directory.
std::string seen_from_here(const std::filesystem::path& path) {
  const std::string relative = path.lexically_proximate(std::filesystem::current_path()).string();
  return relative.starts_with("..") ? path.string() : relative;
}

/// A study has too many cases to name them one by one.
Standing standing_of(const NetworkSizeStudy& study, const Surroundings& around) {
  std::size_t asked = 0;
  std::string files;  // the shell shall find them
  for (const cases::CaseFile& file : around.catalog.cases) {
    if (std::any_of(file.tiers.begin(), file.tiers.end(),
                    [&](const cases::Case& one) { return belongs_to(one, study); })) {
      ++asked;
      files = shell_line({seen_from_here(std::filesystem::path(file.file).parent_path())}) + "/" + study.id +
              "-*.toml";
    }
  }
  const std::size_t stored_cases = cases_of(study, around.stored).size();
  const std::string drawing = command({"figures", study.id}, around.drawing);
  const std::string running = fmt::format("quenchmark validate {} {}", files, [&] {
    std::vector<std::string> options{"--tier", "long"};
    options.insert(options.end(), around.making.begin(), around.making.end());
    return shell_line(options);
  }());
  if (stored_cases >= asked) {
    return stored_cases > 0 ? Standing{true, drawing}
                            : Standing{false, "the catalogue has none of its cases"};
  }
  return stored_cases > 0 ? Standing{true, fmt::format("{} ({} of {} cases; the others: {})", drawing,
                                                       stored_cases, asked, running)}
                          : Standing{false, "not run yet: " + running};
}

class FiguresVerb final : public Verb {
 public:
  std::string name() const override { return "figures"; }
  std::string summary() const override { return "draw figures of results, of studies and of the papers"; }

  void declare(CLI::App& command) override {
    command.add_option("ID", ids_, "figures or cases; by default all that can be drawn");
    command.add_option("--from", from_, "directory of the results; by default that of --out")
        ->type_name("DIR");
    command.add_flag("--list", list_,
                     "every figure of the papers and studies, drawn or missing with the reason");
  }

  int run(const CommonOptions& common) override {
    StoredSuite stored =
        from_.empty() ? stored_or_empty(common) : read_stored_suite(from_, rules_for_stored(common, from_));
    if (list_) {
      print_errors(stored.problems);
      list(stored, common);
      return 0;
    }
    const std::vector<Figure> chosen = choose(stored, common);
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
    return stored.problems.empty() ? 0 : Error(stored.problems).exit_code();
  }

 private:
  /// Figures can be listed before anything was run.
  static StoredSuite stored_or_empty(const CommonOptions& common) {
    std::error_code ignored;
    return std::filesystem::is_directory(common.out, ignored) &&
                   !std::filesystem::is_empty(common.out, ignored)
               ? read_stored_suite(common.out, rules_for_stored(common, common.out))
               : StoredSuite{};
  }

  /// Results that cannot be drawn join the problems of `stored`.
  static std::vector<Drawable> drawable(StoredSuite& stored) {
    std::vector<Drawable> found;
    for (const PaperFigure& figure : paper_figures()) {
      if (Figure drawn = drawable_paper_figure(figure, stored); !drawn.empty()) {
        found.push_back({std::move(drawn), {}});
      }
    }
    for (const NetworkSizeStudy& study : network_size_studies()) {
      if (Figure drawn = draw_network_size(study, cases_of(study, stored)); !drawn.empty()) {
        found.push_back({std::move(drawn), {}});
      }
    }
    for (const Evidence& evidence : stored.evidence) {
      try {
        for (Figure& figure : case_figures(evidence)) {
          found.push_back({std::move(figure), evidence.asked.id});
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
                                 const CommonOptions& common) const {
    const cases::Catalog catalog = catalog_of(common);
    const Surroundings around = surroundings(stored, catalog, common);
    for (const PaperFigure& figure : paper_figures()) {
      if (figure.id == id) {
        return fmt::format("figure {} cannot be drawn: {}", id, standing_of(figure, around).reason);
      }
    }
    for (const NetworkSizeStudy& study : network_size_studies()) {
      if (study.id == id) {
        return fmt::format("figure {} cannot be drawn: {}", id, standing_of(study, around).reason);
      }
    }
    return fmt::format("there is no figure or case \"{}\" here", id);
  }

  static cases::Catalog catalog_of(const CommonOptions& common) {
    return cases::read_catalog(cases::catalog_directory(common.cases));
  }

  /// Throws Error(usage) for an id that nothing answers to.
  std::vector<Figure> choose(StoredSuite& stored, const CommonOptions& common) const {
    std::vector<Drawable> all = drawable(stored);
    print_errors(stored.problems);
    std::vector<Figure> chosen;
    for (const std::string& id : ids_) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const Drawable& one) {
        return one.figure.id == id || one.case_id == id;
      });
      if (!known) {
        throw Error(
            ErrorKind::usage, reason_for_nothing(id, stored, common),
            "quenchmark figures --list shows the figures of the papers and studies; quenchmark validate "
            "makes results");
      }
    }
    for (Drawable& one : all) {
      const bool wanted = ids_.empty() || std::any_of(ids_.begin(), ids_.end(), [&](const std::string& id) {
                            return one.figure.id == id || one.case_id == id;
                          });
      if (wanted) {
        chosen.push_back(std::move(one.figure));
      }
    }
    return chosen;
  }

  void list(const StoredSuite& stored, const CommonOptions& common) const {
    const cases::Catalog catalog = catalog_of(common);
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
    for (const PaperFigure& figure : paper_figures()) {
      add(figure.id, figure.paper, figure.number, figure.shows, standing_of(figure, around));
    }
    for (const NetworkSizeStudy& study : network_size_studies()) {
      add(study.id, "", "", study.shows, standing_of(study, around));
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
