#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy.hpp"
#include "waspada/verdict.hpp"

namespace waspada::detail {

/// A rule that fired, as combine() sees it.
struct Signal {
  double weight = 0;  ///< Log-odds; red flags >= 0, counter and gate rules <= 0.
  bool gate = false;  ///< Speaks against the text being an ad at all.
  Severity severity = Severity::weak;
};

/// All that decides the risk of one text.
struct Signals {
  std::vector<Signal> rules;
  std::optional<double> model;   ///< The model's log-odds of scam.
  std::optional<double> not_ad;  ///< The model's log-odds of not being an ad.
  std::size_t words = 0;
  Channel channel = Channel::unknown;
  std::optional<double> base_rate;
};

struct Combination {
  double log_odds = 0;  ///< bias + model + sum of rules, exactly.
  double risk = 0;
  double bias = 0;            ///< Of a text without any signal.
  double model = 0;           ///< Of scam, and of what it says of not being an ad.
  std::vector<double> rules;  ///< Contribution of each rule, parallel to Signals::rules.
  double gate = 0;            ///< Probability that the text is not an ad.
  Level level = Level::low;
};

/// Stage 6, a pure function. Adding a red flag never lowers the risk, adding
/// counter-evidence or a gate rule never raises it:
///
///   gate     = sigmoid(gate_bias + gate_model_weight * not_ad + sum of -weight of gate rules)
///   log-odds = bias + model_weight * model + (1 - gate) * sum of red flags
///              + capped sum of counter-evidence - gate_effect * gate
///
/// so that a news item that quotes every red flag keeps a low risk.
[[nodiscard]] Combination combine(const Signals& signals, const Policy& policy);

[[nodiscard]] double sigmoid(double log_odds);
[[nodiscard]] double logit(double probability);

}  // namespace waspada::detail
