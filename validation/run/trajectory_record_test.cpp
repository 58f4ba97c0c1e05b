#include "validation/run/trajectory_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cases/spec/example_case.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/record/record_image.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {
namespace {

cases::Case example() {
  return cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
}

/// A walk with the example's observables that reached `times`, shifted by `shift`.
solvers::Trajectory walk(std::vector<double> times, double shift) {
  const std::size_t displacements = components_of(example(), "zz").count();
  solvers::Trajectory trajectory;
  trajectory.tdvp_form = "holomorphic";
  trajectory.parameter_count = 4;
  for (const double t : times) {
    trajectory.observables["mx"].push_back({1.0 - t + shift});
    trajectory.observables["zz"].emplace_back(displacements, t + shift);
    trajectory.diagnostics["r2"].push_back(shift);
    trajectory.angle["total"].push_back(shift);
    trajectory.spectra["sigma2"].push_back(std::vector<double>(static_cast<std::size_t>(2 + 10 * t), 1.0));
    trajectory.states.amplitudes.push_back({{1.0, 0.0}});
  }
  trajectory.states.configurations = {0};
  trajectory.states.multiplicity = {1.0};
  trajectory.times = std::move(times);
  trajectory.steps["dt"] = {0.1, shift};
  trajectory.work = {{"right_hand_sides", 5.0}, {"states_in_sum", 512.0}};
  trajectory.seconds = {{"evolution", 2.0}};
  trajectory.final_parameters = {{shift, 0.0}};
  return trajectory;
}

TEST(TrajectoryRecord, OfOneReplicaIsThatReplica) {
  const Record record = record_of_trajectories(example(), {walk({0.0, 0.1, 0.2}, 0.0)});
  EXPECT_EQ(record.case_id, "example");
  EXPECT_EQ(record.tier, "smoke");
  EXPECT_EQ(record.case_toml, example().resolved_toml);
  EXPECT_EQ(record.method, "holomorphic");
  EXPECT_EQ(record.observables.at("mx").mean.values, (std::vector<double>{1.0, 0.9, 0.8}));
  EXPECT_EQ(record.observables.at("mx").standard_error.values, (std::vector<double>{0.0, 0.0, 0.0}));
  EXPECT_EQ(record.observables.at("zz").components, components_of(example(), "zz"));
  EXPECT_TRUE(record.beyond.empty());
  EXPECT_EQ(record_to_image(record).substr(1, 3), "HDF");
}

TEST(TrajectoryRecord, EndsBeforeItsNumbersCeaseToBeFinite) {
  const auto expect_cut = [](solvers::Trajectory lost) {
    const Record record = record_of_trajectories(example(), {walk({0.0, 0.1, 0.2}, 0.0), std::move(lost)});
    EXPECT_EQ(record.status, "stopped");
    EXPECT_EQ(record.cause, StopCause::non_finite);
    EXPECT_EQ(record.reason, "replica 1: its numbers are not finite at t = 0.2");
    EXPECT_EQ(record.times, (std::vector<double>{0.0, 0.1}));
    EXPECT_EQ(record.beyond.at("0").at("time").values, std::vector<double>{0.2});
    EXPECT_NO_THROW(record_from_image(record_to_image(record), "x.h5"));
  };
  solvers::Trajectory lost = walk({0.0, 0.1, 0.2}, 0.0);
  lost.observables["mx"].back() = {std::nan("")};
  expect_cut(lost);
  lost = walk({0.0, 0.1, 0.2}, 0.0);
  lost.angle["total"].back() = std::numeric_limits<double>::infinity();
  expect_cut(lost);
  lost = walk({0.0, 0.1, 0.2}, 0.0);
  lost.diagnostics["r2"].back() = std::nan("");  // not defined: no reason to stop
  EXPECT_EQ(record_of_trajectories(example(), {lost}).status, "complete");
}

TEST(TrajectoryRecord, AveragesReplicas) {
  const Record record = record_of_trajectories(
      example(), {walk({0.0, 0.1}, 0.0), walk({0.0, 0.1}, 0.3), walk({0.0, 0.1}, 0.6)});
  const ObservableRecord& mx = record.observables.at("mx");
  EXPECT_NEAR(mx.mean.values[1], 1.2, 1e-15);
  // Deviations -0.3, 0, 0.3: variance 0.18/2, of the mean a third of it.
  EXPECT_NEAR(mx.standard_error.values[1], std::sqrt(0.03), 1e-15);
  EXPECT_EQ(mx.replica_mean.shape, (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(mx.replica_mean.values[5], 1.0 - 0.1 + 0.6);
  EXPECT_NEAR(record.diagnostics.at("r2").values[0], 0.3, 1e-15);
  EXPECT_EQ(record.budget.at("state_angle").at("total").values[0], 0.6);
  EXPECT_EQ(record.work.at("right_hand_sides"), 15.0);
  EXPECT_EQ(record.work.at("states_in_sum"), 512.0);
  EXPECT_EQ(record.work.at("parameters"), 4.0);
  EXPECT_EQ(record.timing.at("evolution"), 6.0);
  EXPECT_EQ(record.steps.at("dt_replica_2").values[1], 0.6);
}

TEST(TrajectoryRecord, KeepsWhatSingleReplicasReached) {
  solvers::Trajectory shorter = walk({0.0, 0.1}, 0.0);
  shorter.status = "stopped";
  shorter.reason = "the step fell below dt_min";
  shorter.cause = StopCause::step_floor;
  const Record record = record_of_trajectories(example(), {walk({0.0, 0.1, 0.2, 0.3}, 0.5), shorter});
  EXPECT_EQ(record.status, "stopped");
  EXPECT_EQ(record.reason, "replica 1: the step fell below dt_min");
  EXPECT_EQ(record.cause, StopCause::step_floor);
  solvers::Trajectory lost = shorter;
  lost.cause = StopCause::non_finite;  // the graver one is told, wherever it stands
  EXPECT_EQ(record_of_trajectories(example(), {shorter, lost}).cause, StopCause::non_finite);
  EXPECT_EQ(record_of_trajectories(example(), {lost, shorter}).cause, StopCause::non_finite);
  EXPECT_EQ(record.times, (std::vector<double>{0.0, 0.1}));
  EXPECT_EQ(record.states.amplitudes.size(), 2u);
  EXPECT_EQ(record.beyond.at("0").at("time").values, (std::vector<double>{0.2, 0.3}));
  EXPECT_EQ(record.beyond.at("0").at("mx").values, (std::vector<double>{1.0 - 0.2 + 0.5, 1.0 - 0.3 + 0.5}));
  EXPECT_FALSE(record.beyond.contains("1"));
  record_to_image(record);  // Shapes agree.
}

TEST(TrajectoryRecord, SurvivesReplicasThatNeverMoved) {
  solvers::Trajectory nothing;
  nothing.status = "interrupted";
  nothing.reason = "stopped by a signal";
  const Record some = record_of_trajectories(example(), {walk({0.0, 0.1}, 0.0), nothing});
  EXPECT_EQ(some.status, "interrupted");
  EXPECT_EQ(some.times.size(), 2u);
  const Record none = record_of_trajectories(example(), {nothing});
  EXPECT_EQ(none.status, "interrupted");
  EXPECT_TRUE(none.times.empty());
  record_to_image(none);
}

TEST(TrajectoryRecord, FillsUnevenSpectraWithNotANumber) {
  const Record record = record_of_trajectories(example(), {walk({0.0, 0.1}, 0.0)});
  const Dataset& spectrum = record.spectra.at("sigma2");
  EXPECT_EQ(spectrum.shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(std::isnan(spectrum.values[2]));
  EXPECT_EQ(spectrum.values[5], 1.0);
}

TEST(CaseRecord, IdentityFollowsWhatIsComputed) {
  const cases::Case a = example();
  cases::Case claims = a;
  claims.claims.front().limit *= 2.0;
  claims.title = "other words";
  EXPECT_EQ(result_identity(a), result_identity(claims));
  EXPECT_EQ(reference_identity(a), reference_identity(claims));
  cases::Case seed = a;
  seed.solver->seed += 1;
  EXPECT_NE(result_identity(a), result_identity(seed));
  EXPECT_EQ(reference_identity(a), reference_identity(seed));
  cases::Case field = a;
  field.model.h *= 2.0;
  EXPECT_NE(result_identity(a), result_identity(field));
  EXPECT_NE(reference_identity(a), reference_identity(field));
  EXPECT_NE(result_identity(a), result_identity(a, 0));
}

}  // namespace
}  // namespace quenchmark::validation
