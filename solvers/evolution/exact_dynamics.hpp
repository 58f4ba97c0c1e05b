#pragma once
// Dynamics by sums over all configurations or orbits: no sampling noise, and a rigorous certificate.

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/certificate.hpp"
#include "solvers/evolution/dynamics.hpp"
#include "solvers/evolution/exact_flow.hpp"
#include "solvers/evolution/exact_observer.hpp"
#include "solvers/operators/frame.hpp"

namespace quenchmark::solvers {

class ExactDynamics final : public Dynamics {
 public:
  /// `angle_at_start`: of the prepared state to the exact start state. `trajectory` is written by record().
  /// `promised`: the symmetries that the network has by construction.
  ExactDynamics(const cases::Problem& problem, const Frame& frame, ExactSum& sum, const cases::TdvpSpec& spec,
                const OrbitSymmetry& promised, double angle_at_start, bool store_states,
                Trajectory& trajectory)
      : sum_(sum),
        probe_(problem, promised),
        flow_(sum, frame, spec),
        certificate_(angle_at_start),
        observer_(problem, frame, sum, store_states, trajectory),
        trajectory_(trajectory) {}

  std::shared_ptr<const DynamicsPoint> begin_step(const Eigen::VectorXcd& parameters, double t,
                                                  const Inspection& inspect) override;
  Eigen::VectorXcd velocity(const Eigen::VectorXcd& parameters, double t) override;
  double length(const DynamicsPoint& point, const Eigen::VectorXcd& x) override;
  void step_taken(const StepTaken& step) override;
  double certified_angle() const override { return certificate_.budget().total; }
  void record(const WalkPosition& where, const DynamicsPoint& point) override;
  void add_seconds(std::map<std::string, double>& seconds) const override;
  void finish(Trajectory& trajectory) const override;
  DynamicsState state() const override;
  void restore(const DynamicsState& state) override;

 private:
  /// Right-hand sides and forward passes, those before a restart included.
  Eigen::Vector2d counters() const;

  ExactSum& sum_;
  SymmetryProbe probe_;
  ExactFlow flow_;
  Certificate certificate_;
  ExactObserver observer_;
  Trajectory& trajectory_;
  Eigen::VectorXcd parameters_;                                ///< of the point begun last
  Eigen::Vector2d counters_before_ = Eigen::Vector2d::Zero();  ///< of earlier processes
  Eigen::Vector2d begin_cost_ = Eigen::Vector2d::Zero();       ///< of the last begin_step
};

}  // namespace quenchmark::solvers
