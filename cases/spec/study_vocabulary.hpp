#pragma once
// The keys of a study and of lists of figures, each with its meaning; read and listed like those of a case.

#include <string>
#include <vector>

#include "cases/spec/figure_spec.hpp"
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

/// A point of an axis as it is written, without what it changes.
struct PointSpec {
  std::string name, label;
};

/// An axis as it is written, without the values of its key.
struct AxisSpec {
  std::string axis, key;
  std::vector<std::string> names, labels;
  std::vector<PointSpec> points;
};

struct StudySpec {
  std::vector<AxisSpec> axes;
  std::vector<FigureSpec> figures;
};

/// [[study]], [[draw]] and [member.X] of a case file.
void describe_study(CaseVisitor& visitor, StudySpec& study);

/// The figures of one paper.
struct FigureListSpec {
  std::string paper;
  std::vector<FigureSpec> figures;
};

inline constexpr std::string_view figures_schema_name = "quenchmark.figures/1";

void describe_figure_list(CaseVisitor& visitor, FigureListSpec& list);

}  // namespace quenchmark::cases
