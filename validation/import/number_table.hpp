#pragma once
// Tables of numbers as people and programs write them: CSV and its relatives. What is clear is read, what is
// not is refused by name, with its place.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace quenchmark::validation {

/// Lines of `#` comments and empty lines anywhere, one header line of names, then lines of numbers. The
/// header decides what separates cells: commas, semicolons or tabs. Cells may stand in double quotes; blanks
/// around them do not count. Lines end with LF, CRLF or CR; a byte order mark of UTF-8 may begin any of them.
class NumberTable {
 public:
  /// Throws Error(format) with file, line and column: for bytes that are no text, for a header that is
  /// missing or not clear, for a name that is empty or stands twice, and for a line of another length.
  NumberTable(const std::string& text, std::string file);

  const std::vector<std::string>& names() const { return names_; }
  std::optional<std::size_t> find(const std::string& name) const;
  std::size_t rows() const { return lines_.size(); }

  /// The numbers of one column. Throws Error(format) where a cell is not a finite number with a point: other
  /// columns may hold what they like.
  std::vector<double> column(std::size_t which) const;

  /// Throws Error(format) about the header, or about the cell of a row.
  [[noreturn]] void refuse_header(const std::string& message, const std::string& hint = "") const;
  [[noreturn]] void refuse_cell(std::size_t row, std::size_t column, const std::string& message,
                                const std::string& hint = "") const;

 private:
  struct Cell {
    std::string text;
    int place = 1;  ///< of its first character in the line, from 1
  };
  struct Line {
    std::vector<Cell> cells;
    int number = 0;  ///< in the file, from 1
  };

  void read_header(std::string_view line, int number);
  Line split(std::string_view line, int number) const;
  [[noreturn]] void refuse(int line, int place, const std::string& message,
                           const std::string& hint = "") const;

  std::string file_;
  char separator_ = ',';
  std::vector<std::string> names_;
  int header_line_ = 0;
  std::vector<Line> lines_;
};

}  // namespace quenchmark::validation
