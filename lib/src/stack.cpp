#include "stack.hpp"

#include <algorithm>
#include <cmath>

#include "fit.hpp"
#include "random.hpp"

namespace waspada::detail {
namespace {

// Columns of the two regressions; the rules follow.
constexpr std::size_t kBias = 0;
constexpr std::size_t kModel = 1;
constexpr std::size_t kGateEffect = 2;
constexpr std::size_t kFirstRule = 3;

bool is_gate(const RuleDefinition& rule) { return rule.kind == "gate"; }
/// By severity, not by weight: a red flag may be declared with weight 0.
bool is_flag(const RuleDefinition& rule) { return rule.severity != Severity::counter; }

/// Weights that give the positives their share and keep the total.
struct Balance {
  double positive = 1;
  double negative = 1;

  template <class Test>
  Balance(const std::vector<StackRow>& rows, bool dev, double share, double scale,
          Test is_positive) {
    double positives = 0;
    double negatives = 0;
    for (const StackRow& row : rows) {
      if (row.dev == dev) (is_positive(row) ? positives : negatives) += 1;
    }
    const double total = (positives + negatives) * scale;
    if (positives > 0) positive = share * total / positives;
    if (negatives > 0) negative = (1 - share) * total / negatives;
  }
};

/// Log-odds of not being an ad, by model and gate rules.
void fit_gate(const std::vector<StackRow>& rows, const std::vector<RuleDefinition>& rules,
              const StackSettings& settings, Policy& policy) {
  std::vector<Observation> observations;
  const auto not_ad = [](const StackRow& row) { return row.not_ad; };
  const Balance dev(rows, true, 0.2, 1, not_ad);
  const Balance written(rows, false, 0.2, settings.written, not_ad);
  for (const StackRow& row : rows) {
    Observation observation;
    observation.positive = row.not_ad;
    const Balance& balance = row.dev ? dev : written;
    observation.weight = row.not_ad ? balance.positive : balance.negative;
    observation.features = {{kBias, 1}, {kModel, row.not_ad_log_odds}};
    for (const std::size_t rule : row.rules) {
      if (is_gate(rules[rule])) observation.features.emplace_back(kFirstRule + rule, -1);
    }
    observations.push_back(std::move(observation));
  }
  std::vector<Coefficient> coefficients(kFirstRule + rules.size());
  coefficients[kBias] = {-2, 0.01, -20, 20};
  coefficients[kModel] = {0.5, 1, 0, 5};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!is_gate(rules[i])) continue;
    coefficients[kFirstRule + i] = {settings.declared * rules[i].weight, settings.penalty, -10, 0};
  }
  const std::vector<double> fitted = fit_logistic(observations, coefficients);
  policy.gate_bias = fitted[kBias];
  policy.gate_model_weight = fitted[kModel];
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (is_gate(rules[i])) policy.rules[rules[i].id] = fitted[kFirstRule + i];
  }
}

double weight_of(const RuleDefinition& rule, const Policy& policy) {
  const auto fitted = policy.rules.find(rule.id);
  return fitted == policy.rules.end() ? rule.weight : fitted->second;
}

}  // namespace

std::size_t fold_of(std::size_t group, std::size_t folds) { return Random(group).below(folds); }

Signals signals_of(const StackRow& row, const std::vector<RuleDefinition>& rules,
                   const Policy& policy) {
  Signals out;
  for (const std::size_t rule : row.rules) {
    out.rules.push_back(
        {weight_of(rules[rule], policy), is_gate(rules[rule]), rules[rule].severity});
  }
  out.model = row.model;
  out.not_ad = row.not_ad_log_odds;
  out.words = row.words;
  return out;
}

Policy fit_stack(const std::vector<StackRow>& rows, const std::vector<RuleDefinition>& rules,
                 const Policy& policy, double base_rate, const StackSettings& settings) {
  Policy out = policy;
  out.base_rate = base_rate;
  fit_gate(rows, rules, settings, out);
  const auto scam = [](const StackRow& row) { return row.scam; };
  const Balance dev(rows, true, base_rate, 1, scam);
  const Balance written(rows, false, base_rate, settings.written, scam);
  std::vector<Observation> observations;
  for (const StackRow& row : rows) {
    Observation observation;
    observation.positive = row.scam;
    const Balance& balance = row.dev ? dev : written;
    observation.weight = row.scam ? balance.positive : balance.negative;
    const double gate = combine(signals_of(row, rules, out), out).gate;
    observation.features = {{kBias, 1}, {kModel, row.model}, {kGateEffect, -gate}};
    for (const std::size_t rule : row.rules) {
      if (is_gate(rules[rule])) continue;
      const bool flag = is_flag(rules[rule]);
      observation.features.emplace_back(kFirstRule + rule, flag ? 1 - gate : 1.0);
    }
    observations.push_back(std::move(observation));
  }
  std::vector<Coefficient> coefficients(kFirstRule + rules.size());
  coefficients[kBias] = {-3, 0.01, -20, 20};
  coefficients[kModel] = {0.5, 1, 0, 5};
  coefficients[kGateEffect] = {2, 1, 0, 10};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (is_gate(rules[i])) continue;
    const bool flag = is_flag(rules[i]);
    coefficients[kFirstRule + i] = {settings.declared * rules[i].weight, settings.penalty,
                                    flag ? 0.0 : -10.0, flag ? 10.0 : 0.0};
  }
  const std::vector<double> fitted = fit_logistic(observations, coefficients);
  out.bias = fitted[kBias];
  out.model_weight = fitted[kModel];
  out.gate_effect = fitted[kGateEffect];
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!is_gate(rules[i])) out.rules[rules[i].id] = fitted[kFirstRule + i];
  }
  return out;
}

std::vector<double> out_of_fold_risks(const std::vector<StackRow>& rows,
                                      const std::vector<RuleDefinition>& rules,
                                      const Policy& policy, double base_rate,
                                      const StackSettings& settings, std::size_t folds) {
  std::vector<Policy> fitted;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<StackRow> others;
    std::ranges::copy_if(rows, std::back_inserter(others), [&](const StackRow& row) {
      return !row.dev || fold_of(row.group, folds) != fold;
    });
    fitted.push_back(fit_stack(others, rules, policy, base_rate, settings));
  }
  std::vector<double> out;
  for (const StackRow& row : rows) {
    if (!row.dev) continue;
    const Policy& without = fitted[fold_of(row.group, folds)];
    out.push_back(combine(signals_of(row, rules, without), without).risk);
  }
  return out;
}

Thresholds choose_thresholds(std::vector<double> honest_risks) {
  constexpr double kLeastCaution = 0.15;
  constexpr double kLeastHigh = 0.5;
  constexpr double kMost = 0.95;
  Thresholds out{kLeastCaution, kLeastHigh};
  if (honest_risks.empty()) return out;
  std::ranges::sort(honest_risks, std::greater{});
  const auto exceeded_by = [&](double share) {
    const auto allowed = static_cast<std::size_t>(share * static_cast<double>(honest_risks.size()));
    return std::nextafter(honest_risks[std::min(allowed, honest_risks.size() - 1)], 1.0);
  };
  out.caution = std::clamp(exceeded_by(0.03), kLeastCaution, kMost);
  out.high = std::clamp(std::max(exceeded_by(0.005), out.caution), kLeastHigh, kMost);
  return out;
}

}  // namespace waspada::detail
