#pragma once
// The JSON file beside a record: what one wants to know without HDF5, and the hash that vouches for the
// record.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// What somebody left beside a record, or what is written there.
class Sidecar {
 public:
  /// Any bytes, found beside a file.
  explicit Sidecar(std::string_view text);
  /// `sha256`: of the file of `record`. Numbers or null, never NaN.
  Sidecar(const Record& record, const std::string& sha256);

  /// No JSON document: it may have promised anything.
  bool is_damaged() const { return damaged_; }
  /// It tells a hash.
  bool vouches() const;
  /// The hash is that of the file described, or of the one that was announced.
  bool vouches_for(const std::string& sha256) const;
  /// A file of that hash is about to take the place of the one described. Only for a sidecar that vouches.
  void announce(const std::string& sha256);

  /// As it is written to its file.
  std::string text() const;

 private:
  nlohmann::json document_;
  bool damaged_ = false;
};

}  // namespace quenchmark::validation
