#pragma once
// The panels of the papers' figures: several runs side by side.

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// What tells the cases of one figure apart, as gnuplot's text: the size of the lattice, the network
/// "(4,3,2;6)", both, or the id. Cases without a solver go by their title.
std::vector<std::string> labels_of(const std::vector<const Evidence*>& cases);

/// The first case that was run, or nothing.
const Evidence* first_run(const std::vector<const Evidence*>& cases);

/// Last time that any of the runs has reached.
double last_time(const std::vector<const Evidence*>& cases);

/// A panel of these cases by its name: the name of an observable (all runs over all references), or
///   r2_integrated  the integrated residual R^2
///   zz_map         <sz_0 sz_d> over time and distance along an axis, of the run with the smallest R^2
///   mx_ensemble    every replica of the first run and their mean
///   step_size      accepted steps
///   spectrum       eigenvalues of S over time, of the first run
///   snr            its signal-to-noise ratio by mode at the last time
/// Without series when nothing of it was recorded.
Panel paper_panel(const std::string& name, const std::vector<const Evidence*>& cases);

/// SNR(rho_k) by mode at the last time: measured, by the Gaussian formula, and where the filter cuts.
/// `evidence` has a result.
Panel signal_to_noise_panel(const Evidence& evidence);

/// The table of a figure of spectra: one row for each time and mode.
std::string spectrum_table(const Record& result, const std::string& comment);

}  // namespace quenchmark::validation
