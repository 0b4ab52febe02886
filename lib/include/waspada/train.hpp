#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "waspada/classifier.hpp"
#include "waspada/export.hpp"
#include "waspada/model.hpp"
#include "waspada/result.hpp"

namespace waspada {

/// A text with what is known about it.
struct LabelledText {
  std::string id;
  std::string text;
  std::string label;  ///< "scam", "legit" or "not_ad".
  std::string kind;   ///< Scheme id of a scam; empty when unknown.
  std::string group;  ///< Near-duplicates and contrast pairs share one; empty: found by content.
  std::string split;  ///< "train", "dev" or "test"; empty counts as "train".
  std::string where;  ///< "file:line", for messages.
};

/// How to train. The defaults are those of the committed model.
struct TrainOptions {
  std::uint32_t seed = 7;
  int dim = 8;
  int epochs = 30;
  double learning_rate = 0.3;
  int word_ngrams = 2;
  int min_subword = 3;
  int max_subword = 5;
  int buckets = 50000;
  /// Try fewer epochs first, and stop after this many steps without a smaller loss on the
  /// development texts; 0: train all epochs. The text model has then been chosen by those texts.
  int patience = 0;
  int folds = 5;                ///< Of the out-of-fold predictions that weights are fitted on.
  double base_rate = 0.1;       ///< Share of scam ads that the risk is stated for.
  std::string version;          ///< Of the model, e.g. "2026.11.1".
  std::string command;          ///< For the manifest: what rebuilds this model.
  std::vector<ModelPart> data;  ///< For the manifest: the files the texts came from.
  std::vector<ModelPart> dev;
  std::function<void(const std::string&)> progress;  ///< One line at a time; may be empty.
};

/// Trains a model on `corpus` (its test split is left out), fits the weights of
/// model and rules, calibrates them, and writes model, weights and manifest into
/// `directory`. Weights and thresholds are fitted on `dev` as well when it is not
/// empty; the text model never reads it. Single-threaded and bit-identical for
/// equal input, options and library. Errors name the text's `where`.
[[nodiscard]] WASPADA_EXPORT Result<Manifest> train(const std::vector<LabelledText>& corpus,
                                                    const std::vector<LabelledText>& dev,
                                                    const Sources& sources,
                                                    const std::filesystem::path& directory,
                                                    const TrainOptions& options);

}  // namespace waspada
