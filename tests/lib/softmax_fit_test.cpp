#include "softmax_fit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "random.hpp"

namespace {

using namespace waspada::detail;
using doctest::Approx;

constexpr auto kSilent = [](int, double) {};

void add(SparseTexts& texts, const std::vector<std::pair<std::uint32_t, float>>& features,
         std::uint32_t label) {
  texts.features.insert(texts.features.end(), features.begin(), features.end());
  texts.end.push_back(texts.features.size());
  texts.classes.push_back(label);
}

SparseTexts random_texts(std::size_t count) {
  SparseTexts out;
  out.width = 12;
  out.class_count = 4;
  Random random(3);
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::uint32_t>(random.below(4));
    std::vector<std::pair<std::uint32_t, float>> features;
    for (int k = 0; k < 5; ++k) {
      const auto feature = static_cast<std::uint32_t>(
          random.below(3) == 0 ? label * 3 + random.below(3) : random.below(12));
      features.emplace_back(feature, 0.1F * static_cast<float>(1 + random.below(10)));
    }
    add(out, features, label);
  }
  return out;
}

/// Largest derivative of the penalised loss at `fitted`, by the definition.
double largest_gradient(const SparseTexts& texts, const SoftmaxWeights& fitted, double penalty) {
  const std::size_t classes = texts.class_count;
  std::vector<double> weights(fitted.weights.size());
  std::vector<double> bias(classes);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = penalty * fitted.weights[i];
  for (std::size_t text = 0, begin = 0; text < texts.end.size(); begin = texts.end[text++]) {
    std::vector<double> odds(classes);
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      double logit = fitted.bias[c];
      for (std::size_t k = begin; k < texts.end[text]; ++k) {
        const auto [feature, value] = texts.features[k];
        logit += double{value} * fitted.weights[feature * classes + c];
      }
      odds[c] = std::exp(logit);
      sum += odds[c];
    }
    for (std::size_t c = 0; c < classes; ++c) {
      const double error = odds[c] / sum - (texts.classes[text] == c ? 1 : 0);
      bias[c] += error;
      for (std::size_t k = begin; k < texts.end[text]; ++k) {
        const auto [feature, value] = texts.features[k];
        weights[feature * classes + c] += double{value} * error;
      }
    }
  }
  double out = 0;
  for (const double g : weights) out = std::max(out, std::abs(g));
  for (const double g : bias) out = std::max(out, std::abs(g));
  return out;
}

}  // namespace

TEST_CASE("fit_softmax: without features the biases give the shares of the classes") {
  SparseTexts texts;
  texts.class_count = 3;
  for (const std::uint32_t label : {0, 0, 0, 0, 0, 1, 1, 1, 2, 2}) add(texts, {}, label);
  const SoftmaxWeights fitted = fit_softmax(texts, 1, 100, kSilent);
  CHECK(fitted.weights.empty());
  CHECK(fitted.bias[0] - fitted.bias[2] == Approx(std::log(5.0 / 2)).epsilon(1e-2));
  CHECK(fitted.bias[1] - fitted.bias[2] == Approx(std::log(3.0 / 2)).epsilon(1e-2));
}

TEST_CASE("fit_softmax: ends where no weight can lessen the penalised loss") {
  const SparseTexts texts = random_texts(300);
  for (const double penalty : {0.3, 3.0, 30.0}) {
    CAPTURE(penalty);
    const SoftmaxWeights fitted = fit_softmax(texts, penalty, 500, kSilent);
    CHECK(largest_gradient(texts, fitted, penalty) < 0.3);
    const SoftmaxWeights begun = fit_softmax(texts, penalty, 1, kSilent);
    CHECK(largest_gradient(texts, begun, penalty) > 3);
  }
}

TEST_CASE("fit_softmax: a larger penalty gives smaller weights") {
  const SparseTexts texts = random_texts(300);
  double before = 1e9;
  for (const double penalty : {0.1, 1.0, 10.0, 100.0}) {
    const SoftmaxWeights fitted = fit_softmax(texts, penalty, 500, kSilent);
    double squares = 0;
    for (const double w : fitted.weights) squares += w * w;
    CHECK(squares < before);
    before = squares;
  }
}

TEST_CASE("fit_softmax: the loss falls with every iteration, and the same texts give the same") {
  const SparseTexts texts = random_texts(200);
  double last = std::log(4.0);  // of four classes that are equally likely
  int count = 0;
  const SoftmaxWeights first = fit_softmax(texts, 0.01, 30, [&](int iteration, double loss) {
    CHECK(iteration == ++count);
    CHECK(loss < last);
    last = loss;
  });
  CHECK(count > 5);
  const SoftmaxWeights second = fit_softmax(texts, 0.01, 30, kSilent);
  CHECK(first.weights == second.weights);
  CHECK(first.bias == second.bias);
}
