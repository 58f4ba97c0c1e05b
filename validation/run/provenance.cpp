#include "validation/run/provenance.hpp"

#include <fmt/core.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/shell_line.hpp"
#include "validation/run/build_info.hpp"

namespace quenchmark::validation {

namespace {

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string system_name() {
  utsname name{};
  return uname(&name) == 0 ? fmt::format("{} {}", name.sysname, name.machine) : "unknown";
}

std::string memory_gib() {
  const double bytes =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return fmt::format("{:.0f}", bytes / (1024.0 * 1024.0 * 1024.0));
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

int available_cores() {
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::map<std::string, std::string> make_provenance(const cases::Case& asked, const Invocation& invocation) {
  const BuildInfo& build = build_info();
  std::map<std::string, std::string> provenance{
      {"version", build.version},
      {"build", build.identity},
      {"git_commit", build.git_commit},
      {"git_dirty", build.git_dirty ? "true" : "false"},
      {"compiler", build.compiler},
      {"simd", build.simd},
      {"build_type", build.build_type},
      {"flags", build.flags},
      {"libraries", build.libraries},
      {"system", system_name()},
      {"cpu", cpu_model()},
      {"cores", std::to_string(available_cores())},
      {"memory_gib", memory_gib()},
      {"threads", std::to_string(invocation.threads)},
      {"ranks", "1"},
      {"device", "cpu"},
      {"argv", shell_line(invocation.arguments)},
      {"date", utc_now()},
      {"case_sha256", asked.resolved_sha256},
  };
  if (asked.solver) {
    provenance["seed"] = std::to_string(asked.solver->seed);
  } else if (asked.predictor) {
    provenance["seed"] = std::to_string(asked.predictor->seed);
  }
  return provenance;
}

}  // namespace quenchmark::validation
