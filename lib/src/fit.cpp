#include "fit.hpp"

#include <algorithm>
#include <cmath>

#include "combine.hpp"

namespace waspada::detail {
namespace {

constexpr int kMaxSweeps = 300;
constexpr double kTolerance = 1e-7;  // of the largest step in a sweep, in log-odds

/// The observations by column, as coordinate descent walks them.
struct Columns {
  std::vector<std::vector<std::pair<std::size_t, double>>> rows;  ///< (observation, value)

  Columns(const std::vector<Observation>& observations, std::size_t width) : rows(width) {
    for (std::size_t i = 0; i < observations.size(); ++i) {
      for (const auto& [feature, value] : observations[i].features) {
        rows[feature].emplace_back(i, value);
      }
    }
  }
};

}  // namespace

double predict(const Observation& observation, const std::vector<double>& weights) {
  double sum = 0;
  for (const auto& [feature, value] : observation.features) sum += weights[feature] * value;
  return sum;
}

std::vector<double> fit_logistic(const std::vector<Observation>& observations,
                                 const std::vector<Coefficient>& coefficients) {
  const Columns columns(observations, coefficients.size());
  std::vector<double> weights;
  for (const Coefficient& coefficient : coefficients) {
    weights.push_back(std::clamp(coefficient.prior, coefficient.low, coefficient.high));
  }
  std::vector<double> margins;
  for (const Observation& observation : observations) {
    margins.push_back(predict(observation, weights));
  }
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double largest = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      const Coefficient& coefficient = coefficients[j];
      double gradient = coefficient.penalty * (weights[j] - coefficient.prior);
      double curvature = coefficient.penalty;
      for (const auto& [i, value] : columns.rows[j]) {
        const double p = sigmoid(margins[i]);
        const double w = observations[i].weight;
        gradient += w * value * (p - (observations[i].positive ? 1.0 : 0.0));
        // A floor under p(1-p) keeps a Newton step from overshooting in the tails.
        curvature += w * value * value * std::max(p * (1 - p), 0.02);
      }
      if (curvature <= 0) continue;
      const double next =
          std::clamp(weights[j] - gradient / curvature, coefficient.low, coefficient.high);
      const double step = next - weights[j];
      if (step == 0) continue;
      weights[j] = next;
      for (const auto& [i, value] : columns.rows[j]) margins[i] += step * value;
      largest = std::max(largest, std::abs(step));
    }
    if (largest < kTolerance) break;
  }
  return weights;
}

}  // namespace waspada::detail
