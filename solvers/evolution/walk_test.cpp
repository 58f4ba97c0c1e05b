// The walk alone, on a flow in one dimension whose metric is made up.
#include "solvers/evolution/walk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "solvers/evolution/evolution_test_problem.hpp"

namespace quenchmark::solvers {
namespace {

struct Point final : DynamicsPoint {
  double metric = 0.0;
};

/// theta' = cos(20 t), in a metric that grows by a factor of 1e4 within a short way.
class MadeUpDynamics final : public Dynamics {
 public:
  static double metric_at(double theta) { return theta < 0.02 ? 1e-4 : 1.0; }

  std::shared_ptr<const DynamicsPoint> begin_step(const Eigen::VectorXcd& theta, double t,
                                                  const Inspection& inspect) override {
    auto point = std::make_shared<Point>();
    point->solution.velocity = velocity(theta, t);
    point->metric = metric_at(theta[0].real());
    inspect(*point);
    return point;
  }
  Eigen::VectorXcd velocity(const Eigen::VectorXcd&, double t) override {
    ++evaluations;
    if (evaluations == stop_after) {
      stop = true;
    }
    return Eigen::VectorXcd::Constant(1, std::cos(20.0 * t));
  }
  double length(const DynamicsPoint& point, const Eigen::VectorXcd& x) override {
    return static_cast<const Point&>(point).metric * x.norm();
  }
  void step_taken(const StepTaken& step) override {
    if (step.from[0].real() < pole && step.to[0].real() > pole) {
      throw UnusableTrial("not finite on the way");
    }
    largest_error = std::max(largest_error, length(step.end, step.error));
  }
  double certified_angle() const override { return 0.0; }
  void record(const WalkPosition& where, const DynamicsPoint&) override { times.push_back(where.t); }
  void add_seconds(std::map<std::string, double>&) const override {}
  void finish(Trajectory&) const override {}
  DynamicsState state() const override { return {}; }
  void restore(const DynamicsState&) override {}

  int evaluations = 0;
  int stop_after = 0;
  std::atomic<bool> stop{false};
  double largest_error = 0.0;
  double pole = 10.0;  // beyond what is walked
  std::vector<double> times;
};

class WalkTest : public ::testing::Test {
 protected:
  WalkTest() {
    spec_.norm = cases::StepNorm::s;
    spec_.tolerance = 1e-6;
    spec_.dt_first = spec_.dt_max = 0.05;
  }

  void walk(const Walk::Keep& keep = {}) {
    control_.stop = &dynamics_.stop;
    Walk(spec_, problem_, control_, dynamics_, Eigen::VectorXcd::Zero(1), trajectory_).run(keep);
  }

  cases::Problem problem_ = testing::small_problem({4}, 1.0, cases::Start::paramagnet, 0.1, 0.1);
  cases::IntegratorSpec spec_;
  RunControl control_;
  MadeUpDynamics dynamics_;
  Trajectory trajectory_;
};

TEST_F(WalkTest, RefusesAStepIntoWhereItsErrorWeighsMore) {
  walk();
  EXPECT_EQ(trajectory_.status, "complete");
  EXPECT_GT(trajectory_.work.at("rejected_steps"), 0.0) << "the first step leads across the border";
  EXPECT_LE(dynamics_.largest_error, 10.0 * spec_.tolerance);
}

TEST_F(WalkTest, AStepAcrossAPoleIsNoneAndTheWalkEndsAtItsStepFloor) {
  dynamics_.pole = 0.01;
  walk();
  EXPECT_EQ(trajectory_.status, "stopped");
  EXPECT_EQ(trajectory_.cause, StopCause::step_floor);
  EXPECT_NE(trajectory_.reason.find("not finite on the way"), std::string::npos) << trajectory_.reason;
}

TEST_F(WalkTest, AStopInTheMidstOfAStepDropsIt) {
  dynamics_.stop_after = 3;
  std::vector<double> kept;
  walk([&](const WalkState& state) { kept.push_back(state.t); });
  EXPECT_EQ(trajectory_.status, "interrupted");
  EXPECT_EQ(trajectory_.cause, StopCause::signal);
  EXPECT_LE(dynamics_.evaluations, 3);
  EXPECT_EQ(dynamics_.times, std::vector<double>{0.0});
  EXPECT_TRUE(kept.empty()) << "nothing but the start is there to be kept";
}

TEST_F(WalkTest, GoesOnWithTheSameStepsWhereverItWasStopped) {
  walk();
  const std::vector<double> steps = trajectory_.steps.at("dt");
  const double rejected = trajectory_.work.at("rejected_steps");
  const int evaluations = dynamics_.evaluations;
  ASSERT_GT(rejected, 1.0);
  int resumed = 0;
  for (int stop_after = 1; stop_after < evaluations; ++stop_after) {
    MadeUpDynamics stopped;
    stopped.stop_after = stop_after;
    RunControl control;
    control.stop = &stopped.stop;
    Trajectory trajectory;
    std::optional<WalkState> kept;
    Walk(spec_, problem_, control, stopped, Eigen::VectorXcd::Zero(1), trajectory)
        .run([&](const WalkState& state) { kept = state; });
    if (trajectory.status == "complete" || !kept) {
      continue;  // the stop came too late, or before there was anything to keep
    }
    ++resumed;
    stopped.stop = false;
    Walk(spec_, problem_, control, stopped, *kept, trajectory).run({});
    EXPECT_EQ(trajectory.steps.at("dt"), steps) << stop_after;
    EXPECT_EQ(trajectory.work.at("rejected_steps"), rejected) << stop_after;
  }
  EXPECT_GT(resumed, 10);
}

}  // namespace
}  // namespace quenchmark::solvers
