#include "validation/record/hdf5_reader.hpp"

#include <algorithm>

#include "validation/record/hdf5_writer.hpp"

namespace quenchmark::validation::hdf5 {

namespace {

// 2^40 elements: beyond what any memory holds, and far from overflow when multiplied by an element's size.
constexpr std::size_t absurd_count = std::size_t{1} << 40;

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw LibraryError{"read " + path, message};
}

}  // namespace

std::size_t element_count(const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const std::size_t length : shape) {
    count *= length;
  }
  return count;
}

std::vector<std::size_t> shape_of(hid_t dataspace, const std::string& path) {
  if (H5Sget_simple_extent_type(dataspace) == H5S_NULL) {
    refuse(path, "it is empty");
  }
  const int rank = H5Sget_simple_extent_ndims(dataspace);
  require(rank, "read the shape of " + path);
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  require(H5Sget_simple_extent_dims(dataspace, extent.data(), nullptr), "read the shape of " + path);
  double count = 1.0;
  for (const hsize_t length : extent) {
    count *= static_cast<double>(length);
    if (length > absurd_count || count > static_cast<double>(absurd_count)) {
      refuse(path, "it claims more elements than any memory holds");
    }
  }
  return {extent.begin(), extent.end()};
}

std::string read_scalar_text(hid_t object, bool is_attribute, const std::string& path) {
  const Handle type =
      require(is_attribute ? H5Aget_type(object) : H5Dget_type(object), H5Tclose, "read " + path);
  const Handle space =
      require(is_attribute ? H5Aget_space(object) : H5Dget_space(object), H5Sclose, "read " + path);
  if (H5Tget_class(type.id()) != H5T_STRING || element_count(shape_of(space.id(), path)) != 1) {
    refuse(path, "it is not one text");
  }
  const auto read = [&](hid_t memory_type, void* out) {
    require(is_attribute ? H5Aread(object, memory_type, out)
                         : H5Dread(object, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out),
            "read " + path);
  };
  if (H5Tis_variable_str(type.id()) > 0) {
    char* characters = nullptr;
    read(type.id(), &characters);
    std::string text = characters == nullptr ? "" : characters;
    H5free_memory(characters);
    return text;
  }
  std::string text(H5Tget_size(type.id()), '\0');
  read(type.id(), text.data());
  text.resize(std::min(text.size(), text.find('\0')));
  return text;
}

GroupReader GroupReader::root(const Handle& file) {
  return GroupReader(require(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the root group"), "");
}

bool GroupReader::has(const std::string& name) const {
  return H5Lexists(group_.id(), name.c_str(), H5P_DEFAULT) > 0;
}

GroupReader GroupReader::group(const std::string& name) const {
  return GroupReader(
      require(H5Gopen2(group_.id(), name.c_str(), H5P_DEFAULT), H5Gclose, "open group " + path_of(name)),
      path_of(name));
}

std::vector<std::string> GroupReader::names(H5O_type_t kind) const {
  std::vector<std::string> all;
  const auto collect = [](hid_t, const char* name, const H5L_info_t* link, void* out) -> herr_t {
    // Soft and external links are not followed: they could lead out of the file.
    if (link->type == H5L_TYPE_HARD) {
      static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    }
    return 0;
  };
  require(H5Literate(group_.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &all),
          "list group " + path_ + "/");
  std::vector<std::string> wanted;
  for (const std::string& name : all) {
    H5O_info_t info;
    require(H5Oget_info_by_name2(group_.id(), name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT),
            "look at " + path_of(name));
    if (info.type == kind) {
      wanted.push_back(name);
    }
  }
  return wanted;
}

Handle GroupReader::dataset(const std::string& name) const {
  return require(H5Dopen2(group_.id(), name.c_str(), H5P_DEFAULT), H5Dclose, "open dataset " + path_of(name));
}

std::string GroupReader::attribute(const std::string& name) const {
  if (H5Aexists(group_.id(), name.c_str()) <= 0) {
    return {};
  }
  const std::string path = "attribute " + path_of(name);
  const Handle attribute = require(H5Aopen(group_.id(), name.c_str(), H5P_DEFAULT), H5Aclose, "open " + path);
  return read_scalar_text(attribute.id(), true, path);
}

bool GroupReader::flag(const std::string& name) const {
  const std::string path = "attribute " + path_of(name);
  const Handle attribute = require(H5Aopen(group_.id(), name.c_str(), H5P_DEFAULT), H5Aclose, "open " + path);
  const Handle space = require(H5Aget_space(attribute.id()), H5Sclose, "read " + path);
  const Handle type = require(H5Aget_type(attribute.id()), H5Tclose, "read " + path);
  if (element_count(shape_of(space.id(), path)) != 1 || H5Tget_class(type.id()) != H5T_INTEGER) {
    refuse(path, "it is not one whole number");
  }
  std::int32_t value = 0;
  require(H5Aread(attribute.id(), H5T_NATIVE_INT32, &value), "read " + path);
  return value != 0;
}

std::string GroupReader::text(const std::string& name) const {
  return read_scalar_text(dataset(name).id(), false, "dataset " + path_of(name));
}

double GroupReader::number(const std::string& name) const {
  const Dataset data = numbers(name);
  if (data.values.size() != 1) {
    refuse("dataset " + path_of(name), "it is not one number");
  }
  return data.values.front();
}

template <class Value>
std::vector<Value> GroupReader::values(const std::string& name, H5T_class_t kind, hid_t memory_type,
                                       std::vector<std::size_t>& shape) const {
  const std::string path = "dataset " + path_of(name);
  const Handle data = dataset(name);
  const Handle type = require(H5Dget_type(data.id()), H5Tclose, "read " + path);
  const H5T_class_t found = H5Tget_class(type.id());
  const bool integers_as_floats = kind == H5T_FLOAT && found == H5T_INTEGER;
  if (found != kind && !integers_as_floats) {
    refuse(path, "its elements are of another kind than expected");
  }
  const Handle space = require(H5Dget_space(data.id()), H5Sclose, "read " + path);
  shape = shape_of(space.id(), path);
  std::vector<Value> values(element_count(shape));
  if (!values.empty()) {
    require(H5Dread(data.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read " + path);
  }
  return values;
}

Dataset GroupReader::numbers(const std::string& name) const {
  Dataset data;
  data.values = values<double>(name, H5T_FLOAT, H5T_NATIVE_DOUBLE, data.shape);
  return data;
}

std::vector<float> GroupReader::single_precision(const std::string& name,
                                                 std::vector<std::size_t>& shape) const {
  return values<float>(name, H5T_FLOAT, H5T_NATIVE_FLOAT, shape);
}

std::vector<std::uint64_t> GroupReader::unsigned_integers(const std::string& name) const {
  std::vector<std::size_t> shape;
  std::vector<std::uint64_t> list = values<std::uint64_t>(name, H5T_INTEGER, H5T_NATIVE_UINT64, shape);
  if (shape.size() != 1) {
    refuse("dataset " + path_of(name), "it is not a list");
  }
  return list;
}

std::vector<int> GroupReader::integers(const std::string& name) const {
  std::vector<std::size_t> shape;
  const auto flat = values<std::int32_t>(name, H5T_INTEGER, H5T_NATIVE_INT32, shape);
  if (shape.size() != 1) {
    refuse("dataset " + path_of(name), "it is not a list");
  }
  return {flat.begin(), flat.end()};
}

std::vector<std::vector<int>> GroupReader::integer_rows(const std::string& name) const {
  std::vector<std::size_t> shape;
  const auto flat = values<std::int32_t>(name, H5T_INTEGER, H5T_NATIVE_INT32, shape);
  if (shape.size() != 2) {
    refuse("dataset " + path_of(name), "it is not a table of rows and columns");
  }
  std::vector<std::vector<int>> rows;
  for (std::size_t row = 0; row < (shape[1] == 0 ? 0 : shape[0]); ++row) {
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(row * shape[1]);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(shape[1]));
  }
  return rows;
}

std::vector<std::complex<double>> GroupReader::complex_numbers(const std::string& name,
                                                               std::vector<std::size_t>& shape) const {
  return values<std::complex<double>>(name, H5T_COMPOUND, complex_type().id(), shape);
}

}  // namespace quenchmark::validation::hdf5
