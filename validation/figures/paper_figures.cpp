#include "validation/figures/paper_figures.hpp"

#include <algorithm>
#include <cctype>

namespace quenchmark::validation {

namespace {

constexpr const char* schematic = "a drawing of an idea, without data";
constexpr const char* no_case = "the catalogue has none of its cases";
constexpr const char* no_scaling =
    "it needs ramps of several durations and sizes, which the catalogue does not have, in rescaled units";
constexpr const char* cost = "it shows what a run cost on the paper's machines; costs are not drawn yet";

/// Case-insensitive equality of ASCII texts.
bool same_word(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

const std::vector<PaperFigure>& paper_figures() {
  static const std::vector<PaperFigure> figures{
      {"2d-fig1a", "2D", "1a", "the network as a picture", {}, schematic},
      {"2d-fig1b",
       "2D",
       "1b",
       "collapse and revival of the order parameter, 8x8, ferromagnet to 2.63 hc",
       {"mz"},
       no_case},
      {"2d-fig1c", "2D", "1c", "transverse magnetisation of the same quench", {"mx"}, no_case},
      {"2d-fig1d", "2D", "1d", "quantum Fisher information of the same quench", {"f_q"}, no_case},
      {"2d-fig2a",
       "2D",
       "2a",
       "10x10, paramagnet to 2 hc: magnetisation, correlations, residual",
       {"mx", "zz_map", "r2_integrated"},
       no_case},
      {"2d-fig2b",
       "2D",
       "2b",
       "10x10, paramagnet to hc: magnetisation, correlations, residual",
       {"mx", "zz_map", "r2_integrated"},
       no_case},
      {"2d-fig2c",
       "2D",
       "2c",
       "10x10, paramagnet to hc/10: magnetisation, correlations, residual",
       {"mx", "zz_map", "r2_integrated"},
       no_case},
      {"2d-figS1",
       "2D",
       "S1",
       "how couplings build up in a one-layer and in a deep network",
       {},
       "no case stores the parameters over time"},
      {"2d-figS2",
       "2D",
       "S2",
       "spectrum of S over time, and signal-to-noise ratio at the last time",
       {"spectrum", "snr"},
       no_case},
      {"2d-figS3", "2D", "S3", "the adaptive step size, (8;10) to hc/10", {"step_size"}, no_case},
      {"2d-figS4", "2D", "S4", "five initialisations and their mean, (1;10) to hc", {"mx_ensemble"}, no_case},
      {"2d-figS5",
       "2D",
       "S5",
       "ferromagnet to 2.633 hc with 1, 3 and 5 channels",
       {"mz", "f_q", "r2_integrated"},
       no_case},
      {"2d-figS6", "2D", "S6", "size of the lattice at hc, 6x6 to 10x10", {"mx"}, no_case},
      {"2d-figS7", "2D", "S7", "where the time of a step goes", {}, cost},
      {"2d-figS8", "2D", "S8", "the parallel algorithm as a picture", {}, schematic},
      {"2d-figS9", "2D", "S9", "speed-up of network and gradient on a GPU", {}, cost},
      {"3d-fig1a", "3D", "1a", "the network as a picture", {}, schematic},
      {"3d-fig1b",
       "3D",
       "1b",
       "5x5x5, ferromagnet to 2 hc: order parameter and quantum Fisher information",
       {"mz", "f_q"},
       no_case},
      {"3d-fig1c",
       "3D",
       "1c",
       "6x6x6, paramagnet to hc: magnetisation and quantum Fisher information",
       {"mx", "f_q"},
       no_case},
      {"3d-fig2a", "3D", "2a", "correlation length against the causal bound", {}, schematic},
      {"3d-fig2b", "3D", "2b", "the couplings of the smooth ramp", {}, ""},
      {"3d-fig2c", "3D", "2c", "excess energy during ramps", {"excess_energy"}, no_case},
      {"3d-fig3", "3D", "3", "collapse of correlations at the critical point", {}, no_scaling},
      {"3d-fig4", "3D", "4", "collapse of the excess energy", {}, no_scaling},
      {"3d-fig5a", "3D", "5a", "quantum Fisher information during ramps, rescaled", {"f_q"}, no_scaling},
      {"3d-fig5b", "3D", "5b", "collapse of the quantum Fisher information", {}, no_scaling},
      {"3d-fig6",
       "3D",
       "6",
       "5x5x5, ferromagnet to 2 hc, with depth of the network",
       {"mx", "mz", "f_q"},
       no_case},
      {"3d-fig7",
       "3D",
       "7",
       "6x6x6, paramagnet to hc, with depth of the network",
       {"mx", "zz_connected", "f_q"},
       no_case},
      {"3d-fig8",
       "3D",
       "8",
       "excess energy and quantum Fisher information after linear ramps",
       {},
       no_scaling},
      {"sru-fig1", "SRU", "1", "the cell and the network as pictures", {}, schematic},
      {"sru-fig2",
       "SRU",
       "2",
       "predicted and exact amplitudes, one chain length per panel",
       {"traces"},
       no_case},
      {"sru-fig3", "SRU", "3", "all amplitudes of the two longest chains", {"all_traces"}, no_case},
      {"sru-fig4",
       "SRU",
       "4",
       "mean relative entropy over the predicted steps",
       {"relative_entropy"},
       no_case},
      {"sru-fig5", "SRU", "5", "transfer to a longer chain", {"transfer"}, no_case},
      {"sru-table1",
       "SRU",
       "table 1",
       "time of prediction against exact diagonalisation",
       {"costs"},
       no_case}};
  return figures;
}

bool shows_figure(const cases::Case& asked, const PaperFigure& figure) {
  const bool same_paper = same_word(asked.paper, figure.paper);
  for (std::size_t begin = 0; begin <= asked.figure.size();) {
    const std::size_t end = std::min(asked.figure.find(',', begin), asked.figure.size());
    const std::string named = trimmed(asked.figure.substr(begin, end - begin));
    if (same_word(named, figure.id) || (same_paper && same_word(named, figure.number))) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace quenchmark::validation
