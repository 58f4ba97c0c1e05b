#pragma once
// Are two HDF5 files the same, and if not, where and by how much?

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace quenchmark::validation {

/// One dataset, attribute ("/time@unit"), group or link that at least one of the files has.
struct ItemComparison {
  std::string path;
  bool identical = false;  ///< byte for byte, type and shape included
  std::string difference;  ///< "only in A", "shape [3] against [4]", "5 of 12 values"; empty when identical
  std::optional<double>
      largest;  ///< largest |a - b| of two numeric datasets of one shape; NaN against a number: infinite
  std::string place;  ///< index of the largest difference, "[7, 2]"
};

/// Every item of both files, sorted by path. Works on any two HDF5 files: both are read in a sandbox. Throws
/// Error(io) when a file is missing and Error(format) when one cannot be read.
std::vector<ItemComparison> compare_files(const std::filesystem::path& a, const std::filesystem::path& b);

/// Those that `compare --exact` calls a difference: everything outside /timing and /provenance.
std::vector<ItemComparison> exact_differences(const std::vector<ItemComparison>& items);

}  // namespace quenchmark::validation
