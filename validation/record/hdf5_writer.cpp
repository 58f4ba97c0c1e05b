#include "validation/record/hdf5_writer.hpp"

namespace quenchmark::validation::hdf5 {

namespace {

Handle text_type() {
  Handle type = require(H5Tcopy(H5T_C_S1), H5Tclose, "prepare the type of text");
  require(H5Tset_size(type.id(), H5T_VARIABLE), "prepare the type of text");
  require(H5Tset_cset(type.id(), H5T_CSET_UTF8), "prepare the type of text");
  return type;
}

Handle dataspace(const std::vector<std::size_t>& shape) {
  if (shape.empty()) {
    return require(H5Screate(H5S_SCALAR), H5Sclose, "prepare a scalar");
  }
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  return require(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose,
                 "prepare the shape of a dataset");
}

/// Properties of a new object without the time of its creation.
Handle timeless(hid_t property_class) {
  Handle properties = require(H5Pcreate(property_class), H5Pclose, "prepare an object");
  require(H5Pset_obj_track_times(properties.id(), false), "switch off time stamps");
  return properties;
}

void write_attribute(hid_t object, const std::string& name, hid_t type, const void* value) {
  const Handle space = dataspace({});
  const Handle attribute =
      require(H5Acreate2(object, name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
              "create attribute " + name);
  require(H5Awrite(attribute.id(), type, value), "write attribute " + name);
}

void write_text_attribute(hid_t object, const std::string& name, const std::string& text) {
  const char* characters = text.c_str();
  write_attribute(object, name, text_type().id(), &characters);
}

}  // namespace

Handle complex_type() {
  Handle type = require(H5Tcreate(H5T_COMPOUND, 2 * sizeof(double)), H5Tclose, "prepare the complex type");
  require(H5Tinsert(type.id(), "r", 0, H5T_NATIVE_DOUBLE), "prepare the complex type");
  require(H5Tinsert(type.id(), "i", sizeof(double), H5T_NATIVE_DOUBLE), "prepare the complex type");
  return type;
}

GroupWriter GroupWriter::root(const Handle& file) {
  return GroupWriter(require(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the root group"), "");
}

GroupWriter GroupWriter::group(const std::string& name) const {
  const Handle properties = timeless(H5P_GROUP_CREATE);
  const std::string path = path_ + "/" + name;
  return GroupWriter(require(H5Gcreate2(group_.id(), name.c_str(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                             H5Gclose, "create group " + path),
                     path);
}

void GroupWriter::attribute(const std::string& name, const std::string& text) const {
  write_text_attribute(group_.id(), name, text);
}

void GroupWriter::attribute(const std::string& name, bool value) const {
  const std::int32_t stored = value ? 1 : 0;
  write_attribute(group_.id(), name, H5T_NATIVE_INT32, &stored);
}

void GroupWriter::text(const std::string& name, const std::string& text) const {
  const char* characters = text.c_str();
  const Handle type = text_type();
  dataset(name, {}, type.id(), type.id(), &characters, {});
}

void GroupWriter::number(const std::string& name, double value, const Labels& labels) const {
  dataset(name, {}, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, labels);
}

void GroupWriter::numbers(const std::string& name, const Dataset& data, const Labels& labels) const {
  dataset(name, data.shape, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, data.values.data(), labels);
}

void GroupWriter::single_precision(const std::string& name, const std::vector<std::size_t>& shape,
                                   const std::vector<float>& values, const Labels& labels) const {
  dataset(name, shape, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(), labels);
}

void GroupWriter::unsigned_integers(const std::string& name, const std::vector<std::uint64_t>& values,
                                    const Labels& labels) const {
  dataset(name, {values.size()}, H5T_STD_U64LE, H5T_NATIVE_UINT64, values.data(), labels);
}

void GroupWriter::integers(const std::string& name, const std::vector<std::int32_t>& values,
                           const Labels& labels) const {
  dataset(name, {values.size()}, H5T_STD_I32LE, H5T_NATIVE_INT32, values.data(), labels);
}

void GroupWriter::integer_rows(const std::string& name, const std::vector<std::vector<int>>& rows,
                               const Labels& labels) const {
  std::vector<std::int32_t> flat;
  for (const auto& row : rows) {
    flat.insert(flat.end(), row.begin(), row.end());
  }
  dataset(name, {rows.size(), rows.empty() ? 0 : rows.front().size()}, H5T_STD_I32LE, H5T_NATIVE_INT32,
          flat.data(), labels);
}

void GroupWriter::complex_numbers(const std::string& name, const std::vector<std::complex<double>>& values,
                                  const std::vector<std::size_t>& shape, const Labels& labels) const {
  const Handle type = complex_type();
  dataset(name, shape, type.id(), type.id(), values.data(), labels);
}

void GroupWriter::dataset(const std::string& name, const std::vector<std::size_t>& shape, hid_t stored_type,
                          hid_t memory_type, const void* values, const Labels& labels) const {
  const std::string path = path_ + "/" + name;
  const Handle properties = timeless(H5P_DATASET_CREATE);
  const Handle space = dataspace(shape);
  const Handle dataset = require(H5Dcreate2(group_.id(), name.c_str(), stored_type, space.id(), H5P_DEFAULT,
                                            properties.id(), H5P_DEFAULT),
                                 H5Dclose, "create dataset " + path);
  if (H5Sget_simple_extent_npoints(space.id()) > 0) {
    require(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
            "write dataset " + path);
  }
  if (!labels.unit.empty()) {
    write_text_attribute(dataset.id(), "unit", labels.unit);
  }
  if (!labels.axes.empty()) {
    write_text_attribute(dataset.id(), "axes", labels.axes);
  }
}

}  // namespace quenchmark::validation::hdf5
