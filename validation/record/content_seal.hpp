#pragma once
// A record's seal over its own content: what is changed, added or deleted in a file afterwards is noticed,
// with a sidecar or without. It guards against mistakes, not against those who write seals themselves.

#include <string>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Where it stands: Record::provenance, as written by save_record.
inline constexpr const char* seal_key = "seal";

/// One line "<part> <SHA-256>" for each part of the record that holds anything: attributes, time,
/// observables, ..., provenance (without the seal itself).
std::string content_seal(const Record& record);

/// What is not as the record's own seal tells, for people: "/budget is gone since it was written". Empty
/// when all is as it was, and when there is no seal.
std::string find_broken_seal(const Record& record);

}  // namespace quenchmark::validation
