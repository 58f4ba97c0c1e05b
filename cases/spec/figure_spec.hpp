#pragma once
// A figure that is drawn of stored results: one of a paper, listed beside the cases, or one of a study.

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace quenchmark::cases {

struct FigureSpec {
  std::string id;      ///< "2d-fig1b", the name of its files
  std::string paper;   ///< "2D", "3D", "SRU"; empty for a figure of a study
  std::string number;  ///< "1b", "S6", "table 1"; empty for a figure of a study
  std::string shows;
  /// Names of observables or of figure_panels; empty: not made of runs.
  std::vector<std::string> panels;
  std::string missing;  ///< why no case of the catalogue shows it

  std::string study;                 ///< the study it is drawn of; empty for a figure of a paper
  std::vector<std::string> members;  ///< ids of the cases of the study that it shows

  std::string file;  ///< where it is written
  int line = 0, column = 0;
};

/// What a figure may show besides observables.
inline constexpr std::array<std::string_view, 13> figure_panels = {
    "r2_integrated", "zz_map",           "mx_ensemble", "step_size", "spectrum",  "snr",         "traces",
    "all_traces",    "relative_entropy", "transfer",    "costs",     "couplings", "network_size"};

}  // namespace quenchmark::cases
