#include "reference/hilbert/orbit_search.hpp"

#include <algorithm>
#include <map>

#include "reference/parallel/pack.hpp"

namespace quenchmark::reference {

namespace {

template <class Word>
struct BitMove {
  Word mask = 0;  // of the bits where they arrive
  int distance = 0;
};

/// A permutation as shifts to the left and shifts to the right.
template <class Word>
struct BitPermutation {
  std::vector<BitMove<Word>> left;
  std::vector<BitMove<Word>> right;
};

template <class Word>
BitPermutation<Word> bit_permutation(const cases::SitePermutation& permutation) {
  std::map<int, Word> masks;
  for (std::size_t from = 0; from < permutation.size(); ++from) {
    masks[permutation[from] - static_cast<int>(from)] |= Word{1} << permutation[from];
  }
  BitPermutation<Word> result;
  for (const auto& [distance, mask] : masks) {
    if (distance >= 0) {
      result.left.push_back({mask, distance});
    } else {
      result.right.push_back({mask, -distance});
    }
  }
  return result;
}

}  // namespace

class OrbitSearch::Walk {
 public:
  virtual ~Walk() = default;
  virtual void smallest_images(const Configuration* in, Configuration* out, std::int64_t count) const = 0;
  virtual void orbit_sizes(const Configuration* in, std::uint16_t* sizes, std::int64_t count) const = 0;
  virtual void append_smallest(Configuration first, std::int64_t count,
                               std::vector<Configuration>& found) const = 0;
};

template <class Word>
class OrbitSearch::WordWalk final : public OrbitSearch::Walk {
 public:
  explicit WordWalk(const SymmetryGroup& group)
      : all_(static_cast<Word>((Configuration{1} << group.sites) - 1)),
        flip_(group.spin_flip),
        order_(group.order()) {
    for (const cases::SitePermutation& operation : group.point_group) {
      operations_.push_back(bit_permutation<Word>(operation));
    }
    for (std::size_t k = 0; k + 1 < group.translations.size(); ++k) {
      steps_.push_back(
          bit_permutation<Word>(compose(group.translations[k + 1], inverse(group.translations[k]))));
    }
  }

  void smallest_images(const Configuration* in, Configuration* out, std::int64_t count) const override {
    for (std::int64_t begin = 0; begin < count; begin += kLanes) {
      const Pack s = load(in + begin, count - begin);
      Pack smallest = s;
      walk(s, [&](Pack image) {
        smallest = image < smallest ? image : smallest;
        return true;
      });
      for (std::int64_t lane = 0; lane < std::min(kLanes, count - begin); ++lane) {
        out[begin + lane] = smallest[lane];
      }
    }
  }

  void orbit_sizes(const Configuration* in, std::uint16_t* sizes, std::int64_t count) const override {
    for (std::int64_t begin = 0; begin < count; begin += kLanes) {
      const Pack s = load(in + begin, count - begin);
      Pack stabiliser{};
      walk(s, [&](Pack image) {
        stabiliser += image == s ? Pack{} + 1 : Pack{};
        return true;
      });
      for (std::int64_t lane = 0; lane < std::min(kLanes, count - begin); ++lane) {
        sizes[begin + lane] = static_cast<std::uint16_t>(order_ / stabiliser[lane]);
      }
    }
  }

  void append_smallest(Configuration first, std::int64_t count,
                       std::vector<Configuration>& found) const override {
    for (std::int64_t begin = 0; begin < count; begin += kLanes) {
      Pack s{};
      for (std::int64_t lane = 0; lane < kLanes; ++lane) {
        s[lane] = static_cast<Word>(first + std::min(begin + lane, count - 1));
      }
      Pack smallest = s;
      int images = 0;
      walk(s, [&](Pack image) {
        smallest = image < smallest ? image : smallest;
        // Looking at the lanes costs as much as a few images.
        return ++images % 8 != 0 || any_equal(smallest, s);
      });
      for (std::int64_t lane = 0; lane < std::min(kLanes, count - begin); ++lane) {
        if (smallest[lane] == s[lane]) {
          found.push_back(s[lane]);
        }
      }
    }
  }

 private:
  using Pack [[gnu::vector_size(kRegisterBytes)]] = Word;
  static constexpr std::int64_t kLanes = kRegisterBytes / sizeof(Word);

  static Pack load(const Configuration* in, std::int64_t available) {
    Pack s{};
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      s[lane] = static_cast<Word>(in[std::min(lane, available - 1)]);
    }
    return s;
  }

  static bool any_equal(Pack a, Pack b) {
    const auto equal = a == b;
    bool any = false;
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      any = any || equal[lane] != 0;
    }
    return any;
  }

  static Pack permute(Pack s, const BitPermutation<Word>& permutation) {
    Pack image{};
    for (const BitMove<Word>& move : permutation.left) {
      image |= (s << move.distance) & move.mask;
    }
    for (const BitMove<Word>& move : permutation.right) {
      image |= (s >> move.distance) & move.mask;
    }
    return image;
  }

  /// Shows every image of s to `visit`, until that returns false.
  template <class Visit>
  void walk(Pack s, const Visit& visit) const {
    for (const BitPermutation<Word>& operation : operations_) {
      Pack image = permute(s, operation);
      for (std::size_t k = 0;; ++k) {
        if (!visit(image) || (flip_ && !visit(image ^ all_))) {
          return;
        }
        if (k == steps_.size()) {
          break;
        }
        image = permute(image, steps_[k]);
      }
    }
  }

  Word all_;
  bool flip_;
  std::int64_t order_;
  std::vector<BitPermutation<Word>> operations_;
  std::vector<BitPermutation<Word>> steps_;  // from each translation to the next
};

OrbitSearch::OrbitSearch(const SymmetryGroup& group) {
  if (group.sites <= 32) {
    walk_ = std::make_unique<WordWalk<std::uint32_t>>(group);
  } else {
    walk_ = std::make_unique<WordWalk<std::uint64_t>>(group);
  }
}

OrbitSearch::~OrbitSearch() = default;
OrbitSearch::OrbitSearch(OrbitSearch&&) noexcept = default;
OrbitSearch& OrbitSearch::operator=(OrbitSearch&&) noexcept = default;

void OrbitSearch::smallest_images(const Configuration* configurations, Configuration* smallest,
                                  std::int64_t count) const {
  walk_->smallest_images(configurations, smallest, count);
}

void OrbitSearch::orbit_sizes(const Configuration* configurations, std::uint16_t* sizes,
                              std::int64_t count) const {
  walk_->orbit_sizes(configurations, sizes, count);
}

void OrbitSearch::append_smallest(Configuration first, std::int64_t count,
                                  std::vector<Configuration>& found) const {
  walk_->append_smallest(first, count, found);
}

}  // namespace quenchmark::reference
