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
  int iterations = 100;   ///< Steps of the fit of the text model, at most.
  double penalty = 0.25;  ///< Of the squared weights of the text model; larger: simpler.
  int copies = 0;         ///< Of every text, each with other words missing; drawn by `seed`.
  int min_count = 3;      ///< Of the texts that hold a word or pair; rarer ones are unknown.
  bool pairs = true;      ///< Learn pairs of neighbouring words as words of their own.
  int min_subword = 0;    ///< Characters; 0 with max_subword 0: no subwords.
  int max_subword = 0;
  /// N-grams of words (and of pairs) that are hashed into `buckets`. With a single bucket they
  /// say nothing, but each counts as an input: a text full of unknown words moves the mean less.
  int word_ngrams = 2;
  int buckets = 1;
  /// Try fewer iterations first, and stop after this many tries without a smaller loss on the
  /// development texts; 0: all iterations. The text model has then been chosen by those texts.
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
