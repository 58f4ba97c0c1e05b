#include "validation/record/hdf5_items.hpp"

#include <fmt/core.h>

#include <set>

#include "validation/record/hdf5_reader.hpp"

namespace quenchmark::validation::hdf5 {

namespace {

/// A dataset or an attribute: the two kinds of objects that hold elements.
struct Source {
  hid_t id;
  bool is_attribute;
  std::string path;

  Handle type() const {
    return require(is_attribute ? H5Aget_type(id) : H5Dget_type(id), H5Tclose, "read the type of " + path);
  }
  Handle space() const {
    return require(is_attribute ? H5Aget_space(id) : H5Dget_space(id), H5Sclose, "read the shape of " + path);
  }
  void read(hid_t memory_type, void* out) const {
    require(is_attribute ? H5Aread(id, memory_type, out)
                         : H5Dread(id, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out),
            "read " + path);
  }
};

/// The library's own encoding of a type is complete, and equal for equal types.
std::string encoded(const Handle& type, const std::string& path) {
  std::size_t size = 0;
  require(H5Tencode(type.id(), nullptr, &size), "describe the type of " + path);
  std::string text(size, '\0');
  require(H5Tencode(type.id(), text.data(), &size), "describe the type of " + path);
  return text;
}

/// How many doubles one element is, when it consists of numbers only: 1, or the members of a compound; else
/// 0.
std::size_t numbers_per_element(const Handle& type) {
  const H5T_class_t kind = H5Tget_class(type.id());
  if (kind == H5T_INTEGER || kind == H5T_FLOAT) {
    return 1;
  }
  if (kind != H5T_COMPOUND) {
    return 0;
  }
  const int members = H5Tget_nmembers(type.id());
  for (int member = 0; member < members; ++member) {
    const H5T_class_t inner = H5Tget_member_class(type.id(), static_cast<unsigned>(member));
    if (inner != H5T_INTEGER && inner != H5T_FLOAT) {
      return 0;
    }
  }
  return static_cast<std::size_t>(members);
}

/// The same members, all as doubles one after the other: the library converts.
Handle as_doubles(const Handle& type) {
  if (H5Tget_class(type.id()) != H5T_COMPOUND) {
    return require(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose, "prepare a type");
  }
  const auto members = static_cast<unsigned>(H5Tget_nmembers(type.id()));
  Handle doubles = require(H5Tcreate(H5T_COMPOUND, members * sizeof(double)), H5Tclose, "prepare a type");
  for (unsigned member = 0; member < members; ++member) {
    char* name = H5Tget_member_name(type.id(), member);
    const herr_t status = H5Tinsert(doubles.id(), name, member * sizeof(double), H5T_NATIVE_DOUBLE);
    H5free_memory(name);
    require(status, "prepare a type");
  }
  return doubles;
}

/// Elements that are, or may contain, memory addresses once they are read.
bool holds_pointers(const Handle& type) {
  const bool text_inside =
      H5Tget_class(type.id()) != H5T_STRING && H5Tdetect_class(type.id(), H5T_STRING) > 0;
  return text_inside || H5Tdetect_class(type.id(), H5T_VLEN) > 0;
}

std::string variable_texts(const Source& source, const Handle& type, const Handle& space, std::size_t count) {
  std::vector<char*> texts(count, nullptr);
  source.read(type.id(), texts.data());
  std::string bytes;
  for (const char* text : texts) {
    bytes += text == nullptr ? "" : text;
    bytes += '\0';
  }
  require(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, texts.data()), "release " + source.path);
  return bytes;
}

Item read_elements(const Source& source) {
  Item item;
  item.kind = source.is_attribute ? "attribute" : "dataset";
  const Handle type = source.type();
  const Handle space = source.space();
  item.type = encoded(type, source.path);
  if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) {
    return item;
  }
  item.shape = shape_of(space.id(), source.path);
  const std::size_t count = element_count(item.shape);
  if (count == 0) {
    return item;
  }
  if (H5Tis_variable_str(type.id()) > 0) {
    item.bytes = variable_texts(source, type, space, count);
    return item;
  }
  if (holds_pointers(type)) {
    throw LibraryError{"compare " + source.path,
                       "elements of variable length inside others are not supported"};
  }
  item.bytes.resize(count * H5Tget_size(type.id()));
  source.read(type.id(), item.bytes.data());
  if (const std::size_t width = numbers_per_element(type); width > 0) {
    item.numbers.resize(count * width);
    source.read(as_doubles(type).id(), item.numbers.data());
  }
  return item;
}

class Walk {
 public:
  std::map<std::string, Item> items;

  void object(hid_t id, const std::string& path) {
    H5O_info_t info;
    require(H5Oget_info2(id, &info, H5O_INFO_BASIC), "look at " + path);
    Item& item = items[path];
    if (info.type == H5O_TYPE_DATASET) {
      item = read_elements({id, false, path});
    } else {
      item.kind = info.type == H5O_TYPE_GROUP ? "group" : "type";
    }
    attributes(id, path);
    // An object with several names is walked once; that also ends the walk on a loop of groups.
    if (info.type == H5O_TYPE_GROUP && visited_.insert(info.addr).second) {
      members(id, path);
    }
  }

 private:
  void attributes(hid_t id, const std::string& path) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
      static_cast<std::vector<std::string>*>(out)->emplace_back(name);
      return 0;
    };
    require(H5Aiterate2(id, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names),
            "list the attributes of " + path);
    for (const std::string& name : names) {
      const std::string full = path + "@" + name;
      const Handle attribute =
          require(H5Aopen(id, name.c_str(), H5P_DEFAULT), H5Aclose, "open attribute " + full);
      items[full] = read_elements({attribute.id(), true, full});
    }
  }

  void members(hid_t group, const std::string& path) {
    struct Link {
      std::string name;
      bool hard;
    };
    std::vector<Link> links;
    const auto collect = [](hid_t, const char* name, const H5L_info_t* info, void* out) -> herr_t {
      static_cast<std::vector<Link>*>(out)->push_back({name, info->type == H5L_TYPE_HARD});
      return 0;
    };
    require(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &links), "list group " + path);
    for (const Link& link : links) {
      const std::string full = (path == "/" ? "" : path) + "/" + link.name;
      if (link.hard) {
        const Handle object =
            require(H5Oopen(group, link.name.c_str(), H5P_DEFAULT), H5Oclose, "open " + full);
        this->object(object.id(), full);
      } else {
        items[full] = {"link", "", {}, target_of(group, link.name, full), {}};
      }
    }
  }

  static std::string target_of(hid_t group, const std::string& name, const std::string& path) {
    H5L_info_t info;
    require(H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT), "look at link " + path);
    std::string target(info.u.val_size, '\0');
    require(H5Lget_val(group, name.c_str(), target.data(), target.size(), H5P_DEFAULT), "read link " + path);
    return target;
  }

  std::set<haddr_t> visited_;
};

}  // namespace

std::map<std::string, Item> all_items(const Handle& file) {
  const Handle root = require(H5Oopen(file.id(), "/", H5P_DEFAULT), H5Oclose, "open the root group");
  Walk walk;
  walk.object(root.id(), "/");
  return std::move(walk.items);
}

}  // namespace quenchmark::validation::hdf5
