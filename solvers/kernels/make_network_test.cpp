#include "solvers/kernels/make_network.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "solvers/kernels/testing/random_inputs.hpp"

namespace quenchmark::solvers::kernels {
namespace {

TEST(MakeNetwork, PlainHasBothFamilies) {
  EXPECT_TRUE(make_network(Backend::plain, testing::complex_cnn({3}, {3}, {1}))->holomorphic());
  EXPECT_FALSE(make_network(Backend::plain, testing::residual_cnn({3}, 2, 1, false))->holomorphic());
}

TEST(MakeNetwork, CpuHasBothFamilies) {
  EXPECT_TRUE(make_network(Backend::cpu, testing::complex_cnn({3}, {3}, {1}))->holomorphic());
  EXPECT_FALSE(make_network(Backend::cpu, testing::residual_cnn({3}, 2, 1, false))->holomorphic());
}

TEST(MakeNetwork, MissingBackendsNameTheAvailableOnes) {
  try {
    make_network(Backend::cuda, testing::complex_cnn({3}, {3}, {1}));
    ADD_FAILURE() << "accepted";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("available: plain, cpu, torch"), std::string::npos)
        << error.what();
  }
}

TEST(MakeNetwork, ImpossibleShapesAreRefused) {
  EXPECT_THROW(make_network(Backend::plain, testing::complex_cnn({3}, {4}, {1})), std::invalid_argument);
  EXPECT_THROW(make_network(Backend::plain, testing::residual_cnn({3}, 3, 1, false)), std::invalid_argument);
  EXPECT_THROW(make_network(Backend::cpu, testing::complex_cnn({3}, {4}, {1})), std::invalid_argument);
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
