// Studies: which members they have, what these say, and every mistake at its place.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/mistakes_in.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {
namespace {

CaseFamily read(const std::string& text) {
  return read_case_family_text(text, "study.toml");
}

std::vector<std::string> ids_of(const CaseFamily& family) {
  std::vector<std::string> ids;
  for (const CaseFile& member : family.members) {
    ids.push_back(member.id());
  }
  return ids;
}

TEST(Study, CrossesItsAxes) {
  const CaseFamily family = read(study_case);
  EXPECT_TRUE(family.is_study());
  EXPECT_EQ(family.id, "ramps");
  EXPECT_EQ(ids_of(family), (std::vector<std::string>{"ramps-3x3-0_25", "ramps-3x3-0_5", "ramps-4x3-0_25",
                                                      "ramps-4x3-0_5", "ramps-4x3-slow"}));
  const CaseFile& member = family.members[1];
  EXPECT_EQ(member.study, "ramps");
  EXPECT_EQ(member.points, (std::vector<std::string>{"3x3", "0_5"}));
  EXPECT_EQ(member.file, "study.toml");
  const Case& resolved = member.at(Tier::ci);
  EXPECT_EQ(resolved.model.size, (std::vector<int>{3, 3}));
  EXPECT_EQ(resolved.protocol.tau_q, 0.5);
  EXPECT_EQ(resolved.title, "Linear ramp in 0_5 to the critical point, 3x3 torus")
      << "the name, without a label";
  EXPECT_EQ(family.members[2].at(Tier::ci).title, "Linear ramp in 0.25/J to the critical point, 4x3 torus");
}

TEST(Study, ItsMembersStandAlone) {
  for (const CaseFile& member : read(study_case).members) {
    for (const Case& resolved : member.tiers) {
      const CaseFile again = read_case_text(resolved.resolved_toml, "again.toml");
      EXPECT_EQ(again.at(resolved.tier).resolved_sha256, resolved.resolved_sha256);
      EXPECT_EQ(again.study, "");
    }
  }
}

TEST(Study, PointsAndMembersOverrideTiersToo) {
  const CaseFamily family = read(study_case);
  EXPECT_EQ(family.members[4].at(Tier::smoke).protocol.tau_q, 1.0) << "by the tier of the point";
  EXPECT_EQ(family.members[4].at(Tier::ci).protocol.tau_q, 2.0);
  EXPECT_EQ(family.members[2].at(Tier::ci).protocol.output_dt, 0.05) << "by the base";
  EXPECT_EQ(family.members[3].at(Tier::ci).protocol.output_dt, 0.1) << "by the member";
  EXPECT_EQ(family.members[3].at(Tier::smoke).protocol.output_dt, 0.025) << "a tier stands over the member";
  ASSERT_EQ(family.members[4].at(Tier::ci).claims.size(), 1U);
  EXPECT_EQ(family.members[0].at(Tier::ci).claims[0].limit, 1e-3) << "by the base";
  EXPECT_EQ(family.members[4].at(Tier::ci).claims[0].limit, 5e-3)
      << "by the claim of the same id in the point";
}

TEST(Study, FiguresShowTheMembersThatTheyName) {
  const CaseFamily family = read(study_case);
  ASSERT_EQ(family.figures.size(), 2U);
  EXPECT_EQ(family.figures[0].study, "ramps");
  EXPECT_EQ(family.figures[0].members.size(), 5U);
  EXPECT_EQ(family.figures[1].members, (std::vector<std::string>{"ramps-3x3-0_25", "ramps-4x3-0_25"}));
}

TEST(Study, OfOneMemberIsThatCase) {
  const std::string axis = "[[study]]\naxis = \"field\"\nkey = \"model.h_over_hc\"\nvalues = [0.25]\n";
  const CaseFile only = read_case_text(example_case + axis, "study.toml");
  EXPECT_EQ(only.id(), "example-0_25") << "a value names itself";
  EXPECT_EQ(only.study, "example");
  EXPECT_EQ(only.at(Tier::ci).model.h_over_hc, 0.25);
}

TEST(Study, WaysToSayTheSameReplaceEachOther) {
  const std::string axis = "[[study]]\naxis = \"field\"\nkey = \"model.h\"\nvalues = [0.25, 1]\n";
  const CaseFamily family = read(example_case + axis);
  EXPECT_EQ(ids_of(family), (std::vector<std::string>{"example-0_25", "example-1"}));
  EXPECT_EQ(family.members[1].at(Tier::ci).model.h, 1.0) << "instead of the h_over_hc of the base";
}

TEST(Study, AKeyOfTheBaseMayMeanNothingInSomeMembersButNotInAll) {
  const std::string sampled = edited(example_case, "kind = \"exact_sum\"", "samples = 64\nchains = 8\n");
  const std::string axis = R"([[study]]
axis = "averages"
points = [
  {name = "exact", solver.sampler.kind = "exact_sum"},
  {name = "orbits", solver.sampler.kind = "orbit_sum"},
]
)";
  const std::vector<Diagnostic> found = mistakes_in(sampled + axis);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].message.find("solver.sampler.samples has no effect here"), std::string::npos);
}

TEST(Study, SeveralMembersAreNoSingleCase) {
  try {
    read_case_text(study_case, "study.toml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "error: case: study.toml: ramps is a study of 5 cases, and one is asked for: ramps-3x3-0_25, "
        "ramps-3x3-0_5, ramps-4x3-0_25, ramps-4x3-0_5 and 1 more; give the id of one; quenchmark list "
        "--study ramps shows them all");
  }
}

TEST(Study, TiersArePickedAmongMembers) {
  const CaseFamily family = read(study_case);
  EXPECT_EQ(with_tier(family.members, Tier::smoke).size(), 5U);
  EXPECT_THROW(with_tier(family.members, Tier::paper), Error);
}

/// One edit of the study, and the one line that must come out (after "error: case: bad.toml:").
struct Mistake {
  const char* from;
  const char* to;
  const char* expected;
};

void expect_refused(const std::string& text, const std::string& expected) {
  std::string lines;
  for (const Diagnostic& diagnostic : mistakes_in(text)) {
    lines += format_diagnostic(diagnostic) + "\n";
  }
  EXPECT_EQ(lines, "error: case: bad.toml:" + expected + "\n");
}

template <std::size_t N>
void expect_refused(const Mistake (&mistakes)[N]) {
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(mistake.to);
    expect_refused(edited(study_case, mistake.from, mistake.to), mistake.expected);
  }
}

TEST(BadStudy, Axes) {
  expect_refused({
      {"values = [[3, 3], [4, 3]]", "values = []",
       "33:10: study[0].values is empty: an axis has at least one point"},
      {"values = [[3, 3], [4, 3]]", "values = 3", "33:10: study[0].values must be an array, not an integer"},
      {"axis = \"tau_q\"", "axis = \"size\"", "35:1: study[1] is a second axis called size"},
      {"axis = \"tau_q\"\n", "",
       "35:1: study[1].axis is missing; its name, [a-z0-9_-]+; {name} in the title stands for the label of "
       "the point"},
      {"axis = \"tau_q\"", "axis = \"Tau\"", "36:8: study[1].axis must match [a-z0-9_-]+"},
      {"key = \"model.size\"", "key = \"model.sizes\"",
       "4:1: model.size is missing; one length per direction; the first runs fastest in the site "
       "index\nerror: case: bad.toml:32:7: model.sizes is not a key of case files; did you mean \"size\"?"},
      {"key = \"model.size\"", "key = \"modl.size\"",
       "4:1: model.size is missing; one length per direction; the first runs fastest in the site "
       "index\nerror: case: bad.toml:32:7: modl is not a key of case files; did you mean \"model\"?"},
      {"key = \"model.size\"", "key = \"model..size\"",
       "32:7: study[0].key \"model..size\" is no key that an axis can vary; keys of a case with dots between "
       "them, as model.h_over_hc"},
      {"key = \"model.size\"", "key = \"id\"",
       "32:7: study[0].key \"id\" is no key that an axis can vary; keys of a case with dots between them, as "
       "model.h_over_hc"},
      {"key = \"model.size\"", "key = \"protocol.tau_q\"",
       "40:10: protocol.tau_q is varied by two axes, size and tau_q; let one of them say both changes in its "
       "points"},
      {"key = \"model.size\"", "keys = \"model.size\"",
       "32:1: study[0].keys is not a key of case files; did you mean \"key\"?\nerror: case: bad.toml:33:1: "
       "study[0].values has no effect here: it needs key; remove it\nerror: case: bad.toml:34:1: "
       "study[0].labels has no effect here: it needs key; remove it"},
      {"key = \"model.size\"\nvalues = [[3, 3], [4, 3]]\nlabels = [\"3x3 torus\", \"4x3 torus\"]\n", "",
       "30:1: study[0] says nothing of what it varies; it needs key and values, or points"},
      {"key = \"model.size\"\n", "key = \"model.size\"\npoints = [{name = \"a\"}]\n",
       "33:1: study[0].points cannot stand beside key and values; say all changes in the points, or make two "
       "axes"},
      {"values = [[3, 3], [4, 3]]", "values = [[3, 3], [4, \"3\"]]\nnames = [\"3x3\", \"4x3\"]",
       "33:23: model.size[1] must be an integer, not text (in ramps-4x3-0_25, ramps-4x3-0_5 and 1 more)"},
      {"values = [[3, 3], [4, 3]]", "values = [\"a\", \"b\"]\nnames = [\"3x3\", \"4x3\"]",
       "33:11: model.size must be an array, not text (in ramps-3x3-0_25, ramps-3x3-0_5)\nerror: case: "
       "bad.toml:33:16: model.size must be an array, not text (in ramps-4x3-0_25, ramps-4x3-0_5 and 1 more)"},
      {"values = [[3, 3], [4, 3]]", "values = [{a = 1}, [4, 3]]",
       "33:11: study[0].values[0] is called \"\", and a name must match [a-z0-9_-]+; name the values with "
       "names = [...]"},
      {"labels = [\"3x3 torus\", \"4x3 torus\"]", "labels = [\"3x3 torus\"]",
       "34:10: study[0].labels has 1 for 2 values"},
      {"labels = [\"3x3 torus\", \"4x3 torus\"]", "names = [\"4x3\", \"4x3\"]",
       "33:19: study[0].values[1] is called 4x3, as another point of this axis"},
      {"labels = [\"3x3 torus\", \"4x3 torus\"]", "names = [\"4x3\", \"4 x 3\"]",
       "33:19: study[0].values[1] is called \"4 x 3\", and a name must match [a-z0-9_-]+; name the values "
       "with names = [...]"},
  });
}

TEST(BadStudy, PointsAndWhatTheyGoWith) {
  expect_refused({
      {"protocol.tau_q = 0.5", "protocol.tau_q = -0.5",
       "43:18: protocol.tau_q must be > 0, not -0.5 (in ramps-3x3-0_5, ramps-4x3-0_5)"},
      {"protocol.tau_q = 0.5", "protocol.tauq = 0.5",
       "7:1: protocol.tau_q is missing (in ramps-3x3-0_5, ramps-4x3-0_5); duration of the ramp per unit of "
       "x\nerror: case: bad.toml:43:10: protocol.tauq is not a key of case files (in ramps-3x3-0_5, "
       "ramps-4x3-0_5); did you mean \"tau_q\"?"},
      {"protocol.tau_q = 0.5\n", "",
       "7:1: protocol.tau_q is missing (in ramps-3x3-0_5, ramps-4x3-0_5); duration of the ramp per unit of "
       "x"},
      {"protocol.tau_q = 0.5", "id = \"mine\"\nprotocol.tau_q = 0.5",
       "43:1: study[1].points[1].id is the same for all members: no point can change it"},
      {"name = \"0_5\"", "name = \"0_25\"",
       "41:1: study[1].points[1] is called 0_25, as another point of this axis"},
      {"name = \"0_5\"\n", "",
       "41:1: study[1].points[1].name is missing; in the ids of members, [a-z0-9_-]+"},
      {"only.size = \"4x3\"", "only.size = \"4x4\"",
       "46:13: study[1].points[2].only.size \"4x4\" is no point of the axis size; did you mean \"4x3\"?"},
      {"only.size = \"4x3\"", "only.sizes = \"4x3\"",
       "46:6: study[1].points[2].only.sizes is no other axis; did you mean \"size\"?"},
      {"only.size = \"4x3\"", "only.size = [4]",
       "46:14: study[1].points[2].only.size[0] must be the name of a point, not an integer"},
      {"only.size = \"4x3\"", "only = \"4x3\"",
       "46:8: study[1].points[2].only must be a table axis = names, not text"},
      {"only.size = \"4x3\"", "only.size = []",
       "44:1: study[1].points[2] is in no member of the study; its only, or that of others, leaves none"},
      {"only.size = \"4x3\"", "only.tau_q = \"slow\"",
       "46:6: study[1].points[2].only.tau_q is no other axis; one of: size"},
  });
}

TEST(BadStudy, MembersTitlesAndTheBase) {
  expect_refused({
      {"[member.4x3-0_5]", "[member.4x3-0_6]",
       "50:9: member.4x3-0_6 is no member of the study; did you mean \"4x3-0_5\"?"},
      {"[member.4x3-0_5]", "[member.4x3-0_5]\nid = \"mine\"",
       "51:1: member.4x3-0_5.id is the same for all members: none can change it"},
      {"[member.4x3-0_5]", "[member.4x3-0_5]\nprotocol.t_max = 1.0",
       "51:10: member.4x3-0_5.protocol.t_max has no effect here: it needs kind = \"quench\"; remove it, or "
       "move it into the tier that needs it"},
      {"torus\", \"4x3 torus\"]",
       "torus\", \"4x3 torus\"]\n[[study]]\naxis = \"x\"\nkey = \"model.h_over_hc\"\nvalues = [1]",
       "54:9: member.4x3-0_5 is no member of the study; did you mean \"4x3-1-0_5\"?"},
      {"{tau_q}", "{tau}", "3:9: title speaks of {tau}, which is no axis; one of: size, tau_q"},
      {"[model]\nkind = \"tfim\"\nlattice = \"square\"\n[protocol]\nstart = \"paramagnet\"\nkind = "
       "\"linear_ramp\"\noutput_dt = 0.05\n",
       "",
       "23:1: study varies nothing: the file has no base case; write [model], [protocol] and all else that a "
       "case has beside the axes"},
      {"id = \"ramps\"", "id = \"Ramps\"",
       "2:6: id \"Ramps\" must match [a-z0-9_-]+ and not begin with -; it names files and directories and is "
       "typed as an argument"},
      {"id = \"ramps\"\n", "", "1:1: id is missing; name of the case, [a-z0-9_-]+, not beginning with -"},
  });
}

TEST(BadStudy, Figures) {
  expect_refused({
      {"id = \"fast-ramps\"", "id = \"all-ramps\"",
       "57:6: draw[1].id \"all-ramps\" is the id of another figure of this study"},
      {"id = \"fast-ramps\"", "id = \"fast ramps\"",
       "57:6: draw[1].id must match [A-Za-z0-9_-]+ and not begin with -"},
      {"panels = [\"mx\"]\nonly", "panels = [\"mxx\"]\nonly",
       "59:11: draw[1].panels[0] \"mxx\" is no panel; did you mean \"mx\"?"},
      {"panels = [\"mx\"]\nonly", "panels = [\"mx\", \"network_size\"]\nonly",
       "59:17: draw[1].panels[1] \"network_size\" is a figure of its own and stands alone"},
      {"panels = [\"mx\"]\nonly", "only",
       "56:1: draw[1].panels is missing; what it shows: observables, or r2_integrated, zz_map, mx_ensemble, "
       "step_size, spectrum, snr; of predictors traces, all_traces, relative_entropy, transfer, costs; "
       "network_size: error against the number of parameters; couplings: those of the smooth ramp"},
      {"only.tau_q = \"0_25\"", "only.tau_q = \"slow\"\nonly.size = \"3x3\"",
       "56:1: draw[1] shows no member of the study"},
      {"only.tau_q = \"0_25\"", "only.tau = \"slow\"",
       "60:6: draw[1].only.tau is no axis; one of: size, tau_q"},
  });
}

TEST(BadStudy, MembersWithOneId) {
  const std::string axes = R"([[study]]
axis = "a"
key = "model.h_over_hc"
values = [0.5, 1.0]
names = ["x", "x-y"]
[[study]]
axis = "b"
key = "protocol.t_max"
values = [0.5, 0.6]
names = ["y-z", "z"]
)";
  expect_refused(
      example_case + axes,
      "49:1: study has two members with the id example-x-y-z: (x, y-z) and (x-y, z); name their points "
      "otherwise");
}

TEST(BadStudy, TooManyMembers) {
  std::string axes;
  for (const char* key : {"model.h_over_hc", "protocol.t_max", "protocol.output_dt"}) {
    axes += std::string("[[study]]\naxis = \"") + (key + 9) + "\"\nkey = \"" + key + "\"\nvalues = [";
    for (int k = 1; k <= 11; ++k) {
      axes += "0." + std::to_string(100 + k) + ", ";
    }
    axes += "]\n";
  }
  expect_refused(example_case + axes,
                 "49:1: study has more than 1000 combinations of points; make several studies");
}

TEST(BadStudy, WhatIsNoTable) {
  const std::string head = "schema = \"quenchmark.case/1\"\nid = \"x\"\n";
  EXPECT_EQ(mistakes_in(head + "study = 3\n").size(), 1U);
  EXPECT_EQ(mistakes_in(head + "study = []\n").size(), 1U);
  EXPECT_EQ(mistakes_in(head + "study = [3]\n").size(), 1U);
  EXPECT_EQ(mistakes_in(head + "study = [{axis = \"a\", points = 3}]\n").size(), 1U);
  EXPECT_EQ(mistakes_in(head + "study = [{axis = \"a\", points = [3]}]\n").size(), 1U);
  EXPECT_EQ(mistakes_in(head + "study = [{axis = \"a\", points = []}]\n").size(), 1U);
}

}  // namespace
}  // namespace quenchmark::cases
