#include "cases/spec/suggest.hpp"

#include <algorithm>
#include <vector>

namespace quenchmark {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Optimal string alignment, three rows of the table at a time.
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    current[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous.swap(current);
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
  }
  return current[b.size()];
}

std::string closest(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t longest = 64;  // beyond that it is no misspelt word
  if (word.size() > longest) {
    return {};
  }
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const std::string best = closest(word, candidates);
  if (!best.empty()) {
    return "did you mean \"" + best + "\"?";
  }
  std::string list;
  for (const std::string& candidate : candidates) {
    list += (list.empty() ? "one of: " : ", ") + candidate;
  }
  return list;
}

}  // namespace quenchmark
