#include "validation/record/record_file.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "validation/record/content_seal.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/sandbox.hpp"
#include "validation/record/sidecar.hpp"

namespace quenchmark::validation {

namespace {

std::optional<Sidecar> read_sidecar(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(sidecar_path(file), ignored)) {
    return std::nullopt;
  }
  return Sidecar(read_file(sidecar_path(file)));
}

}  // namespace

std::filesystem::path sidecar_path(const std::filesystem::path& file) {
  return std::filesystem::path(file).replace_extension(".json");
}

void save_record(const Record& record, const std::filesystem::path& file) {
  Record sealed = record;
  sealed.provenance[seal_key] = content_seal(record);
  const std::string image = record_to_image(sealed);
  const std::string sha256 = sha256_hex(image);
  // A death between the two files must not make the new one look damaged: the old sidecar announces it.
  if (std::optional<Sidecar> earlier = read_sidecar(file); earlier && earlier->vouches()) {
    earlier->announce(sha256);
    replace_file(sidecar_path(file), earlier->text());
  }
  replace_file(file, image);
  replace_file(sidecar_path(file), Sidecar(record, sha256).text());
}

Record load_record(const std::filesystem::path& file, bool* vouched) {
  std::string bytes;
  std::optional<Sidecar> sidecar;
  bool kept = false, broken = true;
  // Again when a writer came between the two files.
  for (int attempt = 0; attempt < 2 && broken; ++attempt) {
    bytes = read_file(file);
    sidecar = read_sidecar(file);
    kept = sidecar && sidecar->vouches_for(sha256_hex(bytes));
    broken = sidecar && sidecar->vouches() && !kept;
  }
  if (vouched != nullptr) {
    *vouched = kept;
  }
  if (broken || (sidecar && sidecar->is_damaged())) {
    throw Error(ErrorKind::format,
                broken ? "it is damaged or was changed: its SHA-256 is not the one its sidecar tells"
                       : "its sidecar is damaged, so that nothing vouches for it",
                "restore it from a copy, compute it again with --force, or remove " +
                    sidecar_path(file).string() + " to take it as it is",
                file.string());
  }
  const SandboxLimits limits = SandboxLimits::for_file_of(bytes.size());
  // Whoever damaged a file may have changed its hash as well, and HDF5 can crash or hang on what it finds.
  // The child reads the bytes and writes them anew, so this process only opens bytes of our own writing.
  const std::string image = run_in_sandbox(
      [&] { return record_to_image(record_from_image(bytes, file.string())); }, limits, file.string());
  return record_from_image(image, file.string());
}

}  // namespace quenchmark::validation
