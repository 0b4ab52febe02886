// The verdicts that this project was asked for first. No `known` here: each must hold.
// tests/cli/must_hold_test.cpp asks the program the same.
#include <doctest/doctest.h>

#include <algorithm>

#include "expectation.hpp"
#include "lib/shipped.hpp"

namespace {

using namespace waspada;

const std::filesystem::path kAds =
    std::filesystem::path(WASPADA_SOURCE_ROOT) / "tests/golden/must_hold.jsonl";

}  // namespace

TEST_CASE("must hold: letter, scam centre and order completion are high, bakery low, news no ad") {
  const Classifier classifier = load_shipped();
  for (const GoldenAd& ad : read_golden_ads(kAds)) {
    CHECK_MESSAGE(ad.known.empty(), ad.id);
    const Verdict verdict = classifier.score(ad.text);
    CHECK_MESSAGE(problem_with(ad, verdict).empty(), ad.id << ": " << problem_with(ad, verdict));
    // A high risk shows why, in words of the ad.
    const auto quotes = [](const Reason& reason) { return !reason.spans.empty(); };
    const bool shown = std::ranges::any_of(verdict.reasons, quotes);
    CHECK_MESSAGE((verdict.level != Level::high || shown), ad.id << ": no word of it is quoted");
  }
}
