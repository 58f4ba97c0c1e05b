#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cases/spec/schema.hpp"
#include "cases/spec/schema_page.hpp"
#include "cases/spec/vocabulary.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/verb.hpp"

namespace quenchmark::validation {

namespace {

class SchemaVerb final : public Verb {
 public:
  std::string name() const override { return "schema"; }
  std::string summary() const override { return "every key of a case file: type, default, unit, meaning"; }
  void declare(CLI::App& command) override {
    command.add_flag("--markdown", markdown_, "a page with one table per section: cases/KEYS.md");
  }

  int run(const CommonOptions& options) override {
    const std::vector<cases::SchemaKey> keys = cases::case_schema();
    if (options.json) {
      write_json(keys);
    } else if (markdown_) {
      write_output(cases::schema_page(keys));
    } else {
      write_text(keys);
    }
    return 0;
  }

 private:
  bool markdown_ = false;

  static void write_json(const std::vector<cases::SchemaKey>& keys) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const cases::SchemaKey& key : keys) {
      list.push_back({{"section", key.section},
                      {"array", key.in_array},
                      {"key", key.key},
                      {"type", key.type},
                      {"required", key.required},
                      {"default", key.default_value},
                      {"unit", key.unit},
                      {"range", key.range},
                      {"allowed", key.allowed},
                      {"when", key.when},
                      {"meaning", key.meaning}});
    }
    write_document(nlohmann::ordered_json{{"schema", "quenchmark.schema/1"},
                                          {"describes", cases::case_schema_name},
                                          {"keys", std::move(list)}});
  }

  static std::string properties(const cases::SchemaKey& key) {
    std::string text = key.allowed.empty() ? key.type : fmt::format("{}", fmt::join(key.allowed, " | "));
    const auto add = [&](const char* label, const std::string& value) {
      if (!value.empty()) {
        text += fmt::format("; {}{}", label, value);
      }
    };
    add("", key.range);
    add("unit ", key.unit);
    add("needs ", key.when);
    add("", key.required ? "required" : "");
    add("default ", key.default_value);
    return text;
  }

  static void write_text(const std::vector<cases::SchemaKey>& keys) {
    std::string text, section = "?";
    for (const cases::SchemaKey& key : keys) {
      if (key.section != section) {
        section = key.section;
        text += text.empty() ? "" : "\n";
        text +=
            section.empty() ? "" : fmt::format(fmt::runtime(key.in_array ? "[[{}]]\n" : "[{}]\n"), section);
      }
      text += fmt::format("{}\n    {}\n    {}\n", key.key, properties(key), key.meaning);
    }
    write_output(text);
  }
};

}  // namespace

std::unique_ptr<Verb> make_schema_verb() {
  return std::make_unique<SchemaVerb>();
}

}  // namespace quenchmark::validation
