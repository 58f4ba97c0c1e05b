// What valid files mean: defaults, tiers, the canonical text. Invalid files: bad_case_test.cpp.
#include "cases/spec/read_case.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/example_case.hpp"

namespace quenchmark::cases {
namespace {

TEST(ReadCase, EveryTierOfAFileWithoutTiersMeansTheSame) {
  const CaseFile file = read_case_text(example_case, "example.toml");
  EXPECT_EQ(file.id(), "example");
  ASSERT_EQ(file.tier_names(), (std::vector<Tier>{Tier::smoke, Tier::ci, Tier::long_run, Tier::paper}));
  const Case& smoke = file.at(Tier::smoke);
  Case paper = file.at(Tier::paper);
  paper.tier = Tier::smoke;
  refresh_resolved_text(paper);
  EXPECT_EQ(smoke, paper);
}

TEST(ReadCase, FillsInWhatFollowsFromOtherKeys) {
  const Case c = read_case_text(example_case, "example.toml").at(Tier::ci);
  EXPECT_EQ(c.file, "example.toml");
  EXPECT_EQ(c.model.size, (std::vector<int>{4, 3}));
  EXPECT_DOUBLE_EQ(c.model.h, 0.5 * 3.04438);
  EXPECT_EQ(c.observables[0].kind, ObservableKind::mx);
  EXPECT_EQ(c.observables[1].displacements,
            (std::vector<std::vector<int>>{{0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}}));
  EXPECT_EQ(c.solver->ansatz.filter, (std::vector<int>{3, 3}));
  EXPECT_EQ(c.solver->ansatz.activation, Activation::even);
  EXPECT_EQ(c.solver->tdvp.form, TdvpForm::holomorphic);
  EXPECT_EQ(c.claims[1].displacement, (std::vector<int>{1, 0}));
  EXPECT_FALSE(c.claims[0].t_max.has_value());
  EXPECT_EQ(c.claims[1].t_max, 0.25);
}

TEST(ReadCase, DefaultsFollowTheFamilyOfTheNetworkAndTheBasis) {
  std::string text = edited(example_case, "kind = \"complex_cnn\"\nchannels = [4]",
                            "kind = \"residual_cnn\"\nchannels = [4]");
  Case c = read_case_text(text, "residual.toml").at(Tier::smoke);
  EXPECT_EQ(c.solver->ansatz.activation, Activation::gelu);
  EXPECT_EQ(c.solver->tdvp.form, TdvpForm::mclachlan);
  text = edited(example_case, "start = \"paramagnet\"", "start = \"ferromagnet\"");
  text = edited(text, "basis = \"z\"", "basis = \"x\"");
  text = edited(text, "filter = [3]", "filter = [3]\nactivation = \"both\"");
  text = edited(text, "[solver]", "[solver]\nreplicas = 8");
  text = edited(text, "kind = \"exact_sum\"", "kind = \"metropolis\"\nsamples = 100\nchains = 16");
  text = edited(text, "limit = 1e-3\n", "limit = 1e-3\nkind = \"statistical\"\n");
  text = edited(text, "limit = 2e-3\n", "limit = 2e-3\nkind = \"budget\"\n");
  c = read_case_text(text, "x.toml").at(Tier::smoke);
  EXPECT_EQ(c.solver->sampler.global_flip_every, 0);
  EXPECT_FALSE(c.solver->shared_start);
  // It stands before the sampler that it is about.
  c = read_case_text(edited(text, "basis = \"x\"", "basis = \"x\"\nshared_start = true"), "x.toml")
          .at(Tier::smoke);
  EXPECT_TRUE(c.solver->shared_start);
  EXPECT_EQ(read_case_text(c.resolved_toml, c.file).at(Tier::smoke), c);
}

TEST(ReadCase, StepsOfARampThatNobodyNamesAreShortAndStandInTheResolvedCase) {
  const auto integrator = [](const std::string& x_end, const std::string& keys) {
    const std::string ramp = edited(edited(example_case, "kind = \"quench\"\nt_max = 0.5",
                                           "kind = \"smooth_ramp\"\ntau_q = 1\nx_end = " + x_end),
                                    "h_over_hc = 0.5\n", "");
    const Case c =
        read_case_text(edited(edited(ramp, "[[claim]]\nid = \"mx-error\"",
                                     "[solver.integrator]\n" + keys + "[[claim]]\nid = \"mx-error\""),
                              "t_max = 0.25\n", ""),
                       "ramp.toml")
            .at(Tier::smoke);
    EXPECT_EQ(read_case_text(c.resolved_toml, "again.toml").at(Tier::smoke).solver->integrator,
              c.solver->integrator);
    return c.solver->integrator;
  };
  EXPECT_EQ(integrator("-1", "").dt_max, 0.02 * 0.5);
  EXPECT_EQ(integrator("0", "").dt_max, 0.1 / (2.0 * 3.04438)) << "no longer than elsewhere";
  EXPECT_EQ(integrator("0", "dt_max = 0.09\n").dt_max, 0.09) << "who names it is taken at his word";
  const IntegratorSpec brief = integrator("-1.499", "");
  EXPECT_NEAR(brief.dt_max, 2e-5, 1e-15);
  EXPECT_EQ(brief.dt_first, brief.dt_max);
  EXPECT_EQ(integrator("-1.499", "dt_first = 3e-4\n").dt_max, 3e-4);
}

TEST(ReadCase, AcceptsIntegersForNumbersAndSeedsUpTo64Bits) {
  std::string text = edited(example_case, "t_max = 0.5", "t_max = 1");
  text = edited(text, "basis = \"z\"", "basis = \"z\"\nseed = \"18446744073709551615\"");
  const Case c = read_case_text(text, "seed.toml").at(Tier::smoke);
  EXPECT_EQ(c.protocol.t_max, 1.0);
  EXPECT_EQ(c.solver->seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(read_case_text(c.resolved_toml, c.file).at(Tier::smoke), c);
}

TEST(ReadCase, TheCanonicalTextReadsBackToTheSameCase) {
  const std::string ramp = edited(edited(example_case, "kind = \"quench\"\nt_max = 0.5",
                                         "kind = \"smooth_ramp\"\ntau_q = 0.1\nx_end = 5.1"),
                                  "h_over_hc = 0.5\n", "");
  const std::string listed =
      edited(example_case, "output_dt = 0.1", "output_times = [0.1, 0.30000000000000004, 0.5]");
  for (const std::string& text : {std::string(example_case), ramp, listed, std::string(tiered_case)}) {
    for (const Case& c : read_case_text(text, "a.toml").tiers) {
      const CaseFile again = read_case_text(c.resolved_toml, "a.toml");
      ASSERT_EQ(again.tiers.size(), 1U) << c.resolved_toml;
      EXPECT_EQ(again.tiers[0], c) << c.resolved_toml;
      EXPECT_EQ(c.resolved_sha256, sha256_hex(c.resolved_toml));
    }
  }
}

TEST(ReadCase, TiersOverrideKeyByKey) {
  const CaseFile file = read_case_text(tiered_case, "tiered.toml");
  ASSERT_EQ(file.tier_names(), (std::vector<Tier>{Tier::smoke, Tier::ci, Tier::paper}));
  const Case& smoke = file.at(Tier::smoke);
  const Case& ci = file.at(Tier::ci);
  const Case& paper = file.at(Tier::paper);

  EXPECT_EQ(smoke.reduces, (std::vector<std::string>{"size", "samples"}));
  EXPECT_TRUE(paper.reduces.empty());
  EXPECT_EQ(paper.model.size, (std::vector<int>{10, 10}));
  EXPECT_EQ(smoke.model.size, (std::vector<int>{4, 4}));
  EXPECT_EQ(smoke.model.h_over_hc, 0.5) << "the same in all tiers";
  EXPECT_FALSE(ci.model.h_over_hc.has_value()) << "h replaces h_over_hc";
  EXPECT_EQ(ci.model.h, 2.0);
  EXPECT_EQ(ci.protocol.output_times, (std::vector<double>{0.25, 0.5})) << "output_times replace output_dt";

  EXPECT_EQ(paper.solver->sampler.kind, SamplerKind::metropolis);
  EXPECT_EQ(paper.solver->sampler.samples, 1000);
  EXPECT_EQ(smoke.solver->sampler.kind, SamplerKind::exact_sum)
      << "samples and chains have no effect in this tier";

  ASSERT_EQ(smoke.claims.size(), 1U);
  EXPECT_EQ(smoke.claims[0].limit, 1e-3) << "changed by id";
  EXPECT_EQ(smoke.claims[0].kind, ClaimKind::deterministic);
  EXPECT_EQ(smoke.claims[0].norm, ErrorNorm::rms) << "kept from the base";
  ASSERT_EQ(ci.claims.size(), 2U);
  EXPECT_EQ(ci.claims[1].id, "energy-conserved") << "added at the end";
  ASSERT_EQ(ci.observables.size(), 2U);
  EXPECT_EQ(ci.observables[1].kind, ObservableKind::energy);
  EXPECT_THROW(file.at(Tier::long_run), Error);
}

TEST(ReadCase, TheShaSeesValuesAndNotFormatting) {
  const auto sha = [](const std::string& text) {
    return read_case_text(text, "a.toml").at(Tier::ci).resolved_sha256;
  };
  const std::string reference = sha(example_case);
  EXPECT_EQ(reference.size(), 64U);
  EXPECT_EQ(sha("# a comment\n" + std::string(example_case)), reference);
  EXPECT_EQ(sha(edited(example_case, "limit = 1e-3", "limit = 0.001")), reference);
  EXPECT_EQ(sha(edited(example_case, "filter = [3]", "filter = [3, 3]")), reference)
      << "a default written out";
  EXPECT_NE(sha(edited(example_case, "limit = 1e-3", "limit = 1.0000000000000002e-3")), reference);
}

TEST(ReadCase, ReadsFiles) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "quenchmark_example.toml";
  std::ofstream(path) << example_case;
  EXPECT_EQ(read_case_file(path.string()).at(Tier::smoke).id, "example");
  EXPECT_EQ(read_case_file(path.string()).tiers.size(), 4U);
  std::filesystem::remove(path);
}

TEST(Sha256, KnownDigests) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "quenchmark_sha256";
  std::ofstream(path) << "abc";
  EXPECT_EQ(sha256_of_file(path.string()), sha256_hex("abc"));
  std::filesystem::remove(path);
  EXPECT_THROW(sha256_of_file(path.string()), Error);
  EXPECT_THROW(sha256_of_file("/"), Error);
}

}  // namespace
}  // namespace quenchmark::cases
