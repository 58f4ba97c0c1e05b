#pragma once
// A record as the bytes of an HDF5 file, and back. The layout is the file format `quenchmark.result/1` and
// `quenchmark.reference/1`, described in FORMATS.md.

#include <string>
#include <string_view>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Deterministic: equal records give equal bytes. Throws Error(internal) when shapes contradict each other.
std::string record_to_image(const Record& record);

/// `file` is for messages only. Throws Error(format) naming the dataset at fault. The HDF5 library itself may
/// crash or hang on damaged bytes: unless their origin is known, call this in a sandbox (load_record does).
Record record_from_image(std::string_view bytes, const std::string& file);

}  // namespace quenchmark::validation
