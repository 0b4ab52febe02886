#pragma once

#include <fasttext/fasttext.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "random.hpp"
#include "text_model.hpp"

namespace waspada::detail {

/// How to train a small model with fastText itself.
struct ToySettings {
  std::vector<std::string> labels = {"legit", "scam"};
  int dim = 4;
  int word_ngrams = 1;
  int minn = 0;
  int maxn = 0;
  int bucket = 0;
  int lines = 200;
  bool pairs = false;  ///< Of neighbouring words, behind the words of a line.
  bool quantised = false;
  bool norms = false;      ///< Quantised: the norms of rows apart.
  std::size_t cutoff = 0;  ///< Quantised: keep that many rows; 0: all.
};

/// A model file, and fastText's own reading of it.
struct ToyModel {
  std::string bytes;
  std::shared_ptr<const fasttext::FastText> reference;
};

[[nodiscard]] ToyModel train_toy(const ToySettings& settings);

/// Words that toys are trained on: every length, several scripts, emoji.
[[nodiscard]] const std::vector<std::string>& toy_words();

/// `count` words in a row; one in four is not of the training.
[[nodiscard]] std::vector<ModelWord> toy_text(Random& random, std::size_t count);

/// What fastText says of a text, by label without prefix.
[[nodiscard]] std::map<std::string, double> reference_probabilities(
    const fasttext::FastText& model, const std::vector<ModelWord>& words, bool pairs);

}  // namespace waspada::detail
