#pragma once
// How many commutators a Pauli string is away from one whose expectation value in the start state is not
// zero.

#include "cases/spec/case.hpp"
#include "reference/series/pauli_string.hpp"

namespace quenchmark::reference::series {

/// Whether the expectation value in the start state is 1; else it is 0. Only paramagnet and ferromagnet.
bool has_expectation(const StringKey& key, cases::Start start);

/// A number of commutators with single terms of H below which no string with an expectation value is reached.
int least_commutators(const SeriesLattice& lattice, const PauliString& string, cases::Start start);

/// The same for bonds alone, with the field at will between them. Paramagnet.
int least_bonds(const SeriesLattice& lattice, const PauliString& string);

}  // namespace quenchmark::reference::series
