#pragma once
// The terms of i[H, P]/2 for one Pauli string P.

#include "reference/series/pauli_string.hpp"

namespace quenchmark::reference::series {

/// i[-sx_k, P]/2: one string for every factor Z (-> -Y) or Y (-> +Z). visit(string, sign).
template <class Visit>
void for_field_terms(const PauliString& string, const Visit& visit) {
  for (int k = 0; k < string.size(); ++k) {
    if ((string[k].pauli & kZ) != 0) {
      PauliString term = string;
      term[k].pauli ^= kX;
      visit(term, string[k].pauli == kZ ? -1 : 1);
    }
  }
}

/// The factor at a site, or -1.
inline int factor_at(const PauliString& string, const Site& site) {
  for (int k = 0; k < string.size(); ++k) {
    if (string[k].site == site) {
      return k;
    }
  }
  return -1;
}

/// i[-sz_k sz_l, P]/2 for neighbours of which one alone has a factor that flips sz: there X -> +Y, Y -> -X,
/// and the other gains or loses a Z. visit(string, sign). A ring of two sites has each bond twice.
template <class Visit>
void for_bond_terms(const SeriesLattice& lattice, const PauliString& string, const Visit& visit) {
  for (int k = 0; k < string.size(); ++k) {
    if ((string[k].pauli & kX) == 0) {
      continue;
    }
    for (int direction = 0; direction < lattice.neighbours(); ++direction) {
      const Site there = lattice.neighbour(string[k].site, direction);
      const int other = factor_at(string, there);
      if (other >= 0 && (string[other].pauli & kX) != 0) {
        continue;
      }
      PauliString term = string;
      term[k].pauli ^= kZ;
      if (other < 0) {
        term.push_back({there, kZ});
      } else {
        term.remove(other);  // a Z: nothing else has no X in it
      }
      visit(term, string[k].pauli == kX ? 1 : -1);
    }
  }
}

/// The sign in a b = +- i c for two different Pauli matrices; 0 where they commute.
inline int product_sign(Pauli a, Pauli b) {
  if (a == b || a == 0 || b == 0) {
    return 0;
  }
  const bool cyclic = (a == kX && b == kY) || (a == kY && b == kZ) || (a == kZ && b == kX);
  return cyclic ? 1 : -1;
}

/// i[-a_k b_l, P]/2 for all bonds and all a, b of Z and Y: what a bond becomes in a field. visit(string,
/// sign, number of Y among a and b).
template <class Visit>
void for_rotated_bond_terms(const SeriesLattice& lattice, const PauliString& string, const Visit& visit) {
  for (int k = 0; k < string.size(); ++k) {
    for (int direction = 0; direction < lattice.neighbours(); ++direction) {
      const Site there = lattice.neighbour(string[k].site, direction);
      const int other = factor_at(string, there);
      if (other >= 0 && other < k) {
        continue;  // this bond has been met
      }
      for (const Pauli a : {kZ, kY}) {
        for (const Pauli b : {kZ, kY}) {
          const int here = product_sign(a, string[k].pauli);
          const int beyond = other < 0 ? 0 : product_sign(b, string[other].pauli);
          if ((here != 0) == (beyond != 0)) {
            continue;  // they commute
          }
          PauliString term = string;
          term[k].pauli ^= a;
          if (other < 0) {
            term.push_back({there, b});
          } else {
            term[other].pauli ^= b;
          }
          for (int place = term.size() - 1; place >= 0; --place) {
            if (term[place].pauli == 0) {
              term.remove(place);
            }
          }
          visit(term, here + beyond, (a == kY ? 1 : 0) + (b == kY ? 1 : 0));
        }
      }
    }
  }
}

}  // namespace quenchmark::reference::series
