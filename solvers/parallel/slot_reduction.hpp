#pragma once
// Sums whose bits do not depend on how many processes or threads made them.

#include <vector>

#include "solvers/parallel/communicator.hpp"

namespace quenchmark::solvers {

/// A fixed number of slots, shared out over the ranks in order. What belongs to one slot is added up by its
/// owner in a fixed order; slots are added in a fixed binary tree, never by MPI's own sums.
class SlotReduction {
 public:
  /// Throws Error(usage) unless `slots` is a multiple of the ranks.
  SlotReduction(int slots, Communicator& communicator);

  int slots() const { return slots_; }
  int local_slots() const { return slots_ / communicator_.size(); }
  int first_slot() const { return communicator_.rank() * local_slots(); }
  Communicator& communicator() const { return communicator_; }

  /// The two halves of the tree: slots of the first half and of the second half. Complete on rank 0 only.
  struct Halves {
    std::vector<double> first, second;
  };
  /// `local`: one row of numbers for each local slot, all of one length; used up.
  Halves halves(std::vector<std::vector<double>> local) const;

  /// Over all slots, on every rank.
  std::vector<double> sum(std::vector<std::vector<double>> local) const;

  /// Every slot's row, in order of the slots, on every rank.
  std::vector<std::vector<double>> collect(std::vector<std::vector<double>> local) const;

  /// The same on rank 0 alone; on others nothing.
  std::vector<std::vector<double>> gather(std::vector<std::vector<double>> local) const;

 private:
  int owner(int slot) const { return slot / local_slots(); }
  void add_tree(int begin, int end, std::vector<std::vector<double>>& rows) const;

  int slots_;
  Communicator& communicator_;
};

}  // namespace quenchmark::solvers
