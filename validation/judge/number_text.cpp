#include "validation/judge/number_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace quenchmark::validation {

std::string short_number(double value) {
  if (!std::isfinite(value)) {
    return "–";
  }
  if (value == 0.0 || (std::abs(value) >= 1e-2 && std::abs(value) < 1e3)) {
    return fmt::format("{:.3g}", value);
  }
  const std::string text = fmt::format("{:.1e}", value);  // 2.0e-03
  const std::size_t exponent = text.find('e');
  const std::string digits = text.substr(0, exponent);
  return fmt::format("{}e{}", digits.ends_with(".0") ? digits.substr(0, digits.size() - 2) : digits,
                     std::stoi(text.substr(exponent + 1)));
}

}  // namespace quenchmark::validation
