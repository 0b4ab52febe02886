#include "text_model.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model_file.hpp"
#include "toy_model.hpp"

namespace {

using namespace waspada::detail;
using doctest::Approx;

// fastText adds 1e-5 to a probability before its logarithm (loss.cc); the rest is float rounding.
constexpr double kTolerance = 2e-5;

TextModel model_of(const ToyModel& toy) { return TextModel(read_model_file(toy.bytes, "toy")); }

double largest_difference(const ToyModel& toy, const TextModel& model,
                          const std::vector<ModelWord>& words, bool pairs = false) {
  const auto expected = reference_probabilities(*toy.reference, words, pairs);
  const LabelScores scores = model.score(words, false);
  REQUIRE(expected.size() == model.labels().size());
  double out = 0;
  for (std::size_t l = 0; l < model.labels().size(); ++l) {
    out = std::max(out, std::abs(scores.probabilities[l] - expected.at(model.labels()[l])));
  }
  return out;
}

/// Holds a model against fastText on several hundred texts.
void compare(const ToySettings& settings) {
  CAPTURE(settings.word_ngrams);
  CAPTURE(settings.minn);
  CAPTURE(settings.maxn);
  CAPTURE(settings.pairs);
  CAPTURE(settings.quantised);
  CAPTURE(settings.norms);
  CAPTURE(settings.cutoff);
  const ToyModel toy = train_toy(settings);
  const TextModel model = model_of(toy);
  std::vector<std::string> labels = model.labels();
  std::ranges::sort(labels);
  std::vector<std::string> expected = settings.labels;
  std::ranges::sort(expected);
  CHECK(labels == expected);
  Random random(5);
  double worst = 0;
  for (int text = 0; text < 300; ++text) {
    const auto words = toy_text(random, random.below(30));
    worst = std::max(worst, largest_difference(toy, model, words, settings.pairs));
  }
  CHECK(worst <= kTolerance);
  CHECK(largest_difference(toy, model, {}, settings.pairs) <= kTolerance);
  const auto long_text = toy_text(random, 6000);
  CHECK(largest_difference(toy, model, long_text, settings.pairs) <= kTolerance);
}

const std::vector<std::string> kThreeLabels = {"legit", "not_ad", "scam"};
const std::vector<std::string> kSchemes = {"legit", "not_ad", "scam-centre", "advance-fee",
                                           "task-scam"};

}  // namespace

TEST_CASE("TextModel: words alone give fastText's probabilities") {
  compare({.labels = {"legit", "scam"}});
  compare({.labels = kThreeLabels, .dim = 7});
  compare({.labels = kSchemes, .dim = 1});
}

TEST_CASE("TextModel: word n-grams give fastText's probabilities") {
  compare({.labels = kThreeLabels, .word_ngrams = 2, .bucket = 300});
  compare({.labels = kSchemes, .word_ngrams = 3, .bucket = 1000});
}

TEST_CASE("TextModel: pairs of words give fastText's probabilities") {
  compare({.labels = kThreeLabels, .pairs = true});
  compare({.labels = kSchemes, .word_ngrams = 2, .bucket = 1, .pairs = true});
  compare({.labels = kThreeLabels, .word_ngrams = 3, .bucket = 300, .pairs = true});
  compare({.labels = kThreeLabels, .minn = 2, .maxn = 3, .bucket = 300, .pairs = true});
}

TEST_CASE("TextModel: subwords give fastText's probabilities") {
  compare({.labels = kThreeLabels, .minn = 2, .maxn = 4, .bucket = 300});
  compare({.labels = kThreeLabels, .minn = 1, .maxn = 1, .bucket = 50});
  compare({.labels = kSchemes, .word_ngrams = 2, .minn = 3, .maxn = 5, .bucket = 700});
  compare({.labels = {"legit", "scam"}, .word_ngrams = 3, .minn = 1, .maxn = 6, .bucket = 13});
}

TEST_CASE("TextModel: quantised models give fastText's probabilities") {
  ToySettings settings{
      .labels = kThreeLabels, .word_ngrams = 2, .minn = 2, .maxn = 4, .bucket = 600};
  settings.quantised = true;
  compare(settings);
  settings.norms = true;
  compare(settings);
  settings.dim = 5;  // the last part of a row is shorter
  compare(settings);
}

TEST_CASE("TextModel: pruned models give fastText's probabilities") {
  ToySettings settings{.labels = kSchemes, .word_ngrams = 2, .minn = 2, .maxn = 4, .bucket = 900};
  settings.quantised = true;
  settings.cutoff = 400;
  compare(settings);
  settings.norms = true;
  compare(settings);
}

TEST_CASE("TextModel: long unknown words give fastText's probabilities") {
  const ToyModel toy = train_toy({.labels = kThreeLabels, .minn = 3, .maxn = 6, .bucket = 500});
  const TextModel model = model_of(toy);
  std::string word;
  for (int i = 0; i < 500; ++i) word += i % 7 == 0 ? "é" : "ga";
  CHECK(largest_difference(toy, model, {{word, 0, 0}, {"gaji", 0, 0}}) <= kTolerance);
}

TEST_CASE("score: probabilities are the softmax of the logits and sum to one") {
  const ToyModel toy = train_toy({.labels = kSchemes, .word_ngrams = 2, .bucket = 100});
  const TextModel model = model_of(toy);
  Random random(8);
  for (int text = 0; text < 50; ++text) {
    const LabelScores scores = model.score(toy_text(random, random.below(12)), true);
    const auto& p = scores.probabilities;
    CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1).epsilon(1e-12));
    for (std::size_t l = 1; l < p.size(); ++l) {
      const double difference = double{scores.logits[l]} - double{scores.logits[0]};
      CHECK(std::log(p[l] / p[0]) == Approx(difference).epsilon(1e-4));
    }
  }
}

TEST_CASE("score: the words' summands add up to the logits") {
  const ToyModel toy =
      train_toy({.labels = kThreeLabels, .word_ngrams = 3, .minn = 2, .maxn = 4, .bucket = 400});
  const TextModel model = model_of(toy);
  Random random(9);
  for (int text = 0; text < 50; ++text) {
    const std::vector<ModelWord> words = toy_text(random, random.below(40));
    const LabelScores scores = model.score(words, true);
    const std::size_t labels = model.labels().size();
    REQUIRE(scores.words.size() == (words.size() + 1) * labels);
    for (std::size_t l = 0; l < labels; ++l) {
      double sum = 0;
      for (std::size_t i = 0; i <= words.size(); ++i) sum += double{scores.words[i * labels + l]};
      CHECK(sum == Approx(double{scores.logits[l]}).epsilon(1e-4));
    }
  }
}

TEST_CASE("score: known words are counted, and only they") {
  const TextModel model = model_of(train_toy({.minn = 2, .maxn = 3, .bucket = 50}));
  CHECK(model.score({}, false).known_words == 0);
  CHECK(model.score({{"gaji", 0, 0}, {"zzzz", 0, 0}, {"gaji", 0, 0}}, false).known_words == 2);
}

TEST_CASE("score: summands are left out unless asked for, and change nothing") {
  const TextModel model = model_of(train_toy({}));
  const std::vector<ModelWord> words = {{"gaji", 0, 0}, {"besar", 0, 0}};
  const LabelScores without = model.score(words, false);
  CHECK(without.words.empty());
  CHECK(without.probabilities == model.score(words, true).probabilities);
}
