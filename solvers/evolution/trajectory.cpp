#include "solvers/evolution/trajectory.hpp"

#include <algorithm>

namespace quenchmark::solvers {

namespace {

template <class Series>
void shorten(std::map<std::string, Series>& named, std::size_t count) {
  for (auto& [name, series] : named) {
    series.resize(std::min(series.size(), count));
  }
}

}  // namespace

void Trajectory::keep_outputs(std::size_t count) {
  times.resize(std::min(times.size(), count));
  shorten(observables, count);
  shorten(sampling_errors, count);
  shorten(diagnostics, count);
  shorten(angle, count);
  shorten(spectra, count);
  states.amplitudes.resize(std::min(states.amplitudes.size(), count));
}

}  // namespace quenchmark::solvers
