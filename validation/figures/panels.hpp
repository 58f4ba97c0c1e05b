#pragma once
// The panels that case figures and the papers' figures are made of.

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

/// One component of an observable and everything known about it.
struct ComponentCurves {
  std::string axis;  ///< what the label is: "displacement", "spins" or empty
  cases::ComponentLabel label;
  std::optional<Curve> run;
  std::optional<Curve> truth;          ///< on its own times
  std::optional<Deviation> deviation;  ///< where run and truth share times
  std::vector<double> budget;          ///< [T] total, or empty
};

/// Every chain length, every displacement (at most five, near to far) or the single component.
std::vector<ComponentCurves> component_curves(const Evidence& evidence, const std::string& observable);

/// Colour of one of `count` curves that stand side by side.
Role role_of_component(std::size_t index, std::size_t count);

/// " [J]", " [J^2]", " [1/J]" for that power of energy where J = 1; else empty: numbers are in the unit of
/// the case.
std::string unit_label(const cases::Case& asked, int power_of_energy);

/// Axis text of an observable: "〈σ^x〉", "E [J]".
std::string quantity_of(const std::string& observable, const cases::Case& asked);

Panel curve_panel(const cases::Case& asked, const std::string& observable,
                  const std::vector<ComponentCurves>& components);

/// |run - truth|, budget, and the limits of the claims on this observable. No series without a reference.
Panel error_panel(const Evidence& evidence, const std::string& observable,
                  const std::vector<ComponentCurves>& components);

/// The error of a score, whose truth is zero: one named curve per component, and the limits of its claims;
/// the start, where all is zero, is left out. No series without both sides.
Panel score_panel(const Evidence& evidence, const std::string& observable);

/// The stacked parts of the certificate; below, its total and the angle between stored wave functions.
std::vector<Panel> certificate_panels(const Evidence& evidence);

/// r^2, step size, kept modes, |energy drift|: those that were recorded.
std::vector<Panel> step_panels(const cases::Case& asked, const Record& result);

/// sigma_k^2/sigma_max^2, kept modes apart from those the filter cut.
std::vector<Panel> spectrum_panels(const Record& result);

}  // namespace quenchmark::validation
