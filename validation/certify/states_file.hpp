#pragma once
// Wave functions of another code at a few times, as a file (STATES.md): all amplitudes, or samples with what
// is known about them.

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

namespace quenchmark::validation {

/// One list per time; lists of one kind have one length. Either `amplitudes` or `configurations` is filled.
struct StatesFile {
  using Complex = std::complex<double>;

  std::string file;
  int sites = 0;
  std::vector<double> times;  ///< [T], increasing
  std::vector<std::vector<Complex>>
      amplitudes;  ///< [T][2^N] of configurations as integers, bit i set: site i down
  std::vector<std::vector<Complex>>
      amplitude_rate;  ///< [T][2^N] d psi/dt of the path that was walked, or empty
  std::vector<std::vector<std::uint64_t>> configurations;  ///< [T][M] samples of |psi|^2
  std::vector<std::vector<Complex>> log_psi;               ///< [T][M]
  std::vector<std::vector<Complex>> local_energy;          ///< [T][M]
  std::vector<std::vector<Complex>>
      log_psi_rate;  ///< [T][M] d ln psi/dt of the path that was walked, or empty

  bool sampled() const { return amplitudes.empty(); }
};

/// Whether the file says of itself that it holds states. False for what cannot be read.
bool is_states_file(const std::string& file);

/// Throws Error(io), and Error(format) naming the dataset for what STATES.md does not allow.
StatesFile read_states_file(const std::string& file);

}  // namespace quenchmark::validation
