#include "validation/import/foreign_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/import/curve_readers.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::array<std::string_view, 4> format_names{"csv", "quenchmark", "netket", "jvmc"};

enum class Content { text, json, hdf5, tar, binary };

/// What the bytes are, whatever the file is called.
Content content_of(const std::string& bytes) {
  constexpr std::size_t tar_magic = 257;
  if (is_hdf5(bytes)) {
    return Content::hdf5;
  }
  if (bytes.compare(tar_magic < bytes.size() ? tar_magic : bytes.size(), 5, "ustar") == 0) {
    return Content::tar;
  }
  const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");  // UTF-16: text of a kind
  if (!wide && bytes.substr(0, 4096).find('\0') != std::string::npos) {
    return Content::binary;
  }
  const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && bytes[first] == '{' ? Content::json : Content::text;
}

const char* words_for(Content content) {
  constexpr std::array<const char*, 5> words{"text", "JSON", "HDF5", "a tar archive", "binary data"};
  return words[static_cast<std::size_t>(content)];
}

/// What the end of a name promises.
std::optional<Content> promised_by(const std::string& file) {
  std::string end = std::filesystem::path(file).extension().string();
  std::transform(end.begin(), end.end(), end.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::pair<Content, std::vector<std::string>> known[] = {
      {Content::text, {".csv", ".tsv", ".dat", ".txt"}},
      {Content::json, {".json", ".log"}},
      {Content::hdf5, {".h5", ".hdf5", ".hdf"}},
      {Content::tar, {".tar"}}};
  for (const auto& [content, ends] : known) {
    if (std::find(ends.begin(), ends.end(), end) != ends.end()) {
      return content;
    }
  }
  return std::nullopt;
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint, const std::string& file) {
  throw Error(ErrorKind::format, message, hint, file);
}

/// The JSON log inside a tar archive (POSIX ustar: headers of 512 bytes, sizes in octal); NetKet's StateLog
/// holds parameters only.
std::string json_in_tar(const std::string& bytes, const std::string& file) {
  constexpr std::size_t block = 512;
  for (std::size_t at = 0; at + block <= bytes.size() && bytes[at] != '\0';) {
    const std::string name = bytes.substr(at, std::min<std::size_t>(100, bytes.find('\0', at) - at));
    std::size_t size = 0;
    const char* digits = bytes.data() + at + 124;
    std::from_chars(digits, digits + 11, size, 8);
    if (size > bytes.size() - at - block) {
      refuse("the archive is cut off inside " + name, "copy it again", file);
    }
    if (name.ends_with(".log") || name.ends_with(".json")) {
      return bytes.substr(at + block, size);
    }
    at += block + (size + block - 1) / block * block;
  }
  refuse("the archive holds no log (.log, .json): NetKet's StateLog writes parameters, not values",
         "certify the JsonLog or HDF5Log of the run, or its states (quenchmark certify --help)", file);
}

ForeignCurve read_hdf5(const std::string& bytes, const std::string& file, std::optional<CurveFormat> format) {
  const ForeignHdf5 content = read_foreign_hdf5(bytes, file, [](const std::string& path) {
    return path.find("network_checkpoints") == std::string::npos;
  });
  const auto schema = content.words.find("/@schema");
  const bool ours = schema != content.words.end() && schema->second.starts_with("quenchmark.");
  if (format == CurveFormat::quenchmark || (!format && ours)) {
    return read_quenchmark_record(file);
  }
  if (format == CurveFormat::jvmc || (!format && is_jvmc_output(content))) {
    return read_jvmc_output(content, file);
  }
  if (format == CurveFormat::netket || (!format && is_netket_hdf5(content))) {
    return read_netket_hdf5(content, file);
  }
  std::vector<std::string> paths;
  for (const auto& [path, dataset] : content.datasets) {
    paths.push_back(path);
  }
  constexpr std::size_t most = 8;
  const bool more = paths.size() > most;
  paths.resize(std::min(paths.size(), most));
  refuse(fmt::format("it is HDF5, but none of quenchmark, NetKet or jVMC; it holds: {}{}",
                     fmt::join(paths, ", "), more ? ", ..." : ""),
         "write the curve as CSV: t, <observable>, <observable>_error", file);
}

}  // namespace

std::string_view name_of(CurveFormat format) {
  return format_names[static_cast<std::size_t>(format)];
}

std::optional<CurveFormat> curve_format_of(std::string_view name) {
  const auto found = std::find(format_names.begin(), format_names.end(), name);
  return found == format_names.end() ? std::nullopt
                                     : std::optional(static_cast<CurveFormat>(found - format_names.begin()));
}

std::pair<std::string, std::string> split_unit(const std::string& name) {
  const bool square = name.ends_with(']');
  const std::size_t open = name.find(square ? '[' : '(');
  if ((!square && !name.ends_with(')')) || open == std::string::npos || open == 0) {
    return {name, ""};
  }
  const std::string word = name.substr(0, open);
  return {word.substr(0, word.find_last_not_of(" \t_") + 1), name.substr(open + 1, name.size() - open - 2)};
}

bool carries_noise(const std::vector<double>& errors) {
  return std::any_of(errors.begin(), errors.end(), [](double error) { return error != 0.0; });
}

ForeignSeries::Refusal refusal_of_elements(const std::string& file, const std::string& where) {
  return [file, where](std::size_t row, const std::string& message, const std::string& hint) {
    throw Error(ErrorKind::format, fmt::format("{}[{}]: {}", where, row, message), hint, file);
  };
}

ForeignCurve read_foreign_curve(const std::string& file, std::optional<CurveFormat> format) {
  return parse_foreign_curve(read_file(file), file, format);
}

ForeignCurve parse_foreign_curve(const std::string& bytes, const std::string& file,
                                 std::optional<CurveFormat> format) {
  const Content content = content_of(bytes);
  if (bytes.empty()) {
    refuse("the file is empty", "", file);
  }
  if (const std::optional<Content> promised = promised_by(file);
      !format && promised && *promised != content) {
    refuse(fmt::format("its name promises {}, but it holds {}", words_for(*promised), words_for(content)),
           "give it the right name, or say what it is: --format csv|quenchmark|netket|jvmc", file);
  }
  const bool wants_hdf5 = format == CurveFormat::quenchmark || format == CurveFormat::jvmc;
  const bool wants_text = format == CurveFormat::csv;
  if ((wants_hdf5 && content != Content::hdf5) || (wants_text && content != Content::text) ||
      (format == CurveFormat::netket && content == Content::text)) {
    refuse(fmt::format("it is no {} file: it holds {}", name_of(*format), words_for(content)),
           "leave out --format: the content tells", file);
  }
  switch (content) {
    case Content::text:
      return read_csv_curve(bytes, file);
    case Content::json:
      return read_netket_json(bytes, file);
    case Content::hdf5:
      return read_hdf5(bytes, file, format);
    case Content::tar:
      return read_netket_json(json_in_tar(bytes, file), file);
    case Content::binary:
      break;
  }
  refuse("it is binary data of no kind that is known", "known are CSV, JSON logs, HDF5 and tar", file);
}

}  // namespace quenchmark::validation
