// The laws of the headers as properties: over every short string of a small
// alphabet, over the corpus, and over random mutations of it.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "facts.hpp"
#include "normalise.hpp"
#include "random.hpp"
#include "rule_pack.hpp"
#include "rules.hpp"
#include "tokenise.hpp"
#include "waspada/text.hpp"

using namespace waspada;
using namespace waspada::detail;

namespace {

const std::filesystem::path kRoot = WASPADA_SOURCE_ROOT;

std::vector<std::string> corpus(std::size_t step) {
  std::vector<std::string> out;
  std::size_t line = 0;
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "data/ads")) {
    if (file.path().extension() != ".jsonl") continue;
    std::ifstream in(file.path());
    for (std::string row; std::getline(in, row);) {
      if (line++ % step == 0) out.push_back(nlohmann::json::parse(row)["text"]);
    }
  }
  REQUIRE(out.size() > 20);
  return out;
}

/// Breaks a text in ways that scrapers and people do.
std::string mutate(std::string text, Random& random) {
  static const std::vector<std::string> pieces = {
      "\u200B", "а", "\xFF", " ",      "\n",
      ".",      "🔥", "0",    "*",      "@",
      "aaa",    "é", "🇰",    "\u0301", std::string(1, '\0'),
      "http://"};
  for (int i = 0; i < 6 && !text.empty(); ++i) {
    const std::size_t at = random.below(text.size());
    switch (random.below(3)) {
      case 0:
        text.insert(at, pieces[random.below(pieces.size())]);
        break;
      case 1:
        text.erase(at, 1 + random.below(3));
        break;
      default:
        text[at] = static_cast<char>(random.below(256));
        break;
    }
  }
  return text;
}

void for_all_strings(const std::vector<std::string>& alphabet, int length,
                     const std::function<void(const std::string&)>& check,
                     const std::string& prefix = "") {
  check(prefix);
  if (length == 0) return;
  for (const std::string& piece : alphabet)
    for_all_strings(alphabet, length - 1, check, prefix + piece);
}

bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

/// Laws 1, 2 and 5; quiet when they hold, so that millions of strings stay cheap.
void check_laws(const std::string& text) {
  const Normalised normal = normalise(text);
  const std::string again = fold(normal.text);
  if (again != normal.text) {
    CAPTURE(text);
    CHECK(again == normal.text);
  }
  std::size_t last = 0;
  for (const Token& token : tokenise(text)) {
    const bool in_order = token.span.begin >= last && token.span.begin < token.span.end &&
                          token.span.end <= text.size();
    if (!in_order) {
      CAPTURE(text);
      CAPTURE(token.text);
      CHECK(in_order);
      return;
    }
    last = token.span.end;
    const std::string_view quoted =
        std::string_view(text).substr(token.span.begin, token.span.end - token.span.begin);
    if (!normal.malformed &&
        !(is_boundary(text, token.span.begin) && is_boundary(text, token.span.end))) {
      CAPTURE(text);
      FAIL_CHECK("a span cuts a character: " << token.text);
    }
    if (const std::string folded = fold(quoted); folded != token.text) {
      CAPTURE(text);
      CHECK(folded == token.text);
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("laws");

TEST_CASE("laws of text: every short string of a small alphabet") {
  for_all_strings({"a", "b", "0", " ", "*", "."}, 6, check_laws);
  for_all_strings({"a", "\uFF21", "\u200B", "\uFB01", "\u0301", "\xFF", "🇰", "🇭", "0", " "}, 4,
                  check_laws);
  for_all_strings({"k", "3", "j", "-", " ", "@", "!", "|"}, 5, check_laws);
}

TEST_CASE("laws of text: the corpus and mutations of it") {
  Random random(11);
  for (const std::string& text : corpus(5)) {
    check_laws(text);
    check_laws(mutate(text, random));
  }
}

TEST_CASE("split_words: the way through ASCII agrees with ICU") {
  const auto check = [](const std::string& text) {
    std::vector<FoldedToken> fast;
    std::vector<FoldedToken> icu;
    split_words(text, 0, text.size(), fast);
    split_words_icu(text, 0, text.size(), icu);
    const auto same = [](const FoldedToken& a, const FoldedToken& b) {
      return a.begin == b.begin && a.end == b.end && a.kind == b.kind;
    };
    if (!std::ranges::equal(fast, icu, same)) {
      CAPTURE(text);
      FAIL_CHECK("ASCII and ICU split differently");
    }
  };
  for_all_strings({"a", "1", " ", ".", ",", ":", ";", "'", "_", "-", "\n"}, 5, check);
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (std::size_t length = random.below(24); length > 0; --length) {
      const char c = static_cast<char>(0x20 + random.below(0x5F));
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    check(text);
  }
}

TEST_CASE("evaluate: the prefilter changes no hit") {
  Sources sources;
  sources.data = kRoot / "data";
  const RuleSet rules(read_rule_pack(sources));
  const FactReader facts(sources.data);
  Random random(5);
  for (std::string text : corpus(120)) {
    for (int round = 0; round < 2; ++round) {
      const std::string folded = fold(text);
      const auto found = facts.read(folded, tokenise_folded(folded));
      const auto quick = rules.evaluate(folded, found, 16);
      const auto slow = rules.evaluate(folded, found, 16, true);
      CAPTURE(text);
      REQUIRE(quick.size() == slow.size());
      for (std::size_t i = 0; i < quick.size(); ++i) {
        CHECK(quick[i].rule == slow[i].rule);
        CHECK(quick[i].ranges == slow[i].ranges);
      }
      text = mutate(text, random);
    }
  }
}

TEST_CASE("fold, tokenise, read facts: hostile text takes linear time") {
  const FactReader facts(kRoot / "data");
  for (const char* piece :
       {"a.a.", "1.1.", "@", " ", "a", "\u0301", "🔥", "www.", "a*", "k ", "08", "rp ", "a@a."}) {
    std::string text;
    while (text.size() < 65536) text += piece;
    const auto start = std::chrono::steady_clock::now();
    const std::string folded = fold(text);
    const auto found = facts.read(folded, tokenise_folded(folded));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    CAPTURE(piece);
    CHECK(took.count() < 2);  // quadratic behaviour takes minutes
  }
}

TEST_SUITE_END();
