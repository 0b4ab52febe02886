#include "text_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "model_file.hpp"

namespace waspada::detail {
namespace {

constexpr std::string_view kEndOfLine = "</s>";

/// fastText's hash (dictionary.cc): FNV-1a over *signed* characters, by which
/// bytes above 127 count as negative. Its models depend on that.
std::uint32_t hash_of(std::string_view word, std::uint32_t before = 2166136261U) {
  std::uint32_t out = before;
  for (const char c : word) {
    out ^= static_cast<std::uint32_t>(static_cast<std::int8_t>(c));
    out *= 16777619U;
  }
  return out;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void add(float* sums, const float* row, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) sums[i] += row[i];
}

}  // namespace

TextModel::TextModel(const ModelFile& file)
    : labels_(file.labels.begin(), file.labels.end()),
      width_((file.labels.size() + 3) / 4 * 4),
      bucket_(file.arguments.bucket),
      minn_(file.arguments.minn),
      maxn_(file.arguments.maxn),
      word_ngrams_(file.arguments.word_ngrams) {
  const auto dim = static_cast<std::size_t>(file.arguments.dim);
  // By dimension, so that the products of all labels are made side by side.
  std::vector<float> outputs(width_ * dim);
  std::vector<float> vector(dim);
  for (std::size_t l = 0; l < labels_.size(); ++l) {
    file.output.row(static_cast<std::int64_t>(l), vector.data());
    for (std::size_t d = 0; d < dim; ++d) outputs[d * width_ + l] = vector[d];
  }
  const auto collapse = [&](std::int64_t index, float* out) {
    file.input.row(index, vector.data());
    for (std::size_t d = 0; d < dim; ++d) {
      const float* weights = outputs.data() + d * width_;
      for (std::size_t l = 0; l < width_; ++l) out[l] += vector[d] * weights[l];
    }
  };

  const std::size_t words = file.words.size();
  const auto buckets = static_cast<std::size_t>(file.input.rows) - words;
  rows_.assign(buckets * width_, 0);
  for (std::size_t i = 0; i < buckets; ++i) {
    collapse(static_cast<std::int64_t>(words + i), rows_.data() + i * width_);
  }
  if (file.pruned) {
    bucket_rows_.assign(static_cast<std::size_t>(bucket_), -1);
    for (const auto& [bucket, row] : file.kept_buckets) {
      if (bucket < bucket_) bucket_rows_[static_cast<std::size_t>(bucket)] = row;
    }
  }

  slots_.assign(std::bit_ceil(words * 2 + 1), -1);
  word_rows_.assign(words * width_, 0);
  word_inputs_.assign(words, 1);
  std::string marked;
  for (std::size_t i = 0; i < words; ++i) {
    const std::string_view word = file.words[i];
    pool_ += word;
    word_end_.push_back(static_cast<std::uint32_t>(pool_.size()));
    word_hash_.push_back(hash_of(word));
    has_pairs_ |= word.find(kPairMark) != std::string_view::npos;
    std::size_t slot = word_hash_[i] & (slots_.size() - 1);
    while (slots_[slot] >= 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::int32_t>(i);
    float* sums = word_rows_.data() + i * width_;
    collapse(static_cast<std::int64_t>(i), sums);
    if (word == kEndOfLine) {
      end_of_line_ = static_cast<std::int32_t>(i);
    } else {
      marked.assign("<").append(word).append(">");
      word_inputs_[i] += static_cast<std::uint32_t>(add_subwords(marked, sums));
    }
  }
}

std::int32_t TextModel::find(std::string_view word, std::uint32_t hash) const {
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] >= 0) {
    const auto index = static_cast<std::size_t>(slots_[slot]);
    if (word_hash_[index] == hash) {
      const std::size_t begin = index == 0 ? 0 : word_end_[index - 1];
      if (std::string_view(pool_).substr(begin, word_end_[index] - begin) == word) {
        return slots_[slot];
      }
    }
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return -1;
}

std::int64_t TextModel::bucket_row(std::uint64_t hash) const {
  const std::uint64_t bucket = hash % static_cast<std::uint64_t>(bucket_);
  return bucket_rows_.empty() ? static_cast<std::int64_t>(bucket)
                              : bucket_rows_[static_cast<std::size_t>(bucket)];
}

/// Adds the rows of the character n-grams of `<word>`, as fastText's
/// Dictionary::computeSubwords chooses them; returns how many.
std::size_t TextModel::add_subwords(std::string_view word, float* sums) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (continues_character(word[i])) continue;
    std::uint32_t hash = 2166136261U;
    std::size_t j = i;
    for (std::int32_t n = 1; j < word.size() && n <= maxn_; ++n) {
      do {
        hash ^= static_cast<std::uint32_t>(static_cast<std::int8_t>(word[j++]));
        hash *= 16777619U;
      } while (j < word.size() && continues_character(word[j]));
      if (n < minn_ || (n == 1 && (i == 0 || j == word.size()))) continue;
      const std::int64_t index = bucket_row(hash);
      if (index < 0) continue;
      add(sums, row(static_cast<std::size_t>(index)), width_);
      ++count;
    }
  }
  return count;
}

/// What fastText would take the mean of: words, pairs, end of line, and n-grams of these.
struct TextModel::Inputs {
  std::vector<float> sums;           ///< By item; an n-gram's row is shared among its items.
  std::vector<std::int32_t> hashes;  ///< By item, signed as fastText has them.
  std::size_t count = 0;
  std::size_t known_words = 0;
};

void TextModel::add_words(const std::vector<ModelWord>& words, Inputs& inputs) const {
  std::string marked;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    const std::uint32_t hash = hash_of(word);
    inputs.hashes.push_back(static_cast<std::int32_t>(hash));
    const std::int32_t index = find(word, hash);
    float* sum = inputs.sums.data() + i * width_;
    if (index >= 0) {
      add(sum, word_rows_.data() + static_cast<std::size_t>(index) * width_, width_);
      inputs.count += word_inputs_[static_cast<std::size_t>(index)];
      ++inputs.known_words;
    } else if (maxn_ > 0) {
      marked.assign("<").append(word).append(">");
      inputs.count += add_subwords(marked, sum);
    }
  }
}

void TextModel::add_pairs(const std::vector<ModelWord>& words, Inputs& inputs) const {
  std::string pair;
  std::string marked;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    pair.assign(words[i].text).push_back(kPairMark);
    pair += words[i + 1].text;
    const std::uint32_t hash = hash_of(std::string_view(pair).substr(words[i].text.size()),
                                       static_cast<std::uint32_t>(inputs.hashes[i]));
    inputs.hashes.push_back(static_cast<std::int32_t>(hash));
    const std::int32_t index = find(pair, hash);
    float* sum = inputs.sums.data() + (words.size() + i) * width_;
    if (index >= 0) {
      add(sum, word_rows_.data() + static_cast<std::size_t>(index) * width_, width_);
      inputs.count += word_inputs_[static_cast<std::size_t>(index)];
    } else if (maxn_ > 0) {
      marked.assign("<").append(pair).append(">");
      inputs.count += add_subwords(marked, sum);
    }
  }
}

void TextModel::add_ngrams(Inputs& inputs) const {
  const std::vector<std::int32_t>& hashes = inputs.hashes;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    // fastText's own arithmetic: signed hashes widened to 64 bits (addWordNgrams).
    auto hash = static_cast<std::uint64_t>(static_cast<std::int64_t>(hashes[i]));
    for (std::size_t j = i + 1; j < hashes.size() && j < i + static_cast<std::size_t>(word_ngrams_);
         ++j) {
      hash = hash * 116049371U + static_cast<std::uint64_t>(static_cast<std::int64_t>(hashes[j]));
      const std::int64_t index = bucket_row(hash);
      if (index < 0) continue;
      const float* ngram = row(static_cast<std::size_t>(index));
      const float share = 1.0F / static_cast<float>(j - i + 1);
      for (std::size_t k = i; k <= j; ++k) {
        float* sum = inputs.sums.data() + k * width_;
        for (std::size_t l = 0; l < width_; ++l) sum[l] += share * ngram[l];
      }
      ++inputs.count;
    }
  }
}

LabelScores TextModel::score(const std::vector<ModelWord>& words, bool with_words) const {
  const std::size_t labels = labels_.size();
  const std::size_t pairs = has_pairs_ && !words.empty() ? words.size() - 1 : 0;
  const std::size_t items = words.size() + pairs + 1;
  Inputs inputs;
  inputs.sums.assign(items * width_, 0.0F);
  inputs.hashes.reserve(items);
  add_words(words, inputs);
  if (pairs > 0) add_pairs(words, inputs);
  inputs.hashes.push_back(static_cast<std::int32_t>(hash_of(kEndOfLine)));
  if (end_of_line_ >= 0) {
    const auto index = static_cast<std::size_t>(end_of_line_);
    add(inputs.sums.data() + (items - 1) * width_, word_rows_.data() + index * width_, width_);
    inputs.count += word_inputs_[index];
  }
  add_ngrams(inputs);

  LabelScores out;
  out.known_words = inputs.known_words;
  std::vector<float>& sums = inputs.sums;
  std::vector<double> totals(labels, 0.0);
  const double scale = inputs.count == 0 ? 0.0 : 1.0 / static_cast<double>(inputs.count);
  for (std::size_t i = 0; i < items; ++i) {
    for (std::size_t l = 0; l < labels; ++l) totals[l] += double{sums[i * width_ + l]};
  }
  double largest = -1e30;
  for (double& total : totals) {
    total *= scale;
    largest = std::max(largest, total);
  }
  double normaliser = 0;
  for (const double total : totals) normaliser += std::exp(total - largest);
  out.logits.resize(labels);
  out.probabilities.resize(labels);
  for (std::size_t l = 0; l < labels; ++l) {
    out.logits[l] = static_cast<float>(totals[l]);
    out.probabilities[l] = std::exp(totals[l] - largest) / normaliser;
  }
  if (with_words) {
    // A pair speaks for both of its words; the end of the line comes last.
    for (std::size_t i = 0; i < pairs; ++i) {
      const float* pair = sums.data() + (words.size() + i) * width_;
      for (std::size_t l = 0; l < width_; ++l) {
        sums[i * width_ + l] += pair[l] / 2;
        sums[(i + 1) * width_ + l] += pair[l] / 2;
      }
    }
    if (pairs > 0) {
      std::copy_n(sums.data() + (items - 1) * width_, width_, sums.data() + words.size() * width_);
    }
    out.words.resize((words.size() + 1) * labels);
    for (std::size_t i = 0; i <= words.size(); ++i) {
      for (std::size_t l = 0; l < labels; ++l) {
        out.words[i * labels + l] = static_cast<float>(double{sums[i * width_ + l]} * scale);
      }
    }
  }
  return out;
}

}  // namespace waspada::detail
