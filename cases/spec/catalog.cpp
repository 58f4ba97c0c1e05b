#include "cases/spec/catalog.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

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

/// Takes the files that share an id out of the list.
void set_duplicates_aside(Catalog& catalog) {
  std::map<std::string, std::vector<std::string>> files_of;
  for (const CaseFile& file : catalog.cases) {
    files_of[file.id()].push_back(file.file);
  }
  std::erase_if(files_of, [](const auto& entry) { return entry.second.size() < 2; });
  std::erase_if(catalog.cases, [&](const CaseFile& file) { return files_of.contains(file.id()); });
  for (const auto& [id, files] : files_of) {
    catalog.problems.push_back(
        {ErrorKind::bad_case,
         fmt::format("the id {} is used by several files: {}", id, fmt::join(files, ", ")),
         "give each case an id of its own", files.front(), 0, 0, "id"});
  }
  catalog.duplicates = std::move(files_of);
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
  for (const std::string& path : case_files(directory, catalog.problems)) {
    try {
      catalog.cases.push_back(read_case_file(path));
    } catch (const Error& error) {
      catalog.problems.insert(catalog.problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  std::sort(catalog.cases.begin(), catalog.cases.end(),
            [](const CaseFile& a, const CaseFile& b) { return a.id() < b.id(); });
  set_duplicates_aside(catalog);
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

CaseFile find_case(const std::string& id_or_path, const std::string& directory) {
  if (id_or_path.ends_with(".toml")) {
    return read_case_file(id_or_path);
  }
  Catalog catalog = read_catalog(directory);
  std::vector<std::string> ids;
  for (CaseFile& file : catalog.cases) {
    if (file.id() == id_or_path) {
      return std::move(file);
    }
    ids.push_back(file.id());
  }
  if (const auto found = catalog.duplicates.find(id_or_path); found != catalog.duplicates.end()) {
    throw Error(
        ErrorKind::bad_case,
        fmt::format("the id {} is used by several files: {}", id_or_path, fmt::join(found->second, ", ")),
        "give the path of the one you mean");
  }
  const std::string close = closest(id_or_path, ids);
  std::string hint = close.empty() ? "quenchmark list shows the ids; a path must end in .toml"
                                   : "did you mean \"" + close + "\"?";
  if (!catalog.problems.empty()) {
    hint += fmt::format("; {} could not be read", catalog.problems.front().file);
  }
  throw Error(ErrorKind::bad_case, fmt::format("no case \"{}\" in {}", id_or_path, directory), hint);
}

}  // namespace quenchmark::cases
