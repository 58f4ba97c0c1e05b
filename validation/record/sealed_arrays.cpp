#include "validation/record/sealed_arrays.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "validation/record/hdf5_reader.hpp"
#include "validation/record/hdf5_writer.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::size_t user_block = 512;  // the smallest that HDF5 knows
constexpr std::string_view seal = "quenchmark sealed arrays, SHA-256 of all bytes from 512 on: ";

std::string image_of(const SealedArrays& content) {
  const hdf5::Handle image = hdf5::create_in_memory();
  {
    const hdf5::GroupWriter root = hdf5::GroupWriter::root(image);
    root.attribute("schema", content.schema);
    const hdf5::GroupWriter facts = root.group("facts");
    for (const auto& [name, text] : content.facts) {
      facts.text(name, text);
    }
    const hdf5::GroupWriter arrays = root.group("arrays");
    for (const auto& [name, array] : content.arrays) {
      if (hdf5::element_count(array.shape) != array.values.size()) {
        throw Error(ErrorKind::internal, "array " + name + " does not fit its shape");
      }
      arrays.single_precision(name, array.shape, array.values);
    }
    const hdf5::GroupWriter numbers = root.group("numbers");
    for (const auto& [name, data] : content.numbers) {
      numbers.numbers(name, data);
    }
  }
  return hdf5::bytes_of(image);
}

[[noreturn]] void refuse(const std::string& why, const std::filesystem::path& file) {
  throw Error(ErrorKind::format, why, "restore it from a copy, or remove it so that it is made again",
              file.string());
}

}  // namespace

void save_sealed(const SealedArrays& content, const std::filesystem::path& file) {
  try {
    const std::string image = image_of(content);
    std::string bytes = std::string(seal) + sha256_hex(image) + "\n";
    bytes.resize(user_block, '\n');
    replace_file(file, bytes + image);
  } catch (const hdf5::LibraryError& error) {
    throw Error(ErrorKind::internal, "cannot " + error.doing + ": " + error.message, {}, file.string());
  }
}

SealedArrays load_sealed(const std::filesystem::path& file, const std::string& schema) {
  const std::string bytes = read_file(file);
  if (bytes.size() < user_block || !bytes.starts_with(seal)) {
    refuse("it is not a file of sealed arrays (" + schema + ")", file);
  }
  const std::string_view image = std::string_view(bytes).substr(user_block);
  if (sha256_hex(std::string(image)) != bytes.substr(seal.size(), 64)) {
    refuse("it is damaged or was changed: its SHA-256 is not the one it carries", file);
  }
  try {
    const hdf5::Handle opened = hdf5::open_in_memory(image);
    const hdf5::GroupReader root = hdf5::GroupReader::root(opened);
    SealedArrays content;
    content.schema = root.attribute("schema");
    if (content.schema != schema) {
      refuse("its schema is \"" + content.schema + "\", not \"" + schema + "\"", file);
    }
    const hdf5::GroupReader facts = root.group("facts"), arrays = root.group("arrays"),
                            numbers = root.group("numbers");
    for (const std::string& name : facts.dataset_names()) {
      content.facts[name] = facts.text(name);
    }
    for (const std::string& name : arrays.dataset_names()) {
      FloatArray& array = content.arrays[name];
      array.values = arrays.single_precision(name, array.shape);
    }
    for (const std::string& name : numbers.dataset_names()) {
      content.numbers[name] = numbers.numbers(name);
    }
    return content;
  } catch (const hdf5::LibraryError& error) {
    refuse("cannot " + error.doing + ": " + error.message, file);
  }
}

}  // namespace quenchmark::validation
