#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "waspada/verdict.hpp"

namespace waspada::detail {

/// Risks from which on an ad is `caution` and `high`.
struct Thresholds {
  double caution = 0.5;
  double high = 0.9;
};

/// Everything combine() needs besides the signals: data/policy.json for rules
/// alone; a model directory's weights.json replaces the fitted part.
struct Policy {
  std::string version;
  double base_rate = 0.1;   ///< Share of scam ads the bias is stated for.
  double bias = 0;          ///< Log-odds without any signal.
  double model_weight = 0;  ///< Of the model's log-odds; >= 0.
  Thresholds levels;
  double counter_cap = 0;  ///< Counter-evidence together takes off at most this much.
  Level critical_floor = Level::high;
  double min_words = 0;          ///< Fewer words are `insufficient`, unless something strong fires.
  double sure_words = 0;         ///< Fewer words are `high` only when a red flag fires.
  double not_ad = 0.5;           ///< Gate probability from which on a text is `not_ad`.
  double gate_bias = 0;          ///< Log-odds of "not an ad" without any sign of it.
  double gate_model_weight = 0;  ///< Of the model's log-odds of not_ad; >= 0.
  double gate_effect = 0;        ///< Log-odds a certain not_ad takes off; >= 0.
  std::map<Channel, double> channels;   ///< Log-odds added when the caller states where.
  std::map<std::string, double> rules;  ///< Fitted weights by rule id; others keep their own.
};

/// Reads policy.json. Throws LoadError.
[[nodiscard]] Policy read_policy(const std::filesystem::path& file);

/// Replaces the fitted part of `policy` by a weights file's. Throws LoadError.
void read_weights(std::string_view json, const std::string& where, Policy& policy);

/// The weights file that read_weights() would read into an equal policy.
[[nodiscard]] std::string write_weights(const Policy& policy);

}  // namespace waspada::detail
