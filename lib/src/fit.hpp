#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace waspada::detail {

/// What is known of a coefficient before any data is seen.
struct Coefficient {
  double prior = 0;    ///< Value it is shrunk towards.
  double penalty = 0;  ///< Strength of the shrinking; 0: none.
  double low = -1e9;   ///< Bounds that hold in the result.
  double high = 1e9;
};

/// One observation: its non-zero features by index.
struct Observation {
  std::vector<std::pair<std::size_t, double>> features;
  bool positive = false;
  double weight = 1;
};

/// Logistic regression, minimising the weighted log-loss plus
/// sum of penalty * (w - prior)^2 / 2 within the bounds, by cyclic coordinate
/// descent with damped Newton steps. The
/// optimum is unique when every coefficient is penalised or identified.
/// Deterministic; one thread.
[[nodiscard]] std::vector<double> fit_logistic(const std::vector<Observation>& observations,
                                               const std::vector<Coefficient>& coefficients);

/// The linear predictor of an observation.
[[nodiscard]] double predict(const Observation& observation, const std::vector<double>& weights);

}  // namespace waspada::detail
