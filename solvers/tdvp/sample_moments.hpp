#pragma once
// What samples have to say about S, F and their noise, streamed: the derivatives O_k are never stored.

#include <Eigen/Dense>
#include <complex>
#include <span>
#include <vector>

namespace quenchmark::solvers {

/// Sums over some of the samples, of derivatives o = O - origin (a fixed vector near their mean, so that
/// centring afterwards costs no digits) and drives e = phase (E_loc - <E>), phase = -i in real and -1 in
/// imaginary time.
class SampleMoments {
 public:
  using RowMajorMatrix = Eigen::Matrix<std::complex<double>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  /// What is summed: all sums of one kind have the same length as plain numbers.
  struct Kind {
    Eigen::Index parameters = 0;
    bool real_parameters = false;  ///< S and noise are those of real parts
    bool noise = false;            ///< the second Gram matrix is wanted too
    /// Real parameters: a phase that o and e are both turned by. Nothing of Re(o* e) depends on it, and with
    /// turn^2 <e^2> real (real_frame) <(v^T do)^2> is needed in its real part alone, for which no Gram matrix
    /// of Re o with Im o is summed.
    std::complex<double> turn = 1.0;
  };

  explicit SampleMoments(const Kind& kind);
  /// From flattened(); throws Error(internal) on another length.
  SampleMoments(const Kind& kind, std::span<const double> numbers);

  /// `derivatives`: rows o [samples][parameters]; `drive`: e.
  void add(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight, const Eigen::VectorXcd& drive);

  /// As plain numbers, which add up.
  std::vector<double> flattened() const;

  const Kind& kind() const { return kind_; }
  double weight() const { return scalars_[0].real(); }
  double samples() const { return scalars_[5].real(); }  ///< as drawn
  /// (sum w)^2 / sum w^2: how many samples reweighting leaves (Kish).
  double effective_samples() const { return weight() * weight() / scalars_[4].real(); }

  // Centred averages. The complex ones are for complex parameters, the real ones for real parameters. Those
  // whose name begins with pseudo are of do do and not of do* do; they alone are turned by Kind::turn.
  Eigen::MatrixXcd overlap() const;                                                ///< S = <do* do>
  Eigen::MatrixXd real_overlap() const;                                            ///< Re S
  Eigen::MatrixXd real_pseudo_overlap() const;                                     ///< Re <do do>
  Eigen::VectorXcd force() const;                                                  ///< <do* e>
  Eigen::VectorXcd pseudo_force() const;                                           ///< <do e>
  Eigen::VectorXcd mean() const { return std::conj(kind_.turn) * turned_mean(); }  ///< <o>
  double drive_variance() const;                                                   ///< <|e|^2> - |<e>|^2
  std::complex<double> pseudo_variance() const;                                    ///< <e^2> - <e>^2

  /// V^+ noise() V has <|Q_k* e|^2> on its diagonal, with Q = V^T do per sample (solvers/PHYSICS.md, section
  /// 5); real: <Re(Q_k* e)^2>. The squared means are not taken off. Drives must have mean zero.
  Eigen::MatrixXcd noise() const;
  Eigen::MatrixXd real_noise() const;

 private:
  template <class Visit>
  void visit(const Visit& visit);
  void add_means(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                 const Eigen::VectorXcd& drive);
  void add_complex(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                   const Eigen::VectorXcd& drive);
  void add_real(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                const Eigen::VectorXcd& drive);
  Eigen::MatrixXd gram_of_real_parts() const;
  Eigen::MatrixXd gram_of_imaginary_parts() const;
  Eigen::VectorXcd turned_mean() const;
  std::complex<double> drive() const { return scalars_[1]; }
  double drive2() const { return scalars_[2].real(); }
  std::complex<double> drive_square() const { return scalars_[3]; }

  Kind kind_;
  Eigen::VectorXcd scalars_;       ///< sum w, sum w e, sum w |e|^2, sum w e^2, sum w^2, their number
  Eigen::VectorXcd mean_;          ///< sum w o
  Eigen::VectorXcd force_;         ///< sum w o* e
  Eigen::VectorXcd pseudo_force_;  ///< sum w o e
  /// Complex: sum w |e|^2 o. Real: sum w Re(o* e) e.
  Eigen::VectorXcd third_;
  Eigen::MatrixXcd gram_, noise_;  ///< lower triangles; empty for real parameters
  Eigen::MatrixXd real_noise_;     ///< lower triangle; empty for complex parameters
  /// Two triangles in the room of one matrix and a row: below the diagonal the Gram matrix of real parts
  /// (without the first row a lower triangle), from the diagonal up that of imaginary parts (without the last
  /// row an upper one). Empty for complex parameters.
  Eigen::MatrixXd real_grams_;
};

/// The phase that turns e so that <e^2> = `pseudo_variance` is real and not negative (Kind::turn).
std::complex<double> real_frame(std::complex<double> pseudo_variance);

}  // namespace quenchmark::solvers
