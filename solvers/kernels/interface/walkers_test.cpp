#include "solvers/kernels/interface/walkers.hpp"

#include <gtest/gtest.h>

#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/walker_checks.hpp"

namespace quenchmark::solvers::kernels {
namespace {

TEST(GenericWalkers, AreWalkersOfEitherFamily) {
  for (const NetworkShape& shape : {testing::complex_cnn({5}, {3}, {2, 2}, FirstActivation::both),
                                    testing::residual_cnn({3, 4}, 2, 1, false)}) {
    const auto network = make_network(Backend::plain, shape);
    network->set_parameters(testing::random_parameters(shape, 0.3, 41));
    // The same evaluation: not a bit apart.
    testing::expect_walkers_follow_log_psi(*network, 5, 60, 0.0);
    testing::expect_walkers_independent(*network, 3, 20);
    testing::expect_walkers_forget(*network, 3);
    testing::expect_wrong_walker_arguments_refused(*network);
  }
}

TEST(GenericWalkers, NobodyWalks) {
  const auto network = make_network(Backend::plain, testing::complex_cnn({3}, {3}, {1}));
  const auto walkers = network->make_walkers(0);
  EXPECT_EQ(walkers->count(), 0u);
  walkers->propose({0, -1}, {});
  walkers->accept({});
  EXPECT_TRUE(walkers->log_psi().empty());
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
