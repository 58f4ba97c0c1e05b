#include "cases/spec/case_text.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>

#include "base/sha256.hpp"

namespace quenchmark::cases {

namespace {

std::string toml(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted + "\"";
}

std::string toml(bool value) {
  return value ? "true" : "false";
}
std::string toml(int value) {
  return std::to_string(value);
}
std::string toml(std::int64_t value) {
  return std::to_string(value);
}

std::string toml(std::uint64_t value) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return value <= largest ? std::to_string(value) : "\"" + std::to_string(value) + "\"";
}

/// The shortest digits that read back to the same bits.
std::string toml(double value) {
  std::string digits = fmt::format("{}", value);
  if (digits.find_first_of(".e") == std::string::npos) {
    digits += ".0";
  }
  return digits;
}

template <class T>
std::string toml(const std::vector<T>& values) {
  std::string text = "[";
  for (std::size_t k = 0; k < values.size(); ++k) {
    text += (k == 0 ? "" : ", ") + toml(values[k]);
  }
  return text + "]";
}

template <class Target>
std::string print(const Target& target) {
  if constexpr (std::is_same_v<Target, Choice>) {
    return "\"" + std::string(target.names[target.get()]) + "\"";
  } else if constexpr (std::is_same_v<Target, std::optional<double>*>) {
    return *target ? toml(**target) : "";
  } else if constexpr (std::is_same_v<Target, std::vector<double>*>) {
    return target->empty() ? "" : toml(*target);
  } else {
    return toml(*target);
  }
}

class CaseWriter final : public CaseVisitor {
 public:
  void field(const Field& field, FieldValue value) override {
    if (!field.applies && !field.derived) {
      return;
    }
    const std::string text = toml_value(value);
    if (!text.empty()) {
      text_ += fmt::format("{}{} = {}\n", field.applies ? "" : "# ", field.key, text);
    }
  }

  void constant(const Field& field, std::string_view value) override {
    text_ += fmt::format("{} = \"{}\"\n", field.key, value);
  }

  bool enter(const Section& section, bool present) override {
    if (present) {
      path_.push_back(path_.empty() ? std::string(section.key)
                                    : path_.back() + "." + std::string(section.key));
      text_ += fmt::format("\n[{}]\n", path_.back());
    }
    return present;
  }

  std::size_t enter_array(const Section& section, std::size_t count) override {
    path_.emplace_back(section.key);
    return count;
  }

  void enter_element(std::size_t) override {
    path_.push_back(path_.back());
    text_ += fmt::format("\n[[{}]]\n", path_.back());
  }

  void leave() override { path_.pop_back(); }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::string> path_;
};

}  // namespace

std::string toml_value(const FieldValue& value) {
  return std::visit([](const auto& target) { return print(target); }, value);
}

std::string canonical_text(const Case& resolved) {
  Case copy = resolved;  // the description is shared with the reader and takes the case by reference
  CaseWriter writer;
  describe_case(writer, copy);
  return writer.text();
}

void refresh_resolved_text(Case& resolved) {
  resolved.resolved_toml = canonical_text(resolved);
  resolved.resolved_sha256 = sha256_hex(resolved.resolved_toml);
}

}  // namespace quenchmark::cases
