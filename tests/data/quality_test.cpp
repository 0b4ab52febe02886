// The shipped rules and model on the corpus' test split, which training never reads, are not
// worse than quality.json says. Raise its figures when they have grown for good.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "ads.hpp"
#include "lib/shipped.hpp"
#include "lib/temporary.hpp"
#include "waspada/metrics.hpp"

namespace {

using namespace waspada;

/// What the split's texts of one slice (or all) are worth.
struct Figures {
  Sample sample;
  std::size_t flagged_scams = 0;  ///< Of level caution or high.
  std::size_t flagged_others = 0;
  std::size_t scams = 0;
  std::size_t others = 0;

  void add(const CorpusAd& ad, const Verdict& verdict) {
    const bool scam = ad.label == "scam";
    const bool flagged = verdict.level >= Level::caution;
    sample.scores.push_back(verdict.risk);
    sample.positives.push_back(scam);
    ++(scam ? scams : others);
    if (flagged) ++(scam ? flagged_scams : flagged_others);
  }

  [[nodiscard]] std::map<std::string, double> values() const {
    const auto staircase = Staircase::make(sample);
    REQUIRE(staircase);
    const auto& steps = staircase->steps();
    const auto at = [&](double limit) { return operating_point(steps, limit).value().recall; };
    const auto share = [](std::size_t part, std::size_t whole) {
      return static_cast<double>(part) / static_cast<double>(whole);
    };
    return {{"roc_auc", roc_auc(steps).value()},
            {"pr_auc", average_precision(steps).value()},
            {"recall@fpr=0.01", at(0.01)},
            {"recall@fpr=0.05", at(0.05)},
            {"recall@caution", share(flagged_scams, scams)},
            {"precision@caution", share(flagged_scams, flagged_scams + flagged_others)}};
  }
};

}  // namespace

TEST_CASE("quality: recall, precision and areas on the test split do not fall") {
  const Classifier classifier = load_shipped();
  std::map<std::string, Figures> figures;
  for (const CorpusAd& ad : corpus_ads()) {
    if (ad.split != "test") continue;
    Context context;
    context.brief = true;
    const Verdict verdict = classifier.score(ad.text, context);
    figures["all"].add(ad, verdict);
    figures[ad.slice].add(ad, verdict);
  }
  const auto floors = nlohmann::json::parse(
      bytes_of(std::filesystem::path(WASPADA_SOURCE_ROOT) / "tests/data/quality.json"))["at_least"];
  CHECK(floors.size() == figures.size());
  for (const auto& [slice, of_slice] : figures) {
    const auto values = of_slice.values();
    const auto floor = floors.value(slice, nlohmann::json::object());
    CHECK(floor.size() == values.size());
    for (const auto& [name, value] : values) {
      CHECK_MESSAGE(value >= floor.value(name, 2.0), slice << ": " << name << " is " << value);
    }
  }
}
