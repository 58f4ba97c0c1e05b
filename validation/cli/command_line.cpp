#include "validation/cli/command_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "cases/spec/suggest.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/verb.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/ranks.hpp"

namespace quenchmark::validation {

int thread_count(const CommonOptions& options) {
  if (options.threads > 0) {
    return options.threads;
  }
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    return std::max(1, CPU_COUNT(&allowed));
  }
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

namespace {

std::string version_text() {
  const BuildInfo& build = build_info();
  return fmt::format("quenchmark {} ({}{}; build {}: {}, {})\n", build.version,
                     build.git_commit.substr(0, 12), build.git_dirty ? ", modified" : "",
                     build.identity.substr(0, 12), build.compiler, build.simd);
}

using Verbs = std::vector<std::unique_ptr<Verb>>;

std::string help_text(const Verbs& verbs) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& verb : verbs) {
    rows.push_back({"  " + verb->name(), verb->summary()});
  }
  return "Certifies and benchmarks real-time dynamics of neural quantum states.\n\nusage: quenchmark VERB "
         "[arguments]\n\n" +
         text_table(rows) +
         "\nquenchmark VERB --help shows the arguments of a verb, quenchmark --version the version.\n"
         "Exit: 0 good; 1 a claim fails or a run ends early; 2 usage, case or memory error; 3 inconclusive; "
         "4 infrastructure.\n";
}

/// CLI11 wraps negative numbers around.
std::uint64_t parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (status != std::errc() || stop != text.data() + text.size()) {
    throw CLI::ValidationError("--seed", "\"" + text + "\" is not an integer from 0 to 2^64 - 1");
  }
  return seed;
}

/// The last one counts of an option that stands twice, so that a line can be lengthened.
void add_common_options(CLI::App& command, CommonOptions& common) {
  command.add_option("--out", common.out, "directory of results")
      ->type_name("DIR")
      ->check([](const std::string& name) { return name.empty() ? "it has no name" : ""; })
      ->capture_default_str()
      ->take_last();
  command.add_option("--threads", common.threads, "threads; all processors by default")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->take_last();
  command
      .add_option_function<std::string>(
          "--seed", [&common](const std::string& text) { common.seed = parse_seed(text); },
          "replaces the seed of the cases")
      ->type_name("U64")
      ->take_last();
  command.add_flag("--json", common.json, "stdout is one JSON document");
  command.add_flag("--quiet", common.quiet, "no progress on stderr");
  command.add_option("--cases", common.cases, "catalogue of cases")->type_name("DIR")->take_last();
}

/// CLI11's complaint as an error of ours, with the option that may have been meant.
Error usage_error(const CLI::App& command, const CLI::ParseError& problem,
                  const std::vector<std::string>& arguments) {
  std::string hint = "quenchmark " + command.get_name() + " --help shows the arguments";
  if (dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr) {
    std::vector<std::string> known;
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& long_name : option->get_lnames()) {
        known.push_back("--" + long_name);
      }
    }
    for (const std::string& argument : arguments) {
      const std::string name = argument.substr(0, argument.find('='));
      const bool unknown =
          name.starts_with("--") && std::find(known.begin(), known.end(), name) == known.end();
      if (const std::string close = closest(name, known); unknown && !close.empty()) {
        hint = "did you mean " + close + "?";
      }
    }
  }
  return Error(ErrorKind::usage, problem.what(), hint);
}

int run_verb(Verb& verb, std::vector<std::string> arguments) {
  CLI::App command(verb.summary(), verb.name());
  command.set_help_flag("--help", "prints this and ends");
  command.set_version_flag("--version", version_text());
  CommonOptions common;
  common.command_line = {"quenchmark", verb.name()};
  common.command_line.insert(common.command_line.end(), arguments.begin(), arguments.end());
  verb.declare(command);
  add_common_options(command, common);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    command.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    command.name("quenchmark " + verb.name());
    write_output(command.help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    write_output(version_text());
    return 0;
  } catch (const CLI::ParseError& problem) {
    throw usage_error(command, problem, arguments);
  }
  return verb.run(common);
}

int dispatch(const std::vector<std::string>& arguments) {
  const Verbs verbs = all_verbs();
  if (arguments.empty()) {
    throw Error(ErrorKind::usage, "a verb is missing", "quenchmark --help lists them");
  }
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    write_output(help_text(verbs));
    return 0;
  }
  if (first == "--version") {
    write_output(version_text());
    return 0;
  }
  std::vector<std::string> names;
  for (const auto& verb : verbs) {
    if (verb->name() == first) {
      if (process_count() > 1 && first != "run") {
        throw Error(ErrorKind::usage, fmt::format("`{}` works in one process", first),
                    "only `run` works on several ranks; leave out mpirun");
      }
      return run_verb(*verb, {arguments.begin() + 1, arguments.end()});
    }
    names.push_back(verb->name());
  }
  if (first.starts_with("-")) {
    throw Error(ErrorKind::usage, fmt::format("{} stands before the verb", first),
                "usage: quenchmark VERB [arguments]");
  }
  throw Error(ErrorKind::usage, fmt::format("\"{}\" is not a verb", first), suggestion(first, names));
}

int report(const Error& error, bool json) {
  if (process_rank() > 0 && error.exit_code() == 2) {
    return error.exit_code();  // rank 0 has met the same mistake, and says so once
  }
  print_errors(error.diagnostics());
  if (!json) {
    return error.exit_code();
  }
  nlohmann::ordered_json document = {{"schema", "quenchmark.error/1"},
                                     {"errors", nlohmann::ordered_json::array()}};
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    document["errors"].push_back(to_json(diagnostic));
  }
  try {
    write_document(document);
  } catch (const Error& unwritable) {
    return unwritable.exit_code();  // said on stderr already, unless stdout was the error itself
  }
  return error.exit_code();
}

/// A closed stdin, stdout or stderr would give its number to the next file that is opened: put something
/// harmless there, which still refuses to be written to.
void occupy_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) {
      (void)!open("/dev/null", O_RDONLY);
    }
  }
}

int answer(const std::vector<std::string>& arguments) {
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  try {
    return dispatch(arguments);
  } catch (const Error& error) {
    return report(error, json);
  } catch (...) {
    return report(as_error(std::current_exception(), ErrorKind::internal,
                           "this is a defect of quenchmark; please report it"),
                  json);
  }
}

}  // namespace

int run_command_line(int argc, char** argv) {
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away ends no work
  return leave_together(answer({argv + std::min(argc, 1), argv + argc}));
}

}  // namespace quenchmark::validation
