#pragma once
// Dynamics from Metropolis samples: noisy averages, modes without signal left alone ([2D] supplement IV E).

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/angle_budget.hpp"
#include "solvers/evolution/dynamics.hpp"
#include "solvers/evolution/sampled_observer.hpp"
#include "solvers/evolution/sampled_sum.hpp"
#include "solvers/operators/frame.hpp"
#include "solvers/sampler/configuration_space.hpp"
#include "solvers/tdvp/sampled_tdvp.hpp"

namespace quenchmark::solvers {

/// Samples are drawn once where a step sets out and serve in all of its stages by reweighting, so that what
/// the step control sees is truncation, not noise; below `ess_min` of them left they are drawn anew. With
/// reuse switched off every stage draws its own, as the papers do.
class SampledDynamics final : public Dynamics {
 public:
  /// `measuring`: draws what observables are measured on; nullptr: `sum`. `promised`: the symmetries that the
  /// network has by construction. `angle_at_start`: of the prepared state. `first_draw`: draws that the
  /// preparation has used up.
  SampledDynamics(const cases::Problem& problem, const Frame& frame, SampledSum& sum, SampledSum* measuring,
                  const cases::SolverSpec& spec, const OrbitSymmetry& promised, double angle_at_start,
                  std::uint32_t first_draw, Trajectory& trajectory);

  std::shared_ptr<const DynamicsPoint> begin_step(const Eigen::VectorXcd& parameters, double t,
                                                  const Inspection& inspect) override;
  Eigen::VectorXcd velocity(const Eigen::VectorXcd& parameters, double t) override;
  double length(const DynamicsPoint& point, const Eigen::VectorXcd& x) override;
  void step_taken(const StepTaken& step) override;
  double certified_angle() const override { return angle_.total; }
  void record(const WalkPosition& where, const DynamicsPoint& point) override;
  bool agree_to_stop(bool asked) override;
  void add_seconds(std::map<std::string, double>& seconds) const override;
  void finish(Trajectory& trajectory) const override;
  DynamicsState state() const override;
  void restore(const DynamicsState& state) override;

 private:
  struct Seconds {
    double sampling = 0.0;
    double local_energy = 0.0;
    double moments = 0.0;  ///< derivatives and their Gram matrices
    double solve = 0.0;
    double observables = 0.0;
  };

  /// Right-hand sides, redraws and forward passes, those before a restart included.
  Eigen::Vector3d counters() const;
  void draw(const Eigen::VectorXcd& parameters);
  double neighbour_product(const Eigen::VectorXcd& parameters);
  SampledSum::LocalValues evaluate(const Eigen::VectorXcd& parameters, double t);
  /// `begin_of_step`: with the noise of every mode, and the residual on samples that the solution has not
  /// seen.
  std::shared_ptr<SampledPoint> solve(const SampledSum::LocalValues& values, bool begin_of_step);

  SampledSum& sum_;
  SampledSum* measuring_;
  cases::SamplerSpec sampler_;
  cases::TdvpSpec tdvp_;
  LocalEstimator generator_;  ///< and, on ramps, dH/dt
  SampledObserver observer_;
  SymmetryProbe probe_;
  Trajectory& trajectory_;
  std::vector<cases::Bond> bonds_;
  AngleBudget angle_;
  double reweighting_drift_ = 0.0;  ///< sum over steps of reweighted end minus fresh start
  std::uint32_t draw_;              ///< the next step's
  std::uint32_t stage_ = 0;         ///< draws within the step
  bool redraw_ = false;             ///< the samples are those of a point that was refused
  Eigen::VectorXcd parameters_;     ///< at the begin of the step
  std::vector<std::int8_t> chains_before_draw_;
  std::uint32_t draw_before_ = 0;
  Seconds seconds_;
  std::int64_t right_hand_sides_ = 0;
  std::int64_t redraws_ = 0;
  Eigen::Vector3d counters_before_ = Eigen::Vector3d::Zero();  ///< of earlier processes
  Eigen::Vector3d begin_cost_ = Eigen::Vector3d::Zero();       ///< of the last begin_step
};

}  // namespace quenchmark::solvers
