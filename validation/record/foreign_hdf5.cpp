#include "validation/record/foreign_hdf5.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "validation/record/hdf5_items.hpp"
#include "validation/record/sandbox.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

/// The bits of the numbers: CBOR would keep them too, element by element and nine times as slowly.
json::binary_t as_bytes(const std::vector<double>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(double));
  if (!values.empty()) {
    std::memcpy(bytes.data(), values.data(), bytes.size());
  }
  return json::binary_t(std::move(bytes));
}

std::vector<double> as_numbers(const std::vector<std::uint8_t>& bytes) {
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!values.empty()) {
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
  }
  return values;
}

/// What the child sends: a single text becomes a word, numbers a dataset, anything else is passed over.
std::string pack(const std::string& bytes, const std::string& file,
                 const std::function<bool(const std::string&)>& wanted) {
  json packed{{"datasets", json::object()}, {"words", json::object()}};
  try {
    for (const auto& [path, item] : hdf5::all_items(hdf5::open_in_memory(bytes))) {
      const bool one_text = item.numbers.empty() && item.shape.empty() && !item.bytes.empty();
      if (!wanted(path)) {
        continue;
      }
      if (item.kind == "dataset" && (!item.numbers.empty() || !item.shape.empty())) {
        packed["datasets"][path] = {item.shape, as_bytes(item.numbers)};
      } else if (one_text) {
        const auto end = std::find(item.bytes.begin(), item.bytes.end(), '\0');
        packed["words"][path] = json::binary(std::vector<std::uint8_t>(item.bytes.begin(), end));
      }
    }
  } catch (const hdf5::LibraryError& error) {
    throw Error(ErrorKind::format, "cannot " + error.doing + ": " + error.message,
                "the file is damaged, truncated or not an HDF5 file", file);
  }
  const std::vector<std::uint8_t> cbor = json::to_cbor(packed);
  return {cbor.begin(), cbor.end()};
}

std::size_t elements_of(const ForeignDataset& dataset) {
  std::size_t elements = 1;
  for (const std::size_t length : dataset.shape) {
    elements *= length;
  }
  return elements;
}

}  // namespace

void require_numbers(const ForeignDataset& dataset, const std::string& path, const std::string& file) {
  if (dataset.values.size() != elements_of(dataset) * dataset.width) {
    throw Error(ErrorKind::format, path + " holds no numbers", "write it as floating-point numbers", file);
  }
}

bool is_hdf5(const std::string& bytes) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  if (bytes.compare(0, signature.size(), signature) == 0) {
    return true;
  }
  for (std::size_t at = 512; at < bytes.size(); at *= 2) {  // where a user block may end
    if (bytes.compare(at, signature.size(), signature) == 0) {
      return true;
    }
  }
  return false;
}

ForeignHdf5 read_foreign_hdf5(const std::string& bytes, const std::string& file,
                              const std::function<bool(const std::string&)>& wanted) {
  const std::string answer = run_in_sandbox([&] { return pack(bytes, file, wanted); },
                                            SandboxLimits::for_file_of(bytes.size()), file);
  const json packed = json::from_cbor(answer.begin(), answer.end());
  ForeignHdf5 content;
  for (const auto& [path, item] : packed.at("datasets").items()) {
    ForeignDataset& dataset = content.datasets[path];
    dataset.shape = item.at(0).get<std::vector<std::size_t>>();
    dataset.values = as_numbers(item.at(1).get_binary());
    const std::size_t elements = elements_of(dataset);
    dataset.width = elements == 0 ? 1 : std::max<std::size_t>(1, dataset.values.size() / elements);
  }
  for (const auto& [path, item] : packed.at("words").items()) {
    const std::vector<std::uint8_t>& text = item.get_binary();
    content.words[path] = {text.begin(), text.end()};
  }
  return content;
}

}  // namespace quenchmark::validation
