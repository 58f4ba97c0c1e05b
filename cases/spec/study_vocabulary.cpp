#include "cases/spec/study_vocabulary.hpp"

namespace quenchmark::cases {

namespace {

constexpr const char* panels_meaning =
    "what it shows: observables, or r2_integrated, zz_map, mx_ensemble, step_size, spectrum, snr; of "
    "predictors traces, all_traces, relative_entropy, transfer, costs; network_size: error against the "
    "number "
    "of parameters; couplings: those of the smooth ramp";
constexpr const char* only_meaning = "table axis = name or names: left out where the others are elsewhere";

void describe_point(CaseVisitor& v, PointSpec& p) {
  v.field({.key = "name", .meaning = "in the ids of members, [a-z0-9_-]+", .required = true}, &p.name);
  v.field({.key = "label", .meaning = "in the titles of members", .default_text = "the name"}, &p.label);
  v.untyped({.key = "only", .meaning = only_meaning}, "table");
  v.untyped({.key = "KEY", .meaning = "what it says over the base: any keys of a case, tables or dotted"},
            "any key of a case");
}

void describe_axis(CaseVisitor& v, AxisSpec& a) {
  v.field({.key = "axis",
           .meaning = "its name, [a-z0-9_-]+; {name} in the title stands for the label of the point",
           .required = true},
          &a.axis);
  v.field(
      {.key = "key",
       .meaning = "the key that it varies, with dots: model.h_over_hc; without it, points say what changes"},
      &a.key);
  const bool has_key = !a.key.empty();
  v.untyped({.key = "values",
             .meaning = "one for each point, as the key has them",
             .required = true,
             .applies = has_key,
             .when = "key"},
            "array");
  v.field({.key = "names",
           .meaning = "of the values in the ids of members, [a-z0-9_-]+",
           .applies = has_key,
           .when = "key",
           .default_text = "the values, with x in arrays and _ for a point"},
          &a.names);
  v.field({.key = "labels",
           .meaning = "of the values in the titles of members",
           .applies = has_key,
           .when = "key",
           .default_text = "the values, with x in arrays"},
          &a.labels);
  describe_array(v, {"points", "its points where several keys change together", WhenAbsent::nothing},
                 a.points, describe_point);
}

void describe_figure(CaseVisitor& v, FigureSpec& f) {
  v.field({.key = "id", .meaning = "name of its files, [A-Za-z0-9_-]+", .required = true}, &f.id);
  v.field({.key = "shows", .meaning = "one line for people", .required = true}, &f.shows);
}

void describe_drawn(CaseVisitor& v, FigureSpec& f) {
  describe_figure(v, f);
  v.field({.key = "panels", .meaning = panels_meaning, .required = true}, &f.panels);
  v.untyped({.key = "only", .meaning = "table axis = name or names: the members that it shows; all without"},
            "table");
}

void describe_listed(CaseVisitor& v, FigureSpec& f) {
  describe_figure(v, f);
  v.field({.key = "number", .meaning = "in the paper: 1b, S6, table 1", .required = true}, &f.number);
  v.field({.key = "panels", .meaning = panels_meaning, .default_text = "not made of runs"}, &f.panels);
  v.field({.key = "missing",
           .meaning = "why no case of the catalogue shows it",
           .required = f.panels.empty(),
           .default_text = "the catalogue has none of its cases"},
          &f.missing);
}

}  // namespace

void describe_study(CaseVisitor& v, StudySpec& study) {
  describe_array(v, {"study", "an axis of a study", WhenAbsent::missing}, study.axes, describe_axis);
  describe_array(v, {"draw", "a figure of the results of a study", WhenAbsent::nothing}, study.figures,
                 describe_drawn);
  if (v.enter({"member.X", "what the member with the names X, joined by -, says over all of them"}, true)) {
    v.untyped({.key = "KEY", .meaning = "any keys of a case, tables or dotted"}, "any key of a case");
    v.leave();
  }
}

void describe_figure_list(CaseVisitor& v, FigureListSpec& list) {
  v.constant({.key = "schema", .meaning = "format of the file", .required = true}, figures_schema_name);
  v.field({.key = "paper", .meaning = "2D, 3D, SRU", .required = true}, &list.paper);
  describe_array(v, {"figure", "a figure of the paper, one table each", WhenAbsent::missing}, list.figures,
                 describe_listed);
}

}  // namespace quenchmark::cases
