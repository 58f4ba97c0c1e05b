#pragma once
// The numbers and words of an HDF5 file that another program wrote.

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace quenchmark::validation {

/// A dataset of numbers, row-major. Compounds of numbers, such as complex numbers, have a width: `values`
/// then holds each element's members one after the other.
struct ForeignDataset {
  std::vector<std::size_t> shape;
  std::size_t width = 1;
  std::vector<double> values;
};

struct ForeignHdf5 {
  std::map<std::string, ForeignDataset> datasets;  ///< by full path, "/observables/times"
  std::map<std::string, std::string> words;        ///< texts: attributes "/data@name", datasets "/case"
};

/// Throws Error(format) unless the dataset holds a number (or a compound of them) for every element: words,
/// truth values and references have none.
void require_numbers(const ForeignDataset& dataset, const std::string& path, const std::string& file);

/// Whether the bytes begin as HDF5 does, user blocks counted.
bool is_hdf5(const std::string& bytes);

/// Everything in the file but what `wanted` (of a full path) leaves out, read in a sandbox: a damaged file
/// can neither crash nor hang this process. Soft and external links are not followed. Throws Error(format)
/// naming `file` for what cannot be read.
ForeignHdf5 read_foreign_hdf5(const std::string& bytes, const std::string& file,
                              const std::function<bool(const std::string&)>& wanted);

}  // namespace quenchmark::validation
