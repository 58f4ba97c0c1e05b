#include "validation/figures/palette.hpp"

#include <fmt/format.h>
#include <array>

namespace quenchmark::validation {

namespace {

struct Shade {
  std::string_view light, dark;
};

/// In the order of Role.
constexpr std::array<Shade, 17> roles{{
    {"#1f6fb2", "#6db3f2"},  // network
    {"#c6cbd2", "#525b68"},  // reference
    {"#f8ead0", "#3a2f18"},  // band
    {"#c98a1b", "#e0b04c"},  // budget
    {"#c2452d", "#f08a70"},  // limit
    {"#d3d7dc", "#404853"},  // muted
    {"#8f8aa5", "#86819c"},  // preparation
    {"#4c86b8", "#4a86bb"},  // projection
    {"#9dc3e0", "#86b4d6"},  // regularisation
    {"#e3b45c", "#d6a650"},  // integrator
    {"#3c3c92", "#9a9aea"},  // nearest
    {"#2f7fb1", "#6db4f3"},
    {"#2aa197", "#5fd0c5"},
    {"#7aa833", "#a9d45c"},
    {"#c79a1f", "#e8c35a"},
    {"#9a5a2e", "#d39a6c"},  // farthest
    {"#a03c78", "#e08ab8"}   // published
}};
constexpr std::array<Shade, 4> frame_shades{
    {{ink_colour, "#e8ebf0"}, {label_colour, "#a6adb8"}, {axis_colour, "#69717d"}, {grid_colour, "#2a3039"}}};

std::string rules(std::string_view selector, const Shade& shade) {
  return fmt::format("{0} [stroke=\"{1}\"]{{stroke:{2}}}{0} [fill=\"{1}\"]{{fill:{2}}}", selector,
                     shade.light, shade.dark);
}

}  // namespace

std::string_view colour_of(Role role) {
  return roles[static_cast<std::size_t>(role)].light;
}

std::string dark_drawing_css(std::string_view selector) {
  std::string css;
  for (const Shade& shade : roles) {
    css += rules(selector, shade);
  }
  for (const Shade& shade : frame_shades) {
    css += rules(selector, shade);
  }
  return css;
}

}  // namespace quenchmark::validation
