#include "cases/spec/catalog.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "cases/spec/figure_list.hpp"
#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 20000;

/// Paths of the *.toml files below a directory, sorted; directories that may not be read join `problems`.
std::vector<std::string> case_files(const std::string& directory, std::vector<Diagnostic>& problems) {
  std::error_code status;
  if (fs::is_directory(directory, status) && access(directory.c_str(), R_OK | X_OK) != 0) {
    throw Error(ErrorKind::io, std::string("the catalogue cannot be read: ") + std::strerror(errno),
                "check its permissions", directory);
  }
  fs::recursive_directory_iterator entry(directory, fs::directory_options::skip_permission_denied, status);
  if (status) {
    throw Error(ErrorKind::io, "the catalogue cannot be read: " + status.message(),
                "give its directory with --cases", directory);
  }
  std::vector<std::string> paths;
  std::size_t seen = 0;
  for (; entry != fs::recursive_directory_iterator(); entry.increment(status)) {
    if (++seen > most_entries) {
      throw Error(ErrorKind::bad_case,
                  fmt::format("holds more than {} files and is no catalogue", most_entries),
                  "give the directory of the cases with --cases", directory);
    }
    std::error_code unreadable;
    const bool folder = entry->is_directory(unreadable);
    if (folder && access(entry->path().c_str(), R_OK | X_OK) != 0) {
      problems.push_back({ErrorKind::io,
                          std::string("cannot be read: ") + std::strerror(errno),
                          "check its permissions",
                          entry->path().string(),
                          0,
                          0,
                          {}});
    }
    if (entry->path().extension() == ".toml" && !folder) {
      paths.push_back(entry->path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Takes what shares an id out of the lists: cases, members of studies, and studies themselves.
void set_duplicates_aside(Catalog& catalog) {
  std::map<std::string, std::vector<std::string>> files_of;
  for (const CaseFile& file : catalog.cases) {
    files_of[file.id()].push_back(file.file);
  }
  for (const StudyEntry& study : catalog.studies) {
    files_of[study.id].push_back(study.file);
  }
  std::erase_if(files_of, [](const auto& entry) { return entry.second.size() < 2; });
  std::erase_if(catalog.cases, [&](const CaseFile& file) {
    return files_of.contains(file.id()) || files_of.contains(file.study);
  });
  std::erase_if(catalog.studies, [&](const StudyEntry& study) { return files_of.contains(study.id); });
  for (const auto& [id, files] : files_of) {
    catalog.problems.push_back(
        {ErrorKind::bad_case,
         fmt::format("the id {} is used by several files: {}", id, fmt::join(files, ", ")),
         "give each case and each study an id of its own", files.front(), 0, 0, "id"});
  }
  catalog.duplicates = std::move(files_of);
}

/// Keeps the first of the figures that share an id.
void refuse_equal_figures(Catalog& catalog) {
  std::map<std::string, const FigureSpec*> first;
  std::vector<FigureSpec> kept;
  for (const FigureSpec& figure : catalog.figures) {
    if (const auto [other, fresh] = first.emplace(figure.id, &figure); fresh) {
      kept.push_back(figure);
    } else {
      catalog.problems.push_back(
          {ErrorKind::bad_case,
           fmt::format("the id {} is that of a figure in {} already", figure.id, other->second->file),
           "give each figure an id of its own", figure.file, figure.line, figure.column, "id"});
    }
  }
  catalog.figures = std::move(kept);
}

/// Adds what a file holds: figures of a paper, a case, or a study.
void add_file(Catalog& catalog, const std::string& path, std::vector<FigureSpec>& of_studies) {
  const TomlNode root = parse_toml(read_toml_text(path), path);
  if (is_figure_list(root)) {
    std::vector<FigureSpec> figures = read_figure_list(root, path);
    std::move(figures.begin(), figures.end(), std::back_inserter(catalog.figures));
    return;
  }
  CaseFamily family = read_case_family_tree(root, path);
  if (family.is_study()) {
    catalog.studies.push_back({family.id, path});
  }
  std::move(family.figures.begin(), family.figures.end(), std::back_inserter(of_studies));
  std::move(family.members.begin(), family.members.end(), std::back_inserter(catalog.cases));
}

/// "network-size-3x3-hc": the id of a member's study and its first points, as many as `asked` has room for.
bool begins_with_points(const CaseFile& member, const std::string& asked) {
  std::string id = member.study;
  for (std::size_t p = 0; p < member.points.size() && id.size() < asked.size(); ++p) {
    id += "-" + member.points[p];
  }
  return id == asked;
}

CaseFamily find_family(const std::string& id_or_path, const std::string& directory) {
  if (id_or_path.ends_with(".toml")) {
    return read_case_family(id_or_path);
  }
  const Catalog catalog = read_catalog(directory);
  std::vector<std::string> ids;
  for (const CaseFile& file : catalog.cases) {
    if (file.id() == id_or_path) {
      return {file.id(), file.file, {file}, {}};
    }
    ids.push_back(file.id());
  }
  if (const auto found = catalog.duplicates.find(id_or_path); found != catalog.duplicates.end()) {
    throw Error(
        ErrorKind::bad_case,
        fmt::format("the id {} is used by several files: {}", id_or_path, fmt::join(found->second, ", ")),
        "give the path of the one you mean");
  }
  CaseFamily family{id_or_path, {}, {}, {}};
  for (const CaseFile* member : catalog.members_of(id_or_path)) {
    family.file = member->file;
    family.members.push_back(*member);
  }
  if (!family.members.empty()) {
    return family;
  }
  for (const StudyEntry& study : catalog.studies) {
    ids.push_back(study.id);
  }
  const std::string close = closest(id_or_path, ids);
  std::string hint = close.empty() ? "quenchmark list shows the ids; a path must end in .toml"
                                   : "did you mean \"" + close + "\"?";
  if (!catalog.problems.empty()) {
    hint += fmt::format("; {} could not be read", catalog.problems.front().file);
  }
  throw Error(ErrorKind::bad_case, fmt::format("no case \"{}\" in {}", id_or_path, directory), hint);
}

std::string beside_the_program() {
  std::error_code status;
  const fs::path program = fs::read_symlink("/proc/self/exe", status);
  return status ? std::string() : (program.parent_path().parent_path() / "share/quenchmark/cases").string();
}

}  // namespace

Catalog read_catalog(const std::string& directory) {
  Catalog catalog;
  catalog.directory = directory;
  std::vector<FigureSpec> of_studies;
  for (const std::string& path : case_files(directory, catalog.problems)) {
    try {
      add_file(catalog, path, of_studies);
    } catch (const Error& error) {
      catalog.problems.insert(catalog.problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  std::sort(catalog.cases.begin(), catalog.cases.end(),
            [](const CaseFile& a, const CaseFile& b) { return a.id() < b.id(); });
  std::move(of_studies.begin(), of_studies.end(), std::back_inserter(catalog.figures));
  set_duplicates_aside(catalog);
  refuse_equal_figures(catalog);
  return catalog;
}

std::string named_catalogue(const std::string& asked) {
  if (!asked.empty()) {
    return asked;
  }
  const char* named = std::getenv("QUENCHMARK_CASES");
  return named == nullptr ? "" : named;
}

std::string catalog_directory(const std::string& asked) {
  if (std::string named = named_catalogue(asked); !named.empty()) {
    return named;
  }
  for (const std::string& candidate : {beside_the_program(), std::string(QUENCHMARK_SOURCE_CATALOG)}) {
    std::error_code status;
    if (!candidate.empty() && fs::is_directory(candidate, status)) {
      return candidate;
    }
  }
  throw Error(ErrorKind::io, "no catalogue of cases was found",
              "name its directory with --cases or QUENCHMARK_CASES");
}

std::vector<const CaseFile*> Catalog::members_of(const std::string& study) const {
  std::vector<const CaseFile*> members;
  for (const CaseFile& file : cases) {
    if (!file.study.empty() && begins_with_points(file, study)) {
      members.push_back(&file);
    }
  }
  return members;
}

std::vector<CaseFile> find_cases(const std::string& id_or_path, const std::string& directory) {
  return find_family(id_or_path, directory).members;
}

CaseFile find_case(const std::string& id_or_path, const std::string& directory) {
  return single_case(find_family(id_or_path, directory));
}

}  // namespace quenchmark::cases
