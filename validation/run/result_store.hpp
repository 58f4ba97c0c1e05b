#pragma once
// When one result may replace another.

#include <filesystem>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Saves `record`, of the case asked, as `file` and returns where it stands. Unless forced, an interrupted
/// record replaces only an interrupted one of the same question that got no further; else it is put beside,
/// as <stem>.interrupted.h5. Its provenance must name identity, build and (where it is one alone) replica.
/// The caller holds the OutputLock. Throws Error(io).
std::filesystem::path store(const Record& record, const std::filesystem::path& file, const cases::Case& asked,
                            bool force);

}  // namespace quenchmark::validation
