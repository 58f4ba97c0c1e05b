#pragma once
// The vocabulary of a case file: plain structs, one per section, with the defaults that the file may leave
// out. Units: J, h, g in any one unit of energy, times in its inverse (hbar = 1); Pauli matrices (not
// spin-1/2).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quenchmark::cases {

// ---------------------------------------------------------------- [model]
enum class ModelKind { tfim, mixed_field };
enum class LatticeKind { chain, square, cubic };
enum class Boundary { periodic, open };
/// What to do on a torus of length 2, where the same pair is a neighbour twice.
enum class DoubleBonds { refuse, count };

/// tfim:        H = -J sum_<ij> sz_i sz_j - h sum_i sx_i
/// mixed_field: H = -J sum_<ij> sz_i sz_j - g sum_i sx_i - h sum_i sz_i   (sign and prefactors are our
/// choice)
struct Model {
  ModelKind kind = ModelKind::tfim;
  LatticeKind lattice = LatticeKind::chain;
  std::vector<int> size;  ///< one length per dimension
  Boundary boundary = Boundary::periodic;
  double J = 1.0;
  double h = 0.0;                   ///< resolved from h_over_hc when that is given
  std::optional<double> h_over_hc;  ///< as written; hc is critical_field(lattice) * J
  double g = 0.0;
  DoubleBonds double_bonds = DoubleBonds::refuse;
  bool operator==(const Model&) const = default;
};

/// hc/J: 1 (chain), 3.04438 (square), 5.158136 (cubic).
double critical_field(LatticeKind lattice);

// ---------------------------------------------------------------- [protocol]
/// paramagnet: all sx = +1; ferromagnet: all sz = +1; random: Haar-random state drawn from `random_seed`.
enum class Start { paramagnet, ferromagnet, random };
enum class ProtocolKind { quench, smooth_ramp, linear_ramp };

/// Quench: from `start` at t = 0, constant couplings, to t_max.
/// Ramps: x = t/tau_q runs from x_start to x_end and t with it (t is negative before the critical point);
/// smooth: J(t) = J (1 + x - 4x^3/27), h(t) = hc J (1 - x + 4x^3/27); linear: J(t) = J (1 + x), h(t) = hc J
/// (1 - x).
struct Protocol {
  Start start = Start::paramagnet;
  ProtocolKind kind = ProtocolKind::quench;
  double t_max = 0.0;                ///< quench only
  double output_dt = 0.0;            ///< either this
  std::vector<double> output_times;  ///< or these, increasing
  double tau_q = 0.0;                ///< ramps only
  double x_start = -1.5;             ///< ramps only
  double x_end = 0.0;                ///< ramps only
  std::uint64_t random_seed = 1;     ///< start = random only
  bool operator==(const Protocol&) const = default;
};

// ---------------------------------------------------------------- [[observable]]
/// state_angle and reweighting_drift are claimed, never listed: every run has them that can.
/// From relative_entropy on: means over the test states of a predictor, one value per chain length.
enum class ObservableKind {
  mx,
  mz,
  zz,
  zz_connected,
  energy,
  energy_density,
  energy_variance,
  f_q,
  loschmidt,
  excess_energy,
  state_angle,
  reweighting_drift,
  relative_entropy,
  relative_entropy_born,
  entropy_over_persistence,
  entropy_over_scratch,
  infidelity,
  norm_drift,
  mx_error,
  mz_error
};

struct Observable {
  ObservableKind kind = ObservableKind::mx;
  /// What the values of one time belong to; resolved. zz and zz_connected: displacements, never empty.
  /// Observables of a predictor: [[spins], ...], the chain lengths. Empty for all others.
  std::vector<std::vector<int>> displacements;
  bool operator==(const Observable&) const = default;
};

// ---------------------------------------------------------------- [reference]
enum class ReferenceMethod { none, free_fermions, exact, exact_sector, series, published, other_case };
/// Where the energies of the ground state come from, which excess energies are counted from.
enum class GroundStateMethod { exact, free_fermions, monte_carlo, none };

struct ReferenceSpec {
  ReferenceMethod method = ReferenceMethod::none;
  double tolerance = 1e-10;  ///< asked of every observable, relative to max(|value|, unit_of(observable))
  GroundStateMethod ground_state = GroundStateMethod::none;
  /// Standard error of E_0/N asked of monte_carlo, in units of Schedule::energy_unit.
  double ground_state_error = 1e-5;
  std::string file;     ///< published
  std::string case_id;  ///< other_case (key `case`)
  bool operator==(const ReferenceSpec&) const = default;
};

// ---------------------------------------------------------------- [solver]
enum class Basis { z, x, interaction };
enum class Precision { fp32, fp64 };
enum class Backend { plain, cpu, torch, cuda };
enum class AnsatzKind { complex_cnn, residual_cnn };
/// none: translations only; average: ln psi averaged over the point group; tied: kernels constant on its
/// orbits.
enum class PointGroup { none, average, tied };
/// First activation of the complex CNN (gelu: residual CNN).
enum class Activation { even, both, ln_cosh, gelu };
enum class SamplerKind { metropolis, exact_sum, orbit_sum };
enum class TdvpForm { holomorphic, mclachlan, lagrangian };
enum class Filter { snr, tikhonov_gcv, none };
enum class ModeNoise { force, residual };
enum class Solve { dense, subspace, samples };
enum class StepNorm { s_over_p, s, euclid };
/// truncation: delta = difference/3; paper_compatible: difference/6 ([2D] eq. 28).
enum class StepDivisor { truncation, paper_compatible };

struct AnsatzSpec {
  AnsatzKind kind = AnsatzKind::complex_cnn;
  std::vector<int> channels;  ///< complex CNN: per layer; residual CNN: one entry, the 2c real channels
  std::vector<int> filter;    ///< one length per dimension, or one for all
  PointGroup point_group = PointGroup::none;
  Activation activation = Activation::even;
  int blocks = 1;  ///< residual CNN only
  double init_width =
      0.0;  ///< 0: the default of the family (1e-3 for one layer, fan-based for deep, He for residual)
  bool operator==(const AnsatzSpec&) const = default;
};

struct SamplerSpec {
  SamplerKind kind = SamplerKind::exact_sum;
  std::int64_t samples = 0;
  std::int64_t observable_samples = 0;  ///< 0: observables are measured on the samples of the step
  int chains = 0;
  int burn_in = 0;
  int sweeps_between = 1;
  int global_flip_every = 200;
  int reduction_slots = 8;
  bool reuse = true;
  double ess_min = 0.5;
  bool operator==(const SamplerSpec&) const = default;
};

struct TdvpSpec {
  TdvpForm form = TdvpForm::holomorphic;
  Filter filter = Filter::snr;
  double lambda_snr = 0.0;             ///< no effect on exact sums
  ModeNoise noise = ModeNoise::force;  ///< what lambda_snr is compared with
  double cut = 0.0;                    ///< c of the soft cut 1/(1 + (c sigma_max^2/sigma_k^2)^exponent)
  double exponent = 6.0;
  double hard_cut = 1e-14;  ///< on sigma_k^2/sigma_max^2
  Solve solve = Solve::dense;
  bool operator==(const TdvpSpec&) const = default;
};

struct IntegratorSpec {
  double tolerance = 1e-4;
  StepNorm norm = StepNorm::s_over_p;
  StepDivisor divisor = StepDivisor::truncation;
  double dt_first = 1e-3;  ///< a case file that leaves out dt_* gets these values over its largest coupling
  double dt_min = 1e-7;
  double dt_max = 0.1;
  std::int64_t max_steps = 100000;
  bool operator==(const IntegratorSpec&) const = default;
};

struct SolverSpec {
  Basis basis = Basis::z;
  int replicas = 1;
  bool shared_start = false;  ///< sampled runs: replicas start from the parameters of the first
  std::uint64_t seed = 1;
  Precision precision = Precision::fp64;
  Backend backend = Backend::plain;
  AnsatzSpec ansatz;
  SamplerSpec sampler;
  TdvpSpec tdvp;
  IntegratorSpec integrator;
  bool operator==(const SolverSpec&) const = default;
};

// ---------------------------------------------------------------- [predictor]
/// product: every spin uniform on its Bloch sphere; haar: uniform among all states; both: half and half.
enum class StateEnsemble { product, haar, both };

/// Sizes of the network (solvers/predictor/network_shape.hpp); the paper does not print its own.
struct PredictorNetworkSpec {
  int width = 16;
  int hidden = 16;
  int layers = 2;
  bool operator==(const PredictorNetworkSpec&) const = default;
};

/// Exact trajectories of random states, per chain length; split by state. protocol.random_seed draws them.
struct PredictorDataSpec {
  StateEnsemble ensemble = StateEnsemble::both;
  int steps = 500;  ///< of protocol.output_dt, of the training and validation trajectories
  int training = 64;
  int validation = 16;
  int test = 1000;
  bool operator==(const PredictorDataSpec&) const = default;
};

struct PredictorTrainingSpec {
  int epochs = 100;
  int batches = 20;             ///< per epoch and chain length
  int batch_amplitudes = 1024;  ///< of all states of a batch together
  int window = 16;              ///< steps of a training sequence
  int free_epochs = 0;          ///< the last epochs that run on their own predictions
  int patience = 0;             ///< epochs without a better validation that end the training; 0: never
  double rate = 3e-3;
  double rate_end = 1e-5;
  double dropout = 0.0;
  bool operator==(const PredictorTrainingSpec&) const = default;
};

struct PredictorSpec {
  std::vector<int> lengths;     ///< chain lengths that one set of weights is trained on
  std::vector<int> fine_tuned;  ///< further lengths, each with weights fine-tuned from those and from scratch
  int fine_tuning_epochs = 10;
  std::string weights;             ///< file of trained weights, relative to the case file; empty: train
  std::uint64_t seed = 1;          ///< of weights, windows and dropout
  std::string device = "cpu";      ///< of the training
  bool renormalise = false;        ///< predicted states
  std::vector<int> timed_batches;  ///< batch sizes of the cost table; empty: no timing
  PredictorNetworkSpec network;
  PredictorDataSpec data;
  PredictorTrainingSpec training;
  /// Whether any weights are found here, rather than read.
  bool trains() const { return weights.empty() || !fine_tuned.empty(); }
  bool operator==(const PredictorSpec&) const = default;
};

// ---------------------------------------------------------------- [[claim]]
enum class ErrorNorm { max, rms };
enum class Against { reference, exact_sum, series, published, invariant };
enum class ClaimKind { deterministic, statistical, budget };
enum class Expect { pass, xfail };

/// One number per trajectory: the norm over 0 <= t <= t_max of |solver - truth| for one observable.
struct Claim {
  std::string id;
  ObservableKind observable = ObservableKind::mx;
  std::vector<int> displacement;  ///< zz and zz_connected; resolved to {spins} for observables of a predictor
  int spins = 0;                  ///< observables of a predictor: the chain length
  ErrorNorm norm = ErrorNorm::max;
  Against against = Against::reference;
  double limit = 0.0;
  std::optional<double> t_max;  ///< absent: the whole trajectory
  ClaimKind kind = ClaimKind::deterministic;
  Expect expect = Expect::pass;
  std::string reason;  ///< needed with xfail
  bool operator==(const Claim&) const = default;
};

// ---------------------------------------------------------------- the case
enum class Tier { smoke, ci, long_run, paper };

/// A case resolved for one tier: overrides applied, every default filled in.
struct Case {
  std::string id, title, paper, figure;
  std::vector<std::string> tags;
  Tier tier = Tier::smoke;
  std::vector<std::string> reduces;  ///< which parameters of the paper this tier makes smaller
  Model model;
  Protocol protocol;
  std::vector<Observable> observables;
  ReferenceSpec reference;
  std::optional<SolverSpec> solver;
  std::optional<PredictorSpec> predictor;  ///< instead of a solver
  std::vector<Claim> claims;
  std::string resolved_toml;    ///< canonical text of all of the above
  std::string resolved_sha256;  ///< of resolved_toml
  std::string file;             ///< where it was read from
  bool operator==(const Case&) const = default;
};

}  // namespace quenchmark::cases
