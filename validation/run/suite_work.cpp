#include "validation/run/suite_work.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "base/memory.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/worker_pool.hpp"

namespace quenchmark::validation {

namespace {

void say(const SuiteOptions& options, const std::string& words) {
  if (options.progress != ProgressStyle::none) {
    std::fputs((words + "\n").c_str(), stderr);
  }
}

bool must_make(const Piece& piece, const SuiteOptions& options) {
  if (piece.depends_on_another()) {
    return true;  // Cheap, and what it is made from may have changed.
  }
  const std::filesystem::path file = piece.file(options.out);
  Stored stored = examine(file, piece.asked, {build_info().identity});
  if (stored.standing == Standing::sound) {
    if (stored.vouched) {
      restate_case(std::move(*stored.record), file, piece.asked);
    }
    return false;
  }
  if (stored.standing == Standing::missing) {
    return true;
  }
  say(options, piece.title() + ": computed again, " + stored.why);
  return true;
}

/// What each of the workers may take of the machine.
struct WorkerShare {
  int threads = 1;
  std::int64_t memory = 0;  ///< bytes
};

/// What one worker process does; returns a line for people.
std::string make(const Piece& piece, const SuiteOptions& options, const WorkerShare& share,
                 ProgressStyle style) {
  Progress progress(piece.title(), style);
  RunOptions run;
  run.out = options.out;
  run.name = piece.name;
  run.earlier = piece.depends_on_another() ? Earlier::replace : Earlier::renew;
  run.invocation = options.invocation;
  run.invocation.threads = share.threads;
  run.memory_limit = share.memory;
  run.control.report = [&](const ProgressReport& where) { progress.report(where); };
  run.control.stop = options.stop;
  const RunOutcome outcome =
      piece.is_reference() ? options.reference(piece.asked, run) : options.run(piece.asked, run);
  progress.clear();
  std::string words = outcome.status;
  if (outcome.status != "complete") {
    words += fmt::format(" at t = {:.4g}: {}", outcome.t_reached, outcome.reason);
  }
  return words + ", " + duration_text(outcome.seconds);
}

void make_batch(const std::vector<Piece>& pieces, const SuiteOptions& options, Failures& failures) {
  const int parallel = std::clamp(options.jobs, 1, std::max(1, static_cast<int>(pieces.size())));
  // Asked before any of them has begun: none knows how much the others are still going to take.
  const WorkerShare share{std::max(1, options.invocation.threads / parallel), memory_share(parallel)};
  // Several workers would overwrite each other's live line.
  const bool crowded = parallel > 1 && options.progress == ProgressStyle::live;
  const ProgressStyle style = crowded ? ProgressStyle::lines : options.progress;
  std::vector<Job> jobs;
  for (const Piece& piece : pieces) {
    jobs.push_back(
        {piece.title(), [&piece, &options, share, style] { return make(piece, options, share, style); }});
  }
  std::size_t done = 0;
  const auto finished = [&](std::size_t index, const JobResult& result) {
    const std::string words = result.error ? result.error->what() : result.answer;
    say(options, fmt::format("[{}/{}] {}: {}", ++done, pieces.size(), pieces[index].title(), words));
    if (result.error) {
      failures.emplace(pieces[index].file(options.out), *result.error);
    }
  };
  run_jobs(jobs, parallel, *options.stop, finished);
}

}  // namespace

void make_pieces(const std::vector<Piece>& pieces, const SuiteOptions& options, Failures& failures) {
  for (const bool dependent : {false, true}) {
    std::vector<Piece> missing;
    for (const Piece& piece : pieces) {
      if (piece.depends_on_another() == dependent && must_make(piece, options)) {
        missing.push_back(piece);
      }
    }
    make_batch(missing, options, failures);
  }
}

}  // namespace quenchmark::validation
