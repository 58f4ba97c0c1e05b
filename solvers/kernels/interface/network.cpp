#include "solvers/kernels/interface/network.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

namespace quenchmark::solvers::kernels {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw std::invalid_argument("network: " + message);
}

std::string join(const std::vector<int>& values) {
  std::string text;
  for (const int value : values) {
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  }
  return "[" + text + "]";
}

void validate_geometry(const NetworkShape& shape) {
  const std::size_t dimension = shape.size.size();
  if (dimension < 1 || dimension > 3) {
    refuse("size " + join(shape.size) + " has " + std::to_string(dimension) +
           " dimensions; 1, 2 and 3 are supported");
  }
  if (shape.filter.size() != dimension) {
    refuse("filter " + join(shape.filter) + " needs one length per dimension of size " + join(shape.size));
  }
  double sites = 1.0;
  for (std::size_t axis = 0; axis < dimension; ++axis) {
    if (shape.size[axis] < 1) {
      refuse("size " + join(shape.size) + " has a length below 1");
    }
    if (shape.filter[axis] < 1 || shape.filter[axis] > shape.size[axis]) {
      refuse("filter " + join(shape.filter) + " must lie between 1 and the lattice size " + join(shape.size) +
             " in every dimension");
    }
    sites *= shape.size[axis];
  }
  if (sites > 1 << 20) {
    refuse("size " + join(shape.size) + " has more than 2^20 sites");
  }
}

void validate_channels(const NetworkShape& shape) {
  if (shape.channels.empty()) {
    refuse("channels are empty; give one number per layer");
  }
  for (const int channels : shape.channels) {
    if (channels < 1 || channels > 1 << 12) {
      refuse("channels " + join(shape.channels) + " must lie between 1 and 4096");
    }
  }
}

void validate_complex_cnn(const NetworkShape& shape) {
  if (shape.tied) {
    refuse("tied kernels are offered for the residual CNN only; average over images instead");
  }
  const int sites = shape.sites();
  for (std::size_t image = 0; image < shape.images.size(); ++image) {
    std::vector<int> sorted = shape.images[image];
    std::sort(sorted.begin(), sorted.end());
    std::vector<int> identity(sites);
    std::iota(identity.begin(), identity.end(), 0);
    if (sorted != identity) {
      refuse("image " + std::to_string(image) + " is not a permutation of the " + std::to_string(sites) +
             " sites");
    }
  }
}

void validate_residual_cnn(const NetworkShape& shape) {
  if (shape.channels.size() != 1 || shape.channels[0] % 2 != 0) {
    refuse("channels " + join(shape.channels) +
           " of a residual CNN must be one even number: half real, half imaginary parts");
  }
  if (shape.blocks < 1 || shape.blocks > 1 << 10) {
    refuse("a residual CNN of " + std::to_string(shape.blocks) + " blocks; 1 to 1024 are supported");
  }
  if (!shape.images.empty()) {
    refuse("images are averaged by the complex CNN only; a residual CNN is symmetric through tied kernels");
  }
  for (const int length : shape.filter) {
    if (length % 2 == 0) {
      refuse("filter " + join(shape.filter) + " of a residual CNN is centred and needs odd lengths");
    }
  }
  for (std::size_t a = 0; shape.tied && a < shape.size.size(); ++a) {
    for (std::size_t b = a + 1; b < shape.size.size(); ++b) {
      if (shape.size[a] == shape.size[b] && shape.filter[a] != shape.filter[b]) {
        refuse("filter " + join(shape.filter) +
               " cannot be tied: axes of equal length need equal filter lengths");
      }
    }
  }
}

/// Two kernel entries are equivalent when their keys agree: distances from the centre, sorted among axes of
/// equal length.
std::vector<int> orbit_key(const NetworkShape& shape, int entry) {
  std::map<int, std::vector<int>> distances_by_length;
  for (std::size_t axis = 0; axis < shape.filter.size(); ++axis) {
    const int offset = entry % shape.filter[axis] - shape.filter[axis] / 2;
    distances_by_length[shape.size[axis]].push_back(std::abs(offset));
    entry /= shape.filter[axis];
  }
  std::vector<int> key;
  for (auto& [length, distances] : distances_by_length) {
    std::sort(distances.begin(), distances.end());
    key.insert(key.end(), distances.begin(), distances.end());
  }
  return key;
}

}  // namespace

int volume(const std::vector<int>& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), 1, std::multiplies<>());
}

int NetworkShape::sites() const {
  return volume(size);
}

void validate(const NetworkShape& shape) {
  validate_geometry(shape);
  validate_channels(shape);
  if (shape.family == Family::complex_cnn) {
    validate_complex_cnn(shape);
  } else {
    validate_residual_cnn(shape);
  }
}

std::vector<int> kernel_classes(const NetworkShape& shape) {
  std::vector<int> classes(volume(shape.filter));
  std::iota(classes.begin(), classes.end(), 0);
  if (!shape.tied) {
    return classes;
  }
  std::map<std::vector<int>, int> numbers;
  for (int& entry : classes) {
    entry = numbers.try_emplace(orbit_key(shape, entry), static_cast<int>(numbers.size())).first->second;
  }
  return classes;
}

std::size_t parameter_count(const NetworkShape& shape) {
  validate(shape);
  const std::vector<int> classes = kernel_classes(shape);
  const std::size_t kernel = *std::max_element(classes.begin(), classes.end()) + std::size_t{1};
  std::size_t count = 0;
  if (shape.family == Family::complex_cnn) {
    std::size_t inputs = 1;
    for (const int channels : shape.channels) {
      count += channels * inputs * kernel;
      inputs = channels;
    }
    return count;
  }
  const std::size_t width = shape.channels[0];
  for (int block = 0; block < shape.blocks; ++block) {
    const std::size_t inputs = block == 0 ? 1 : width;
    const bool last = block + 1 == shape.blocks;
    count += width * inputs * kernel + width + width * width * kernel + (last ? 0 : width);
  }
  return count;
}

}  // namespace quenchmark::solvers::kernels
