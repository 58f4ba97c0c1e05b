#pragma once
// Whether stated errors are true: p values of repeated measurements against one another have to be uniform.

#include <vector>

namespace quenchmark::validation {

/// Two-sided p value of each x_k against the mean of all others, in units of sqrt(s_k^2 + error of that
/// mean^2), by Student's t with `degrees` degrees of freedom: s_k is the standard error of x_k from degrees +
/// 1 replicas. Needs two measurements at least.
std::vector<double> leave_one_out_p_values(const std::vector<double>& x, const std::vector<double>& s,
                                           int degrees);

struct KolmogorovSmirnov {
  double distance = 0.0;  ///< largest |share of the values below u - u|
  double p_value = 1.0;   ///< of a larger one, by Stephens' approximation (J. R. Stat. Soc. B 32, 115 (1970))
};

/// Of values that ought to be uniform in [0, 1].
KolmogorovSmirnov test_uniform(std::vector<double> values);

/// Largest rate that `events` in `trials` leave possible: the upper end of the exact two-sided 95 % interval
/// (Clopper & Pearson 1934), and its lower end.
double largest_rate(int events, int trials);
double smallest_rate(int events, int trials);

}  // namespace quenchmark::validation
