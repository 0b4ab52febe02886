#include "policy.hpp"

#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kPolicyLimit = 1 << 20;
constexpr double kMaxLogOdds = 20;

Thresholds thresholds_of(Entry& entry) {
  Entry levels(entry.object("levels"), entry.where() + ": levels", ErrorCode::invalid_policy);
  Thresholds out;
  out.caution = levels.number("caution", 0, 1);
  out.high = levels.number("high", 0, 1);
  levels.finish();
  if (out.high < out.caution) levels.fail("\"high\" is below \"caution\"");
  return out;
}

Level floor_of(Entry& entry) {
  const std::string text = entry.text("critical_floor");
  const auto level = parse_level(text);
  if (!level || *level < Level::low) {
    entry.fail("\"critical_floor\" is \"" + text + "\", not low, caution or high");
  }
  return *level;
}

/// The part that `train` fits.
void read_fitted(Entry& entry, Policy& policy) {
  policy.base_rate = entry.number("base_rate", 1e-6, 1 - 1e-6);
  policy.bias = entry.number("bias", -kMaxLogOdds, kMaxLogOdds);
  policy.model_weight = entry.number("model_weight", 0, 10);
  policy.levels = thresholds_of(entry);
  policy.gate_bias = entry.number("gate_bias", -kMaxLogOdds, kMaxLogOdds);
  policy.gate_model_weight = entry.number("gate_model_weight", 0, 10);
  policy.gate_effect = entry.number("gate_effect", 0, kMaxLogOdds);
}

}  // namespace

Policy read_policy(const std::filesystem::path& file) {
  const Json root = parse_json(read_file(file, kPolicyLimit), file.string(), ErrorCode::syntax);
  Entry entry(root, file.string(), ErrorCode::invalid_policy);
  Policy out;
  out.version = entry.text("version");
  (void)entry.text("source");
  read_fitted(entry, out);
  out.counter_cap = entry.number("counter_cap", 0, kMaxLogOdds);
  out.critical_floor = floor_of(entry);
  out.min_words = entry.number("min_words", 0, 1000);
  out.sure_words = entry.number("sure_words", 0, 1000);
  out.not_ad = entry.number("not_ad", 0, 1);
  const Json& channels = entry.object("channels");
  Entry shifts(channels, file.string() + ": channels", ErrorCode::invalid_policy);
  for (const auto& [text, unused] : channels.items()) {
    const auto channel = parse_channel(text);
    if (!channel) shifts.fail("\"" + text + "\" is no channel");
    out.channels[*channel] = shifts.number(text.c_str(), -kMaxLogOdds, kMaxLogOdds);
  }
  entry.finish();
  return out;
}

void read_weights(std::string_view json, const std::string& where, Policy& policy) {
  const Json root = parse_json(json, where, ErrorCode::syntax);
  Entry entry(root, where, ErrorCode::invalid_model);
  read_fitted(entry, policy);
  const Json& rules = entry.object("rules");
  Entry weights(rules, where + ": rules", ErrorCode::invalid_model);
  for (const auto& [rule, unused] : rules.items()) {
    policy.rules[rule] = weights.number(rule.c_str(), -kMaxLogOdds, kMaxLogOdds);
  }
  entry.finish();
}

std::string write_weights(const Policy& policy) {
  nlohmann::ordered_json out;
  out["base_rate"] = policy.base_rate;
  out["bias"] = policy.bias;
  out["model_weight"] = policy.model_weight;
  out["levels"] = {{"caution", policy.levels.caution}, {"high", policy.levels.high}};
  out["gate_bias"] = policy.gate_bias;
  out["gate_model_weight"] = policy.gate_model_weight;
  out["gate_effect"] = policy.gate_effect;
  out["rules"] = policy.rules;
  return out.dump(1) + "\n";
}

}  // namespace waspada::detail
