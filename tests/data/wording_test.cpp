// A verdict rates an ad. It never says that one is safe or proven, or that somebody is a fraud.
#include "lib/wording.hpp"

#include <doctest/doctest.h>

#include "ads.hpp"
#include "lib/shipped.hpp"
#include "waspada/render.hpp"
#include "waspada/rules.hpp"

namespace {

using namespace waspada;

constexpr std::size_t kStep = 10;  // every tenth text of the corpus

}  // namespace

TEST_CASE("wording: messages and advice of all rules") {
  const auto rules = list_rules(shipped_sources());
  REQUIRE(rules);
  CHECK(!rules->empty());
  for (const RuleInfo& rule : *rules) {
    INFO(rule.id);
    for (const Message& message : {rule.message, rule.advice}) {
      CHECK(forbidden_word(message.id) == "");
      CHECK(forbidden_word(message.en) == "");
    }
  }
}

TEST_CASE("wording: reports on ads that do not use such words themselves") {
  const Classifier classifier = load_shipped();
  std::size_t reports = 0;
  for (std::size_t i = 0; i < corpus_ads().size(); i += kStep) {
    const std::string& text = corpus_ads()[i].text;
    if (!forbidden_word(fold(text)).empty() || !forbidden_word(text).empty()) continue;
    const Verdict verdict = classifier.score(text);
    for (const Language language : {Language::id, Language::en}) {
      INFO(corpus_ads()[i].where);
      RenderOptions options;
      options.language = language;
      CHECK(forbidden_word(to_text(verdict, text, options)) == "");
      CHECK(forbidden_word(to_html(verdict, text, options)) == "");
      CHECK(forbidden_word(to_json(verdict, text, {}, options)) == "");
      ++reports;
    }
  }
  CHECK(reports > 1000);
}
