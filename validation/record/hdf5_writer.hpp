#pragma once
// Writes groups, numbers and text into an HDF5 file in memory. Private to validation/record.

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

#include "validation/record/hdf5_handle.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation::hdf5 {

/// What a reader without our code wants to know of a dataset; empty parts are not written.
struct Labels {
  std::string unit;  ///< "1/energy", "s", "rad"; empty for a pure number
  std::string axes;  ///< "time, displacement"
};

/// One group being filled. All functions throw LibraryError.
class GroupWriter {
 public:
  /// The root group of `file`, which must outlive the writer.
  static GroupWriter root(const Handle& file);

  GroupWriter group(const std::string& name) const;

  void attribute(const std::string& name, const std::string& text) const;
  void attribute(const std::string& name, bool value) const;
  void text(const std::string& name, const std::string& text) const;
  void number(const std::string& name, double value, const Labels& labels = {}) const;
  void numbers(const std::string& name, const Dataset& data, const Labels& labels = {}) const;
  void single_precision(const std::string& name, const std::vector<std::size_t>& shape,
                        const std::vector<float>& values, const Labels& labels = {}) const;
  void unsigned_integers(const std::string& name, const std::vector<std::uint64_t>& values,
                         const Labels& labels = {}) const;
  /// A list, stored as int32.
  void integers(const std::string& name, const std::vector<std::int32_t>& values,
                const Labels& labels = {}) const;
  /// Rows of equal length, stored as int32.
  void integer_rows(const std::string& name, const std::vector<std::vector<int>>& rows,
                    const Labels& labels = {}) const;
  /// Stored as the pair {r, i} that h5py and most other readers know as a complex number.
  void complex_numbers(const std::string& name, const std::vector<std::complex<double>>& values,
                       const std::vector<std::size_t>& shape, const Labels& labels = {}) const;

 private:
  explicit GroupWriter(Handle group, std::string path) : group_(std::move(group)), path_(std::move(path)) {}

  void dataset(const std::string& name, const std::vector<std::size_t>& shape, hid_t stored_type,
               hid_t memory_type, const void* values, const Labels& labels) const;

  Handle group_;
  std::string path_;
};

/// The compound {double r; double i;} of complex numbers.
Handle complex_type();

}  // namespace quenchmark::validation::hdf5
