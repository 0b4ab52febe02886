#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "combine.hpp"
#include "policy.hpp"
#include "rule_file.hpp"

namespace waspada::detail {

/// A text as the fit of the weights sees it. The model's log-odds must come from
/// a model that has not read the text, or the fit trusts the model too much.
struct StackRow {
  bool scam = false;
  bool not_ad = false;
  double model = 0;
  double not_ad_log_odds = 0;
  std::size_t words = 0;
  std::vector<std::size_t> rules;  ///< Indices of the rules that fire.
  std::size_t group = 0;           ///< Near-duplicates share one; folds keep groups whole.
  bool dev = false;                ///< A development text, as opposed to a written one.
};

/// How strongly the fit holds on to what the rules declare.
struct StackSettings {
  double penalty = 4;     ///< Of each rule's weight, in observations.
  double declared = 0.5;  ///< Share of the declared weight to shrink towards.
  double written = 0.2;   ///< Weight of a written text against a development text.
};

/// Fits bias, model weight, gate and rule weights on `rows` and writes them over
/// the fitted part of `policy`. Red flags stay >= 0, counter-evidence <= 0.
[[nodiscard]] Policy fit_stack(const std::vector<StackRow>& rows,
                               const std::vector<RuleDefinition>& rules, const Policy& policy,
                               double base_rate, const StackSettings& settings);

/// The fold, below `folds`, of a group. Group numbers follow the order of the file, in which
/// labels may alternate: taken as they are, a fold could hold all texts of one label.
[[nodiscard]] std::size_t fold_of(std::size_t group, std::size_t folds);

/// What combine() takes for a row under the weights of `policy`.
[[nodiscard]] Signals signals_of(const StackRow& row, const std::vector<RuleDefinition>& rules,
                                 const Policy& policy);

/// Risk of every development row, predicted by weights that were fitted without
/// its fold; in the order of the development rows.
[[nodiscard]] std::vector<double> out_of_fold_risks(const std::vector<StackRow>& rows,
                                                    const std::vector<RuleDefinition>& rules,
                                                    const Policy& policy, double base_rate,
                                                    const StackSettings& settings,
                                                    std::size_t folds);

/// Thresholds at which at most 3 % (`caution`) and 0.5 % (`high`) of honest ads
/// are flagged, but never so low that the word would be out of proportion.
[[nodiscard]] Thresholds choose_thresholds(std::vector<double> honest_risks);

}  // namespace waspada::detail
