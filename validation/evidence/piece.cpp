#include "validation/evidence/piece.hpp"

#include <algorithm>

#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"

namespace quenchmark::validation {

std::filesystem::path case_directory(const std::filesystem::path& out, const cases::Case& asked) {
  return out / asked.id / cases::name(asked.tier);
}

std::filesystem::path Piece::file(const std::filesystem::path& out) const {
  return case_directory(out, asked) / (name + ".h5");
}

bool Piece::depends_on_another() const {
  return is_reference() && asked.reference.method == cases::ReferenceMethod::other_case;
}

std::vector<Piece> pieces_of(const cases::Case& asked) {
  std::vector<Piece> pieces;
  if (asked.predictor) {
    pieces.push_back({asked, "result"});
  }
  if (asked.solver) {
    pieces.push_back({asked, "result"});
    const bool against_exact_sum =
        std::any_of(asked.claims.begin(), asked.claims.end(),
                    [](const cases::Claim& claim) { return claim.against == cases::Against::exact_sum; });
    if (against_exact_sum) {
      Piece& piece = pieces.emplace_back(Piece{asked, "exact_sum"});
      piece.asked.solver->sampler = {};
      piece.asked.solver->sampler.kind =
          cases::SamplerKind::orbit_sum;  // every network is translation-invariant
      piece.asked.solver->replicas = 1;
      piece.asked.solver->shared_start = false;  // nobody to share it with: the first replica's is the same
      cases::refresh_resolved_text(piece.asked);
    }
  }
  if (asked.reference.method != cases::ReferenceMethod::none) {
    pieces.push_back({asked, "reference"});
  }
  return pieces;
}

Piece confirmation_of(const cases::Case& asked) {
  // Far from the seeds that people choose (the golden ratio in 64 bits), and the same in every repetition.
  constexpr std::uint64_t far_away = 0x9E3779B97F4A7C15;
  Piece piece{asked, "confirmation"};
  piece.asked.solver->seed += far_away;
  cases::refresh_resolved_text(piece.asked);
  return piece;
}

}  // namespace quenchmark::validation
