#pragma once
// A record held against the case that it is about. What comes out of here may be trusted: judge, budget,
// figures and report do not look at shapes, finiteness, signs or times again.

#include <filesystem>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// reference.h5 holds a reference; result.h5, exact_sum.h5 and confirmation.h5 hold results.
enum class RecordRole { result, reference };
RecordRole role_of(const std::filesystem::path& file);

/// Throws Error(format) that names `file` and dataset unless the record, sound by itself (record_shapes.hpp,
/// record_values.hpp), is a `role` of this case; FORMATS.md says what that means.
void require_record_of(const Record& record, const cases::Case& asked, RecordRole role,
                       const std::string& file);

/// load_record and require_record_of. Throws Error(io), Error(format).
Record load_record_of(const std::filesystem::path& file, const cases::Case& asked);

/// One clause for people when a record has no output time, so that there is nothing to judge or to draw; else
/// empty.
std::string why_nothing_to_judge(const Record& record);

}  // namespace quenchmark::validation
