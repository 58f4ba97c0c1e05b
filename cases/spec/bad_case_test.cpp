// Every mistake is refused with one message at its place. Damaged files: damaged_case_test.cpp.
#include <gtest/gtest.h>

#include "cases/spec/mistakes_in.hpp"

namespace quenchmark::cases {
namespace {

std::string all_lines(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += format_diagnostic(diagnostic) + "\n";
  }
  return text;
}

/// One edit of the example, and the one line that must come out (after "error: case: bad.toml:").
struct Mistake {
  const char* from;
  const char* to;
  const char* expected;
};

void expect_refused(const Mistake& mistake) {
  const std::vector<Diagnostic> found = mistakes_in(edited(example_case, mistake.from, mistake.to));
  EXPECT_EQ(all_lines(found), "error: case: bad.toml:" + std::string(mistake.expected) + "\n") << mistake.to;
}

TEST(BadCase, WordsAndTypes) {
  const Mistake mistakes[] = {
      {"size = [4, 3]", "sizes = [4, 3]\nsize = [4, 3]",
       "9:1: model.sizes is not a key of case files; did you mean \"size\"?"},
      {"title = \"A quench on a small torus\"\n", "", "1:1: title is missing; one line for people"},
      {"lattice = \"square\"", "lattice = \"sqare\"",
       "8:11: model.lattice \"sqare\" is not known here; did you mean \"square\"?"},
      {"method = \"exact\"", "method = \"magic\"",
       "25:10: reference.method \"magic\" is not known here; one of: none, free_fermions, exact, "
       "exact_sector, "
       "series, published, case"},
      {"size = [4, 3]", "size = [4, 3.0]",
       "9:12: model.size[1] must be an integer, not a number with a fraction"},
      {"size = [4, 3]", "size = 12", "9:8: model.size must be an array, not an integer"},
      {"size = [4, 3]", "size = [4, 0]", "9:12: model.size[1] must be >= 1, not 0"},
      {"size = [4, 3]", "size = [4, 3000000000]", "9:12: model.size[1] 3000000000 is beyond 2147483647"},
      {"t_max = 0.5", "t_max = \"0.5\"", "15:9: protocol.t_max must be a number, not text"},
      {"t_max = 0.5", "t_max = -1", "15:9: protocol.t_max must be > 0, not -1"},
      {"t_max = 0.5", "t_max = nan", "15:9: protocol.t_max must be a finite number"},
      {"t_max = 0.5", "t_max = inf", "15:9: protocol.t_max must be a finite number"},
      {"t_max = 0.5", "t_max = 1979-05-27", "15:9: protocol.t_max must be a number, not a date or time"},
      {"t_max = 0.5\n", "", "12:1: protocol.t_max is missing; end of the quench"},
      {"basis = \"z\"", "basis = \"z\"\nseed = -1", "29:8: solver.seed must be >= 0, not -1"},
      {"basis = \"z\"", "basis = \"z\"\nseed = \"12a\"",
       "29:8: solver.seed must be an integer from 0 to 2^64 - 1, or text of its digits"},
      {"[reference]\nmethod = \"exact\"", "[reference]\nmethod = \"exact\"\ntolerance = 0.0",
       "26:13: reference.tolerance must be > 0, not 0"},
      {"title = \"A quench", "title = \"\\u0007A quench",
       "3:9: title must be a single line without control characters"},
      {"[[observable]]\nname = \"mx\"", "[[observable]]\nname = \"mx\"\ndisplacements = [[1, 0]]",
       "20:1: observable[0].displacements has no effect here: it needs name = \"zz\" or "
       "\"zz_connected\"; remove it, or move it into the tier that needs it"},
      {"t_max = 0.5", "t_max = 0.5\ntau_q = 1.0",
       "16:1: protocol.tau_q has no effect here: it needs kind = \"smooth_ramp\" or \"linear_ramp\"; "
       "remove it, or move it into the tier that needs it"},
      {"h_over_hc = 0.5", "h_over_hc = 0.5\nh = 1.0",
       "11:1: model.h has no effect here: it needs a quench without h_over_hc; remove it, or move it "
       "into "
       "the tier that needs it"},
      {"output_dt = 0.1", "output_dt = 0.1\noutput_times = [0.1]",
       "16:1: protocol.output_dt has no effect here: it needs output_times to be absent; remove it, or "
       "move it "
       "into the tier that needs it"},
      {"[solver.sampler]\nkind = \"exact_sum\"\n", "",
       "27:1: solver.sampler is missing: a table [solver.sampler]; where the averages come from"},
      {"[reference]\nmethod = \"exact\"", "reference = 3",
       "24:1: observable[1].reference is not a key of case files; one of: displacements, name"},
      {"[solver]\nbasis = \"z\"\n", "[[solver]]\nbasis = \"z\"\n",
       "27:3: solver must be a table [solver], not an array"},
  };
  for (const Mistake& mistake : mistakes) {
    expect_refused(mistake);
  }
}

TEST(BadCase, IdentityModelAndProtocol) {
  const Mistake mistakes[] = {
      {"id = \"example\"", "id = \"Exa mple\"",
       "2:6: id \"Exa mple\" must match [a-z0-9_-]+ and not begin with -; it names files and directories and "
       "is typed as an argument; at most 100 characters"},
      {"id = \"example\"", "id = \"\"",
       "2:6: id \"\" must match [a-z0-9_-]+ and not begin with -; it names files and directories and is "
       "typed "
       "as an argument; at most 100 characters"},
      {"id = \"example\"", "id = \"-\"",
       "2:6: id \"-\" must match [a-z0-9_-]+ and not begin with -; it names files and directories and is "
       "typed "
       "as an argument; at most 100 characters"},
      {"id = \"example\"\n", "", "1:1: id is missing; name of the case, [a-z0-9_-]+, not beginning with -"},
      {"title = \"A quench on a small torus\"", "title = \"\"", "3:9: title must not be empty"},
      {"title = \"A quench on a small torus\"", "title = \"  \"", "3:9: title must not be empty"},
      {"\"2d\"]", "\"2D\"]", "4:8: tags holds \"2D\", which is not in use; did you mean \"2d\"?"},
      {"\"2d\"]", "\"ladder\"]", "4:8: tags holds \"ladder\" twice"},
      {"size = [4, 3]", "size = [4, 3, 3]",
       "9:8: model.size must have 2 lengths for lattice = \"square\", not 3"},
      {"size = [4, 3]", "size = [100, 100]", "9:8: model.size is a lattice of more than 4096 sites"},
      {"size = [4, 3]", "size = [2000000000, 2000000000]",
       "9:8: model.size is a lattice of more than 4096 sites"},
      {"size = [4, 3]", "size = [1, 1]", "9:8: model.size is a single site, which has no neighbours"},
      {"size = [4, 3]", "size = [4, 2]",
       "9:8: model.size holds a torus of length 2, where the same pair is a neighbour twice; set "
       "double_bonds = "
       "\"count\" to count the pair twice, use open boundaries, or a length of 3 or more"},
      {"output_dt = 0.1", "output_dt = 1e-9",
       "16:13: protocol.output_dt = 1e-09 asks for more than 100000 times of output"},
      {"output_dt = 0.1", "output_times = []",
       "16:16: protocol.output_times must hold at least one number; leave it out, or fill it"},
      {"output_dt = 0.1", "output_times = [0.1, 0.1]",
       "16:16: protocol.output_times must increase, but 0.1 follows 0.1"},
      {"output_dt = 0.1", "output_times = [0.1, 0.6]",
       "16:16: protocol.output_times holds 0.6, outside the protocol from 0 to 0.5"},
      {"output_dt = 0.1", "output_times = [0.1, 0.1000000000001]",
       "16:16: protocol.output_times holds 0.1000000000001, which is nearer to 0.1 than 1e-12 of the largest "
       "time; leave out one of the two"},
      {"output_dt = 0.1", "output_times = [0.1, 0.4999999999999]",
       "16:16: protocol.output_times holds 0.4999999999999, which is nearer to 0.5 than 1e-12 of the largest "
       "time; the start and the end are output times already"},
      {"h_over_hc = 0.5", "h_over_hc = 0.5\nJ = 1e41",
       "11:5: model.J and the fields reach 1.52219e+41: the largest must lie between 1e-40 and 1e+40; "
       "write "
       "energies and times in another unit: nothing else depends on it"},
      {"h_over_hc = 0.5\n\n[protocol]\nstart = \"paramagnet\"\nkind = \"quench\"\nt_max = 0.5\n",
       "\n[protocol]\nstart = \"paramagnet\"\nkind = \"smooth_ramp\"\ntau_q = 1.0\nx_start = 1.0\nx_end = "
       "0.5\n",
       "16:9: protocol.x_end = 0.5 must be larger than x_start = 1"},
      {"h_over_hc = 0.5\n\n[protocol]\nstart = \"paramagnet\"\nkind = \"quench\"\nt_max = 0.5\n",
       "\n[protocol]\nstart = \"paramagnet\"\nkind = \"linear_ramp\"\n",
       "11:1: protocol.tau_q is missing; duration of the ramp per unit of x"},
  };
  for (const Mistake& mistake : mistakes) {
    expect_refused(mistake);
  }
}

TEST(BadCase, ObservablesReferenceAndClaims) {
  const Mistake mistakes[] = {
      {"name = \"zz\"", "name = \"mx\"", "22:8: observable[1].name \"mx\" is measured twice"},
      {"name = \"zz\"", "name = \"zz\"\ndisplacements = [[1, 0], [1, 0]]",
       "23:17: observable[1].displacements [1] = [1, 0] is listed twice"},
      {"name = \"zz\"", "name = \"zz\"\ndisplacements = [[1, 0], [0, 0]]",
       "23:17: observable[1].displacements [1] is zero, where zz is 1"},
      {"name = \"zz\"", "name = \"zz\"\ndisplacements = [[1, 0], [0, 3]]",
       "23:17: observable[1].displacements [1] = [0, 3] does not fit on the lattice [4, 3]"},
      {"name = \"zz\"", "name = \"zz\"\ndisplacements = [[1, 0], [1]]",
       "23:17: observable[1].displacements [1] must have 2 components, not 1"},
      {"method = \"exact\"", "method = \"published\"",
       "24:1: reference.file is missing; published curve, relative to the case file"},
      {"method = \"exact\"", "method = \"case\"\ncase = \"example\"",
       "26:8: reference.case is the case itself"},
      {"method = \"exact\"", "method = \"none\"\n",
       "39:1: claim[0].against = \"reference\", but the case has no reference; set [reference] method\n"
       "error: case: bad.toml:44:1: claim[1].against = \"reference\", but the case has no reference; set "
       "[reference] method"},
      {"method = \"exact\"", "method = \"free_fermions\"",
       "25:10: reference.method = \"free_fermions\" solves periodic tfim chains only; use \"exact\" or "
       "\"exact_sector\""},
      {"id = \"zz-error\"", "id = \"mx-error\"", "44:6: claim[1].id \"mx-error\" names two claims"},
      {"id = \"zz-error\"", "id = \"ZZ\"", "44:6: claim[1].id \"ZZ\" must match [a-z0-9_-]+"},
      {"observable = \"mx\"", "observable = \"mz\"",
       "40:14: claim[0].observable \"mz\" is not measured; add [[observable]] name = \"mz\""},
      {"displacement = [1, 0]", "displacement = [3, 0]",
       "46:16: claim[1].displacement = [3, 0] is not measured; zz is measured at [0, 1], [1, 0], [1, 1], [2, "
       "0], "
       "[2, 1]"},
      {"displacement = [1, 0]\n", "",
       "43:1: claim[1].displacement is missing; one of the observable's displacements"},
      {"t_max = 0.25", "t_max = 0.75", "48:9: claim[1].t_max = 0.75 lies outside the protocol from 0 to 0.5"},
      {"t_max = 0.25", "t_max = 0.05",
       "48:9: claim[1].t_max = 0.05 lies before t = 0.1, the first output time after the start: nothing "
       "would be "
       "judged"},
      {"limit = 1e-3", "limit = 0", "41:9: claim[0].limit must be > 0, not 0"},
      {"limit = 1e-3", "limit = 1e300",
       "41:9: claim[0].limit = 1e+300 can never be exceeded: errors of mx stay below 2 here; claim less, or "
       "leave "
       "out the claim"},
      {"limit = 1e-3", "limit = 2",
       "41:9: claim[0].limit = 2 can never be exceeded: errors of mx stay below 2 here; "
       "claim less, or leave out the claim"},
      {"limit = 1e-3", "limit = 1.5\nkind = \"budget\"",
       "41:9: claim[0].limit = 1.5 lets an error exceed the bound that the run itself gives it; budget "
       "claims limit "
       "|error| / bound: 1, or less"},
      {"id = \"zz-error\"", "id = \"budget-zz\"",
       "44:6: claim[1].id \"budget-zz\" is the name of a claim that is made without being written; choose "
       "another "
       "name"},
      {"id = \"zz-error\"", "id = \"certificate\"",
       "44:6: claim[1].id \"certificate\" is the name of a claim that is made without being written; choose "
       "another "
       "name"},
      {"limit = 1e-3", "limit = 1e-3\nexpect = \"xfail\"",
       "38:1: claim[0].reason is missing; why the failure is expected"},
      {"limit = 1e-3", "limit = 1e-3\nexpect = \"xfail\"\nreason = \"\"",
       "43:10: claim[0].reason must say why the failure is expected"},
      {"limit = 1e-3", "limit = 1e-3\nexpect = \"xfail\"\nreason = \"   \"",
       "43:10: claim[0].reason must say why the failure is expected"},
      {"limit = 1e-3", "limit = 1e-3\nreason = \"late\"",
       "42:1: claim[0].reason has no effect here: it needs expect = \"xfail\"; remove it, or move it "
       "into the "
       "tier that needs it"},
      {"limit = 1e-3", "limit = 1e-3\nagainst = \"invariant\"",
       "42:11: claim[0].against = \"invariant\", but mx is not conserved here; energies are, under a quench"},
      {"limit = 1e-3", "limit = 1e-3\nagainst = \"exact_sum\"",
       "42:11: claim[0].against = \"exact_sum\" holds a sampled run against the same network summed exactly, "
       "but "
       "this run is not sampled; use against = \"reference\""},
      {"limit = 1e-3", "limit = 1e-3\nkind = \"statistical\"",
       "42:8: claim[0].kind = \"statistical\", but a run without samples carries no noise; set kind = "
       "\"deterministic\" or \"budget\""},
  };
  for (const Mistake& mistake : mistakes) {
    expect_refused(mistake);
  }
}

TEST(BadCase, ClaimsNeedASolver) {
  const std::string text(example_case);
  const std::size_t solver = text.find("[solver]"), claims = text.find("[[claim]]");
  EXPECT_EQ(
      all_lines(mistakes_in(text.substr(0, solver) + text.substr(claims))),
      "error: case: bad.toml:27:1: claim[0] needs a [solver] or a [predictor]: a claim is about its error\n"
      "error: case: bad.toml:32:1: claim[1] needs a [solver] or a [predictor]: a claim is about its error\n");
  EXPECT_TRUE(mistakes_in(text.substr(0, solver)).empty()) << "the reference alone is a case";
}

TEST(BadCase, SolversThatCannotWork) {
  const Mistake mistakes[] = {
      {"basis = \"z\"\n\n[solver.ansatz]", "basis = \"x\"\n[solver.ansatz]\nactivation = \"both\"",
       "28:9: solver.basis = \"x\" makes the paramagnet a single configuration, from which the network "
       "cannot move; "
       "set basis = \"z\", where the paramagnet is uniform"},
      {"start = \"paramagnet\"", "start = \"ferromagnet\"",
       "28:9: solver.basis = \"z\" makes the ferromagnet a single configuration, from which the network "
       "cannot move; "
       "set basis = \"x\" or \"interaction\", where the ferromagnet is uniform"},
      {"start = \"paramagnet\"", "start = \"random\"",
       "13:9: protocol.start = \"random\" cannot be prepared by a network; leave out [solver], or start from "
       "a product "
       "state"},
      {"size = [4, 3]", "size = [4, 3]\nboundary = \"open\"",
       "10:12: model.boundary = \"open\" cannot be solved: the networks are periodic; leave out [solver], or "
       "use a "
       "torus"},
      {"filter = [3]", "filter = [3, 4]",
       "33:10: solver.ansatz.filter = [3, 4] is longer than the lattice [4, 3]"},
      {"filter = [3]", "filter = [3, 3, 3]",
       "33:10: solver.ansatz.filter must have one length, or one per direction (2), not 3"},
      {"channels = [4]", "channels = [4, 5000]",
       "32:16: solver.ansatz.channels[1] must be 1 .. 4096, not 5000"},
      {"channels = [4]", "channels = []",
       "32:12: solver.ansatz.channels must have one entry per layer, at least one and at most 64"},
      {"channels = [4]", "channels = [4]\nactivation = \"gelu\"",
       "33:14: solver.ansatz.activation = \"gelu\" belongs to the residual network; one of: even, both, "
       "ln_cosh"},
      {"channels = [4]", "channels = [4]\npoint_group = \"tied\"",
       "33:15: solver.ansatz.point_group = \"tied\" is defined for the residual network; the complex network "
       "can "
       "\"average\""},
      {"channels = [4]", "channels = [4]\nblocks = 2",
       "33:1: solver.ansatz.blocks has no effect here: it needs kind = \"residual_cnn\"; remove it, or "
       "move it "
       "into the tier that needs it"},
      {"kind = \"complex_cnn\"\nchannels = [4]\nfilter = [3]",
       "kind = \"residual_cnn\"\nchannels = [4]\nfilter = [2, 3]",
       "33:10: solver.ansatz.filter = [2, 3] must be odd: the kernels of the residual network are centred"},
      {"kind = \"complex_cnn\"\nchannels = [4]", "kind = \"residual_cnn\"\nchannels = [3]",
       "32:12: solver.ansatz.channels of the residual network must be one even number: half real, half "
       "imaginary "
       "parts"},
      {"kind = \"complex_cnn\"\nchannels = [4]",
       "kind = \"residual_cnn\"\npoint_group = \"average\"\nchannels = [4]",
       "32:15: solver.ansatz.point_group = \"average\" is defined for the complex network; the residual "
       "network has "
       "\"tied\" kernels"},
      {"kind = \"complex_cnn\"\nchannels = [4]",
       "kind = \"residual_cnn\"\nactivation = \"even\"\nchannels = [4]",
       "32:14: solver.ansatz.activation of the residual network is \"gelu\"; leave it out"},
      {"[solver.sampler]", "[solver.tdvp]\nform = \"mclachlan\"\n[solver.sampler]",
       "36:8: solver.tdvp.form = \"mclachlan\" is meant for real parameters, and those of the complex "
       "network are "
       "complex; set form = \"holomorphic\""},
      {"[solver.sampler]", "[solver.tdvp]\nlambda_snr = 4\n[solver.sampler]",
       "36:1: solver.tdvp.lambda_snr has no effect here: it needs filter = \"snr\" with a metropolis "
       "sampler "
       "(exact sums carry no noise); remove it, or move it into the tier that needs it"},
      {"[solver.sampler]", "[solver.integrator]\nkind = \"rk4\"\n[solver.sampler]",
       "36:8: solver.integrator.kind must be \"heun\""},
      {"[solver.sampler]", "[solver.integrator]\ndt_first = 1.0\n[solver.sampler]",
       "36:12: solver.integrator.dt_first = 1 must lie between dt_min = 6.57e-08 and dt_max = 0.0657"},
      {"basis = \"z\"", "basis = \"z\"\nshared_start = true",
       "29:16: solver.shared_start = true makes all replicas the same: exact sums have no samples to differ "
       "in; "
       "leave it out, or use \"metropolis\""},
      {"kind = \"exact_sum\"", "kind = \"metropolis\"\nsamples = 4\nchains = 8\n",
       "37:11: solver.sampler.samples = 4 leaves some of the 8 chains without a sample"},
      {"kind = \"exact_sum\"", "kind = \"metropolis\"\nsamples = 100\nchains = 20\n",
       "38:10: solver.sampler.chains = 20 cannot be shared evenly over reduction_slots = 8; make it a "
       "multiple "
       "of at least 2 slots, so that results do not depend on ranks and threads"},
      {"kind = \"exact_sum\"", "kind = \"metropolis\"\nsamples = 0\nchains = 8\n",
       "37:11: solver.sampler.samples must be >= 1, not 0"},
  };
  for (const Mistake& mistake : mistakes) {
    expect_refused(mistake);
  }
}

TEST(BadCase, EvenNetworksWhereTheSymmetryIsBroken) {
  std::string text = edited(edited(example_case, "start = \"paramagnet\"", "start = \"ferromagnet\""),
                            "basis = \"z\"", "basis = \"interaction\"");
  EXPECT_EQ(all_lines(mistakes_in(text)),
            "error: case: bad.toml:30:1: solver.ansatz.activation = \"even\" makes psi(s) = psi(-s): in the "
            "x basis <sx> then "
            "vanishes for ever and the field never acts; set activation = \"both\"\n");
  text = edited(edited(example_case, "kind = \"tfim\"\nlattice = \"square\"\nsize = [4, 3]\nh_over_hc = 0.5",
                       "kind = \"mixed_field\"\nlattice = \"chain\"\nsize = [5]\nh = 0.5\ng = -1.05"),
                "displacement = [1, 0]", "displacement = [1]");
  EXPECT_EQ(all_lines(mistakes_in(text)),
            "error: case: bad.toml:31:1: solver.ansatz.activation = \"even\" makes psi(s) = psi(-s): the "
            "longitudinal field "
            "breaks this symmetry; set activation = \"both\"\n");
}

TEST(BadCase, ChainsOfFreeFermionsAndSizesInReach) {
  const auto chain = [](const char* length, const char* method) {
    std::string text(example_case);
    text = text.substr(0, text.find("[solver]"));
    text = edited(text, "lattice = \"square\"\nsize = [4, 3]",
                  "lattice = \"chain\"\nsize = [" + std::string(length) + "]");
    return edited(text, "method = \"exact\"", "method = \"" + std::string(method) + "\"");
  };
  EXPECT_EQ(all_lines(mistakes_in(chain("7", "free_fermions"))),
            "error: case: bad.toml:22:8: observable[1].name \"zz\" is not known to reference method "
            "\"free_fermions\"; it gives "
            "mx, energy and energy_density\n"
            "error: case: bad.toml:25:10: reference.method = \"free_fermions\" needs an even length of at "
            "least 4, not 7\n");
  EXPECT_EQ(all_lines(mistakes_in(chain("31", "exact"))),
            "error: case: bad.toml:25:10: reference.method = \"exact\" reaches 30 sites, not 31; use "
            "\"exact_sector\"\n");
  EXPECT_EQ(all_lines(mistakes_in(chain("40", "exact_sector"))),
            "error: case: bad.toml:25:10: reference.method = \"exact_sector\" reaches 36 sites, not 40; use "
            "\"series\" or \"published\"\n");
}

TEST(BadCase, WhatASeriesDoesNotReach) {
  std::string text(example_case);
  text = edited(text.substr(0, text.find("[solver]")), "method = \"exact\"", "method = \"series\"");
  EXPECT_EQ(all_lines(mistakes_in(text)), "");
  EXPECT_EQ(all_lines(mistakes_in(edited(text, "name = \"mx\"", "name = \"loschmidt\""))),
            "error: case: bad.toml:19:8: observable[0].name \"loschmidt\" is not known to reference method "
            "\"series\"; it gives all others\n");
  EXPECT_EQ(all_lines(mistakes_in(edited(text, "start = \"paramagnet\"", "start = \"random\""))),
            "error: case: bad.toml:25:10: reference.method = \"series\" expands quenches from paramagnet and "
            "ferromagnet, and ramps from the paramagnet; use \"exact\" or \"exact_sector\"\n");
  EXPECT_EQ(all_lines(mistakes_in(edited(text, "size = [4, 3]", "size = [4, 3]\nboundary = \"open\""))),
            "error: case: bad.toml:26:10: reference.method = \"series\" expands tfim on a torus only; use "
            "\"exact\" or \"exact_sector\"\n");
}

TEST(BadCase, AllMistakesAtOnce) {
  std::string text = edited(example_case, "lattice = \"square\"", "lattice = \"sqare\"");
  text = edited(text, "t_max = 0.5", "t_max = -0.5");
  text = edited(text, "limit = 2e-3", "limt = 2e-3");
  EXPECT_EQ(
      all_lines(mistakes_in(text)),
      "error: case: bad.toml:8:11: model.lattice \"sqare\" is not known here; did you mean \"square\"?\n"
      "error: case: bad.toml:15:9: protocol.t_max must be > 0, not -0.5\n"
      "error: case: bad.toml:43:1: claim[1].limit is missing; largest error that passes\n"
      "error: case: bad.toml:47:1: claim[1].limt is not a key of case files; did you mean \"limit\"?\n");
}

TEST(BadCase, Tiers) {
  const std::string base(example_case);
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier.nightly]\n")),
            "error: case: bad.toml:49:7: tier.nightly is not a tier; one of: smoke, ci, long, paper\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier.ci]\nid = \"other\"\n")),
            "error: case: bad.toml:50:1: tier.ci.id is not a key of case files; one of: reduces\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier.ci]\nmodel.size = [4, -3]\n")),
            "error: case: bad.toml:50:18: tier.ci.model.size[1] must be >= 1, not -3\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier.ci]\nprotocol.tau_q = 3.0\n")),
            "error: case: bad.toml:50:10: tier.ci.protocol.tau_q has no effect here: it needs kind = "
            "\"smooth_ramp\" or "
            "\"linear_ramp\"; remove it\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier.ci]\nprotocol.t_max = 0.2\n")),
            "error: case: bad.toml:48:9: claim[1].t_max = 0.25 lies outside the protocol from 0 to 0.2\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[tier]\n")),
            "error: case: bad.toml:49:2: tier must be tables [tier.smoke], [tier.ci], [tier.long] or "
            "[tier.paper]\n");
  EXPECT_EQ(all_lines(mistakes_in(base + "[[tier.ci.claim]]\nid = \"third\"\n")),
            "error: case: bad.toml:49:1: tier.ci.claim[0].limit is missing; largest error that passes\n"
            "error: case: bad.toml:49:1: tier.ci.claim[0].observable is missing; one of the measured "
            "observables\n");
}

TEST(BadCase, OtherFormatsAndVersions) {
  const char* begins = "; a case file begins with schema = \"quenchmark.case/1\"\n";
  const auto schema = [&](const char* value) {
    return all_lines(mistakes_in(edited(example_case, "\"quenchmark.case/1\"", value)));
  };
  EXPECT_EQ(all_lines(mistakes_in("x = 1")),
            std::string("error: case: bad.toml:1:1: schema is missing") + begins);
  EXPECT_EQ(all_lines(mistakes_in("")), std::string("error: case: bad.toml:1:1: schema is missing") + begins);
  EXPECT_EQ(schema("3"),
            std::string("error: case: bad.toml:1:10: this is not a case file of quenchmark") + begins);
  EXPECT_EQ(schema("\"netket/3\""),
            std::string("error: case: bad.toml:1:10: this is not a case file of quenchmark") + begins);
  EXPECT_EQ(schema("\"quenchmark.case/2\""),
            std::string("error: case: bad.toml:1:10: version 2 of case files is not known here; "
                        "this program reads version 1") +
                begins);
  EXPECT_EQ(schema("\"quenchmark.case/1.5\""),
            std::string("error: case: bad.toml:1:10: \"quenchmark.case/1.5\" is no version of case files") +
                begins);
}

}  // namespace
}  // namespace quenchmark::cases
