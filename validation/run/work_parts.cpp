#include "validation/run/work_parts.hpp"

#include <fmt/core.h>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::size_t numbers_per_part = 3;

std::string counted(int count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

double seconds_of(const std::vector<WorkPart>& parts) {
  double sum = 0.0;
  for (const WorkPart& part : parts) {
    sum += part.seconds;
  }
  return sum;
}

std::vector<double> numbers_of(const std::vector<WorkPart>& parts) {
  std::vector<double> numbers;
  for (const WorkPart& part : parts) {
    numbers.insert(numbers.end(),
                   {static_cast<double>(part.ranks), static_cast<double>(part.threads), part.seconds});
  }
  return numbers;
}

std::vector<WorkPart> parts_from(const std::vector<double>& numbers) {
  if (numbers.size() % numbers_per_part != 0) {
    throw Error(ErrorKind::format, "the parts of the work have three numbers each");
  }
  std::vector<WorkPart> parts;
  for (std::size_t k = 0; k < numbers.size(); k += numbers_per_part) {
    parts.push_back({static_cast<int>(numbers[k]), static_cast<int>(numbers[k + 1]), numbers[k + 2]});
  }
  return parts;
}

void WorkClock::learn_earlier(std::vector<WorkPart> earlier) {
  if (seconds_of(earlier) > seconds_of(earlier_)) {
    earlier_ = std::move(earlier);
  }
}

std::vector<WorkPart> WorkClock::parts() const {
  std::vector<WorkPart> all = earlier_;
  all.push_back(now_);
  all.back().seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  return all;
}

void note_earlier_parts(const std::vector<WorkPart>& earlier, Record& record) {
  if (earlier.empty()) {
    return;
  }
  std::string& text = record.provenance["earlier_parts"];
  for (const WorkPart& part : earlier) {
    text += fmt::format("{}{} of {}: {:.4g} s", text.empty() ? "" : "; ", counted(part.ranks, "rank"),
                        counted(part.threads, "thread"), part.seconds);
  }
  record.timing["earlier_parts"] = seconds_of(earlier);
}

}  // namespace quenchmark::validation
