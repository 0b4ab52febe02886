// The laws of waspada/text.hpp and of the rules as properties: over every short string
// of small alphabets, over the corpus, and over random mutations of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "corpus.hpp"
#include "disguises.hpp"
#include "facts.hpp"
#include "normalise.hpp"
#include "random.hpp"
#include "reading.hpp"
#include "rule_pack.hpp"
#include "rules.hpp"
#include "text_laws.hpp"
#include "tokenise.hpp"

using namespace waspada;
using namespace waspada::detail;

namespace {

/// Checks millions of strings quietly, and reports the first few that fail.
class Examination {
 public:
  explicit Examination(std::string (*law)(std::string_view)) : law_(law) {}
  ~Examination() {
    CHECK(failures_ == 0);
    CHECK(seen_ > 0);
  }
  Examination(const Examination&) = delete;
  Examination& operator=(const Examination&) = delete;

  void operator()(std::string_view text) {
    ++seen_;
    const std::string error = law_(text);
    if (error.empty()) return;
    constexpr std::size_t kShown = 5;
    if (failures_++ < kShown) MESSAGE(error);
  }

 private:
  std::string (*law_)(std::string_view);
  std::size_t seen_ = 0;
  std::size_t failures_ = 0;
};

void examine_all(const std::vector<std::string>& alphabet, std::size_t length) {
  Examination law(broken_law);
  for_each_string(alphabet, length, [&](const std::string& text) { law(text); });
}

bool same(const FoldedToken& a, const FoldedToken& b) {
  return a.begin == b.begin && a.end == b.end && a.kind == b.kind;
}

std::string different_split(std::string_view text) {
  std::vector<FoldedToken> quick;
  std::vector<FoldedToken> icu;
  split_words(text, 0, text.size(), quick);
  split_words_icu(text, 0, text.size(), icu);
  return std::ranges::equal(quick, icu, same) ? "" : quoted(text) + " is split in two ways";
}

bool same_hits(const std::vector<RuleHit>& a, const std::vector<RuleHit>& b) {
  return std::ranges::equal(a, b, [](const RuleHit& x, const RuleHit& y) {
    return x.rule == y.rule && x.ranges == y.ranges;
  });
}

}  // namespace

TEST_CASE("laws: they hold for what disguises are made of, in short strings") {
  examine_all({"a", "Ａ", "\u200B", "ﬁ", "\u0301", "\xFF", "🇰", "🇭", "0", " "}, 4);
  examine_all({"a", "b", "0", " ", "*", "."}, 5);
}

TEST_CASE("laws: they hold for ads") {
  Examination law(broken_law);
  for (const std::string& text : corpus(9)) law(text);
}

TEST_CASE("laws: they hold for ads with a disguised word") {
  Examination law(broken_law);
  Random random(1);
  const auto texts = corpus(61);
  for (const Disguise& disguise : disguises()) {
    for (const std::string& text : texts) {
      std::string changed = piece_of(text, 200, random);
      changed.insert(random.below(changed.size() + 1), disguise.apply("kamboja"));
      law(changed);
    }
  }
}

TEST_CASE("laws: a disguised word folds back to the word, and its span shows the disguise") {
  for (const Disguise& disguise : disguises()) {
    for (const std::string word :
         {"kamboja", "deposit", "lowongan", "loker", "transfer", "penipuan", "tiket"}) {
      const std::string text = "untuk " + disguise.apply(word) + " ini";
      CAPTURE(disguise.name);
      CAPTURE(text);
      CHECK(fold(text) == "untuk " + word + " ini");
      const auto tokens = tokenise(text);
      REQUIRE(tokens.size() == 3);
      CHECK(tokens[1].text == word);
      CHECK(fold(text.substr(tokens[1].span.begin, tokens[1].span.end - tokens[1].span.begin)) ==
            word);
    }
  }
}

TEST_CASE("laws: the prefilter changes no hit") {
  Sources sources;
  sources.data = data_directory();
  const RuleSet rules(read_rule_pack(sources));
  const FactReader facts(sources.data);
  const auto texts = corpus(211);
  Random random(5);
  std::size_t hits = 0;
  std::size_t different = 0;
  for (const std::string& text : texts) {
    for (const std::string& read :
         {text, mutated(text, random), text + texts[random.below(texts.size())]}) {
      const Normalised normal = normalise(read);
      const auto found = facts.read(normal.text, tokenise_folded(normal));
      const auto quick = rules.evaluate(normal.text, found, 16);
      hits += quick.size();
      if (same_hits(quick, rules.evaluate(normal.text, found, 16, true))) continue;
      if (different++ < 5) MESSAGE(quoted(read));
    }
  }
  CHECK(different == 0);
  CHECK(hits > texts.size());
}

// Before, a row of `a.` or `a-` took a second for 64 KiB, because the host names that could begin
// at each letter were looked at as a whole, and one of `rp1` half a second, because the name that
// could begin at each amount was. Four times the text takes four times the work; a square, sixteen.
TEST_CASE("laws: hostile text takes linear time") {
  constexpr std::size_t kBytes = 65536;
  const FactReader facts(data_directory());
  const auto seconds_for = [&](std::string_view piece, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += piece;
    const std::clock_t start = std::clock();  // of this process: others may be busy
    const Normalised normal = normalise(text);
    const auto tokens = tokenise_folded(normal);
    const auto words = model_words(normal.text, tokens, facts.read(normal.text, tokens));
    CHECK(words.size() <= text.size());
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  for (const char* piece :
       {"a",    "a.",  "1.",   "a-",    "@",     "a@",      "a@a.",    " ",      "k ",
        "0 8 ", "a*",  "a!",   "aaab ", "s1ot!", "rp ",     "rp1",     "$1",     "1-2jt ",
        "08",   "+62", "www.", "a.com", "a.id/", "http://", "#a",      "\u0301", "🔥",
        "a🔥",   "🇰",   "…",    "ﷺ",     "中",    "\xFF",    "\xF0\x9F"}) {
    CAPTURE(std::string_view(piece));
    const double quarter = seconds_for(piece, kBytes / 4);
    CHECK(seconds_for(piece, kBytes) < 10 * quarter + 0.2);
  }
}

TEST_SUITE_BEGIN("slow");

TEST_CASE("laws: they hold for every short string of letters, digits and signs") {
  examine_all({"a", "b", "o", "0", "5", "*", "!", "$", "@", " ", "."}, 5);
  examine_all({"r", "p", "x", "5", "j", "t", " ", ".", "-"}, 5);
  examine_all({"a", "b", "🔥", "中", "0", "8", " ", "*", "…", "½"}, 5);
}

TEST_CASE("laws: they hold for every character by itself and between others") {
  Examination law(broken_law);
  for (std::uint32_t c = 0; c < 0x110000; ++c) {
    std::string text;
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += static_cast<char>(0xC0 | (c >> 6U));
    } else if (c < 0x10000) {
      text += static_cast<char>(0xE0 | (c >> 12U));
      text += static_cast<char>(0x80 | ((c >> 6U) & 0x3FU));
    } else {
      text += static_cast<char>(0xF0 | (c >> 18U));
      text += static_cast<char>(0x80 | ((c >> 12U) & 0x3FU));
      text += static_cast<char>(0x80 | ((c >> 6U) & 0x3FU));
    }
    if (c >= 0x80) text += static_cast<char>(0x80 | (c & 0x3FU));
    law("a" + text + "b1" + text + "1" + text);
  }
}

TEST_CASE("laws: they hold for mutations of ads and for stitched pieces") {
  Examination law(broken_law);
  Random random(11);
  const auto texts = corpus(7);
  for (std::size_t round = 0; round < 20; ++round) {
    for (const std::string& text : texts) law(mutated(piece_of(text, 200, random), random));
  }
  const std::vector<std::string> pieces = {
      "a",   "b",  "k",      "sl0t", "s",     "r",  "p",        "rp",  "5",    "jt",  "0",    "1",
      "8",   "08", "0812",   "xxx",  "aaab",  ".",  ".",        " ",   " ",    "-",   "_",    "*",
      "!",   "$",  "@",      "#",    "|",     "+",  "(",        ")",   "www.", "com", "id",   "me",
      "/",   "🔥",  "中",     "…",    "ﬁ",     "\n", "'",        ",",   ":",    "62",  "juta", "k",
      "usd", "½",  "\u200B", "anak", "-anak", "🇰🇭", "https://", "t.me"};
  for (std::size_t round = 0; round < 100000; ++round) {
    std::string text;
    for (std::size_t i = random.below(14) + 1; i > 0; --i)
      text += pieces[random.below(pieces.size())];
    law(text);
  }
}

TEST_CASE("split_words: the short way through ASCII splits like ICU") {
  Examination law(different_split);
  for_each_string({"a", "b", "1", " ", ".", ",", ":", ";", "'", "_", "-", "@", "\n"}, 5,
                  [&](const std::string& text) { law(text); });
  Random random(3);
  for (std::size_t round = 0; round < 50000; ++round) {
    std::string text;
    for (std::size_t i = random.below(40); i > 0; --i) {
      const char c = static_cast<char>(0x20 + random.below(0x5F));
      if (c < 'A' || c > 'Z') text += c;
    }
    law(text);
  }
  for (const std::string& text : corpus(3)) law(fold(text));
}

TEST_SUITE_END();
