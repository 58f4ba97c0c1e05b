#pragma once
// What the plain networks share: batches are worked through one configuration at a time.

#include <memory>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

class PlainNetwork : public Network {
 public:
  explicit PlainNetwork(const NetworkShape& shape)
      : shape_(shape), parameter_count_(kernels::parameter_count(shape)) {}

  const NetworkShape& shape() const final { return shape_; }
  std::size_t parameter_count() const final { return parameter_count_; }
  void log_psi(const SpinBatch& batch, std::span<Complex> out) const final;
  void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const final;
  void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                               std::span<Complex> derivatives) const final;

 protected:
  /// The memory that one thread needs to evaluate one configuration.
  class Evaluator {
   public:
    virtual ~Evaluator() = default;
    virtual Complex evaluate(const std::int8_t* spins) = 0;
    /// Writes the derivatives at the configuration evaluated last.
    virtual void differentiate(Complex* derivatives) = 0;
  };
  virtual std::unique_ptr<Evaluator> make_evaluator() const = 0;

 private:
  NetworkShape shape_;
  std::size_t parameter_count_ = 0;
};

}  // namespace quenchmark::solvers::kernels
