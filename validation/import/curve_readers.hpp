#pragma once
// The readers of single formats, for foreign_curve.cpp.

#include <string>
#include <vector>

#include "validation/import/foreign_curve.hpp"
#include "validation/record/foreign_hdf5.hpp"

namespace quenchmark::validation {

/// A table (NumberTable); each column that is all numbers is a series. A column that is not keeps its refusal
/// until somebody asks for it.
ForeignCurve read_csv_curve(const std::string& text, const std::string& file);

/// The JSON of NetKet's JsonLog and RuntimeLog: nested histories {"iters": [...], "Mean": [...], "Sigma":
/// [...]} or {"iters", "value"}. Complex numbers are {"real", "imag"}. A history inside others is named
/// "outer/inner".
ForeignCurve read_netket_json(const std::string& text, const std::string& file);

/// NetKet's HDF5Log: /data/<name>/iter (older: iters), /data/<name>/{Mean, Sigma} or /data/<name>/value.
ForeignCurve read_netket_hdf5(const ForeignHdf5& content, const std::string& file);

/// jVMC's OutputManager: [/group]/observables/times and [/group]/observables/<name>/{mean, MC_error}, [T] or
/// [T, K]; components are named "<name>_0", "<name>_1", ... where K > 1.
ForeignCurve read_jvmc_output(const ForeignHdf5& content, const std::string& file);

/// Whether the content looks like it.
bool is_netket_hdf5(const ForeignHdf5& content);
bool is_jvmc_output(const ForeignHdf5& content);

/// result.h5 or reference.h5 of this program: components are named as CSV columns, zz_1_0.
ForeignCurve read_quenchmark_record(const std::string& file);

/// Sums over all configurations, as of jVMC's ExactSampler, have an error of zero at every time: that is
/// none.
bool carries_noise(const std::vector<double>& errors);

/// Throws Error(format) about element `row` of `where`.
ForeignSeries::Refusal refusal_of_elements(const std::string& file, const std::string& where);

}  // namespace quenchmark::validation
