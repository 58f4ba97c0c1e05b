#include "reference/series/coupling_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/series/commutator.hpp"
#include "reference/series/return_bound.hpp"

namespace quenchmark::reference::series {

namespace {

constexpr std::size_t kBlock = 4096;
constexpr std::int64_t kTile = 64;

/// 2 J(t) cos^(2-y)(2 theta) (-sin(2 theta))^y at the points of the grid.
std::array<std::vector<double>, 3> drives(const cases::Schedule& schedule, const TimeGrid& grid) {
  std::array<std::vector<double>, 3> result;
  for (const double t : grid.times()) {
    const double theta = 2.0 * schedule.integral(t)[1];
    const double J = 2.0 * schedule.at(t)[0];
    result[0].push_back(J * std::cos(theta) * std::cos(theta));
    result[1].push_back(-J * std::cos(theta) * std::sin(theta));
    result[2].push_back(J * std::sin(theta) * std::sin(theta));
  }
  return result;
}

}  // namespace

CouplingSeries::CouplingSeries(const SeriesLattice& lattice, const cases::Schedule& schedule,
                               const TimeGrid& grid, const std::vector<PauliString>& strings,
                               const CouplingSettings& settings, const Workers& workers,
                               const RunControl& control)
    : lattice_(lattice), grid_(grid), settings_(settings) {
  find_strings(strings, workers, control);
  find_orders(schedule, workers, control);
}

std::vector<CouplingSeries::Term> CouplingSeries::terms_of(const StringKey& key, int bonds_left) const {
  std::vector<Term> terms;
  for_rotated_bond_terms(lattice_, lattice_.string_of(key), [&](const PauliString& term, int sign, int ys) {
    if (least_bonds(lattice_, term) <= bonds_left) {
      terms.push_back(
          {lattice_.canonical(term), {0, static_cast<std::int8_t>(sign), static_cast<std::int8_t>(ys)}});
    }
  });
  return terms;
}

/// Level by level: a string that takes j bonds from those given is needed up to order K - j, and only if it
/// is so near an expectation value.
void CouplingSeries::find_strings(const std::vector<PauliString>& strings, const Workers& workers,
                                  const RunControl& control) {
  for (const PauliString& string : strings) {
    if (least_bonds(lattice_, string) <= settings_.order) {
      table_.number_of(lattice_.canonical(string));
    }
  }
  given_ = table_.size();
  edge_begin_.push_back(0);
  std::size_t done = 0;
  for (int j = 0; j <= settings_.order; ++j) {
    level_begin_.push_back(done);
    const std::size_t end = j == settings_.order ? done : table_.size();
    while (done < end) {
      throw_if_stopped(control);
      const std::size_t count = std::min(kBlock, end - done);
      std::vector<std::vector<Term>> terms(count);
      workers.for_tiles(static_cast<std::int64_t>(count), kTile, [&](std::int64_t from, std::int64_t to) {
        for (auto s = static_cast<std::size_t>(from); s < static_cast<std::size_t>(to); ++s) {
          terms[s] = terms_of(table_.keys()[done + s], settings_.order - j - 1);
        }
      });
      for (const std::vector<Term>& of_one : terms) {
        for (Term term : of_one) {
          term.edge.string = table_.number_of(term.key);
          edges_.push_back(term.edge);
        }
        edge_begin_.push_back(edges_.size());
      }
      done += count;
      require_room(table_.bytes() + static_cast<std::int64_t>(edges_.capacity() * sizeof(Edge) +
                                                              edge_begin_.capacity() * sizeof(std::size_t)));
    }
    control.progress({"series", 0.0, 0.0, std::to_string(table_.size()) + " strings"});
  }
  level_begin_.push_back(table_.size());
}

/// Order k of a string that takes j bonds is needed for j <= K - k.
void CouplingSeries::find_orders(const cases::Schedule& schedule, const Workers& workers,
                                 const RunControl& control) {
  const std::size_t points = grid_.size();
  const auto order = static_cast<std::size_t>(settings_.order);
  const std::array<std::vector<double>, 3> drive = drives(schedule, grid_);
  const auto functions = [&](std::size_t count) { return std::vector<double>(count * points); };
  require_room(peak_bytes_ + static_cast<std::int64_t>(2 * table_.size() * points * sizeof(double)));
  std::vector<double> earlier = functions(table_.size());
  for (std::size_t s = 0; s < table_.size(); ++s) {
    if (has_expectation(table_.keys()[s], cases::Start::paramagnet)) {
      std::fill_n(earlier.begin() + static_cast<std::ptrdiff_t>(s * points), points, 1.0);
    }
  }
  orders_.resize(given_ * (order + 1) * points);
  const auto keep = [&](std::size_t k, const std::vector<double>& values) {
    for (std::size_t s = 0; s < given_; ++s) {
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(s * points), points,
                  orders_.begin() + static_cast<std::ptrdiff_t>((s * (order + 1) + k) * points));
    }
  };
  keep(0, earlier);
  for (std::size_t k = 1; k <= order; ++k) {
    throw_if_stopped(control);
    const std::size_t needed = level_begin_[order - k + 1];
    std::vector<double> next = functions(needed);
    workers.for_tiles(static_cast<std::int64_t>(needed), kTile, [&](std::int64_t from, std::int64_t to) {
      std::vector<double> slope(points);
      for (auto s = static_cast<std::size_t>(from); s < static_cast<std::size_t>(to); ++s) {
        std::fill(slope.begin(), slope.end(), 0.0);
        for (std::size_t e = edge_begin_[s]; e < edge_begin_[s + 1]; ++e) {
          const double* value = earlier.data() + edges_[e].string * points;
          const double* factor = drive[static_cast<std::size_t>(edges_[e].ys)].data();
          for (std::size_t i = 0; i < points; ++i) {
            slope[i] += edges_[e].sign * factor[i] * value[i];
          }
        }
        grid_.integrate(slope.data(), next.data() + s * points);
      }
    });
    keep(k, next);
    earlier = std::move(next);
  }
}

void CouplingSeries::require_room(std::int64_t bytes) {
  peak_bytes_ = std::max(peak_bytes_, bytes);
  require_memory("a series of order " + std::to_string(settings_.order) + " in J", bytes,
                 settings_.memory_limit, "free some memory, or ask for fewer observables");
}

std::vector<double> CouplingSeries::orders(const PauliString& string) const {
  const std::size_t length = (static_cast<std::size_t>(settings_.order) + 1) * grid_.size();
  if (least_bonds(lattice_, string) > settings_.order) {
    return std::vector<double>(length);
  }
  const std::size_t number = table_.find(lattice_.canonical(string));
  if (number >= given_) {
    throw Error(ErrorKind::internal, "a string of the series was not expanded");
  }
  const auto begin = orders_.begin() + static_cast<std::ptrdiff_t>(number * length);
  return {begin, begin + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace quenchmark::reference::series
