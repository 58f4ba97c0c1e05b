#include "solvers/kernels/plain/patches.hpp"

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {
namespace {

int shifted_site(const std::vector<int>& size, const std::vector<int>& filter, const std::vector<int>& centre,
                 int tap, int site) {
  int result = 0;
  int stride = 1;
  for (std::size_t axis = 0; axis < size.size(); ++axis) {
    const int length = size[axis];
    const int coordinate = site % length + tap % filter[axis] - centre[axis] + length;
    result += stride * (coordinate % length);
    stride *= length;
    site /= length;
    tap /= filter[axis];
  }
  return result;
}

}  // namespace

std::vector<int> make_sources(const std::vector<int>& size, const std::vector<int>& filter,
                              const std::vector<int>& centre) {
  const int sites = volume(size);
  std::vector<int> sources;
  sources.reserve(static_cast<std::size_t>(volume(filter)) * sites);
  for (int tap = 0; tap < volume(filter); ++tap) {
    for (int site = 0; site < sites; ++site) {
      sources.push_back(shifted_site(size, filter, centre, tap, site));
    }
  }
  return sources;
}

std::vector<int> reversed_centre(const std::vector<int>& filter, const std::vector<int>& centre) {
  std::vector<int> reversed;
  for (std::size_t axis = 0; axis < filter.size(); ++axis) {
    reversed.push_back(filter[axis] - 1 - centre[axis]);
  }
  return reversed;
}

void gather_patches(const Stencil& stencil, std::size_t channels, const double* values, double* patches) {
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const double* value = values + channel * stencil.stride;
    int rows_seen = 0;
    for (std::size_t tap = 0; tap < stencil.row.size(); ++tap) {
      const int* source = stencil.sources.data() + tap * stencil.columns;
      double* patch = patches + (channel * stencil.rows + stencil.row[tap]) * stencil.stride;
      if (stencil.row[tap] == rows_seen) {
        ++rows_seen;
        for (std::size_t column = 0; column < stencil.columns; ++column) {
          patch[column] = value[source[column]];
        }
      } else {
        for (std::size_t column = 0; column < stencil.columns; ++column) {
          patch[column] += value[source[column]];
        }
      }
    }
  }
}

}  // namespace quenchmark::solvers::kernels
