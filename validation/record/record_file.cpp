#include "validation/record/record_file.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "validation/record/content_seal.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/sandbox.hpp"

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

/// Null when there is no sidecar that tells a hash.
json read_sidecar(const std::filesystem::path& file) {
  try {
    json sidecar = json::parse(read_file(sidecar_path(file)));
    const bool tells = sidecar.is_object() && sidecar.contains(hash_key) && sidecar[hash_key].is_string();
    return tells ? sidecar : json();
  } catch (const Error&) {
    return {};
  } catch (const json::exception&) {
    return {};
  }
}

/// A sidecar that is there and cannot be read may have promised anything.
bool is_damaged_sidecar(const std::filesystem::path& sidecar) {
  std::error_code ignored;
  return std::filesystem::exists(sidecar, ignored) && !json::accept(read_file(sidecar));
}

enum class Promise { kept, broken, none };

Promise compare_with_sidecar(const json& sidecar, const std::string& sha256) {
  if (sidecar.is_null()) {
    return Promise::none;
  }
  const auto next = sidecar.find(next_hash_key);
  const bool kept = sidecar[hash_key] == sha256 || (next != sidecar.end() && *next == sha256);
  return kept ? Promise::kept : Promise::broken;
}

std::string text_of(const json& sidecar) {
  return sidecar.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace

std::filesystem::path sidecar_path(const std::filesystem::path& file) {
  return std::filesystem::path(file).replace_extension(".json");
}

json make_sidecar(const Record& record, const std::string& sha256) {
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

void save_record(const Record& record, const std::filesystem::path& file) {
  Record sealed = record;
  sealed.provenance[seal_key] = content_seal(record);
  const std::string image = record_to_image(sealed);
  const std::string sha256 = sha256_hex(image);
  // A death between the two files must not make the new one look damaged: the old sidecar announces it.
  if (json earlier = read_sidecar(file); !earlier.is_null()) {
    earlier[next_hash_key] = sha256;
    replace_file(sidecar_path(file), text_of(earlier));
  }
  replace_file(file, image);
  replace_file(sidecar_path(file), text_of(make_sidecar(record, sha256)));
}

Record load_record(const std::filesystem::path& file, bool* vouched) {
  std::string bytes;
  Promise promise = Promise::broken;
  // Again when a writer came between the two files.
  for (int attempt = 0; attempt < 2 && promise == Promise::broken; ++attempt) {
    bytes = read_file(file);
    promise = compare_with_sidecar(read_sidecar(file), sha256_hex(bytes));
  }
  if (vouched != nullptr) {
    *vouched = promise == Promise::kept;
  }
  if (promise == Promise::kept) {
    return record_from_image(bytes, file.string());
  }
  if (promise == Promise::broken || is_damaged_sidecar(sidecar_path(file))) {
    throw Error(ErrorKind::format,
                promise == Promise::broken
                    ? "it is damaged or was changed: its SHA-256 is not the one its sidecar tells"
                    : "its sidecar is damaged, so that nothing vouches for it",
                "restore it from a copy, compute it again with --force, or remove " +
                    sidecar_path(file).string() + " to take it as it is",
                file.string());
  }
  const SandboxLimits limits = SandboxLimits::for_file_of(bytes.size());
  // The child reads the doubtful bytes and writes them anew, so this process only opens bytes of our own
  // writing.
  const std::string image = run_in_sandbox(
      [&] { return record_to_image(record_from_image(bytes, file.string())); }, limits, file.string());
  return record_from_image(image, file.string());
}

}  // namespace quenchmark::validation
