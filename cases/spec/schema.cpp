#include "cases/spec/schema.hpp"

#include "cases/spec/case_text.hpp"
#include "cases/spec/study_vocabulary.hpp"
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

namespace {

template <class T>
constexpr const char* type_name = nullptr;
template <>
constexpr const char* type_name<std::string*> = "text";
template <>
constexpr const char* type_name<std::vector<std::string>*> = "array of texts";
template <>
constexpr const char* type_name<bool*> = "boolean";
template <>
constexpr const char* type_name<int*> = "integer";
template <>
constexpr const char* type_name<std::int64_t*> = "integer";
template <>
constexpr const char* type_name<std::uint64_t*> = "integer";
template <>
constexpr const char* type_name<double*> = "number";
template <>
constexpr const char* type_name<std::optional<double>*> = "number";
template <>
constexpr const char* type_name<std::vector<int>*> = "array of integers";
template <>
constexpr const char* type_name<std::vector<double>*> = "array of numbers";
template <>
constexpr const char* type_name<std::vector<std::vector<int>>*> = "array of arrays of integers";
template <>
constexpr const char* type_name<Choice> = "word";

class SchemaLister final : public CaseVisitor {
 public:
  void field(const Field& field, FieldValue value) override {
    SchemaKey entry = describe(field);
    std::visit([&](auto&& target) { entry.type = type_name<std::decay_t<decltype(target)>>; }, value);
    if (const Choice* words = std::get_if<Choice>(&value)) {
      entry.allowed.assign(words->names.begin(), words->names.end());
    }
    if (!field.required && entry.default_value.empty()) {
      entry.default_value = toml_value(value);
    }
    keys.push_back(std::move(entry));
  }

  void constant(const Field& field, std::string_view value) override {
    SchemaKey entry = describe(field);
    entry.type = "word";
    entry.allowed = {std::string(value)};
    if (!field.required) {
      entry.default_value = "\"" + std::string(value) + "\"";
    }
    keys.push_back(std::move(entry));
  }

  void untyped(const Field& field, std::string_view type) override {
    SchemaKey entry = describe(field);
    entry.type = type;
    keys.push_back(std::move(entry));
  }

  bool enter(const Section& section, bool) override {
    const bool tier = section.key.starts_with("tier.");
    const std::string key(tier ? "tier.X" : section.key);
    sections_.push_back(sections_.empty() ? key : sections_.back() + "." + key);
    return true;
  }

  std::size_t enter_array(const Section& section, std::size_t) override {
    const std::string key(section.key);
    sections_.push_back(sections_.empty() ? key : sections_.back() + "." + key);
    in_array_ = true;
    return 1;
  }

  void enter_element(std::size_t) override { sections_.push_back(sections_.back()); }

  void leave() override {
    sections_.pop_back();
    in_array_ = in_array_ && !sections_.empty();
  }

  std::vector<SchemaKey> keys;

 private:
  SchemaKey describe(const Field& field) const {
    SchemaKey entry;
    entry.section = sections_.empty() ? "" : sections_.back();
    entry.key = field.key;
    entry.default_value = field.default_text;
    entry.unit = field.unit;
    entry.range = field.range.text();
    entry.when = field.when;
    entry.required = field.required;
    entry.in_array = in_array_;
    entry.meaning = field.meaning;
    return entry;
  }

  std::vector<std::string> sections_;
  bool in_array_ = false;
};

}  // namespace

std::vector<SchemaKey> case_schema() {
  Case defaults;
  SchemaLister lister;
  describe_case(lister, defaults);
  StudySpec study;
  describe_study(lister, study);
  return std::move(lister.keys);
}

}  // namespace quenchmark::cases
