#include "validation/import/curve_readers.hpp"
#include "validation/import/number_table.hpp"

#include <memory>

#include "base/error.hpp"

namespace quenchmark::validation {

ForeignCurve read_csv_curve(const std::string& text, const std::string& file) {
  const auto table = std::make_shared<const NumberTable>(text, file);
  ForeignCurve curve{file, CurveFormat::csv, {}, {}, {}};
  for (std::size_t column = 0; column < table->names().size(); ++column) {
    const auto [name, unit] = split_unit(table->names()[column]);
    ForeignSeries series;
    series.where = "column \"" + table->names()[column] + "\"";
    series.unit = unit;
    series.refuse = [table, column](std::size_t row, const std::string& message, const std::string& hint) {
      table->refuse_cell(row, column, message, hint);
    };
    try {
      series.values = table->column(column);
    } catch (
        const Error& unreadable) {  // words, or a number that is none: a fault only where it is asked for
      series.refuse = [unreadable](std::size_t, const std::string&, const std::string&) { throw unreadable; };
    }
    if (!curve.series.emplace(name, std::move(series)).second) {
      table->refuse_header("the name \"" + name + "\" stands over two columns, with different units",
                           "give each column a name of its own");
    }
  }
  return curve;
}

}  // namespace quenchmark::validation
