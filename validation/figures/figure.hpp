#pragma once
// A figure as data: panels of series over time, or over whatever else a study varies. One description makes
// the script that draws it and the table beside it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quenchmark::validation {

/// What a colour means; the values are in palette.hpp.
enum class Role {
  network,    ///< the run under test
  reference,  ///< the truth
  band,       ///< what the budget allows around the run
  budget,
  limit,
  muted,
  preparation,
  projection,
  regularisation,
  integrator,  // parts of the certificate
  distance0,
  distance1,
  distance2,
  distance3,
  distance4,
  distance5,  // near to far
  published   ///< somebody else's curve
};

enum class Style {
  line,
  thin,
  wide,  ///< under everything else: the truth that the run should cover
  dashed,
  dotted,
  area,  ///< between `y` and `base`
  circle,
  diamond,
  triangle  ///< marks without a line, told apart without colours too
};

/// Points in the order of x. A NaN in y breaks the line.
struct Series {
  std::string column;  ///< its name in the table: "mx_network"
  std::string label;   ///< in the panel's legend; empty: none. Gnuplot's enhanced text
  Role role = Role::network;
  Style style = Style::line;
  std::vector<double> x, y;
  std::vector<double> base;  ///< areas only, like y
};

/// A horizontal axis of a panel's own.
struct OwnAxis {
  std::string label;  ///< gnuplot's enhanced text
  std::pair<double, double> range;
};

struct Panel {
  std::string quantity;  ///< what the axis shows, above its upper end. Gnuplot's enhanced text
  bool logarithmic = false;
  std::optional<std::pair<double, double>> range;  ///< absent: from the series
  double unit = 1.0;    ///< a value of order one: what counts as flat, or as mere rounding, is a share of it
  double height = 1.0;  ///< relative to the other panels of its column
  std::optional<OwnAxis> horizontal;  ///< absent: the figure's
  std::vector<Series> series;
  /// Of a map over space and time: series k fills the row at height rows[k], its y are colours. Empty:
  /// curves.
  std::vector<double> rows;
};

/// Time where J = 1, as in the papers. Gnuplot's enhanced text.
inline constexpr const char* time_in_couplings = "{/:Italic t J}";

/// Panels fill `columns` columns row by row and share the horizontal axis.
struct Figure {
  std::string id;       ///< name of its files
  std::string caption;  ///< plain text, also read to those who cannot see the picture
  std::string horizontal_label = time_in_couplings;           ///< below the axis. Gnuplot's enhanced text
  std::optional<std::pair<double, double>> horizontal_range;  ///< absent: from the series
  std::vector<std::string> heading;  ///< lines above the panels. Gnuplot's enhanced text
  int columns = 1;
  int width = 560, height = 400;  ///< pixels at 96 per inch; heading and long legends add to the height
  std::vector<Panel> panels;
  std::string table;  ///< the file beside the picture; empty: figure_csv

  bool empty() const { return panels.empty(); }
};

/// The numbers behind a figure: one row per time, empty cells where a series has no point; `#` lines say what
/// it is.
std::string figure_csv(const Figure& figure);

/// Range of an axis around these series: finite, not empty, with a margin; positive and on the scale of
/// decades when logarithmic.
std::pair<double, double> axis_range(const Panel& panel);

}  // namespace quenchmark::validation
