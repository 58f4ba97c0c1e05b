#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "validation/cli/output.hpp"
#include "validation/cli/verb.hpp"
#include "validation/record/compare_files.hpp"
#include "validation/record/record_file.hpp"

namespace quenchmark::validation {

namespace {

/// Curves when the files have some, else all numeric datasets that both files have.
std::vector<ItemComparison> numeric_items(const std::vector<ItemComparison>& items) {
  const auto is_curve = [](const ItemComparison& item) {
    return item.path.starts_with("/observables/") && item.path.ends_with("/mean");
  };
  const bool has_curves = std::any_of(items.begin(), items.end(), is_curve);
  std::vector<ItemComparison> chosen;
  for (const ItemComparison& item : items) {
    const bool attribute = item.path.find('@') != std::string::npos;
    if (has_curves ? is_curve(item) : !attribute && item.largest.has_value()) {
      chosen.push_back(item);
    }
  }
  return chosen;
}

nlohmann::ordered_json to_json(const ItemComparison& item) {
  const bool finite = item.largest && std::isfinite(*item.largest);
  return {{"path", item.path},
          {"identical", item.identical},
          {"difference", item.difference},
          {"largest", finite ? nlohmann::ordered_json(*item.largest) : nlohmann::ordered_json(nullptr)},
          {"place", item.place}};
}

class CompareVerb final : public Verb {
 public:
  std::string name() const override { return "compare"; }
  std::string summary() const override { return "how far two result files are apart"; }

  void declare(CLI::App& command) override {
    command.add_option("A", first_, "an HDF5 file")->required();
    command.add_option("B", second_, "another one")->required();
    command.add_flag("--exact", exact_, "every dataset outside /timing and /provenance, byte for byte");
  }

  int run(const CommonOptions& common) override {
    const std::vector<ItemComparison> items = compare_files(first_, second_);
    if (!exact_) {
      require_sound_records(items);
    }
    const std::vector<ItemComparison> differences = exact_differences(items);
    const std::vector<ItemComparison> shown = exact_ ? differences : numeric_items(items);
    common.json ? write_json(shown, differences.empty()) : write_table(shown, items.size());
    return exact_ && !differences.empty() ? 1 : 0;
  }

 private:
  /// Curves of a record that no judge would take are no curves; what --exact compares are bytes. Throws
  /// Error(format).
  void require_sound_records(const std::vector<ItemComparison>& items) const {
    const auto schema = std::find_if(items.begin(), items.end(),
                                     [](const ItemComparison& item) { return item.path == "/@schema"; });
    if (schema == items.end()) {
      return;
    }
    for (const auto& [file, lacks] :
         {std::pair{first_, "only in the second"}, std::pair{second_, "only in the first"}}) {
      if (schema->difference != lacks) {
        load_record(file);
      }
    }
  }

  void write_json(const std::vector<ItemComparison>& shown, bool identical) const {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ItemComparison& item : shown) {
      list.push_back(to_json(item));
    }
    write_document({{"schema", "quenchmark.comparison/1"},
                    {"first", first_},
                    {"second", second_},
                    {"exact", exact_},
                    {"identical", identical},
                    {exact_ ? "differences" : "datasets", std::move(list)}});
  }

  void write_table(const std::vector<ItemComparison>& shown, std::size_t compared) const {
    if (exact_ && shown.empty()) {
      write_output(fmt::format("identical: {} datasets, attributes and groups compared\n", compared));
      return;
    }
    std::vector<std::vector<std::string>> rows{{"DATASET", "DIFFERENCE", "LARGEST", "AT"}};
    for (const ItemComparison& item : shown) {
      rows.push_back({item.path, item.identical ? "none" : item.difference,
                      item.largest ? fmt::format("{:.6g}", *item.largest) : "", item.place});
    }
    write_output(text_table(rows));
  }

  std::string first_, second_;
  bool exact_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_compare_verb() {
  return std::make_unique<CompareVerb>();
}

}  // namespace quenchmark::validation
