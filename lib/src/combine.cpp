#include "combine.hpp"

#include <algorithm>
#include <cmath>

namespace waspada::detail {
namespace {

constexpr double kMaxModelLogOdds = 12;  // a text model is never surer than 1 in 160,000

Level level_of(const Signals& signals, const Combination& sum, const Policy& policy) {
  const auto fired = [&](Severity least) {
    return std::ranges::any_of(signals.rules, [&](const Signal& rule) {
      return rule.severity >= least && rule.weight > 0;
    });
  };
  if (sum.gate >= policy.not_ad) return Level::not_ad;
  if (static_cast<double>(signals.words) < policy.min_words && !fired(Severity::strong)) {
    return Level::insufficient;
  }
  Level level = Level::low;
  if (sum.risk >= policy.levels.caution) level = Level::caution;
  if (sum.risk >= policy.levels.high) level = Level::high;
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

  double against = policy.gate_bias;  // log-odds of not being an ad
  double gate_rules = 0;
  double counters = 0;
  for (const Signal& rule : signals.rules) {
    if (rule.gate) gate_rules -= rule.weight;
    if (!rule.gate && rule.weight < 0) counters += rule.weight;
  }
  double gate_model = 0;
  if (signals.not_ad) {
    gate_model =
        policy.gate_model_weight * std::clamp(*signals.not_ad, -kMaxModelLogOdds, kMaxModelLogOdds);
  }
  against += gate_rules + gate_model;
  out.gate = sigmoid(against);

  const double gate_off = policy.gate_effect * out.gate;
  const double counter_scale = counters < -policy.counter_cap ? policy.counter_cap / -counters : 1;
  out.log_odds = out.bias;
  out.rules.reserve(signals.rules.size());
  for (const Signal& rule : signals.rules) {
    double part = 0;
    if (rule.gate) {
      // Gate rules share what the gate takes off, by their strength.
      part = gate_rules > 0 ? gate_off * rule.weight / gate_rules : 0;
    } else if (rule.weight > 0) {
      part = (1 - out.gate) * rule.weight;
    } else {
      part = counter_scale * rule.weight;
    }
    out.rules.push_back(part);
    out.log_odds += part;
  }
  if (signals.model) {
    out.model =
        policy.model_weight * std::clamp(*signals.model, -kMaxModelLogOdds, kMaxModelLogOdds);
  }
  if (gate_rules <= 0) out.model -= gate_off;  // only the model or the prior says "not an ad"
  out.log_odds += out.model;
  out.risk = sigmoid(out.log_odds);
  out.level = level_of(signals, out, policy);
  return out;
}

}  // namespace waspada::detail
