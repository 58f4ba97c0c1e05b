#include "validation/import/number_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t";

struct Separator {
  char character;
  const char* name;
};
constexpr std::array<Separator, 3> separators{{{',', "commas"}, {';', "semicolons"}, {'\t', "tabs"}}};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The next line without its end; `text` moves on behind it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  const bool both = text.substr(end).starts_with("\r\n");
  text.remove_prefix(std::min(text.size(), end + (both ? 2 : 1)));
  return line;
}

/// "\"...\"", not longer than a line of an error may be.
std::string in_quotes(const std::string& cell) {
  constexpr std::size_t longest = 60;
  return "\"" + (cell.size() > longest ? cell.substr(0, longest) + "..." : cell) + "\"";
}

/// A finite number, or nothing. Exponents may be written with a D, as Fortran does.
std::optional<double> parse_number(std::string text) {
  const bool plus = text.starts_with('+');
  if (plus && text.size() > 1 && text[1] == '-') {
    return std::nullopt;
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == 'd' || c == 'D'; }, 'e');
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + (plus ? 1 : 0), end, value);
  if (parsed.ec == std::errc::result_out_of_range && parsed.ptr == end &&
      text.find("e-") != std::string::npos) {
    return 0.0;  // smaller than any number there is
  }
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

bool has_decimal_comma(const std::string& cell) {
  std::string with_point = cell;
  const std::size_t comma = with_point.find(',');
  if (comma == std::string::npos) {
    return false;
  }
  with_point[comma] = '.';
  return parse_number(with_point).has_value();
}

}  // namespace

void NumberTable::refuse(int line, int place, const std::string& message, const std::string& hint) const {
  throw Error({Diagnostic{ErrorKind::format, message, hint, file_, line, place, ""}});
}

void NumberTable::refuse_header(const std::string& message, const std::string& hint) const {
  refuse(header_line_, 1, message, hint);
}

void NumberTable::refuse_cell(std::size_t row, std::size_t column, const std::string& message,
                              const std::string& hint) const {
  refuse(lines_[row].number, lines_[row].cells[column].place, message, hint);
}

/// A quote opens a cell only as its first character, and ends it; two of them inside are one.
NumberTable::Line NumberTable::split(std::string_view line, int number) const {
  Line result{{}, number};
  for (std::size_t at = 0;;) {
    Cell cell;
    const std::size_t first = line.find_first_not_of(separator_ == '\t' ? " " : blanks, at);
    cell.place = static_cast<int>(std::min(first, line.size())) + 1;
    std::size_t end = 0;
    if (first != std::string_view::npos && line[first] == '"') {
      std::size_t k = first + 1;
      for (; k < line.size() && (line[k] != '"' || line.substr(k).starts_with("\"\"")); ++k) {
        cell.text += line[k];
        k += line[k] == '"' ? 1 : 0;
      }
      end = std::min(line.find(separator_, k), line.size());
      if (k >= line.size() || !trimmed(line.substr(k + 1, end - k - 1)).empty()) {
        refuse(number, cell.place, "a quoted cell does not end with its quote",
               "close it on its line, with nothing between the quote and the separator");
      }
      cell.text = std::string(trimmed(cell.text));
    } else {
      end = std::min(line.find(separator_, at), line.size());
      cell.text = trimmed(line.substr(at, end - at));
    }
    result.cells.push_back(std::move(cell));
    if (end == line.size()) {
      return result;
    }
    at = end + 1;
  }
}

void NumberTable::read_header(std::string_view line, int number) {
  header_line_ = number;
  std::vector<Separator> found;
  std::copy_if(separators.begin(), separators.end(), std::back_inserter(found),
               [&](const Separator& s) { return line.find(s.character) != std::string_view::npos; });
  if (found.size() > 1) {
    refuse_header(fmt::format("the header holds {} and {}: which of them separates names is not clear",
                              found[0].name, found[1].name),
                  "separate names and numbers by one of comma, semicolon and tab");
  }
  separator_ = found.empty() ? ',' : found.front().character;
  const Line header = split(line, number);
  for (const Cell& cell : header.cells) {
    const auto same = std::find(names_.begin(), names_.end(), cell.text);
    if (cell.text.empty()) {
      refuse(number, cell.place, fmt::format("column {} has no name", names_.size() + 1),
             "name it in the header line, or remove the separator that begins it");
    }
    if (same != names_.end()) {
      refuse(number, cell.place,
             fmt::format("the name {} stands over column {} and column {}", in_quotes(cell.text),
                         same - names_.begin() + 1, names_.size() + 1),
             "give each column a name of its own");
    }
    if (parse_number(cell.text) || has_decimal_comma(cell.text)) {
      refuse(number, cell.place,
             fmt::format("the header line is missing: {} is a number and no name", in_quotes(cell.text)),
             "name the columns in the first line that is no comment: t, mx, mx_error");
    }
    names_.push_back(cell.text);
  }
  if (names_.size() == 1 && names_.front().find_first_of(blanks) != std::string::npos) {
    refuse_header(fmt::format("{} is one name: blanks do not separate columns", in_quotes(names_.front())),
                  "separate names and numbers by comma, semicolon or tab");
  }
}

NumberTable::NumberTable(const std::string& text, std::string file) : file_(std::move(file)) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    refuse(0, 0, "it is written in UTF-16", "save it as UTF-8, or as plain ASCII");
  }
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number) {
    std::string_view line = take_line(rest);
    if (line.starts_with(byte_order_mark)) {
      line.remove_prefix(byte_order_mark.size());
    }
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '#') {
      continue;
    }
    if (names_.empty()) {
      read_header(line, number);
      continue;
    }
    Line values = split(line, number);
    if (values.cells.size() != names_.size()) {
      refuse(number, values.cells[std::min(values.cells.size() - 1, names_.size())].place,
             fmt::format("{} values for {} columns", values.cells.size(), names_.size()));
    }
    lines_.push_back(std::move(values));
  }
  if (lines_.empty()) {
    refuse(header_line_, 1, "it holds no curve",
           "expected a header line t, <observable>, ... and lines of numbers");
  }
}

std::optional<std::size_t> NumberTable::find(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(found - names_.begin()));
}

std::vector<double> NumberTable::column(std::size_t which) const {
  std::vector<double> values;
  for (std::size_t row = 0; row < lines_.size(); ++row) {
    const std::string& cell = lines_[row].cells[which].text;
    const std::optional<double> value = parse_number(cell);
    if (!value) {
      refuse_cell(row, which,
                  cell.empty() ? fmt::format("the cell of column {} is empty", in_quotes(names_[which]))
                               : fmt::format("{} is not a finite number", in_quotes(cell)),
                  has_decimal_comma(cell) ? "write it with a decimal point" : "");
    }
    values.push_back(*value);
  }
  return values;
}

}  // namespace quenchmark::validation
