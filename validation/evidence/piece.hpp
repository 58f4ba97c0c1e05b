#pragma once
// The files that judging one case needs: which question each of them answers, and where it stands.

#include <filesystem>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

/// OUT/<id>/<tier>
std::filesystem::path case_directory(const std::filesystem::path& out, const cases::Case& asked);

/// One file of one case.
struct Piece {
  cases::Case asked;
  std::string name;  ///< "result", "reference", "exact_sum", "confirmation": OUT/<id>/<tier>/<name>.h5

  bool is_reference() const { return name == "reference"; }
  std::filesystem::path file(const std::filesystem::path& out) const;
  std::string title() const { return asked.id + ": " + name; }
  /// Made from another piece's file, so it has to come after.
  bool depends_on_another() const;
};

/// What judging this case needs; empty parts of the case need nothing.
std::vector<Piece> pieces_of(const cases::Case& asked);

/// A run with fresh seeds, without which a statistical claim cannot FAIL.
Piece confirmation_of(const cases::Case& asked);

}  // namespace quenchmark::validation
