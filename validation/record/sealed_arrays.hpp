#pragma once
// Named arrays with facts about them in one HDF5 file that carries its own SHA-256: training data, weights
// and training states of a predictor. The digest stands in the HDF5 user block (512 bytes in front, which
// every reader skips), so the file is whole or refused, and h5dump and h5py read it as it is.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Row-major single-precision numbers with their shape.
struct FloatArray {
  std::vector<std::size_t> shape;
  std::vector<float> values;
  bool operator==(const FloatArray&) const = default;
};

struct SealedArrays {
  std::string schema;                        ///< root attribute, e.g. "quenchmark.trajectories/1"
  std::map<std::string, std::string> facts;  ///< /facts/<name>
  std::map<std::string, FloatArray> arrays;  ///< /arrays/<name>, float32
  std::map<std::string, Dataset> numbers;    ///< /numbers/<name>, float64
};

/// Whole or not at all, replacing what was there. Throws Error(io), and Error(internal) for a shape that does
/// not fit its values.
void save_sealed(const SealedArrays& content, const std::filesystem::path& file);

/// Throws Error(io) when it cannot be read, and Error(format), naming the file, when its digest is missing or
/// not that of its content (nothing of it is opened then) or when it is of another schema than `schema`.
SealedArrays load_sealed(const std::filesystem::path& file, const std::string& schema);

}  // namespace quenchmark::validation
