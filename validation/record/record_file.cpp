#include "validation/record/record_file.hpp"

#include <cmath>

#include "cases/spec/error.hpp"
#include "cases/spec/sha256.hpp"
#include "validation/record/posix_file.hpp"
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

/// Empty when there is no sidecar that says so.
std::string promised_sha256(const std::filesystem::path& file) {
  try {
    const json sidecar = json::parse(read_file(sidecar_path(file)));
    return sidecar.is_object() ? sidecar.value("sha256", "") : "";
  } catch (const Error&) {
    return {};
  } catch (const json::exception&) {
    return {};
  }
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
  const std::string image = record_to_image(record);
  const json sidecar = make_sidecar(record, sha256_hex(image));
  // A reader that comes between the two finds a sidecar that does not match, and takes the careful way.
  replace_file(file, image);
  replace_file(sidecar_path(file), sidecar.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

Record load_record(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  if (sha256_hex(bytes) == promised_sha256(file)) {
    return record_from_image(bytes, file.string());
  }
  const SandboxLimits limits = SandboxLimits::for_file_of(bytes.size());
  // The child reads the doubtful bytes and writes them anew, so this process only opens bytes of our own
  // writing.
  const std::string image = run_in_sandbox(
      [&] { return record_to_image(record_from_image(bytes, file.string())); }, limits, file.string());
  return record_from_image(image, file.string());
}

}  // namespace quenchmark::validation
