#include "fit.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "combine.hpp"
#include "random.hpp"

namespace {

using namespace waspada::detail;
using doctest::Approx;

/// `positives` of `count` equal observations.
void add(std::vector<Observation>& out, std::vector<std::pair<std::size_t, double>> features,
         int count, int positives) {
  for (int i = 0; i < count; ++i) out.push_back({features, i < positives, 1});
}

double uniform(Random& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random.below(1000000)) / 999999;
}

/// Derivative of the penalised loss by coefficient `j`.
double gradient(const std::vector<Observation>& observations,
                const std::vector<Coefficient>& coefficients, const std::vector<double>& weights,
                std::size_t j) {
  double out = coefficients[j].penalty * (weights[j] - coefficients[j].prior);
  for (const Observation& observation : observations) {
    const double error = sigmoid(predict(observation, weights)) - (observation.positive ? 1 : 0);
    for (const auto& [feature, value] : observation.features) {
      if (feature == j) out += observation.weight * value * error;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("fit_logistic: a constant alone gives the log-odds of the share") {
  std::vector<Observation> observations;
  add(observations, {{0, 1}}, 10, 3);
  CHECK(fit_logistic(observations, {{}})[0] == Approx(std::log(3.0 / 7)).epsilon(1e-5));
}

TEST_CASE("fit_logistic: a yes-no feature gives the log-odds ratio") {
  std::vector<Observation> observations;
  add(observations, {{0, 1}}, 40, 8);
  add(observations, {{0, 1}, {1, 1}}, 20, 15);
  const auto weights = fit_logistic(observations, {{}, {}});
  CHECK(weights[0] == Approx(std::log(8.0 / 32)).epsilon(1e-4));
  CHECK(weights[1] == Approx(std::log(3.0) - std::log(0.25)).epsilon(1e-4));
}

TEST_CASE("fit_logistic: a weight counts like as many observations") {
  std::vector<Observation> many;
  add(many, {{0, 1}, {1, 2}}, 6, 5);
  add(many, {{0, 1}, {1, -1}}, 9, 2);
  const std::vector<Observation> few = {{{{0, 1}, {1, 2}}, true, 5},
                                        {{{0, 1}, {1, 2}}, false, 1},
                                        {{{0, 1}, {1, -1}}, true, 2},
                                        {{{0, 1}, {1, -1}}, false, 7}};
  const auto a = fit_logistic(many, {{}, {}});
  const auto b = fit_logistic(few, {{}, {}});
  CHECK(a[0] == Approx(b[0]).epsilon(1e-5));
  CHECK(a[1] == Approx(b[1]).epsilon(1e-5));
}

TEST_CASE("fit_logistic: a known optimum under a penalty") {
  // One observation, one feature: w minimises log(1 + e^-w) + (w - 1)^2 / 2, so w - 1 = 1 - s(w).
  const auto w = fit_logistic({{{{0, 1}}, true, 1}}, {{1, 1}})[0];
  CHECK(w - 1 == Approx(1 - sigmoid(w)).epsilon(1e-6));
}

TEST_CASE("fit_logistic: bounds hold in the result") {
  std::vector<Observation> observations;
  add(observations, {{0, 1}}, 40, 20);
  add(observations, {{0, 1}, {1, 1}}, 20, 2);   // the feature speaks against
  add(observations, {{0, 1}, {2, 1}}, 20, 19);  // and this one for it, strongly
  const auto weights = fit_logistic(observations, {{}, {0, 0, 0, 10}, {0, 0, 0, 1.5}});
  CHECK(weights[1] == 0);
  CHECK(weights[2] == 1.5);
}

TEST_CASE("fit_logistic: a prior outside the bounds is moved to the next bound") {
  CHECK(fit_logistic({}, {{-4, 1, 0, 10}})[0] == 0);
  CHECK(fit_logistic({}, {{40, 1, 0, 10}})[0] == 10);
}

TEST_CASE("fit_logistic: without observations every coefficient keeps its prior") {
  const auto weights = fit_logistic({}, {{1.25, 3}, {-2, 0}, {0.5, 0.1, 0, 1}});
  CHECK(weights == std::vector<double>{1.25, -2, 0.5});
}

TEST_CASE("fit_logistic: the penalty draws towards the prior") {
  std::vector<Observation> observations;
  add(observations, {{0, 1}}, 30, 27);
  const double free = fit_logistic(observations, {{0.5, 0}})[0];
  double last = free;
  for (const double penalty : {0.1, 1.0, 10.0, 100.0, 1e6}) {
    const double weight = fit_logistic(observations, {{0.5, penalty}})[0];
    CHECK(weight < last);
    CHECK(weight > 0.5);
    last = weight;
  }
  CHECK(last == Approx(0.5).epsilon(1e-4));
}

TEST_CASE("fit_logistic: separable classes stay finite under a penalty") {
  std::vector<Observation> observations;
  add(observations, {{0, 1}, {1, 1}}, 50, 50);
  add(observations, {{0, 1}, {1, -1}}, 50, 0);
  const auto weights = fit_logistic(observations, {{0, 0.1}, {0, 0.1}});
  CHECK(std::isfinite(weights[1]));
  CHECK(weights[1] > 2);
  CHECK(std::abs(weights[0]) < 1e-3);
}

TEST_CASE("fit_logistic: random problems end where no step inside the bounds helps") {
  Random random(33);
  for (int round = 0; round < 20; ++round) {
    constexpr std::size_t kWidth = 8;
    std::vector<Observation> observations;
    for (int i = 0; i < 200; ++i) {
      Observation observation;
      for (std::size_t j = 0; j < kWidth; ++j) {
        if (j == 0 || random.below(3) == 0) {
          observation.features.emplace_back(j, uniform(random, -2, 2));
        }
      }
      observation.positive = random.below(3) == 0;
      observation.weight = uniform(random, 0.05, 3);
      observations.push_back(observation);
    }
    std::vector<Coefficient> coefficients;
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double low = uniform(random, -1, 0);
      coefficients.push_back(
          {uniform(random, -1, 1), uniform(random, 0.01, 5), low, low + uniform(random, 0.1, 2)});
    }
    const auto weights = fit_logistic(observations, coefficients);
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double slope = gradient(observations, coefficients, weights, j);
      REQUIRE(weights[j] >= coefficients[j].low);
      REQUIRE(weights[j] <= coefficients[j].high);
      if (weights[j] > coefficients[j].low) REQUIRE(slope < 1e-3);
      if (weights[j] < coefficients[j].high) REQUIRE(slope > -1e-3);
    }
    CHECK(fit_logistic(observations, coefficients) == weights);
  }
}

TEST_CASE("predict: the sum of weights times features") {
  CHECK(predict({{{0, 1}, {2, -3}}, false, 1}, {0.5, 100, 2}) == -5.5);
  CHECK(predict({}, {1, 2}) == 0);
}
