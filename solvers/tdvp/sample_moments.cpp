#include "solvers/tdvp/sample_moments.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

namespace {

using Complex = std::complex<double>;

template <class Matrix>
Matrix filled_from_lower(Matrix matrix) {
  matrix.template triangularView<Eigen::StrictlyUpper>() = matrix.adjoint();
  return matrix;
}

template <class Derived>
std::span<double> numbers_of(Eigen::PlainObjectBase<Derived>& x) {
  constexpr std::size_t width = sizeof(typename Derived::Scalar) / sizeof(double);
  return {reinterpret_cast<double*>(x.data()), width * static_cast<std::size_t>(x.size())};
}

}  // namespace

/// Every member that adds up, in the order of the flattened form.
template <class Visit>
void SampleMoments::visit(const Visit& visit) {
  visit(numbers_of(scalars_));
  visit(numbers_of(mean_));
  visit(numbers_of(force_));
  visit(numbers_of(pseudo_force_));
  visit(numbers_of(third_));
  visit(numbers_of(gram_));
  visit(numbers_of(noise_));
  visit(numbers_of(real_grams_));
  visit(numbers_of(real_noise_));
}

SampleMoments::SampleMoments(const Kind& kind) : kind_(kind) {
  const Eigen::Index p = kind.parameters;
  const Eigen::Index noise = kind.noise ? p : 0;
  scalars_ = Eigen::VectorXcd::Zero(6);
  mean_ = force_ = pseudo_force_ = Eigen::VectorXcd::Zero(p);
  third_ = Eigen::VectorXcd::Zero(noise);
  if (kind.real_parameters) {
    real_grams_ = Eigen::MatrixXd::Zero(p + 1, p);
    real_noise_ = Eigen::MatrixXd::Zero(noise, noise);
  } else {
    gram_ = Eigen::MatrixXcd::Zero(p, p);
    noise_ = Eigen::MatrixXcd::Zero(noise, noise);
  }
}

SampleMoments::SampleMoments(const Kind& kind, std::span<const double> numbers) : SampleMoments(kind) {
  visit([&](std::span<double> member) {
    if (numbers.size() < member.size()) {
      throw Error(ErrorKind::internal, "sums over samples have another length than they should");
    }
    std::copy_n(numbers.begin(), member.size(), member.begin());
    numbers = numbers.subspan(member.size());
  });
}

std::vector<double> SampleMoments::flattened() const {
  std::vector<double> numbers;
  const_cast<SampleMoments*>(this)->visit(
      [&](std::span<double> member) { numbers.insert(numbers.end(), member.begin(), member.end()); });
  return numbers;
}

void SampleMoments::add(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                        const Eigen::VectorXcd& drive) {
  if (kind_.real_parameters) {
    add_real(kind_.turn * derivatives, weight, kind_.turn * drive);
  } else {
    add_complex(derivatives, weight, drive);
  }
}

void SampleMoments::add_means(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                              const Eigen::VectorXcd& drive) {
  const Eigen::VectorXcd weighted_drive = weight.cwiseProduct(drive);
  scalars_[0] += weight.sum();
  scalars_[1] += weighted_drive.sum();
  scalars_[2] += weight.dot(drive.cwiseAbs2());
  scalars_[3] += (weighted_drive.array() * drive.array()).sum();
  scalars_[4] += weight.squaredNorm();
  scalars_[5] += static_cast<double>(weight.size());
  mean_ += derivatives.transpose() * weight.cast<Complex>();
  force_ += derivatives.adjoint() * weighted_drive;
  pseudo_force_ += derivatives.transpose() * weighted_drive;
}

void SampleMoments::add_complex(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                                const Eigen::VectorXcd& drive) {
  add_means(derivatives, weight, drive);
  RowMajorMatrix rows = weight.cwiseSqrt().asDiagonal() * derivatives;
  gram_.selfadjointView<Eigen::Lower>().rankUpdate(rows.adjoint());
  if (kind_.noise) {
    third_ += derivatives.transpose() * weight.cwiseProduct(drive.cwiseAbs2()).cast<Complex>();
    rows.array().colwise() *= drive.cwiseAbs().cast<Complex>().array();
    noise_.selfadjointView<Eigen::Lower>().rankUpdate(rows.adjoint());
  }
}

void SampleMoments::add_real(const RowMajorMatrix& derivatives, const Eigen::VectorXd& weight,
                             const Eigen::VectorXcd& drive) {
  add_means(derivatives, weight, drive);
  const Eigen::Index p = kind_.parameters;
  const Eigen::VectorXd root = weight.cwiseSqrt();
  const Eigen::MatrixXd real = root.asDiagonal() * derivatives.real();
  const Eigen::MatrixXd imag = root.asDiagonal() * derivatives.imag();
  real_grams_.bottomRows(p).selfadjointView<Eigen::Lower>().rankUpdate(real.transpose());
  real_grams_.topRows(p).selfadjointView<Eigen::Upper>().rankUpdate(imag.transpose());
  if (kind_.noise) {
    const Eigen::MatrixXd noise = drive.real().asDiagonal() * real + drive.imag().asDiagonal() * imag;
    real_noise_.selfadjointView<Eigen::Lower>().rankUpdate(noise.transpose());
    third_ += noise.transpose() * root.cast<Complex>().cwiseProduct(drive);
  }
}

Eigen::VectorXcd SampleMoments::turned_mean() const {
  if (planted(Defect::uncentred_derivatives)) {
    return Eigen::VectorXcd::Zero(mean_.size());
  }
  return mean_ / weight();
}

Eigen::MatrixXcd SampleMoments::overlap() const {
  Eigen::MatrixXcd centred = gram_ / weight();
  const Eigen::VectorXcd m = turned_mean();
  centred.selfadjointView<Eigen::Lower>().rankUpdate(m.conjugate(), -1.0);
  return filled_from_lower(std::move(centred));
}

/// <Re do Re do^T>.
Eigen::MatrixXd SampleMoments::gram_of_real_parts() const {
  const Eigen::VectorXd m = turned_mean().real();
  Eigen::MatrixXd gram = real_grams_.bottomRows(kind_.parameters).selfadjointView<Eigen::Lower>();
  return gram / weight() - m * m.transpose();
}

/// <Im do Im do^T>.
Eigen::MatrixXd SampleMoments::gram_of_imaginary_parts() const {
  const Eigen::VectorXd m = turned_mean().imag();
  Eigen::MatrixXd gram = real_grams_.topRows(kind_.parameters).selfadjointView<Eigen::Upper>();
  return gram / weight() - m * m.transpose();
}

Eigen::MatrixXd SampleMoments::real_overlap() const {
  return gram_of_real_parts() + gram_of_imaginary_parts();
}

Eigen::MatrixXd SampleMoments::real_pseudo_overlap() const {
  return gram_of_real_parts() - gram_of_imaginary_parts();
}

Eigen::VectorXcd SampleMoments::force() const {
  return force_ / weight() - turned_mean().conjugate() * (drive() / weight());
}

Eigen::VectorXcd SampleMoments::pseudo_force() const {
  return pseudo_force_ / weight() - turned_mean() * (drive() / weight());
}

std::complex<double> SampleMoments::pseudo_variance() const {
  return drive_square() / weight() - (drive() / weight()) * (drive() / weight());
}

double SampleMoments::drive_variance() const {
  return std::max(drive2() / weight() - std::norm(drive() / weight()), 0.0);
}

Eigen::MatrixXcd SampleMoments::noise() const {
  // |e|^2 (o - m)* (o - m)^T, multiplied out.
  const Eigen::VectorXcd m = turned_mean();
  const Eigen::VectorXcd g = third_ / weight();
  Eigen::MatrixXcd centred = filled_from_lower(Eigen::MatrixXcd(noise_ / weight()));
  centred -= m.conjugate() * g.transpose() + g.conjugate() * m.transpose();
  centred += (drive2() / weight()) * m.conjugate() * m.transpose();
  return centred;
}

Eigen::MatrixXd SampleMoments::real_noise() const {
  // (y - z)(y - z)^T with y = Re(o* e) and z = Re(m* e) = m_r e_r + m_i e_i, multiplied out.
  const Eigen::VectorXd mr = turned_mean().real();
  const Eigen::VectorXd mi = turned_mean().imag();
  const Eigen::VectorXd a = third_.real() / weight();
  const Eigen::VectorXd b = third_.imag() / weight();
  const double rr = 0.5 * (drive2() + drive_square().real()) / weight();
  const double ii = 0.5 * (drive2() - drive_square().real()) / weight();
  const double ri = 0.5 * drive_square().imag() / weight();
  Eigen::MatrixXd centred = filled_from_lower(Eigen::MatrixXd(real_noise_ / weight()));
  const Eigen::MatrixXd cross = a * mr.transpose() + b * mi.transpose();
  centred -= cross + cross.transpose();
  centred +=
      rr * mr * mr.transpose() + ii * mi * mi.transpose() + ri * (mr * mi.transpose() + mi * mr.transpose());
  return centred;
}

std::complex<double> real_frame(std::complex<double> pseudo_variance) {
  return std::polar(1.0, -0.5 * std::arg(pseudo_variance));
}

}  // namespace quenchmark::solvers
