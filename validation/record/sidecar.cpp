#include "validation/record/sidecar.hpp"

#include <cmath>

#include "base/error.hpp"
#include "validation/record/json_text.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

json number_or_null(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json numbers_or_null(const std::map<std::string, double>& numbers) {
  json object = json::object();
  for (const auto& [name, value] : numbers) {
    object[name] = number_or_null(value);
  }
  return object;
}

/// The last row of [T] or [T, D]: a number, or a list over the displacements; null without data.
json last_row(const Dataset& data) {
  if (data.values.empty()) {
    return nullptr;
  }
  if (data.shape.size() == 1) {
    return number_or_null(data.values.back());
  }
  json row = json::array();
  for (std::size_t k = data.values.size() - data.shape.back(); k < data.values.size(); ++k) {
    row.push_back(number_or_null(data.values[k]));
  }
  return row;
}

constexpr const char* hash_key = "sha256";
/// The hash of the file that is about to take the place of the one described.
constexpr const char* next_hash_key = "next_sha256";

json description_of(const Record& record, const std::string& sha256) {
  json finals = json::object();
  for (const auto& [name, observable] : record.observables) {
    finals[name] = {last_row(observable.mean), last_row(observable.standard_error)};
  }
  const auto seconds = record.timing.find("total");
  return {
      {"schema", "quenchmark.sidecar/1"},
      {"status", record.status},
      {"reason", record.reason},
      {"cause", name(record.cause)},
      {"case", record.case_id},
      {"tier", record.tier},
      {"sha256", sha256},
      {"t_reached", record.times.empty() ? json(nullptr) : json(record.times.back())},
      {"seconds", seconds == record.timing.end() ? json(nullptr) : number_or_null(seconds->second)},
      {"work", numbers_or_null(record.work)},
      {"provenance", record.provenance},
      {"finals", finals},
  };
}

}  // namespace

Sidecar::Sidecar(std::string_view text) {
  try {
    document_ = parse_json(text, "");
  } catch (const Error&) {
    damaged_ = true;
  }
}

Sidecar::Sidecar(const Record& record, const std::string& sha256)
    : document_(description_of(record, sha256)) {}

bool Sidecar::vouches() const {
  const auto hash = document_.find(hash_key);
  return hash != document_.end() && hash->is_string();
}

bool Sidecar::vouches_for(const std::string& sha256) const {
  if (!vouches()) {
    return false;
  }
  const auto next = document_.find(next_hash_key);
  return document_[hash_key] == sha256 || (next != document_.end() && *next == sha256);
}

void Sidecar::announce(const std::string& sha256) {
  document_[next_hash_key] = sha256;
}

std::string Sidecar::text() const {
  return document_.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace quenchmark::validation
