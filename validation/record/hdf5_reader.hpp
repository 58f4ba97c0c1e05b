#pragma once
// Reads groups, numbers and text from an HDF5 file in memory, whoever wrote it. Private to validation/record.

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

#include "validation/record/hdf5_handle.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation::hdf5 {

/// One group being read. Whatever is missing or of another kind throws LibraryError naming the full path.
class GroupReader {
 public:
  /// The root group of `file`, which must outlive the reader.
  static GroupReader root(const Handle& file);

  const std::string& path() const { return path_; }
  bool has(const std::string& name) const;
  GroupReader group(const std::string& name) const;
  std::vector<std::string> group_names() const { return names(H5O_TYPE_GROUP); }
  std::vector<std::string> dataset_names() const { return names(H5O_TYPE_DATASET); }

  /// Empty when the attribute is missing.
  std::string attribute(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::string text(const std::string& name) const;
  double number(const std::string& name) const;
  Dataset numbers(const std::string& name) const;
  std::vector<float> single_precision(const std::string& name, std::vector<std::size_t>& shape) const;
  std::vector<std::uint64_t> unsigned_integers(const std::string& name) const;
  std::vector<int> integers(const std::string& name) const;
  /// [rows, columns]
  std::vector<std::vector<int>> integer_rows(const std::string& name) const;
  std::vector<std::complex<double>> complex_numbers(const std::string& name,
                                                    std::vector<std::size_t>& shape) const;

 private:
  explicit GroupReader(Handle group, std::string path) : group_(std::move(group)), path_(std::move(path)) {}

  std::string path_of(const std::string& name) const { return path_ + "/" + name; }
  Handle dataset(const std::string& name) const;
  std::vector<std::string> names(H5O_type_t kind) const;
  template <class Value>
  std::vector<Value> values(const std::string& name, H5T_class_t kind, hid_t memory_type,
                            std::vector<std::size_t>& shape) const;

  Handle group_;
  std::string path_;
};

/// Lengths per dimension; empty for a scalar. Throws LibraryError for a null or absurdly large space.
std::vector<std::size_t> shape_of(hid_t dataspace, const std::string& path);

/// Number of elements of a shape.
std::size_t element_count(const std::vector<std::size_t>& shape);

/// The scalar text of a dataset (H5Dread) or attribute (H5Aread) of string type, of fixed or variable length.
std::string read_scalar_text(hid_t object, bool is_attribute, const std::string& path);

}  // namespace quenchmark::validation::hdf5
