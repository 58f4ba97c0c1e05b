#pragma once
// A run that was cut short and resumed was made in parts, maybe on other ranks and threads: its record tells
// what all of them took. Nothing here touches the numbers of the run.

#include <chrono>
#include <vector>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// One part, as far as its last checkpoint.
struct WorkPart {
  int ranks = 1;
  int threads = 1;       ///< of each rank
  double seconds = 0.0;  ///< wall clock
};

double seconds_of(const std::vector<WorkPart>& parts);

/// Three numbers a part, for a checkpoint, and back. Throws Error(format) for another length.
std::vector<double> numbers_of(const std::vector<WorkPart>& parts);
std::vector<WorkPart> parts_from(const std::vector<double>& numbers);

/// The part that is being made now, with those that came before it.
class WorkClock {
 public:
  WorkClock(std::vector<WorkPart> earlier, int ranks, int threads)
      : earlier_(std::move(earlier)), now_{ranks, threads, 0.0} {}

  const std::vector<WorkPart>& earlier() const { return earlier_; }
  /// Where several files tell what came before, the one that knows of more is right.
  void learn_earlier(std::vector<WorkPart> earlier);
  /// All of them, this one until now.
  std::vector<WorkPart> parts() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<WorkPart> earlier_;
  WorkPart now_;
  Clock::time_point start_ = Clock::now();
};

/// Notes earlier parts in timing["earlier_parts"] (their seconds) and provenance["earlier_parts"] ("2 ranks
/// of 1 thread: 93.1 s; ..."); nothing when there are none.
void note_earlier_parts(const std::vector<WorkPart>& earlier, Record& record);

}  // namespace quenchmark::validation
