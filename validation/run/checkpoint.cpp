#include "validation/run/checkpoint.hpp"

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

constexpr const char* schema = "quenchmark.checkpoint/2";
constexpr std::size_t digest_length = 64;

// Numbers go as their own bytes: what is read back is what was written, to the last bit.
template <class Value>
json packed(const std::vector<Value>& values) {
  json::binary_t::container_type bytes(values.size() * sizeof(Value));
  if (!values.empty()) {
    std::memcpy(bytes.data(), values.data(), bytes.size());
  }
  return json::binary(std::move(bytes));
}

template <class Value>
std::vector<Value> unpacked(const json& packed) {
  const json::binary_t& bytes = packed.get_binary();
  if (bytes.size() % sizeof(Value) != 0) {
    throw Error(ErrorKind::format, "numbers of a length that cannot be");
  }
  std::vector<Value> values(bytes.size() / sizeof(Value));
  if (!values.empty()) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  return values;
}

using Row = std::vector<double>;
using Complexes = std::vector<std::complex<double>>;

template <class Value>
json packed_rows(const std::vector<std::vector<Value>>& rows) {
  json array = json::array();
  for (const auto& row : rows) {
    array.push_back(packed(row));
  }
  return array;
}

template <class Value>
std::vector<std::vector<Value>> unpacked_rows(const json& array) {
  std::vector<std::vector<Value>> rows;
  for (const json& row : array) {
    rows.push_back(unpacked<Value>(row));
  }
  return rows;
}

json packed_map(const std::map<std::string, Row>& rows) {
  json object = json::object();
  for (const auto& [name, row] : rows) {
    object[name] = packed(row);
  }
  return object;
}

std::map<std::string, Row> unpacked_map(const json& object) {
  std::map<std::string, Row> rows;
  for (const auto& [name, row] : object.items()) {
    rows[name] = unpacked<double>(row);
  }
  return rows;
}

json packed_tables(const std::map<std::string, std::vector<Row>>& tables) {
  json object = json::object();
  for (const auto& [name, table] : tables) {
    object[name] = packed_rows(table);
  }
  return object;
}

std::map<std::string, std::vector<Row>> unpacked_tables(const json& object) {
  std::map<std::string, std::vector<Row>> tables;
  for (const auto& [name, table] : object.items()) {
    tables[name] = unpacked_rows<double>(table);
  }
  return tables;
}

json packed_numbers(const std::map<std::string, double>& numbers) {
  json object = json::object();
  for (const auto& [name, value] : numbers) {
    object[name] = packed(Row{value});
  }
  return object;
}

std::map<std::string, double> unpacked_numbers(const json& object) {
  std::map<std::string, double> numbers;
  for (const auto& [name, value] : object.items()) {
    numbers[name] = unpacked<double>(value).at(0);
  }
  return numbers;
}

json packed_states(const cases::StateSnapshots& states) {
  return {{"basis", static_cast<int>(states.basis)},
          {"translations", states.translations},
          {"point_group", states.point_group},
          {"spin_flip", states.spin_flip},
          {"configurations", packed(states.configurations)},
          {"multiplicity", packed(states.multiplicity)},
          {"amplitudes", packed_rows(states.amplitudes)}};
}

cases::StateSnapshots unpacked_states(const json& object) {
  cases::StateSnapshots states;
  states.basis = static_cast<cases::Basis>(object.at("basis").get<int>());
  states.translations = object.at("translations");
  states.point_group = object.at("point_group");
  states.spin_flip = object.at("spin_flip");
  states.configurations = unpacked<std::uint64_t>(object.at("configurations"));
  states.multiplicity = unpacked<double>(object.at("multiplicity"));
  states.amplitudes = unpacked_rows<std::complex<double>>(object.at("amplitudes"));
  return states;
}

json packed_trajectory(const solvers::Trajectory& t) {
  return {{"status", t.status},
          {"reason", t.reason},
          {"cause", name(t.cause)},
          {"times", packed(t.times)},
          {"observables", packed_tables(t.observables)},
          {"sampling_errors", packed_tables(t.sampling_errors)},
          {"diagnostics", packed_map(t.diagnostics)},
          {"angle", packed_map(t.angle)},
          {"steps", packed_map(t.steps)},
          {"spectra", packed_tables(t.spectra)},
          {"work", packed_numbers(t.work)},
          {"seconds", packed_numbers(t.seconds)},
          {"tdvp_form", t.tdvp_form},
          {"parameter_count", t.parameter_count},
          {"final_parameters", packed(t.final_parameters)},
          {"states", packed_states(t.states)}};
}

solvers::Trajectory unpacked_trajectory(const json& object) {
  solvers::Trajectory t;
  t.status = object.at("status");
  t.reason = object.at("reason");
  t.cause = stop_cause(object.at("cause").get<std::string>());
  t.times = unpacked<double>(object.at("times"));
  t.observables = unpacked_tables(object.at("observables"));
  t.sampling_errors = unpacked_tables(object.at("sampling_errors"));
  t.diagnostics = unpacked_map(object.at("diagnostics"));
  t.angle = unpacked_map(object.at("angle"));
  t.steps = unpacked_map(object.at("steps"));
  t.spectra = unpacked_tables(object.at("spectra"));
  t.work = unpacked_numbers(object.at("work"));
  t.seconds = unpacked_numbers(object.at("seconds"));
  t.tdvp_form = object.at("tdvp_form");
  t.parameter_count = object.at("parameter_count");
  t.final_parameters = unpacked<std::complex<double>>(object.at("final_parameters"));
  t.states = unpacked_states(object.at("states"));
  return t;
}

json packed_state(const solvers::WalkState& s) {
  const Complexes parameters(s.parameters.data(), s.parameters.data() + s.parameters.size());
  return {{"parameters", packed(parameters)},
          {"numbers", packed(Row{s.t, s.step, s.last_step, s.integrated_r2, s.energy_flow})},
          {"accepted", s.accepted},
          {"next_output", s.next_output},
          {"sums", packed(s.dynamics.sums)},
          {"spins", packed(s.dynamics.spins)},
          {"draw", s.dynamics.draw},
          {"counters", packed(s.dynamics.counters)}};
}

solvers::WalkState unpacked_state(const json& object) {
  solvers::WalkState s;
  const Complexes parameters = unpacked<std::complex<double>>(object.at("parameters"));
  s.parameters =
      Eigen::Map<const Eigen::VectorXcd>(parameters.data(), static_cast<Eigen::Index>(parameters.size()));
  const Row numbers = unpacked<double>(object.at("numbers"));
  s.t = numbers.at(0);
  s.step = numbers.at(1);
  s.last_step = numbers.at(2);
  s.integrated_r2 = numbers.at(3);
  s.energy_flow = numbers.at(4);
  s.accepted = object.at("accepted");
  s.next_output = object.at("next_output");
  s.dynamics.sums = unpacked<double>(object.at("sums"));
  s.dynamics.spins = unpacked<std::int8_t>(object.at("spins"));
  s.dynamics.draw = object.at("draw");
  s.dynamics.counters = unpacked<double>(object.at("counters"));
  return s;
}

[[noreturn]] void refuse(const std::string& why, const std::string& file) {
  throw Error(ErrorKind::format, why, "--force begins anew", file);
}

}  // namespace

std::filesystem::path checkpoint_path(const std::filesystem::path& result_file) {
  return std::filesystem::path(result_file).replace_extension(".checkpoint");
}

std::string checkpoint_bytes(const Checkpoint& checkpoint) {
  json document{{"schema", schema},
                {"identity", checkpoint.identity},
                {"build", checkpoint.build},
                {"parts", packed(numbers_of(checkpoint.parts))},
                {"finished", json::array()}};
  for (const solvers::Trajectory& trajectory : checkpoint.finished) {
    document["finished"].push_back(packed_trajectory(trajectory));
  }
  if (checkpoint.walking) {
    document["walking"] = {{"state", packed_state(checkpoint.walking->state)},
                           {"trajectory", packed_trajectory(checkpoint.walking->trajectory)}};
  }
  std::string body;
  json::to_cbor(document, nlohmann::detail::output_adapter<char>(body));
  return sha256_hex(body) + body;
}

Checkpoint checkpoint_from_bytes(const std::string& bytes, const std::string& identity,
                                 const std::string& file) {
  if (bytes.size() < digest_length ||
      sha256_hex(bytes.substr(digest_length)) != bytes.substr(0, digest_length)) {
    refuse("the checkpoint is damaged, or none of quenchmark's", file);
  }
  try {
    const json document = json::from_cbor(bytes.begin() + digest_length, bytes.end());
    if (document.at("schema") != schema) {
      refuse("its schema is \"" + document.at("schema").get<std::string>() + "\", not " + schema, file);
    }
    Checkpoint checkpoint{document.at("identity"), document.at("build"), {}, {}};
    if (checkpoint.identity != identity) {
      refuse("the checkpoint belongs to another version of the case, or to another replica", file);
    }
    if (checkpoint.build != build_info().identity) {
      refuse("the checkpoint was written by another build, whose bits this one cannot continue", file);
    }
    checkpoint.parts = parts_from(unpacked<double>(document.at("parts")));
    for (const json& trajectory : document.at("finished")) {
      checkpoint.finished.push_back(unpacked_trajectory(trajectory));
    }
    if (document.contains("walking")) {
      const json& walking = document.at("walking");
      checkpoint.walking = solvers::WalkCheckpoint{unpacked_state(walking.at("state")),
                                                   unpacked_trajectory(walking.at("trajectory"))};
    }
    return checkpoint;
  } catch (const json::exception& error) {
    refuse(std::string("the checkpoint lacks something: ") + error.what(), file);
  }
}

void save_checkpoint(const Checkpoint& checkpoint, const std::filesystem::path& file) {
  const KeepingNow keeping;
  replace_file(file, checkpoint_bytes(checkpoint));
}

Checkpoint load_checkpoint(const std::filesystem::path& file, const std::string& identity) {
  return checkpoint_from_bytes(read_file(file), identity, file.string());
}

}  // namespace quenchmark::validation
