#pragma once
// Every key of a case file, for `quenchmark schema` and for documentation.

#include <string>
#include <vector>

namespace quenchmark::cases {

struct SchemaKey {
  std::string section;  ///< "", "model", "solver.ansatz", "[[claim]]" as "claim", "tier.X"
  std::string key;
  std::string type;           ///< "text", "integer", "number", "array of integers", ...
  std::string default_value;  ///< as TOML; empty when there is none
  std::string unit;
  std::string range;                 ///< "> 0"; empty: any
  std::vector<std::string> allowed;  ///< the words of an enumeration
  std::string when;                  ///< where it applies; empty: always
  bool required = false;             ///< where it applies
  bool in_array = false;             ///< of an array of tables
  std::string meaning;
};

/// In the order of the canonical text.
std::vector<SchemaKey> case_schema();

}  // namespace quenchmark::cases
