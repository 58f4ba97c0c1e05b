#pragma once
// The question that a record answers, as one hash: what of a case changes its numbers.

#include <filesystem>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record_of_case.hpp"

namespace quenchmark::validation {

/// Of a case that predicts with stored weights; stands relative to the case file. Throws Error(bad_case) when
/// it is not there.
std::filesystem::path weights_file(const cases::Case& asked);

/// Of a case with a published reference; stands relative to the case file.
std::filesystem::path published_file(const cases::Case& asked);

/// SHA-256 of the file that a record is made from besides its case: stored weights of a result, the published
/// curve of a reference. Empty when there is none, or when it cannot be read.
std::string source_sha256(const cases::Case& asked, RecordRole role);

/// SHA-256 of everything in the case that changes what a solver run computes: claims and words are left out,
/// so that another limit does not call for another run; stored weights enter with their content. `replica`:
/// -1 for all of them. `source`: SHA-256 of the weights where they are out of reach. Throws Error(bad_case)
/// when they are and none is given.
std::string result_identity(const cases::Case& asked, int replica = -1, const std::string& source = {});

/// The same for the reference, which knows no solver; a published curve enters with its content.
std::string reference_identity(const cases::Case& asked, const std::string& source = {});

}  // namespace quenchmark::validation
