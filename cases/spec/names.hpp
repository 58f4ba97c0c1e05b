#pragma once
// The words that case files use for the enumerations of case.hpp, in the order of their declaration.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// names_of<E>[int(value)] is the word for a value of the enumeration E.
template <class E>
inline constexpr std::string_view names_of[1] = {};

template <>
inline constexpr std::string_view names_of<ModelKind>[] = {"tfim", "mixed_field"};
template <>
inline constexpr std::string_view names_of<LatticeKind>[] = {"chain", "square", "cubic"};
template <>
inline constexpr std::string_view names_of<Boundary>[] = {"periodic", "open"};
template <>
inline constexpr std::string_view names_of<DoubleBonds>[] = {"refuse", "count"};
template <>
inline constexpr std::string_view names_of<Start>[] = {"paramagnet", "ferromagnet", "random"};
template <>
inline constexpr std::string_view names_of<ProtocolKind>[] = {"quench", "smooth_ramp", "linear_ramp"};
template <>
inline constexpr std::string_view names_of<ObservableKind>[] = {"mx",
                                                                "mz",
                                                                "zz",
                                                                "zz_connected",
                                                                "energy",
                                                                "energy_density",
                                                                "energy_variance",
                                                                "f_q",
                                                                "loschmidt",
                                                                "excess_energy",
                                                                "state_angle",
                                                                "reweighting_drift",
                                                                "relative_entropy",
                                                                "relative_entropy_born",
                                                                "entropy_over_persistence",
                                                                "entropy_over_scratch",
                                                                "infidelity",
                                                                "norm_drift",
                                                                "mx_error",
                                                                "mz_error"};
template <>
inline constexpr std::string_view names_of<StateEnsemble>[] = {"product", "haar", "both"};
template <>
inline constexpr std::string_view names_of<ReferenceMethod>[] = {
    "none", "free_fermions", "exact", "exact_sector", "series", "published", "case"};
template <>
inline constexpr std::string_view names_of<GroundStateMethod>[] = {"exact", "free_fermions", "monte_carlo",
                                                                   "none"};
template <>
inline constexpr std::string_view names_of<Basis>[] = {"z", "x", "interaction"};
template <>
inline constexpr std::string_view names_of<Precision>[] = {"fp32", "fp64"};
template <>
inline constexpr std::string_view names_of<Backend>[] = {"plain", "cpu", "torch", "cuda"};
template <>
inline constexpr std::string_view names_of<AnsatzKind>[] = {"complex_cnn", "residual_cnn"};
template <>
inline constexpr std::string_view names_of<PointGroup>[] = {"none", "average", "tied"};
template <>
inline constexpr std::string_view names_of<Activation>[] = {"even", "both", "ln_cosh", "gelu"};
template <>
inline constexpr std::string_view names_of<SamplerKind>[] = {"metropolis", "exact_sum", "orbit_sum"};
template <>
inline constexpr std::string_view names_of<TdvpForm>[] = {"holomorphic", "mclachlan", "lagrangian"};
template <>
inline constexpr std::string_view names_of<Filter>[] = {"snr", "tikhonov_gcv", "none"};
template <>
inline constexpr std::string_view names_of<ModeNoise>[] = {"force", "residual"};
template <>
inline constexpr std::string_view names_of<Solve>[] = {"dense", "subspace", "samples"};
template <>
inline constexpr std::string_view names_of<StepNorm>[] = {"s_over_p", "s", "euclid"};
template <>
inline constexpr std::string_view names_of<StepDivisor>[] = {"truncation", "paper_compatible"};
template <>
inline constexpr std::string_view names_of<ErrorNorm>[] = {"max", "rms"};
template <>
inline constexpr std::string_view names_of<Against>[] = {"reference", "exact_sum", "series", "published",
                                                         "invariant"};
template <>
inline constexpr std::string_view names_of<ClaimKind>[] = {"deterministic", "statistical", "budget"};
template <>
inline constexpr std::string_view names_of<Expect>[] = {"pass", "xfail"};
template <>
inline constexpr std::string_view names_of<Tier>[] = {"smoke", "ci", "long", "paper"};

/// The word for a value, e.g. name(ObservableKind::zz) == "zz".
template <class E>
constexpr std::string_view name(E value) {
  return names_of<E>[static_cast<std::size_t>(value)];
}

/// The value of a word, or nothing when the word is unknown.
template <class E>
constexpr std::optional<E> from_name(std::string_view word) {
  const std::span<const std::string_view> names(names_of<E>);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<E>(found - names.begin());
}

/// Observables of a predictor: means over its test states, one value per chain length.
constexpr bool is_predicted(ObservableKind kind) {
  return kind >= ObservableKind::relative_entropy;
}

/// What a run tells of itself: claims may be made about it without an [[observable]].
constexpr bool is_told_by_the_run(ObservableKind kind) {
  return kind == ObservableKind::state_angle || kind == ObservableKind::reweighting_drift;
}

/// zz and zz_connected have one value per displacement.
constexpr bool has_displacements(ObservableKind kind) {
  return kind == ObservableKind::zz || kind == ObservableKind::zz_connected;
}

}  // namespace quenchmark::cases
