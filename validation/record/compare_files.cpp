#include "validation/record/compare_files.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/record/hdf5_items.hpp"
#include "validation/record/sandbox.hpp"

namespace quenchmark::validation {

namespace {

using hdf5::Item;
using nlohmann::json;
using Items = std::map<std::string, Item>;

Items items_of(const std::string& bytes, const std::string& file) {
  try {
    return hdf5::all_items(hdf5::open_in_memory(bytes));
  } catch (const hdf5::LibraryError& error) {
    throw Error(ErrorKind::format, "cannot " + error.doing + ": " + error.message,
                "the file is damaged, truncated or not an HDF5 file", file);
  }
}

/// "[7, 2]" of element `flat` in row-major order; what is left over is the member of a compound.
std::string place_of(std::size_t flat, const std::vector<std::size_t>& shape, std::size_t width) {
  flat /= width;
  std::vector<std::size_t> index(shape.size());
  for (std::size_t k = shape.size(); k-- > 0;) {
    index[k] = flat % shape[k];
    flat /= shape[k];
  }
  return index.empty() ? "" : fmt::format("{}", index);
}

double distance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) {
    return 0.0;
  }
  const double difference = std::abs(a - b);
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

void measure(const Item& a, const Item& b, ItemComparison& result) {
  std::size_t changed = 0;
  std::size_t worst = 0;
  double largest = 0.0;
  for (std::size_t k = 0; k < a.numbers.size(); ++k) {
    const double d = distance(a.numbers[k], b.numbers[k]);
    changed +=
        std::bit_cast<std::uint64_t>(a.numbers[k]) != std::bit_cast<std::uint64_t>(b.numbers[k]) ? 1 : 0;
    if (d > largest) {
      largest = d;
      worst = k;
    }
  }
  result.largest = largest;
  if (changed > 0) {
    std::size_t elements = 1;
    for (const std::size_t length : a.shape) {
      elements *= length;
    }
    result.place = place_of(worst, a.shape, a.numbers.size() / elements);
    result.difference = fmt::format("{} of {} values", changed, a.numbers.size());
  }
}

ItemComparison compare_items(const std::string& path, const Item& a, const Item& b) {
  ItemComparison result{path, false, "", {}, ""};
  if (a.kind != b.kind) {
    result.difference = a.kind + " against " + b.kind;
  } else if (a.shape != b.shape) {
    result.difference = fmt::format("shape {} against {}", a.shape, b.shape);
  } else if (a.numbers.size() == b.numbers.size() && !a.numbers.empty()) {
    measure(a, b, result);
  }
  result.identical = result.difference.empty() && a.type == b.type && a.bytes == b.bytes;
  if (!result.identical && result.difference.empty()) {
    result.difference = a.type == b.type ? "contents" : "type";
  }
  return result;
}

json to_json(const ItemComparison& item) {
  const json largest = !item.largest               ? json(nullptr)
                       : std::isinf(*item.largest) ? json("infinite")
                                                   : json(*item.largest);
  return {{"path", item.path},
          {"identical", item.identical},
          {"difference", item.difference},
          {"largest", largest},
          {"place", item.place}};
}

ItemComparison from_json(const json& item) {
  ItemComparison result{item.at("path"), item.at("identical"), item.at("difference"), {}, item.at("place")};
  const json& largest = item.at("largest");
  if (!largest.is_null()) {
    result.largest = largest.is_string() ? std::numeric_limits<double>::infinity() : largest.get<double>();
  }
  return result;
}

json compare_all(const Items& a, const Items& b) {
  std::set<std::string> paths;
  for (const auto* items : {&a, &b}) {
    for (const auto& entry : *items) {
      paths.insert(entry.first);
    }
  }
  json list = json::array();
  for (const std::string& path : paths) {
    const auto in_a = a.find(path);
    const auto in_b = b.find(path);
    if (in_a == a.end()) {
      list.push_back(to_json({path, false, "only in the second", {}, ""}));
    } else if (in_b == b.end()) {
      list.push_back(to_json({path, false, "only in the first", {}, ""}));
    } else {
      list.push_back(to_json(compare_items(path, in_a->second, in_b->second)));
    }
  }
  return list;
}

bool is_inside(const std::string& path, const std::string& group) {
  return path.starts_with(group) &&
         (path.size() == group.size() || path[group.size()] == '/' || path[group.size()] == '@');
}

}  // namespace

std::vector<ItemComparison> compare_files(const std::filesystem::path& a, const std::filesystem::path& b) {
  const std::string bytes_a = read_file(a);
  const std::string bytes_b = read_file(b);
  const SandboxLimits limits = SandboxLimits::for_file_of(bytes_a.size() + bytes_b.size());
  const std::string answer = run_in_sandbox(
      [&] {
        return compare_all(items_of(bytes_a, a.string()), items_of(bytes_b, b.string()))
            .dump(-1, ' ', false, json::error_handler_t::replace);
      },
      limits, a.string() + " or " + b.string());
  std::vector<ItemComparison> items;
  for (const json& item : json::parse(answer)) {
    items.push_back(from_json(item));
  }
  return items;
}

std::vector<ItemComparison> exact_differences(const std::vector<ItemComparison>& items) {
  std::vector<ItemComparison> differences;
  for (const ItemComparison& item : items) {
    if (!item.identical && !is_inside(item.path, "/timing") && !is_inside(item.path, "/provenance")) {
      differences.push_back(item);
    }
  }
  return differences;
}

}  // namespace quenchmark::validation
