#pragma once
// The one description of a case file: every key with its type, default, unit, range and meaning. Three
// visitors walk it: the reader (field_reader), the writer of the canonical text (case_text) and the listing
// for people (schema).

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cases/spec/case.hpp"
#include "cases/spec/names.hpp"

namespace quenchmark::cases {

inline constexpr std::string_view case_schema_name = "quenchmark.case/1";

/// Which numbers a key accepts (each element, for arrays). NaN and infinities never.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_included = true;

  bool contains(double value) const { return (low_included ? value >= low : value > low) && value <= high; }
  /// "> 0", "0 .. 1", "" for any number.
  std::string text() const;
};
inline constexpr Range positive{0.0, std::numeric_limits<double>::infinity(), false};
inline constexpr Range not_negative{0.0};
inline constexpr Range at_least_one{1.0};

/// One key. `applies` is false when other keys make it meaningless: writing it is then a mistake, and `when`
/// says why.
struct Field {
  std::string_view key;
  std::string_view meaning;
  std::string_view unit = "";
  Range range = {};
  bool required = false;  ///< where it applies
  bool applies = true;
  std::string_view when = "";  ///< `kind = "quench"`; empty: always
  bool derived = false;        ///< does not apply, but its value follows from other keys and is worth showing
  std::string_view default_text = "";  ///< for the listing, where the default depends on other keys
};

/// One of the words of an enumeration.
struct Choice {
  std::span<const std::string_view> names;
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

template <class E>
Choice choice(E& value) {
  return {names_of<E>, [&value] { return static_cast<std::size_t>(value); },
          [&value](std::size_t index) { value = static_cast<E>(index); }};
}

/// Where a field lives. A uint64 beyond 2^63 - 1, which TOML integers do not reach, is written as text of its
/// digits.
using FieldValue = std::variant<std::string*, std::vector<std::string>*, bool*, int*, std::int64_t*,
                                std::uint64_t*, double*, std::optional<double>*, std::vector<int>*,
                                std::vector<double>*, std::vector<std::vector<int>>*, Choice>;

/// What it means when a table is not written: a mistake, nothing is there, or all of its keys have their
/// defaults.
enum class WhenAbsent { missing, nothing, defaults };

/// A table `[key]` or an array of tables `[[key]]`.
struct Section {
  std::string_view key;
  std::string_view meaning;
  WhenAbsent when_absent = WhenAbsent::defaults;
};

class CaseVisitor {
 public:
  virtual ~CaseVisitor() = default;

  virtual void field(const Field& field, FieldValue value) = 0;
  /// A key with a single allowed value.
  virtual void constant(const Field& field, std::string_view value) = 0;
  /// A key whose values have no type of their own: those of an axis have that of the key which it varies.
  /// Who reads it judges it.
  virtual void untyped(const Field&, std::string_view /*type*/) {}
  /// Enters a table; false: it is not there, do not leave it. `present`: the case in memory has it.
  virtual bool enter(const Section& section, bool present) = 0;
  /// Number of elements of an array of tables; `count` is what the case in memory has.
  virtual std::size_t enter_array(const Section& section, std::size_t count) = 0;
  virtual void enter_element(std::size_t index) = 0;
  /// Ends what was entered last: a table, an element or an array of tables.
  virtual void leave() = 0;
  /// True while the values come from a file: defaults that depend on other keys are set before the field is
  /// visited.
  virtual bool reading() const { return false; }
};

/// Sets a default that depends on other keys, before the file has its say.
template <class T>
void dependent_default(const CaseVisitor& visitor, T& value, T preset) {
  if (visitor.reading()) {
    value = std::move(preset);
  }
}

/// Describes the elements of an array of tables, one after the other.
template <class T, class Describe>
void describe_array(CaseVisitor& visitor, const Section& section, std::vector<T>& elements,
                    Describe describe) {
  elements.resize(visitor.enter_array(section, elements.size()));
  for (std::size_t k = 0; k < elements.size(); ++k) {
    visitor.enter_element(k);
    describe(visitor, elements[k]);
    visitor.leave();
  }
  visitor.leave();
}

void describe_case(CaseVisitor& visitor, Case& subject);

/// The section [solver] and those below it (solver_vocabulary.cpp); describe_case enters it. `time_unit`: of
/// the case (Schedule::time_unit), which its steps begin from.
void describe_solver(CaseVisitor& visitor, SolverSpec& solver, double time_unit);

/// The section [predictor] and those below it (predictor_vocabulary.cpp); describe_case enters it.
void describe_predictor(CaseVisitor& visitor, PredictorSpec& predictor);

}  // namespace quenchmark::cases
