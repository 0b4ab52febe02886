#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "waspada/text.hpp"

namespace waspada::detail {

struct ModelFile;

/// A word as the model reads it: a folded word, or a typed token such as
/// `<phone:id>`; see reading.hpp.
struct ModelWord {
  std::string text;
  std::size_t begin = 0;  ///< In the folded text.
  std::size_t end = 0;
};

/// Joins two neighbouring words to the pair that a dictionary may hold as a word of its own;
/// no word contains it.
inline constexpr char kPairMark = '~';

/// What the model says of one text. Labels are the model's own.
struct LabelScores {
  std::vector<float> logits;          ///< One per label.
  std::vector<double> probabilities;  ///< Softmax of the logits.
  std::size_t known_words = 0;        ///< Words the training saw.
  /// Summands of the logits, word by word and then the end-of-line token:
  /// `words[i * labels + l]`, each already divided by the number of inputs.
  std::vector<float> words;
};

/// fastText's supervised sum, multiplied out.
///
/// A fastText logit is `output row . mean of input rows`, which is the mean of
/// `output row . input row`: so every input row is multiplied with the output
/// matrix once, at load, and scoring adds up one number per row and label.
/// Exact but for rounding, independent of the dimension, and the summands are
/// the tokens' contributions.
///
/// Where the dictionary holds pairs of words, the pairs of a text follow its words as further
/// inputs. What hashing does for every pair, at the price of collisions, this does exactly for
/// those that are frequent. Immutable; safe from any thread.
class TextModel {
 public:
  explicit TextModel(const ModelFile& file);

  [[nodiscard]] const std::vector<std::string>& labels() const noexcept { return labels_; }

  /// Scores a sequence of words; each word's bytes are what training saw.
  [[nodiscard]] LabelScores score(const std::vector<ModelWord>& words, bool with_words) const;

 private:
  [[nodiscard]] const float* row(std::size_t index) const { return rows_.data() + index * width_; }
  [[nodiscard]] std::int32_t find(std::string_view word, std::uint32_t hash) const;
  [[nodiscard]] std::int64_t bucket_row(std::uint64_t hash) const;
  std::size_t add_subwords(std::string_view marked_word, float* sums) const;
  struct Inputs;
  void add_words(const std::vector<ModelWord>& words, Inputs& inputs) const;
  void add_pairs(const std::vector<ModelWord>& words, Inputs& inputs) const;
  void add_ngrams(Inputs& inputs) const;

  std::vector<std::string> labels_;
  std::size_t width_ = 0;  ///< Labels, rounded up so that rows can be added by vectors of four.
  std::int32_t bucket_ = 0;
  std::int32_t minn_ = 0;
  std::int32_t maxn_ = 0;
  std::int32_t word_ngrams_ = 1;

  std::string pool_;                     ///< All words, one after the other.
  std::vector<std::uint32_t> word_end_;  ///< In pool_.
  std::vector<std::uint32_t> word_hash_;
  std::vector<std::int32_t> slots_;         ///< Open addressing: word index or -1.
  std::vector<float> word_rows_;            ///< A word with all its subwords.
  std::vector<std::uint32_t> word_inputs_;  ///< How many rows that is.
  std::vector<float> rows_;                 ///< One per bucket.
  std::vector<std::int32_t> bucket_rows_;   ///< Bucket to row when pruned, else empty.
  std::int32_t end_of_line_ = -1;           ///< The word `</s>`.
  bool has_pairs_ = false;
};

}  // namespace waspada::detail
