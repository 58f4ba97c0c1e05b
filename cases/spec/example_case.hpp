#pragma once
// Valid case files that the tests of the reader start from.

#include <stdexcept>
#include <string>
#include <string_view>

namespace quenchmark::cases {

inline constexpr const char* example_case = R"(schema = "quenchmark.case/1"
id = "example"
title = "A quench on a small torus"
tags = ["ladder", "2d"]

[model]
kind = "tfim"
lattice = "square"
size = [4, 3]
h_over_hc = 0.5

[protocol]
start = "paramagnet"
kind = "quench"
t_max = 0.5
output_dt = 0.1

[[observable]]
name = "mx"

[[observable]]
name = "zz"

[reference]
method = "exact"

[solver]
basis = "z"

[solver.ansatz]
kind = "complex_cnn"
channels = [4]
filter = [3]

[solver.sampler]
kind = "exact_sum"

[[claim]]
id = "mx-error"
observable = "mx"
limit = 1e-3

[[claim]]
id = "zz-error"
observable = "zz"
displacement = [1, 0]
limit = 2e-3
t_max = 0.25
)";

inline constexpr const char* tiered_case = R"(schema = "quenchmark.case/1"
id = "tiered"
title = "One scenario at three sizes"
[model]
kind = "tfim"
lattice = "square"
size = [10, 10]
h_over_hc = 0.5
[protocol]
start = "paramagnet"
kind = "quench"
t_max = 0.5
output_dt = 0.1
[[observable]]
name = "mx"
[reference]
method = "series"
[solver]
replicas = 8
[solver.ansatz]
kind = "complex_cnn"
channels = [4, 3, 2]
filter = [4]
[solver.sampler]
kind = "metropolis"
samples = 1000
chains = 16
[[claim]]
id = "mx-error"
observable = "mx"
norm = "rms"
limit = 1e-2
kind = "statistical"
[tier.smoke]
reduces = ["size", "samples"]
model.size = [4, 4]
reference.method = "exact_sector"
solver.sampler.kind = "exact_sum"
[[tier.smoke.claim]]
id = "mx-error"
limit = 1e-3
kind = "deterministic"
[tier.ci]
model.h = 2.0
protocol.output_times = [0.25, 0.5]
[[tier.ci.observable]]
name = "energy"
[[tier.ci.claim]]
id = "energy-conserved"
observable = "energy"
against = "invariant"
limit = 1e-3
kind = "budget"
[tier.paper]
)";

inline constexpr const char* study_case = R"(schema = "quenchmark.case/1"
id = "ramps"
title = "Linear ramp in {tau_q} to the critical point, {size}"
[model]
kind = "tfim"
lattice = "square"
[protocol]
start = "paramagnet"
kind = "linear_ramp"
output_dt = 0.05
[[observable]]
name = "mx"
[reference]
method = "exact_sector"
[solver]
basis = "z"
[solver.ansatz]
kind = "complex_cnn"
channels = [3]
filter = [3, 3]
[solver.sampler]
kind = "orbit_sum"
[[claim]]
id = "mx-error"
observable = "mx"
limit = 1e-3
[tier.smoke]
protocol.output_dt = 0.025
[tier.ci]
[[study]]
axis = "size"
key = "model.size"
values = [[3, 3], [4, 3]]
labels = ["3x3 torus", "4x3 torus"]
[[study]]
axis = "tau_q"
[[study.points]]
name = "0_25"
label = "0.25/J"
protocol.tau_q = 0.25
[[study.points]]
name = "0_5"
protocol.tau_q = 0.5
[[study.points]]
name = "slow"
only.size = "4x3"
protocol.tau_q = 2.0
claim = [{id = "mx-error", limit = 5e-3}]
tier.smoke.protocol.tau_q = 1.0
[member.4x3-0_5]
protocol.output_dt = 0.1
[[draw]]
id = "all-ramps"
shows = "all ramps"
panels = ["mx"]
[[draw]]
id = "fast-ramps"
shows = "the fast ones"
panels = ["mx"]
only.tau_q = "0_25"
)";

/// `text` with its one occurrence of `from` replaced.
inline std::string edited(const std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::invalid_argument("not exactly once in the text: " + std::string(from));
  }
  return std::string(text).replace(at, from.size(), to);
}

}  // namespace quenchmark::cases
