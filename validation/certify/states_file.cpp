#include "validation/certify/states_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/record/foreign_hdf5.hpp"

namespace quenchmark::validation {

namespace {

using Complex = StatesFile::Complex;
constexpr int most_sites_amplitudes = 20;
constexpr int most_sites_samples = 64;
constexpr const char* page = "validation/certify/STATES.md says what the file holds";

class Reader {
 public:
  Reader(ForeignHdf5 content, const std::string& file) : content_(std::move(content)), file_(file) {}

  [[noreturn]] void refuse(const std::string& message, const std::string& hint = page) const {
    throw Error(ErrorKind::format, message, hint, file_);
  }
  bool has(const std::string& path) const { return content_.datasets.contains(path); }

  const ForeignDataset& dataset(const std::string& path, std::size_t rank) const {
    const auto found = content_.datasets.find(path);
    if (found == content_.datasets.end()) {
      refuse(path + " is missing");
    }
    if (found->second.shape.size() != rank) {
      refuse(fmt::format("{} has shape {}, expected {} dimensions", path, found->second.shape, rank));
    }
    require_numbers(found->second, path, file_);
    constexpr double largest = 1e50;  // its fourth power is a number still
    for (std::size_t k = 0; k < found->second.values.size(); ++k) {
      if (!(std::abs(found->second.values[k]) <= largest)) {
        refuse(fmt::format("{} holds a number that is not finite or beyond {} (element {})", path, largest,
                           k / found->second.width),
               "leave that time, or that sample, out");
      }
    }
    return found->second;
  }

  /// [T, M] complex numbers, or real ones.
  std::vector<std::vector<Complex>> complex_rows(const std::string& path, std::size_t rows,
                                                 std::size_t columns) const {
    const ForeignDataset& data = dataset(path, 2);
    if (data.shape[0] != rows || data.shape[1] != columns || data.width > 2) {
      refuse(fmt::format("{} has shape {}, expected [{}, {}] of complex numbers", path, data.shape, rows,
                         columns));
    }
    std::vector<std::vector<Complex>> result(rows, std::vector<Complex>(columns));
    for (std::size_t k = 0; k < rows * columns; ++k) {
      const double* parts = data.values.data() + k * data.width;
      result[k / columns][k % columns] = {parts[0], data.width == 2 ? parts[1] : 0.0};
    }
    return result;
  }

  /// One of two words, as an attribute of the root.
  bool is_first_word(const std::string& attribute, const char* first, const char* second) const {
    const auto found = content_.words.find("/@" + attribute);
    if (found == content_.words.end() || (found->second != first && found->second != second)) {
      refuse(fmt::format("the attribute {} must be \"{}\" or \"{}\"", attribute, first, second));
    }
    return found->second == first;
  }

 private:
  ForeignHdf5 content_;
  const std::string& file_;
};

/// Index of the file -> our configuration (bit i set: site i down).
std::uint64_t configuration_at(std::uint64_t index, int sites, bool site0_fastest, bool zero_is_up) {
  std::uint64_t configuration = 0;
  for (int site = 0; site < sites; ++site) {
    const int bit = site0_fastest ? site : sites - 1 - site;
    const bool one = ((index >> bit) & 1U) != 0;
    configuration |= std::uint64_t{one == zero_is_up} << site;
  }
  return configuration;
}

std::vector<std::vector<Complex>> in_our_order(const std::vector<std::vector<Complex>>& rows, int sites,
                                               bool site0_fastest, bool zero_is_up) {
  std::vector<std::vector<Complex>> ordered = rows;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    for (std::size_t k = 0; k < rows[t].size(); ++k) {
      ordered[t][configuration_at(k, sites, site0_fastest, zero_is_up)] = rows[t][k];
    }
  }
  return ordered;
}

void read_amplitudes(const Reader& reader, StatesFile& states) {
  const ForeignDataset& amplitudes = reader.dataset("/amplitudes", 2);
  const std::size_t count = amplitudes.shape[1];
  if (!std::has_single_bit(count) || count < 2 || count > (std::size_t{1} << most_sites_amplitudes)) {
    reader.refuse(fmt::format("/amplitudes has {} columns, expected 2^N of at most {} sites", count,
                              most_sites_amplitudes),
                  "of larger systems give samples");
  }
  states.sites = std::countr_zero(count);
  const bool fastest = reader.is_first_word("order", "site0_fastest", "site0_slowest");
  const bool zero_is_up = reader.is_first_word("bit0", "up", "down");
  const auto ordered = [&](const std::string& path) {
    return in_our_order(reader.complex_rows(path, states.times.size(), count), states.sites, fastest,
                        zero_is_up);
  };
  states.amplitudes = ordered("/amplitudes");
  for (std::size_t t = 0; t < states.times.size(); ++t) {
    double norm = 0.0;
    for (const Complex& amplitude : states.amplitudes[t]) {
      norm += std::norm(amplitude);
    }
    if (!(norm > 0.0 && std::isfinite(norm))) {
      reader.refuse(fmt::format("/amplitudes[{}] is no state: its norm is {:.3g}", t, norm));
    }
  }
  if (reader.has("/amplitudes_rate")) {
    states.amplitude_rate = ordered("/amplitudes_rate");
  }
}

void read_samples(const Reader& reader, StatesFile& states) {
  const ForeignDataset& samples = reader.dataset("/samples", 3);
  const std::size_t rows = states.times.size();
  const std::size_t count = samples.shape[1];
  constexpr std::size_t fewest = 64;
  if (samples.shape[0] != rows || count < fewest || samples.shape[2] < 1 ||
      samples.shape[2] > most_sites_samples || samples.width != 1) {
    reader.refuse(fmt::format("/samples has shape {}, expected [{}, M >= {}, N <= {}]", samples.shape, rows,
                              fewest, most_sites_samples));
  }
  states.sites = static_cast<int>(samples.shape[2]);
  states.configurations.assign(rows, std::vector<std::uint64_t>(count));
  for (std::size_t k = 0; k < samples.values.size(); ++k) {
    const double spin = samples.values[k];
    if (spin != 1.0 && spin != -1.0) {
      reader.refuse(fmt::format("/samples holds {:.6g} (element {}): spins are +1 (up) and -1", spin, k),
                    "jVMC writes 0 and 1: 2 s - 1; NetKet writes them as they should be");
    }
    const std::size_t sample = k / samples.shape[2];
    states.configurations[sample / count][sample % count] |= std::uint64_t{spin < 0.0}
                                                             << (k % samples.shape[2]);
  }
  states.log_psi = reader.complex_rows("/log_psi", rows, count);
  states.local_energy = reader.complex_rows("/local_energy", rows, count);
  if (reader.has("/log_psi_rate")) {
    states.log_psi_rate = reader.complex_rows("/log_psi_rate", rows, count);
  }
}

}  // namespace

bool is_states_file(const std::string& file) {
  try {
    const std::string bytes = read_file(file);
    if (!is_hdf5(bytes)) {
      return false;
    }
    const ForeignHdf5 content =
        read_foreign_hdf5(bytes, file, [](const std::string& path) { return path == "/@schema"; });
    const auto schema = content.words.find("/@schema");
    return schema != content.words.end() && schema->second.starts_with("quenchmark.states/");
  } catch (const Error&) {
    return false;
  }
}

StatesFile read_states_file(const std::string& file) {
  ForeignHdf5 content = read_foreign_hdf5(read_file(file), file, [](const std::string&) { return true; });
  const std::string schema = content.words["/@schema"];
  const Reader reader(std::move(content), file);
  if (schema != "quenchmark.states/1") {
    reader.refuse(fmt::format("its schema is \"{}\", not \"quenchmark.states/1\"", schema));
  }
  StatesFile states;
  states.file = file;
  states.times = reader.dataset("/time", 1).values;
  if (states.times.empty()) {
    reader.refuse("/time is empty");
  }
  for (std::size_t k = 1; k < states.times.size(); ++k) {
    if (!(states.times[k] > states.times[k - 1])) {
      reader.refuse(fmt::format("/time does not increase (element {})", k));
    }
  }
  if (reader.has("/amplitudes") == reader.has("/samples")) {
    reader.refuse("it must hold either /amplitudes or /samples");
  }
  reader.has("/amplitudes") ? read_amplitudes(reader, states) : read_samples(reader, states);
  return states;
}

}  // namespace quenchmark::validation
