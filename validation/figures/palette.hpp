#pragma once
// Colours by meaning, told apart by people who see red and green alike, on light and on dark paper.

#include <string>
#include <string_view>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// "#rrggbb" on light paper.
std::string_view colour_of(Role role);

/// Colours of the frame.
inline constexpr std::string_view ink_colour = "#1f2430";
inline constexpr std::string_view label_colour = "#5b616b";
inline constexpr std::string_view axis_colour = "#8a8f98";
inline constexpr std::string_view grid_colour = "#e6e8eb";

/// Style sheet that turns every colour of a drawing below `selector` into its counterpart on dark paper.
std::string dark_drawing_css(std::string_view selector);

}  // namespace quenchmark::validation
