#include "validation/record/testing/mutate_image.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>

#include "validation/record/hdf5_handle.hpp"
#include "validation/record/hdf5_items.hpp"
#include "validation/record/hdf5_reader.hpp"

namespace quenchmark::validation::testing {

namespace {

using hdf5::Handle;
using hdf5::require;

/// A copy of the file in memory that may be written.
Handle open_writable(std::string_view image) {
  hdf5::silence_library();
  const Handle access = require(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare");
  require(H5Pset_fapl_core(access.id(), std::size_t{1} << 16, false), "prepare");
  require(H5Pset_file_image(access.id(), const_cast<char*>(image.data()), image.size()), "take the bytes");
  return require(H5Fopen("mutated", H5F_ACC_RDWR, access.id()), H5Fclose, "open");
}

/// Elements as they are in memory, with their type and shape.
struct Elements {
  Handle type;
  std::vector<std::size_t> shape;
  std::string bytes;

  std::size_t width() const { return H5Tget_size(type.id()); }
  std::size_t count() const { return hdf5::element_count(shape); }
  std::size_t row_bytes() const {
    return shape.empty() || shape[0] == 0 ? bytes.size() : bytes.size() / shape[0];
  }

  void set(std::size_t element, double value) {
    char* place = bytes.data() + element * width();
    const H5T_class_t kind = H5Tget_class(type.id());
    const auto put = [&](auto number) {
      for (std::size_t at = 0; at + sizeof number <= width(); at += sizeof number) {
        std::memcpy(place + at, &number, sizeof number);  // both parts of a complex number
      }
    };
    if (kind != H5T_INTEGER) {
      put(value);
    } else if (width() == sizeof(std::int32_t)) {
      put(static_cast<std::int32_t>(std::clamp(value, -2e9, 2e9)));
    } else {
      put(value < 0.0 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(std::min(value, 1.8e19)));
    }
  }
  void copy_row(std::size_t from, std::size_t to) {
    std::memmove(bytes.data() + to * row_bytes(), bytes.data() + from * row_bytes(), row_bytes());
  }
};

Elements read_elements(const Handle& file, const std::string& path) {
  const Handle data = require(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), H5Dclose, "open " + path);
  const Handle stored = require(H5Dget_type(data.id()), H5Tclose, "read " + path);
  const Handle space = require(H5Dget_space(data.id()), H5Sclose, "read " + path);
  Elements elements{require(H5Tget_native_type(stored.id(), H5T_DIR_ASCEND), H5Tclose, "read " + path),
                    hdf5::shape_of(space.id(), path),
                    {}};
  elements.bytes.resize(elements.count() * elements.width());
  require(H5Dread(data.id(), elements.type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, elements.bytes.data()),
          "read " + path);
  return elements;
}

Handle space_of(const std::vector<std::size_t>& shape) {
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  return extent.empty() ? require(H5Screate(H5S_SCALAR), H5Sclose, "make a shape")
                        : require(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr),
                                  H5Sclose, "make a shape");
}

void remove(const Handle& file, const std::string& path) {
  require(H5Ldelete(file.id(), path.c_str(), H5P_DEFAULT), "delete " + path);
}

void put_elements(const Handle& file, const std::string& path, const Elements& elements) {
  remove(file, path);
  const Handle space = space_of(elements.shape);
  const Handle data = require(H5Dcreate2(file.id(), path.c_str(), elements.type.id(), space.id(), H5P_DEFAULT,
                                         H5P_DEFAULT, H5P_DEFAULT),
                              H5Dclose, "make " + path);
  if (!elements.bytes.empty()) {
    require(H5Dwrite(data.id(), elements.type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, elements.bytes.data()),
            "write " + path);
  }
}

Elements doubles(const std::vector<double>& values, std::vector<std::size_t> shape) {
  Elements elements{require(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose, "make a type"), std::move(shape), {}};
  elements.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  return elements;
}

Elements text(const std::string& words) {
  Elements elements{require(H5Tcopy(H5T_C_S1), H5Tclose, "make a type"), {}, words + '\0'};
  require(H5Tset_size(elements.type.id(), elements.bytes.size()), "make a type");
  return elements;
}

/// The same numbers as 32-bit integers, cut off.
Elements integers(const Handle& file, const std::string& path) {
  Elements elements = read_elements(file, path);
  const std::size_t count = elements.count();
  elements.type = require(H5Tcopy(H5T_NATIVE_INT32), H5Tclose, "make a type");
  elements.bytes.assign(count * sizeof(std::int32_t), '\0');
  return elements;
}

void put_group(const Handle& file, const std::string& path) {
  remove(file, path);
  const Handle group = require(H5Gcreate2(file.id(), path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                               H5Gclose, "make " + path);
}

using Change = std::function<void(Elements&)>;

/// New shape: bytes are cut, or the last row is repeated.
void resize_rows(Elements& e, std::size_t rows) {
  const std::size_t row = e.row_bytes();
  const std::string last = e.bytes.substr(e.bytes.size() - row);
  e.bytes.resize(std::min(e.bytes.size(), rows * row));
  while (e.bytes.size() < rows * row) {
    e.bytes += last;
  }
  e.shape[0] = rows;
}

void resize_columns(Elements& e, std::size_t columns) {
  const std::size_t before = e.shape.back() * e.width(), after = columns * e.width();
  std::string bytes;
  for (std::size_t at = 0; at < e.bytes.size(); at += before) {
    std::string row = e.bytes.substr(at, before);
    row.resize(after, '\0');
    bytes += row;
  }
  e.bytes = std::move(bytes);
  e.shape.back() = columns;
}

/// What may be done to numbers, and how many rows and dimensions that takes.
struct NumberChange {
  std::size_t rows, dimensions;
  bool floats_only;
  Change apply;
};

const std::map<std::string, NumberChange>& number_changes() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                   inf = std::numeric_limits<double>::infinity();
  static const std::map<std::string, NumberChange> changes{
      {"empty", {1, 1, false, [](Elements& e) { resize_rows(e, 0); }}},
      {"more dimensions", {0, 0, false, [](Elements& e) { e.shape.push_back(1); }}},
      {"fewer dimensions",
       {1, 1, false,
        [](Elements& e) {
          if (e.shape.size() > 1) {
            e.shape = {e.count()};
          } else {
            e.shape.clear();
            e.bytes.resize(e.width());
          }
        }}},
      {"shorter", {1, 1, false, [](Elements& e) { resize_rows(e, e.shape[0] - 1); }}},
      {"longer", {1, 1, false, [](Elements& e) { resize_rows(e, e.shape[0] + 1); }}},
      {"narrower", {1, 2, false, [](Elements& e) { resize_columns(e, e.shape.back() - 1); }}},
      {"wider", {1, 2, false, [](Elements& e) { resize_columns(e, e.shape.back() + 1); }}},
      {"NaN", {0, 0, true, [=](Elements& e) { e.set(e.count() - 1, nan); }}},
      {"all NaN",
       {0, 0, true,
        [=](Elements& e) {
          for (std::size_t k = 0; k < e.count(); ++k) {
            e.set(k, nan);
          }
        }}},
      {"infinity", {0, 0, true, [=](Elements& e) { e.set(0, inf); }}},
      {"minus infinity", {0, 0, true, [=](Elements& e) { e.set(e.count() - 1, -inf); }}},
      {"negative", {0, 0, false, [](Elements& e) { e.set(e.count() - 1, -3.0); }}},
      {"huge", {0, 0, false, [](Elements& e) { e.set(e.count() / 2, 1.7e308); }}},
      {"zero row",
       {1, 1, false,
        [](Elements& e) {
          std::fill(e.bytes.end() - static_cast<std::ptrdiff_t>(e.row_bytes()), e.bytes.end(), '\0');
        }}},
      {"swapped rows",
       {2, 1, false,
        [](Elements& e) {
          const std::string first = e.bytes.substr(0, e.row_bytes());
          e.copy_row(1, 0);
          std::memcpy(e.bytes.data() + e.row_bytes(), first.data(), first.size());
        }}},
      {"equal rows", {2, 1, false, [](Elements& e) { e.copy_row(e.shape[0] - 2, e.shape[0] - 1); }}},
      {"reversed", {2, 1, false, [](Elements& e) {
                      std::string bytes;
                      for (std::size_t row = e.shape[0]; row > 0; --row) {
                        bytes += e.bytes.substr((row - 1) * e.row_bytes(), e.row_bytes());
                      }
                      e.bytes = std::move(bytes);
                    }}}};
  return changes;
}

void change_dataset(const Handle& file, const Mutation& m) {
  if (m.what == "deleted") {
    remove(file, m.path);
  } else if (m.what == "group") {
    put_group(file, m.path);
  } else if (m.what == "numbers") {
    put_elements(file, m.path, doubles({1.0, 2.0}, {2}));
  } else if (m.what == "text" || m.what == "nonsense") {
    put_elements(file, m.path, text("neither \xff this <nor> \"that\" | `those`"));
  } else if (m.what == "empty" && m.kind == ItemKind::text) {
    put_elements(file, m.path, text(""));
  } else if (m.what == "long") {
    put_elements(file, m.path, text(std::string(100000, '&')));
  } else if (m.what == "integers") {
    put_elements(file, m.path, integers(file, m.path));
  } else {
    Elements elements = read_elements(file, m.path);
    number_changes().at(m.what).apply(elements);
    put_elements(file, m.path, elements);
  }
}

void change_attribute(const Handle& file, const Mutation& m) {
  const std::size_t at = m.path.find('@');
  const std::string owner = m.path.substr(0, at), name = m.path.substr(at + 1);
  const Handle object = require(H5Oopen(file.id(), owner.c_str(), H5P_DEFAULT), H5Oclose, "open " + owner);
  require(H5Adelete(object.id(), name.c_str()), "delete " + m.path);
  if (m.what == "deleted") {
    return;
  }
  Elements value = m.what == "empty"     ? text("")
                   : m.what == "numbers" ? doubles({0.5}, {})
                   : m.what == "two"     ? doubles({1.0, 2.0}, {2})
                                         : text("neither \xff this <nor> that");
  const Handle space = space_of(value.shape);
  const Handle attribute =
      require(H5Acreate2(object.id(), name.c_str(), value.type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT),
              H5Aclose, m.path);
  require(H5Awrite(attribute.id(), value.type.id(), value.bytes.data()), m.path);
}

bool is_text(const hdf5::Item& item) {
  return item.numbers.empty() && hdf5::element_count(item.shape) > 0;
}

std::vector<std::string> ways_with_numbers(const Handle& file, const std::string& path) {
  const Elements elements = read_elements(file, path);
  const bool floats = H5Tget_class(elements.type.id()) != H5T_INTEGER;
  std::vector<std::string> ways{"deleted", "text", "group"};
  if (floats) {
    ways.emplace_back("integers");
  }
  for (const auto& [what, change] : number_changes()) {
    const std::size_t rows = elements.shape.empty() ? 1 : elements.shape.front();
    if (elements.count() > 0 && rows >= change.rows && elements.shape.size() >= change.dimensions &&
        (floats || !change.floats_only)) {
      ways.push_back(what);
    }
  }
  return ways;
}

}  // namespace

std::vector<Mutation> mutations_of(std::string_view image) {
  const Handle file = open_writable(image);
  std::vector<Mutation> mutations;
  for (const auto& [path, item] : hdf5::all_items(file)) {
    if (path == "/") {
      continue;
    }
    ItemKind kind = ItemKind::numbers;
    std::vector<std::string> ways;
    if (item.kind == "group") {
      kind = ItemKind::group;
      ways = {"deleted", "numbers", "text"};
    } else if (item.kind == "attribute") {
      kind = is_text(item) ? ItemKind::text_attribute : ItemKind::number_attribute;
      ways = {"deleted", "empty", "nonsense", "numbers", "two"};
    } else if (is_text(item)) {
      kind = ItemKind::text;
      ways = {"deleted", "empty", "nonsense", "long", "numbers", "group"};
    } else {
      ways = ways_with_numbers(file, path);
    }
    for (std::string& way : ways) {
      mutations.push_back({path, kind, std::move(way)});
    }
  }
  return mutations;
}

std::string mutated(std::string_view image, const Mutation& mutation) {
  const Handle file = open_writable(image);
  const bool of_attribute =
      mutation.kind == ItemKind::text_attribute || mutation.kind == ItemKind::number_attribute;
  of_attribute ? change_attribute(file, mutation) : change_dataset(file, mutation);
  return hdf5::bytes_of(file);
}

}  // namespace quenchmark::validation::testing
