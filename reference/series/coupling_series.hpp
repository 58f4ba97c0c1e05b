#pragma once
// Expectation values of Pauli strings in orders of J, the field treated exactly: for quenches and ramps from
// the paramagnet.
//
// In the interaction picture of the field every string obeys d<P>/dt = <i[H_I(t), P]>, H_I = -J(t) sum Z_i(t)
// Z_j(t), Z(t) = cos(2 theta) Z - sin(2 theta) Y, theta = int h dt; order k follows from order k - 1 by one
// integral over time.

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/problem.hpp"
#include "reference/parallel/workers.hpp"
#include "reference/series/string_table.hpp"
#include "reference/series/time_grid.hpp"

namespace quenchmark::reference::series {

struct CouplingSettings {
  int order = 0;                  ///< the last power of J
  std::int64_t memory_limit = 0;  ///< bytes
};

class CouplingSeries {
 public:
  /// Expands <P>(t) of the strings. Throws Error(memory) where the limit is reached, Interrupted when asked
  /// to stop.
  CouplingSeries(const SeriesLattice& lattice, const cases::Schedule& schedule, const TimeGrid& grid,
                 const std::vector<PauliString>& strings, const CouplingSettings& settings,
                 const Workers& workers, const RunControl& control);

  /// Orders 0 to settings.order of <P> in the interaction picture at the points of the grid, [k * grid size +
  /// i]. The string is one of those given; all orders vanish for strings out of reach.
  std::vector<double> orders(const PauliString& string) const;

  std::int64_t strings() const { return static_cast<std::int64_t>(table_.size()); }
  std::int64_t peak_bytes() const { return peak_bytes_; }

 private:
  /// One term of i[H_I, P]/2.
  struct Edge {
    std::uint32_t string;
    std::int8_t sign;
    std::int8_t ys;  ///< factors sin(2 theta)
  };
  struct Term {
    StringKey key;
    Edge edge;
  };

  void find_strings(const std::vector<PauliString>& strings, const Workers& workers,
                    const RunControl& control);
  std::vector<Term> terms_of(const StringKey& key, int bonds_left) const;
  void find_orders(const cases::Schedule& schedule, const Workers& workers, const RunControl& control);
  void require_room(std::int64_t bytes);

  const SeriesLattice& lattice_;
  const TimeGrid& grid_;
  CouplingSettings settings_;
  StringTable table_;
  std::vector<std::size_t> level_begin_;  // [j]: first string that takes j bonds from those given
  std::vector<std::size_t> edge_begin_;
  std::vector<Edge> edges_;
  std::size_t given_ = 0;
  std::vector<double> orders_;  // [given string][k][i]
  std::int64_t peak_bytes_ = 0;
};

}  // namespace quenchmark::reference::series
