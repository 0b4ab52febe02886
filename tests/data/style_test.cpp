// The contrast slice holds style constant: who sees only how its ads look, and not what they
// say, cannot tell scam from honest. Length, layout, emoji, capitals, sorts of contact and the
// employers named go into a model, fitted and tested on different groups.
#include <doctest/doctest.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "ads.hpp"
#include "fit.hpp"
#include "lib/shipped.hpp"
#include "waspada/metrics.hpp"

namespace {

using namespace waspada;

constexpr double kMostSkill = 0.605;
constexpr std::size_t kFolds = 5;

// Whoever is imitated most, on both sides of the corpus.
constexpr auto kEmployers = std::to_array<std::string_view>(
    {"pertamina", "pln",     "kai",          "kereta api", "bumn",      "mandiri",
     "bri",       "bni",     "bca",          "btn",        "pegadaian", "pos indonesia",
     "pelni",     "pelindo", "angkasa pura", "freeport",   "antam",     "astra",
     "honda",     "yamaha",  "toyota",       "unilever",   "mayora",    "indofood",
     "sampoerna", "djarum",  "indomaret",    "alfamart",   "shopee",    "tokopedia",
     "lazada",    "gojek",   "grab",         "telkom",     "puskesmas", "kemenkes",
     "cpns",      "jne"});

bool names(std::string_view folded, std::string_view employer) {
  const auto is_letter = [&](std::size_t at) {
    return at < folded.size() && folded[at] >= 'a' && folded[at] <= 'z';
  };
  for (std::size_t at = folded.find(employer); at != std::string_view::npos;
       at = folded.find(employer, at + 1)) {
    if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + employer.size())) return true;
  }
  return false;
}

/// How a text looks, as numbers with names.
std::map<std::string, double> look_of(const CorpusAd& ad, const Classifier& classifier) {
  std::map<std::string, double> out;
  double letters = 0;
  double capitals = 0;
  double words = 0;
  bool in_word = false;
  const std::string& text = ad.text;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at,
            static_cast<std::int32_t>(text.size()), c);
    if (u_isalpha(c)) ++letters;
    if (u_isupper(c)) ++capitals;
    if (c == '\n') ++out["lines"];
    if (c == '!') ++out["exclamation marks"];
    if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) ++out["emoji"];
    if (c == '-' || c == 0x2022 || c == '*' || c == 0x2705) ++out["bullets"];
    const bool space = u_isUWhiteSpace(c);
    if (!space && !in_word) ++words;
    in_word = !space;
  }
  for (auto& [name, value] : out) value = std::log1p(value);
  out["bytes"] = std::log(static_cast<double>(text.size()));
  out["words"] = std::log(words);
  out["short"] = words < 25 ? 1 : 0;
  out["long"] = words > 60 ? 1 : 0;
  out["capitals"] = capitals / std::max(1.0, letters);
  out["begins with a capital"] = u_isupper(static_cast<unsigned char>(text.front())) ? 1 : 0;
  for (const Fact& fact : classifier.score(text).facts) {
    if (fact.kind == "money") continue;  // how much is substance
    out["contact " + fact.kind] = 1;
    out["contact " + fact.kind + " " + fact.type] = 1;
  }
  const std::string folded = fold(text);
  for (const std::string_view employer : kEmployers) {
    if (names(folded, employer)) out["names " + std::string(employer)] = 1;
  }
  return out;
}

struct Texts {
  std::vector<detail::Observation> observations;
  std::vector<std::size_t> folds;
  std::size_t features = 0;
  std::size_t bias = 0;  ///< The feature that all have.
};

/// Every feature of variance 1, and a 1 for the bias.
Texts contrast_texts() {
  const Classifier classifier = load_shipped();
  Texts out;
  std::unordered_map<std::string, std::size_t> number;
  std::unordered_map<std::string, std::size_t> group;
  std::vector<double> sums;
  std::vector<double> squares;
  for (const CorpusAd& ad : corpus_ads()) {
    if (ad.slice != "contrast") continue;
    detail::Observation observation;
    observation.positive = ad.label == "scam";
    for (const auto& [name, value] : look_of(ad, classifier)) {
      const std::size_t feature = number.try_emplace(name, number.size()).first->second;
      sums.resize(number.size());
      squares.resize(number.size());
      sums[feature] += value;
      squares[feature] += value * value;
      observation.features.emplace_back(feature, value);
    }
    out.observations.push_back(observation);
    out.folds.push_back(group.try_emplace(ad.group, group.size()).first->second % kFolds);
  }
  const auto count = static_cast<double>(out.observations.size());
  for (detail::Observation& observation : out.observations) {
    for (auto& [feature, value] : observation.features) {
      const double mean = sums[feature] / count;
      value /= std::sqrt(std::max(1e-9, squares[feature] / count - mean * mean));
    }
    observation.features.emplace_back(number.size(), 1.0);
  }
  out.bias = number.size();
  out.features = number.size() + 1;
  return out;
}

/// Area under the curve of predictions by models that have not seen the text's group.
double skill_of(const Texts& texts) {
  Sample sample;
  sample.scores.resize(texts.observations.size());
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<detail::Observation> seen;
    for (std::size_t i = 0; i < texts.folds.size(); ++i) {
      if (texts.folds[i] != fold) seen.push_back(texts.observations[i]);
    }
    std::vector<detail::Coefficient> coefficients(texts.features, {.penalty = 10});
    coefficients[texts.bias].penalty = 0;
    const auto weights = detail::fit_logistic(seen, coefficients);
    for (std::size_t i = 0; i < texts.folds.size(); ++i) {
      if (texts.folds[i] != fold) continue;
      sample.scores[i] = 1 / (1 + std::exp(-detail::predict(texts.observations[i], weights)));
    }
  }
  for (const auto& text : texts.observations) sample.positives.push_back(text.positive);
  const auto staircase = Staircase::make(sample);
  REQUIRE(staircase);
  return roc_auc(staircase->steps()).value();
}

}  // namespace

TEST_CASE("style: the look of a contrast ad says next to nothing") {
  Texts texts = contrast_texts();
  CHECK(texts.observations.size() > 2000);
  const double skill = skill_of(texts);
  CHECK_MESSAGE(skill <= kMostSkill, "area under the curve " << skill);
  // The same model does find what there is to find: a feature that gives the label away.
  for (detail::Observation& text : texts.observations) {
    text.features.emplace_back(texts.features, text.positive ? 1.0 : -1.0);
  }
  ++texts.features;
  CHECK(skill_of(texts) > 0.99);
}
