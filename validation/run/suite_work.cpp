#include "validation/run/suite_work.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "base/memory.hpp"
#include "cases/spec/case_text.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/result_store.hpp"
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
  const Stored stored = examine(piece.file(options), piece.asked, piece.identity());
  if (stored.standing == Standing::missing || stored.standing == Standing::sound) {
    return stored.standing == Standing::missing;
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
      failures.emplace(pieces[index].file(options), *result.error);
    }
  };
  run_jobs(jobs, parallel, *options.stop, finished);
}

}  // namespace

std::string Piece::identity() const {
  return is_reference() ? reference_identity(asked) : result_identity(asked);
}

std::filesystem::path Piece::file(const SuiteOptions& options) const {
  return case_directory(options.out, asked) / (name + ".h5");
}

bool Piece::depends_on_another() const {
  return is_reference() && asked.reference.method == cases::ReferenceMethod::other_case;
}

std::vector<Piece> pieces_of(const cases::Case& asked) {
  std::vector<Piece> pieces;
  if (asked.predictor) {
    pieces.push_back({asked, "result"});
  }
  if (asked.solver) {
    pieces.push_back({asked, "result"});
    const bool against_exact_sum =
        std::any_of(asked.claims.begin(), asked.claims.end(),
                    [](const cases::Claim& claim) { return claim.against == cases::Against::exact_sum; });
    if (against_exact_sum) {
      Piece& piece = pieces.emplace_back(Piece{asked, "exact_sum"});
      piece.asked.solver->sampler = {};
      piece.asked.solver->sampler.kind =
          cases::SamplerKind::orbit_sum;  // every network is translation-invariant
      piece.asked.solver->replicas = 1;
      piece.asked.solver->shared_start = false;  // nobody to share it with: the first replica's is the same
      cases::refresh_resolved_text(piece.asked);
    }
  }
  if (asked.reference.method != cases::ReferenceMethod::none) {
    pieces.push_back({asked, "reference"});
  }
  return pieces;
}

Piece confirmation_of(const cases::Case& asked) {
  // Far from the seeds that people choose (the golden ratio in 64 bits), and the same in every repetition.
  constexpr std::uint64_t far_away = 0x9E3779B97F4A7C15;
  Piece piece{asked, "confirmation"};
  piece.asked.solver->seed += far_away;
  cases::refresh_resolved_text(piece.asked);
  return piece;
}

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
