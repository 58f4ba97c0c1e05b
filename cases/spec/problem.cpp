#include "cases/spec/problem.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "cases/spec/symmetry.hpp"

namespace quenchmark::cases {

double critical_field(LatticeKind lattice) {
  switch (lattice) {
    case LatticeKind::chain:
      return 1.0;
    case LatticeKind::square:
      return 3.04438;
    case LatticeKind::cubic:
      return 5.158136;
  }
  throw Error(ErrorKind::internal, "unknown lattice");
}

// ---------------------------------------------------------------- couplings in time

namespace {

/// The coefficients of 1, x, x^2, x^3.
using Cubic = std::array<double, 4>;

double value_at(const Cubic& a, double x) {
  return a[0] + x * (a[1] + x * (a[2] + x * a[3]));
}

/// The largest |value| between two x: at one of them, or where the slope a1 + 2 a2 x + 3 a3 x^2 vanishes.
double largest_magnitude(const Cubic& a, double from, double to) {
  double largest = std::max(std::abs(value_at(a, from)), std::abs(value_at(a, to)));
  const double size = std::max({std::abs(a[1]), std::abs(a[2]), std::abs(a[3])});
  if (a[3] == 0.0 || size == 0.0) {
    return largest;  // constant or linear: no ramp is quadratic
  }
  const double linear = a[1] / size, quadratic = a[2] / size, cubic = a[3] / size;
  const double root = std::sqrt(std::max(quadratic * quadratic - 3.0 * linear * cubic, 0.0));
  for (const double x : {(-quadratic - root) / (3.0 * cubic), (-quadratic + root) / (3.0 * cubic)}) {
    largest = std::max(largest, std::abs(value_at(a, std::clamp(x, from, to))));
  }
  return largest;
}

}  // namespace

Schedule::Schedule(const Model& model, const Protocol& protocol) {
  const double transverse = model.kind == ModelKind::tfim ? model.h : model.g;
  const double longitudinal = model.kind == ModelKind::tfim ? 0.0 : model.h;
  if (protocol.kind == ProtocolKind::quench) {
    polynomial_ = {{{model.J, 0, 0, 0}, {transverse, 0, 0, 0}, {longitudinal, 0, 0, 0}}};
    t_end_ = protocol.t_max;
    find_energy_unit(0.0, 0.0);
    return;
  }
  constant_ = false;
  tau_ = protocol.tau_q;
  t_start_ = protocol.x_start * tau_;
  t_end_ = protocol.x_end * tau_;
  const double critical = critical_field(model.lattice) * model.J;
  const double cubic = protocol.kind == ProtocolKind::smooth_ramp ? 4.0 / 27.0 : 0.0;  // [3D] section V C
  polynomial_ = {{{model.J, model.J, 0, -model.J * cubic},
                  {critical, -critical, 0, critical * cubic},
                  {longitudinal, 0, 0, 0}}};
  find_energy_unit(protocol.x_start, protocol.x_end);
}

void Schedule::find_energy_unit(double x_start, double x_end) {
  double largest = 0.0;
  for (const Cubic& coupling : polynomial_) {
    largest = std::max(largest, largest_magnitude(coupling, x_start, x_end));
  }
  energy_unit_ = largest > 0.0 ? largest : 1.0;
}

double Schedule::time_resolution() const {
  return 1e-12 * std::max(std::abs(t_start_), std::abs(t_end_));
}

Couplings Schedule::at(double t) const {
  const double x = t / tau_;
  Couplings value{};
  for (std::size_t c = 0; c < value.size(); ++c) {
    value[c] = value_at(polynomial_[c], x);
  }
  return value;
}

Couplings Schedule::derivative(double t) const {
  const double x = t / tau_;
  Couplings value{};
  for (std::size_t c = 0; c < value.size(); ++c) {
    const auto& a = polynomial_[c];
    value[c] = (a[1] + x * (2 * a[2] + x * 3 * a[3])) / tau_;
  }
  return value;
}

Couplings Schedule::integral(double t) const {
  const auto primitive = [this](const std::array<double, 4>& a, double x) {
    return tau_ * x * (a[0] + x * (a[1] / 2 + x * (a[2] / 3 + x * a[3] / 4)));
  };
  Couplings value{};
  for (std::size_t c = 0; c < value.size(); ++c) {
    value[c] = primitive(polynomial_[c], t / tau_) - primitive(polynomial_[c], t_start_ / tau_);
  }
  return value;
}

// ---------------------------------------------------------------- the problem

namespace {

std::vector<PauliTerm> make_terms(const Model& model, const std::vector<Bond>& bonds, int sites) {
  std::vector<PauliTerm> terms;
  for (const Bond& bond : bonds) {
    terms.push_back(
        {Channel::exchange, -static_cast<double>(bond.multiplicity), {bond.first, bond.second}, {'z', 'z'}});
  }
  for (int i = 0; i < sites; ++i) {
    terms.push_back({Channel::transverse, -1.0, {i}, {'x'}});
  }
  if (model.kind == ModelKind::mixed_field) {
    for (int i = 0; i < sites; ++i) {
      terms.push_back({Channel::longitudinal, -1.0, {i}, {'z'}});
    }
  }
  return terms;
}

/// Output times: the listed ones, or every output_dt, always with both ends. A time that is one of the ends
/// but for rounding is that end; check_case refuses all others that lie so close.
std::vector<double> make_output_times(const Protocol& protocol, const Schedule& schedule) {
  const double start = schedule.t_start();
  const double end = schedule.t_end();
  const double same = schedule.time_resolution();
  std::vector<double> times{start};
  const auto append = [&](double t) {
    if (t > start + same && t < end - same) {
      times.push_back(t);
    }
  };
  if (!protocol.output_times.empty()) {
    std::for_each(protocol.output_times.begin(), protocol.output_times.end(), append);
  } else {
    const double count = (end - start) / protocol.output_dt;
    for (std::int64_t k = 1; static_cast<double>(k) < count; ++k) {
      append(start + static_cast<double>(k) * protocol.output_dt);
    }
  }
  times.push_back(end);
  return times;
}

}  // namespace

Problem make_problem(const Case& resolved) {
  Problem problem;
  problem.lattice = {resolved.model.size, resolved.model.boundary};
  problem.bonds = make_bonds(problem.lattice, resolved.model.double_bonds);
  problem.terms = make_terms(resolved.model, problem.bonds, problem.lattice.sites());
  problem.schedule = Schedule(resolved.model, resolved.protocol);
  problem.start = resolved.protocol.start;
  problem.random_seed = resolved.protocol.random_seed;
  problem.output_times = make_output_times(resolved.protocol, problem.schedule);
  problem.observables = resolved.observables;
  problem.translations = make_translations(problem.lattice);
  problem.point_group = make_point_group(problem.lattice);
  return problem;
}

}  // namespace quenchmark::cases
