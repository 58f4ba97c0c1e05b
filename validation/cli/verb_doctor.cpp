#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/memory.hpp"
#include "cases/spec/catalog.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/verb.hpp"
#include "validation/run/lapack_status.hpp"
#include "validation/run/torch_status.hpp"

namespace quenchmark::validation {

namespace {

namespace fs = std::filesystem;

struct Finding {
  std::string name;
  bool ok = true;
  std::string found;
  std::string advice;  ///< where not ok
};

Finding check_threads(const CommonOptions& options) {
  return {"threads", true, fmt::format("{} will be used", thread_count(options)), ""};
}

Finding check_memory() {
  const AvailableMemory available = available_memory();
  const MemoryLeft& left = available.tightest();
  constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
  return {"memory", left.bytes >= gibibyte,
          left.bytes == unlimited_memory
              ? "the system does not tell how much there is"
              : fmt::format("{:.1f} GiB available, bounded by {}",
                            static_cast<double>(left.bytes) / static_cast<double>(gibibyte), left.bound),
          "the smoke tier wants 1 GiB"};
}

/// What the fast kernels can use; the plain ones need none of it.
Finding check_processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line) && !line.starts_with("flags")) {
  }
  std::string found;
  for (const char* feature : {"avx2", "fma", "avx512f", "avx512vbmi", "gfni"}) {
    if ((line + " ").find(std::string(" ") + feature + " ") != std::string::npos) {
      found += (found.empty() ? "" : " ") + std::string(feature);
    }
  }
  return {"processor", true, found.empty() ? "no vector extensions known here" : found, ""};
}

Finding check_lapack() {
  const std::string trouble = lapack_trouble();
  return {"lapack", trouble.empty(), trouble.empty() ? "loaded on first use" : trouble,
          "no network can be moved without it: build again, or give the program more memory"};
}

/// Optional: the catalogue runs without it.
Finding check_torch() {
  const TorchStatus torch = torch_status();
  return {"torch", torch.available || !torch.built, torch.text,
          "install libtorch-dev and build again; the torch backend and the training of predictors need it"};
}

Finding check_gnuplot() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::string folder;
  while (std::getline(folders, folder, ':')) {
    const std::string program = (folder.empty() ? "." : folder) + "/gnuplot";
    if (access(program.c_str(), X_OK) == 0) {
      return {"gnuplot", true, program, ""};
    }
  }
  return {"gnuplot", false, "not found", "install gnuplot-nox: reports and figures are drawn with it"};
}

Finding check_catalog(const CommonOptions& options) {
  try {
    const cases::Catalog catalog = cases::read_catalog(cases::catalog_directory(options.cases));
    const std::string found = fmt::format("{} cases in {}", catalog.cases.size(), catalog.directory);
    if (!catalog.problems.empty()) {
      return {"catalogue", false, found, format_diagnostic(catalog.problems.front())};
    }
    return {"catalogue", !catalog.cases.empty(), found, "name another catalogue with --cases"};
  } catch (const Error& error) {
    return {"catalogue", false, "not readable", error.what()};
  }
}

/// The directory itself or, when it is still to be made, the closest one that exists.
Finding check_output(const CommonOptions& options) {
  std::error_code status;
  fs::path folder = fs::absolute(options.out, status).lexically_normal();
  while (!folder.empty() && !fs::exists(folder, status) && folder.has_relative_path()) {
    folder = folder.parent_path();
  }
  if (!fs::is_directory(folder, status)) {
    return {"output", false, folder.string() + " is not a directory", "choose another one with --out"};
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return {"output", false, folder.string() + " is not writable", "choose another one with --out"};
  }
  struct statvfs disk {};
  const bool known = statvfs(folder.c_str(), &disk) == 0;
  const double free_bytes = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  return {"output", known && free_bytes >= 1e8,
          fmt::format("{} is writable, {:.1f} GB free", folder.string(), free_bytes / 1e9),
          "results of a tier take up to 100 MB"};
}

class DoctorVerb final : public Verb {
 public:
  std::string name() const override { return "doctor"; }
  std::string summary() const override { return "whether this machine has what a run needs"; }
  void declare(CLI::App&) override {}

  int run(const CommonOptions& options) override {
    const std::vector<Finding> findings = {check_threads(options), check_memory(),       check_processor(),
                                           check_lapack(),         check_gnuplot(),      check_torch(),
                                           check_catalog(options), check_output(options)};
    bool ok = true;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const Finding& finding : findings) {
      ok = ok && finding.ok;
      const std::string advice = finding.ok ? "" : finding.advice;
      list.push_back(
          {{"name", finding.name}, {"ok", finding.ok}, {"found", finding.found}, {"advice", advice}});
      rows.push_back(
          {finding.ok ? "ok" : "MISSING", finding.name, finding.found + (finding.ok ? "" : "; " + advice)});
    }
    if (options.json) {
      write_document(
          nlohmann::ordered_json{{"schema", "quenchmark.doctor/1"}, {"ok", ok}, {"checks", std::move(list)}});
    } else {
      write_output(text_table(rows));
    }
    return ok ? 0 : 4;
  }
};

}  // namespace

std::unique_ptr<Verb> make_doctor_verb() {
  return std::make_unique<DoctorVerb>();
}

}  // namespace quenchmark::validation
