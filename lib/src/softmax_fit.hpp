#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace waspada::detail {

/// Texts as sparse rows of features, each with its class.
struct SparseTexts {
  std::vector<std::pair<std::uint32_t, float>> features;  ///< Of all texts: index and value.
  std::vector<std::size_t> end;                           ///< By text, in `features`.
  std::vector<std::uint32_t> classes;                     ///< By text.
  std::size_t width = 0;                                  ///< Features that there may be.
  std::size_t class_count = 0;
};

/// A linear classifier: logit of class c = bias[c] + sum of value * weights[feature * classes + c].
struct SoftmaxWeights {
  std::vector<double> weights;
  std::vector<double> bias;
};

/// Multinomial logistic regression: minimises the summed log-loss plus penalty / 2 * |weights|^2
/// by L-BFGS (Liu and Nocedal 1989), beginning at zero. The optimum is unique; `iterations` bounds
/// the way to it and, when small, is a regularisation of its own. `on_iteration` hears after every
/// step how many are done and the mean log-loss. Deterministic; one thread.
[[nodiscard]] SoftmaxWeights fit_softmax(
    const SparseTexts& texts, double penalty, int iterations,
    const std::function<void(int iteration, double loss)>& on_iteration);

}  // namespace waspada::detail
