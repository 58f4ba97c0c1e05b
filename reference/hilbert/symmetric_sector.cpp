#include "reference/hilbert/symmetric_sector.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"

namespace quenchmark::reference {

namespace {

constexpr std::int64_t kRowTile = 1024;

}  // namespace

SymmetricSector::SymmetricSector(const IsingTerms& terms, const SymmetryGroup& group, NeighbourSource source,
                                 const Workers& workers, const RunControl& control)
    : HilbertSpace(terms, workers, control),
      group_(group),
      search_(group),
      representatives_(find_representatives(group, search_, workers, control)) {
  const std::int64_t expected = sector_dimension(group);
  if (dimension() != expected) {
    throw Error(ErrorKind::internal, "found " + std::to_string(dimension()) + " orbits where there are " +
                                         std::to_string(expected));
  }
  sizes_.resize(representatives_.size());
  key_index_.resize(representatives_.size());
  workers.for_tiles(dimension(), kRowTile, [&](std::int64_t begin, std::int64_t end) {
    search_.orbit_sizes(&representatives_[begin], &sizes_[begin], end - begin);
    for (std::int64_t r = begin; r < end; ++r) {
      key_index_[r] = static_cast<std::uint16_t>(keys().key(representatives_[r]) - keys().lowest());
    }
  });
  ranks_ = RepresentativeRanks(representatives_);
  find_moment_orbits();
  if (source == NeighbourSource::table) {
    neighbours_.resize(representatives_.size() * static_cast<std::size_t>(terms.sites));
    workers.for_tiles(dimension(), kRowTile, [&](std::int64_t begin, std::int64_t end) {
      throw_if_stopped(control);
      fill_neighbours(begin, end, &neighbours_[begin * this->terms().sites]);
    });
  }
}

std::int64_t SymmetricSector::bytes(std::int64_t dimension, int sites, NeighbourSource source) {
  const std::int64_t per_orbit = sizeof(Configuration) + 2 * sizeof(std::uint16_t) +
                                 (source == NeighbourSource::table ? sizeof(std::int32_t) * sites : 0);
  return saturating_sum(saturating_product(dimension, per_orbit), RepresentativeRanks::bytes(dimension));
}

void SymmetricSector::fill_neighbours(std::int64_t begin, std::int64_t end, std::int32_t* neighbours) const {
  constexpr std::int64_t rows = 16;
  const int sites = terms().sites;
  Configuration flipped[rows * 64];
  for (; begin < end; begin += rows) {
    std::int64_t count = 0;
    for (std::int64_t r = begin; r < std::min(begin + rows, end); ++r) {
      for (int i = 0; i < sites; ++i) {
        flipped[count++] = representatives_[r] ^ (Configuration{1} << i);
      }
    }
    search_.smallest_images(flipped, flipped, count);
    for (std::int64_t k = 0; k < count; ++k) {
      *neighbours++ = static_cast<std::int32_t>(ranks_(representatives_, flipped[k]));
    }
  }
}

const std::int32_t* SymmetricSector::neighbour_rows(std::int64_t begin, std::int64_t end,
                                                    std::vector<std::int32_t>& searched) const {
  if (!neighbours_.empty()) {
    return &neighbours_[begin * terms().sites];
  }
  searched.resize(static_cast<std::size_t>((end - begin) * terms().sites));
  fill_neighbours(begin, end, searched.data());
  return searched.data();
}

template <int Components>
void SymmetricSector::apply_rows(const double* energies, double flip, const Combination& combination,
                                 const double* in, double* out, std::int64_t begin, std::int64_t end,
                                 const std::int32_t* neighbours) const {
  const int sites = terms().sites;
  const double flip_scale = combination.scale * flip;
  const double* kept_from = combination.kept == nullptr ? out : combination.kept;
  for (std::int64_t r = begin; r < end; ++r) {
    double sum[Components] = {};
    if (neighbours != nullptr) {
      const std::int32_t* row = neighbours + (r - begin) * sites;
      for (int i = 0; i < sites; ++i) {
        for (int c = 0; c < Components; ++c) {
          sum[c] += in[Components * static_cast<std::int64_t>(row[i]) + c];
        }
      }
    }
    const double own = combination.scale * energies[key_index_[r]] + combination.shift;
    for (int c = 0; c < Components; ++c) {
      const double kept = combination.keep == 0.0 ? 0.0 : combination.keep * kept_from[Components * r + c];
      out[Components * r + c] = own * in[Components * r + c] + flip_scale * sum[c] + kept;
    }
  }
}

void SymmetricSector::product(const cases::Couplings& couplings, const Combination& combination,
                              const double* in, double* out, int components) const {
  const std::vector<double> energies = keys().energies(couplings);
  const double flip = couplings[1] * terms().flip_weight;
  workers().for_tiles(dimension(), kRowTile, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> searched;
    const std::int32_t* neighbours = flip == 0.0 ? nullptr : neighbour_rows(begin, end, searched);
    if (components == 1) {
      apply_rows<1>(energies.data(), flip, combination, in, out, begin, end, neighbours);
    } else {
      apply_rows<2>(energies.data(), flip, combination, in, out, begin, end, neighbours);
    }
  });
}

// ---------------------------------------------------------------- expectation values

void SymmetricSector::find_moment_orbits() {
  const int sites = terms().sites;
  std::vector<cases::SitePermutation> elements;
  for (const cases::SitePermutation& translation : group_.translations) {
    for (const cases::SitePermutation& operation : group_.point_group) {
      elements.push_back(compose(translation, operation));
    }
  }
  std::vector<bool> seen(static_cast<std::size_t>(sites) * sites, false);
  for (int i = 0; i < sites; ++i) {
    for (int j = i; j < sites; ++j) {
      MomentOrbit orbit;
      for (const cases::SitePermutation& element : elements) {
        const std::pair<int, int> image = std::minmax(element[i], element[j]);
        if (!seen[image.first * sites + image.second]) {
          seen[image.first * sites + image.second] = true;
          orbit.members.push_back(image);
        }
      }
      if (orbit.members.empty()) {
        continue;
      }
      std::map<int, Configuration> masks;
      for (const auto& [first, second] : orbit.members) {
        masks[second - first] |= Configuration{1} << first;
      }
      for (const auto& [shift, mask] : masks) {
        orbit.groups.push_back({shift, 1, mask});
      }
      (i == j ? site_orbits_ : pair_orbits_).push_back(std::move(orbit));
    }
  }
}

double SymmetricSector::total_x(const StateVector& psi) const {
  const int sites = terms().sites;
  std::vector<double> partial(static_cast<std::size_t>((dimension() + kRowTile - 1) / kRowTile));
  workers().for_tiles(dimension(), kRowTile, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> searched;
    const std::int32_t* neighbours = neighbour_rows(begin, end, searched);
    double total = 0.0;
    for (std::int64_t r = begin; r < end; ++r, neighbours += sites) {
      Complex sum = 0.0;
      for (int i = 0; i < sites; ++i) {
        sum += psi[neighbours[i]];
      }
      total += sizes_[r] * (psi[r].real() * sum.real() + psi[r].imag() * sum.imag());
    }
    partial[begin / kRowTile] = total;
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

SpinMoments SymmetricSector::spin_moments(const StateVector& psi) const {
  const int sites = terms().sites;
  const std::size_t orbits = site_orbits_.size() + pair_orbits_.size();
  constexpr std::int64_t tile = 4096;
  const std::int64_t tiles = (dimension() + tile - 1) / tile;
  // Row k: sums of tile k; the last column is the norm.
  Eigen::MatrixXd sums(static_cast<Eigen::Index>(orbits) + 1, tiles);
  workers().for_tiles(dimension(), tile, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> weight(end - begin);
    std::vector<std::int64_t> unlike(end - begin);
    double norm = 0.0;
    for (std::int64_t r = begin; r < end; ++r) {
      weight[r - begin] = sizes_[r] * std::norm(psi[r]);
      norm += weight[r - begin];
    }
    const Configuration* s = &representatives_[begin];
    for (std::size_t k = 0; k < orbits; ++k) {
      const bool single = k < site_orbits_.size();
      const MomentOrbit& orbit = single ? site_orbits_[k] : pair_orbits_[k - site_orbits_.size()];
      std::fill(unlike.begin(), unlike.end(), 0);
      for (const ShiftedPairs& group : orbit.groups) {
        for (std::int64_t r = 0; r < end - begin; ++r) {
          const Configuration bits = single ? s[r] : s[r] ^ (s[r] >> group.shift);
          unlike[r] += std::popcount(bits & group.mask);
        }
      }
      double sum = 0.0;
      for (std::int64_t r = 0; r < end - begin; ++r) {
        sum += weight[r] * static_cast<double>(unlike[r]);
      }
      sums(static_cast<Eigen::Index>(k), begin / tile) =
          norm - 2.0 * sum / static_cast<double>(orbit.members.size());
    }
    sums(static_cast<Eigen::Index>(orbits), begin / tile) = norm;
  });
  Eigen::VectorXd totals = Eigen::VectorXd::Zero(sums.rows());
  for (std::int64_t k = 0; k < tiles; ++k) {
    totals += sums.col(k);
  }
  SpinMoments moments{totals(totals.size() - 1), Eigen::VectorXd::Zero(sites),
                      Eigen::MatrixXd::Zero(sites, sites)};
  for (std::size_t k = 0; k < site_orbits_.size(); ++k) {
    for (const auto& member : site_orbits_[k].members) {
      moments.z(member.first) = group_.spin_flip ? 0.0 : totals(static_cast<Eigen::Index>(k));
    }
  }
  for (std::size_t k = 0; k < pair_orbits_.size(); ++k) {
    for (const auto& [i, j] : pair_orbits_[k].members) {
      moments.zz(i, j) = moments.zz(j, i) = totals(static_cast<Eigen::Index>(site_orbits_.size() + k));
    }
  }
  moments.zz.diagonal().setConstant(moments.norm);
  return moments;
}

}  // namespace quenchmark::reference
