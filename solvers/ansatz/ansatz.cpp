#include "solvers/ansatz/ansatz.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/keyed_random.hpp"
#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

namespace {

kernels::FirstActivation first_activation(cases::Activation activation) {
  switch (activation) {
    case cases::Activation::both:
      return kernels::FirstActivation::both;
    case cases::Activation::ln_cosh:
      return kernels::FirstActivation::ln_cosh;
    default:
      return kernels::FirstActivation::even;
  }
}

double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t k) {
  return boost::math::quantile(boost::math::normal(), KeyedRandom(seed, stream).uniform(k));
}

int product(const std::vector<int>& values) {
  return std::accumulate(values.begin(), values.end(), 1, [](int a, int b) { return a * b; });
}

Eigen::VectorXcd complex_cnn_parameters(const kernels::NetworkShape& shape, double init_width,
                                        std::uint64_t seed, std::uint64_t replica) {
  Eigen::VectorXcd parameters(static_cast<Eigen::Index>(kernels::parameter_count(shape)));
  const int filter_size = product(shape.filter);
  Eigen::Index next = 0;
  int inputs = 1;
  for (int outputs : shape.channels) {
    double width = init_width;
    if (width <= 0.0) {
      width = shape.channels.size() == 1
                  ? 1e-3
                  : 1.0 / std::sqrt(static_cast<double>(filter_size) * (inputs + outputs));
    }
    for (int k = 0; k < outputs * inputs * filter_size; ++k, ++next) {
      const auto draw = [&](std::uint64_t half) {
        return width *
               (2.0 * KeyedRandom(seed, replica).uniform(2 * static_cast<std::uint64_t>(next) + half) - 1.0);
      };
      parameters[next] = {draw(0), draw(1)};
    }
    inputs = outputs;
  }
  return parameters;
}

/// He: variance 2/fan_in, whatever the tying of the kernels. Biases stay zero.
Eigen::VectorXcd residual_cnn_parameters(const kernels::NetworkShape& shape, double scale, std::uint64_t seed,
                                         std::uint64_t replica) {
  const std::size_t count = kernels::parameter_count(shape);
  Eigen::VectorXcd parameters = Eigen::VectorXcd::Zero(static_cast<Eigen::Index>(count));
  const int width = shape.channels.front();
  const int filter_size = product(shape.filter);
  std::size_t biases = static_cast<std::size_t>(2 * shape.blocks - 1) * width;
  std::size_t weights_per_kernel =
      (count - biases) /
      (static_cast<std::size_t>(width) * (1 + static_cast<std::size_t>(width) * (2 * shape.blocks - 1)));
  Eigen::Index next = 0;
  for (int convolution = 0; convolution < 2 * shape.blocks; ++convolution) {
    const int inputs = convolution == 0 ? 1 : width;
    const double deviation = scale * std::sqrt(2.0 / (static_cast<double>(inputs) * filter_size));
    for (std::size_t k = 0; k < static_cast<std::size_t>(width) * inputs * weights_per_kernel; ++k, ++next) {
      parameters[next] = deviation * normal(seed, replica, static_cast<std::uint64_t>(next));
    }
    next += convolution + 1 < 2 * shape.blocks ? width : 0;
  }
  return parameters;
}

}  // namespace

kernels::NetworkShape make_network_shape(const cases::Problem& problem, const cases::AnsatzSpec& ansatz) {
  kernels::NetworkShape shape;
  shape.family = ansatz.kind == cases::AnsatzKind::complex_cnn ? kernels::Family::complex_cnn
                                                               : kernels::Family::residual_cnn;
  shape.size = problem.lattice.size;
  shape.channels = ansatz.channels;
  shape.filter = ansatz.filter;
  if (shape.filter.size() == 1) {
    shape.filter.assign(shape.size.size(), ansatz.filter.front());
  }
  shape.activation = first_activation(ansatz.activation);
  shape.blocks = ansatz.blocks;
  shape.tied = ansatz.point_group == cases::PointGroup::tied;
  if (ansatz.point_group == cases::PointGroup::average) {
    shape.images = problem.point_group;
    if (planted(Defect::point_group_image)) {
      shape.images.pop_back();
    }
  }
  return shape;
}

OrbitSymmetry exact_symmetry(const cases::AnsatzSpec& ansatz) {
  OrbitSymmetry symmetry;
  symmetry.translations = true;
  symmetry.point_group = ansatz.point_group != cases::PointGroup::none;
  symmetry.spin_flip =
      ansatz.kind == cases::AnsatzKind::complex_cnn && ansatz.activation != cases::Activation::both;
  return symmetry;
}

Eigen::VectorXcd initial_parameters(const kernels::NetworkShape& shape, double init_width, std::uint64_t seed,
                                    int replica) {
  const auto stream = static_cast<std::uint64_t>(replica);
  if (shape.family == kernels::Family::complex_cnn) {
    return complex_cnn_parameters(shape, init_width, seed, stream);
  }
  return residual_cnn_parameters(shape, init_width > 0.0 ? init_width : 1.0, seed, stream);
}

}  // namespace quenchmark::solvers
