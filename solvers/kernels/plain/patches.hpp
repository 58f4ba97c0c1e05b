#pragma once
// Which sites a convolution reads: with them laid out as a matrix, [channel][tap] x [site], a convolution is
// a product.

#include <cstddef>
#include <vector>

namespace quenchmark::solvers::kernels {

/// sources[tap][site] = the site at `site + tap - centre` on a torus; taps in k order, first direction
/// fastest.
std::vector<int> make_sources(const std::vector<int>& size, const std::vector<int>& filter,
                              const std::vector<int>& centre);

/// The adjoint of a convolution is one with its taps in reverse order, about this centre.
std::vector<int> reversed_centre(const std::vector<int>& filter, const std::vector<int>& centre);

/// The sites that a convolution reads, and how they are laid out.
struct Stencil {
  std::size_t columns = 0;
  std::size_t stride = 0;    ///< length of the rows of values and patches: columns padded
  std::vector<int> sources;  ///< [tap][column]: the column read
  std::vector<int> row;      ///< [tap]: taps of one weight share a row; rows are numbered by first appearance
  std::size_t rows = 0;
};

/// patches[channel][row][column] = sum of values[channel][sources[tap][column]] over the taps of the row. The
/// padding is left alone.
void gather_patches(const Stencil& stencil, std::size_t channels, const double* values, double* patches);

}  // namespace quenchmark::solvers::kernels
