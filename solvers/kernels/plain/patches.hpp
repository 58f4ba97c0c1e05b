#pragma once
// Which sites a convolution reads: with them laid out as a matrix, [channel][tap] x [site], a convolution is
// a product.

#include <cstddef>
#include <vector>

namespace quenchmark::solvers::kernels {

/// neighbours[tap][site] = the site at `site + tap - centre` on a torus; taps in k order, first direction
/// fastest.
std::vector<int> make_neighbours(const std::vector<int>& size, const std::vector<int>& filter,
                                 const std::vector<int>& centre);

/// The adjoint of a convolution is one with its taps in reverse order, about this centre.
std::vector<int> reversed_centre(const std::vector<int>& filter, const std::vector<int>& centre);

/// patches[channel][tap][column] = values[channel][sources[tap][column]]. Values and patches have rows of
/// `stride`; the padding behind `columns` is left alone.
void gather_patches(const std::vector<int>& sources, std::size_t columns, std::size_t stride,
                    std::size_t channels, const double* values, double* patches);

}  // namespace quenchmark::solvers::kernels
