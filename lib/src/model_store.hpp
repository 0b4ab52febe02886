#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy.hpp"
#include "text_model.hpp"
#include "waspada/model.hpp"

namespace waspada::detail {

/// What the labels of a model stand for.
struct LabelRoles {
  std::vector<std::size_t> scam;     ///< "scam" and the scheme ids.
  std::vector<std::string> schemes;  ///< Parallel to `scam`; empty for plain "scam".
  std::vector<std::size_t> rest;     ///< "legit" and "not_ad".
  std::ptrdiff_t not_ad = -1;        ///< Index of "not_ad", or -1.
};

/// Throws LoadError unless there is "legit", something of scam, and nothing else
/// but "not_ad".
[[nodiscard]] LabelRoles roles_of(const std::vector<std::string>& labels, const std::string& where);

/// The model's view of a text, from its label scores.
struct ModelView {
  double log_odds = 0;     ///< Of the scam labels together.
  double probability = 0;  ///< The same as a probability.
  double not_ad_log_odds = 0;
  double not_ad = 0;
};
[[nodiscard]] ModelView view_of(const LabelScores& scores, const LabelRoles& roles);

/// What each word adds to ModelView::log_odds. log p - log (1-p) is a difference
/// of two log-sums of logits; with a_l the labels' shares within their side,
/// log sum exp z = sum a_l z_l + entropy(a), and each z_l is a sum over words. So
/// the words' parts and the entropies add up to the log-odds exactly.
[[nodiscard]] std::vector<double> word_parts(const LabelScores& scores, const LabelRoles& roles,
                                             std::size_t words);

struct LoadedModel {
  std::unique_ptr<const TextModel> text;
  LabelRoles roles;
  std::string version;
};

/// The probability of scam that `model` gives `text`, by the same way as score();
/// what a manifest's self-tests state.
using SelfTester = std::function<double(const LoadedModel& model, std::string_view text)>;

/// Loads a model directory (manifest, model, weights) or a bare fastText file,
/// checks sizes, hashes, reading version and self-tests, and replaces the fitted
/// part of `policy`. Throws LoadError.
[[nodiscard]] LoadedModel load_model(const std::filesystem::path& path, const SelfTester& test,
                                     Policy& policy);

}  // namespace waspada::detail
