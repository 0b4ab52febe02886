#include "softmax_fit.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace waspada::detail {
namespace {

constexpr std::size_t kMemory = 6;            // past steps that tell of the curvature
constexpr double kLeastProgress = 1e-6;       // of the objective, below which the search ends
constexpr double kSufficientDecrease = 1e-4;  // Armijo's condition
constexpr int kMaxHalvings = 30;

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add_scaled(Vector& to, double factor, const Vector& what) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * what[i];
}

/// The weights, feature by feature, and behind them the biases, as one point.
class Objective {
 public:
  Objective(const SparseTexts& texts, double penalty) : texts_(texts), penalty_(penalty) {}

  [[nodiscard]] std::size_t size() const { return (texts_.width + 1) * texts_.class_count; }
  /// Mean log-loss at the point evaluated last.
  [[nodiscard]] double loss() const { return loss_; }

  double operator()(const Vector& point, Vector& gradient) {
    const std::size_t classes = texts_.class_count;
    const double* bias = point.data() + texts_.width * classes;
    double* bias_gradient = gradient.data() + texts_.width * classes;
    double squares = 0;
    for (std::size_t i = 0; i < texts_.width * classes; ++i) {
      gradient[i] = penalty_ * point[i];
      squares += point[i] * point[i];
    }
    std::fill_n(bias_gradient, classes, 0.0);
    Vector logits(classes);
    double sum = 0;
    std::size_t begin = 0;
    for (std::size_t text = 0; text < texts_.end.size(); ++text) {
      const std::size_t end = texts_.end[text];
      std::copy_n(bias, classes, logits.begin());
      for (std::size_t k = begin; k < end; ++k) {
        const auto [feature, value] = texts_.features[k];
        const double* row = point.data() + feature * classes;
        for (std::size_t c = 0; c < classes; ++c) logits[c] += double{value} * row[c];
      }
      sum += to_residuals(logits, texts_.classes[text]);
      for (std::size_t c = 0; c < classes; ++c) bias_gradient[c] += logits[c];
      for (std::size_t k = begin; k < end; ++k) {
        const auto [feature, value] = texts_.features[k];
        double* row = gradient.data() + feature * classes;
        for (std::size_t c = 0; c < classes; ++c) row[c] += double{value} * logits[c];
      }
      begin = end;
    }
    loss_ = texts_.end.empty() ? 0 : sum / static_cast<double>(texts_.end.size());
    return sum + penalty_ / 2 * squares;
  }

 private:
  /// Turns logits into probabilities less one for the true class; returns its log-loss.
  static double to_residuals(Vector& logits, std::size_t truth) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    const double of_truth = logits[truth] - largest;
    double normaliser = 0;
    for (double& logit : logits) {
      logit = std::exp(logit - largest);
      normaliser += logit;
    }
    for (double& logit : logits) logit /= normaliser;
    logits[truth] -= 1;
    return std::log(normaliser) - of_truth;
  }

  const SparseTexts& texts_;
  double penalty_;
  double loss_ = 0;
};

/// What the last steps tell of the curvature.
class Curvature {
 public:
  void add(Vector step, Vector change) {
    const double product = dot(step, change);
    if (product <= 1e-12 * dot(change, change)) return;  // would not be positive definite
    if (pairs_.size() == kMemory) pairs_.pop_front();
    pairs_.push_back({std::move(step), std::move(change), 1 / product});
  }

  /// The quasi-Newton step down a gradient: Nocedal's two loops.
  [[nodiscard]] Vector descent(const Vector& gradient) const {
    Vector out(gradient.size());
    std::transform(gradient.begin(), gradient.end(), out.begin(), std::negate<>());
    Vector alphas;
    for (auto pair = pairs_.rbegin(); pair != pairs_.rend(); ++pair) {
      alphas.push_back(pair->inverse * dot(pair->step, out));
      add_scaled(out, -alphas.back(), pair->change);
    }
    const double scale =
        pairs_.empty()
            ? 1 / std::max(1.0, std::sqrt(dot(gradient, gradient)))
            : 1 / (pairs_.back().inverse * dot(pairs_.back().change, pairs_.back().change));
    for (double& value : out) value *= scale;
    for (const Pair& pair : pairs_) {
      const double beta = pair.inverse * dot(pair.change, out);
      add_scaled(out, alphas.back() - beta, pair.step);
      alphas.pop_back();
    }
    return out;
  }

 private:
  struct Pair {
    Vector step;
    Vector change;  ///< Of the gradient, over the step.
    double inverse = 0;
  };
  std::deque<Pair> pairs_;
};

}  // namespace

SoftmaxWeights fit_softmax(const SparseTexts& texts, double penalty, int iterations,
                           const std::function<void(int, double)>& on_iteration) {
  Objective objective(texts, penalty);
  Vector point(objective.size(), 0.0);
  Vector gradient(point.size());
  Vector next(point.size());
  Vector next_gradient(point.size());
  double value = objective(point, gradient);
  Curvature curvature;
  for (int iteration = 1; iteration <= iterations; ++iteration) {
    const Vector direction = curvature.descent(gradient);
    const double slope = dot(direction, gradient);
    if (slope >= 0) break;  // at the optimum, as far as rounding lets it be told
    double length = 1;
    double next_value = value;
    int halvings = 0;
    for (; halvings < kMaxHalvings; ++halvings, length /= 2) {
      next = point;
      add_scaled(next, length, direction);
      next_value = objective(next, next_gradient);
      if (next_value <= value + kSufficientDecrease * length * slope) break;
    }
    if (halvings == kMaxHalvings) break;
    Vector step(direction);
    for (double& s : step) s *= length;
    Vector change(next_gradient);
    add_scaled(change, -1, gradient);
    curvature.add(std::move(step), std::move(change));
    point.swap(next);
    gradient.swap(next_gradient);
    const double decrease = value - next_value;
    value = next_value;
    on_iteration(iteration, objective.loss());
    if (decrease <= kLeastProgress * std::abs(value)) break;
  }
  const auto bias = point.begin() + static_cast<std::ptrdiff_t>(texts.width * texts.class_count);
  return {{point.begin(), bias}, {bias, point.end()}};
}

}  // namespace waspada::detail
