#include "validation/record/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

/// The error about the byte at `offset`.
Error error_at(std::string_view text, std::size_t offset, const std::string& message, const std::string& hint,
               const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t column = before.size() - (lines == 0 ? 0 : before.rfind('\n') + 1) + 1;
  return Error({Diagnostic{ErrorKind::format, message, hint, file, static_cast<int>(lines) + 1,
                           static_cast<int>(column), ""}});
}

}  // namespace

json parse_json(std::string_view text, const std::string& file, const std::string& hint) {
  constexpr int deepest = 64;
  const auto refuse_depth = [&](int depth, json::parse_event_t, const json&) {
    if (depth > deepest) {
      throw Error(ErrorKind::format, fmt::format("it nests deeper than {} levels", deepest), {}, file);
    }
    return true;
  };
  try {
    return json::parse(text, refuse_depth);
  } catch (const json::parse_error& error) {
    throw error_at(text, error.byte == 0 ? 0 : error.byte - 1,
                   "it is no JSON document, or one that was cut off", hint, file);
  } catch (const json::out_of_range&) {
    throw Error(ErrorKind::format, "it holds a number that is too large to be one", {}, file);
  }
}

}  // namespace quenchmark::validation
