#include "combine.hpp"

#include <algorithm>
#include <cmath>

namespace waspada::detail {
namespace {

// The text model alone never says more than odds of 1 to 3,000: of few words it is soon sure.
constexpr double kMaxModelPart = 8;

Level level_of(const Signals& signals, const Combination& sum, const Policy& policy) {
  const auto fired = [&](Severity least) {
    return std::ranges::any_of(signals.rules, [&](const Signal& rule) {
      return rule.severity >= least && rule.weight > 0;
    });
  };
  const bool few = static_cast<double>(signals.words) < policy.min_words;
  // Of two words a text model has an opinion too, but only a rule can point to the sign; and
  // no opinion alone may hide what a critical rule has found, nor a risk that stays in its view.
  const bool told =
      std::ranges::any_of(signals.rules, &Signal::gate) || (!few && !fired(Severity::critical));
  if (told && sum.gate >= policy.not_ad && sum.risk < policy.levels.caution) return Level::not_ad;
  if (few && !fired(Severity::strong)) return Level::insufficient;
  Level level = Level::low;
  if (sum.risk >= policy.levels.caution) level = Level::caution;
  const bool sure =
      static_cast<double>(signals.words) >= policy.sure_words || fired(Severity::weak);
  if (sum.risk >= policy.levels.high && sure) level = Level::high;
  return fired(Severity::critical) ? std::max(level, policy.critical_floor) : level;
}

}  // namespace

double sigmoid(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

double logit(double probability) { return std::log(probability) - std::log1p(-probability); }

Combination combine(const Signals& signals, const Policy& policy) {
  Combination out;
  out.bias = policy.bias;
  if (const auto channel = policy.channels.find(signals.channel);
      channel != policy.channels.end()) {
    out.bias += channel->second;
  }
  if (signals.base_rate) out.bias += logit(*signals.base_rate) - logit(policy.base_rate);

  double gate_rules = 0;
  double counters = 0;
  for (const Signal& rule : signals.rules) {
    if (rule.gate) gate_rules -= rule.weight;
    if (!rule.gate && rule.weight < 0) counters += rule.weight;
  }
  double gate_model = 0;
  if (signals.not_ad) {
    gate_model =
        std::clamp(policy.gate_model_weight * *signals.not_ad, -kMaxModelPart, kMaxModelPart);
  }
  // What the gate takes off is shared by who closed it: the prior, the model, the rules.
  const double prior_gate = sigmoid(policy.gate_bias);
  const double model_gate = sigmoid(policy.gate_bias + gate_model);
  out.gate = sigmoid(policy.gate_bias + gate_model + gate_rules);
  const double off_by_rules = policy.gate_effect * (out.gate - model_gate);
  out.bias -= policy.gate_effect * prior_gate;

  const double counter_scale = counters < -policy.counter_cap ? policy.counter_cap / -counters : 1;
  out.log_odds = out.bias;
  out.rules.reserve(signals.rules.size());
  for (const Signal& rule : signals.rules) {
    double part = 0;
    if (rule.gate) {
      part = gate_rules > 0 ? off_by_rules * rule.weight / gate_rules : 0;  // by their strength
    } else if (rule.weight > 0) {
      part = (1 - out.gate) * rule.weight;
    } else {
      part = counter_scale * rule.weight;
    }
    out.rules.push_back(part);
    out.log_odds += part;
  }
  if (signals.model) {
    out.model = std::clamp(policy.model_weight * *signals.model, -kMaxModelPart, kMaxModelPart);
  }
  out.model -= policy.gate_effect * (model_gate - prior_gate);
  out.log_odds += out.model;
  out.risk = sigmoid(out.log_odds);
  out.level = level_of(signals, out, policy);
  return out;
}

}  // namespace waspada::detail
