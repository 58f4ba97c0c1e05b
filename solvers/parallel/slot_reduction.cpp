#include "solvers/parallel/slot_reduction.hpp"

#include <string>

#include "base/error.hpp"

namespace quenchmark::solvers {

SlotReduction::SlotReduction(int slots, Communicator& communicator)
    : slots_(slots), communicator_(communicator) {
  if (slots < 1 || slots % communicator.size() != 0) {
    throw Error(ErrorKind::usage,
                std::to_string(communicator.size()) + " ranks cannot share " + std::to_string(slots) +
                    " reduction slots evenly",
                "start a number of ranks that divides sampler.reduction_slots");
  }
}

/// Leaves the sum of the slots [begin, end) in rows[begin] of the owner of `begin`.
void SlotReduction::add_tree(int begin, int end, std::vector<std::vector<double>>& rows) const {
  if (end - begin < 2) {
    return;
  }
  const int middle = begin + (end - begin) / 2;
  add_tree(begin, middle, rows);
  add_tree(middle, end, rows);
  const int to = owner(begin);
  const int from = owner(middle);
  if (communicator_.rank() == to) {
    rows[middle].resize(rows[begin].size());  // room on the receiving rank alone: rows may be whole matrices
  }
  communicator_.transfer(rows[middle], from, to);
  if (communicator_.rank() == to) {
    for (std::size_t k = 0; k < rows[begin].size(); ++k) {
      rows[begin][k] += rows[middle][k];
    }
  }
  rows[middle].clear();
  rows[middle].shrink_to_fit();
}

namespace {

/// The local rows in their places among all slots; the others empty.
std::vector<std::vector<double>> place(std::vector<std::vector<double>> local, int slots, int first) {
  std::vector<std::vector<double>> rows(slots);
  for (std::size_t k = 0; k < local.size(); ++k) {
    rows[first + k] = std::move(local[k]);
  }
  return rows;
}

}  // namespace

SlotReduction::Halves SlotReduction::halves(std::vector<std::vector<double>> local) const {
  std::vector<std::vector<double>> rows = place(std::move(local), slots_, first_slot());
  const int middle = slots_ / 2;
  add_tree(0, middle, rows);
  add_tree(middle, slots_, rows);
  if (communicator_.rank() == 0) {
    rows[middle].resize(rows[0].size());
  }
  communicator_.transfer(rows[middle], owner(middle), 0);
  if (middle == 0) {
    return {std::vector<double>(rows[0].size(), 0.0), std::move(rows[0])};
  }
  return {std::move(rows[0]), std::move(rows[middle])};
}

std::vector<double> SlotReduction::sum(std::vector<std::vector<double>> local) const {
  const std::size_t length = local.front().size();
  std::vector<std::vector<double>> rows = place(std::move(local), slots_, first_slot());
  add_tree(0, slots_, rows);
  rows[0].resize(length);
  communicator_.broadcast(rows[0]);
  return std::move(rows[0]);
}

std::vector<std::vector<double>> SlotReduction::gather(std::vector<std::vector<double>> local) const {
  const std::size_t length = local.front().size();
  std::vector<std::vector<double>> rows = place(std::move(local), slots_, first_slot());
  const bool receives = communicator_.rank() == 0;
  for (int slot = 0; slot < slots_; ++slot) {
    if (receives) {
      rows[slot].resize(length);
    }
    communicator_.transfer(rows[slot], owner(slot), 0);
  }
  if (!receives) {
    rows.clear();
  }
  return rows;
}

std::vector<std::vector<double>> SlotReduction::collect(std::vector<std::vector<double>> local) const {
  const std::size_t length = local.front().size();
  std::vector<std::vector<double>> rows = gather(std::move(local));
  rows.resize(static_cast<std::size_t>(slots_));
  for (std::vector<double>& row : rows) {
    row.resize(length);
    communicator_.broadcast(row);
  }
  return rows;
}

}  // namespace quenchmark::solvers
