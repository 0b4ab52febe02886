#include "patterns.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "literals.hpp"

namespace {

using namespace waspada::detail;

struct Search {
  std::string expression;
  std::string text;
  std::vector<std::string> found;
};

/// What a search finds, with the first pass over literals or without.
std::vector<std::string> find_all(const Search& search, bool unfiltered) {
  Patterns patterns;
  std::size_t index = 0;
  std::string error;
  REQUIRE_MESSAGE(patterns.add(search.expression, index, error), error);
  patterns.compile();
  std::vector<std::string> out;
  const auto windows = patterns.windows(search.text, unfiltered);
  for (const Range& range : patterns.find(index, search.text, windows, 100)) {
    out.push_back(search.text.substr(range.begin, range.end - range.begin));
  }
  return out;
}

void check(const std::vector<Search>& searches) {
  for (const Search& search : searches) {
    CAPTURE(search.expression);
    CAPTURE(search.text);
    CHECK(find_all(search, false) == search.found);
    CHECK(find_all(search, true) == search.found);
  }
}

}  // namespace

TEST_CASE("Patterns: flags, quoted text and characters by number mean what RE2 takes them for") {
  // The literals an expression needs were read off as if these were ordinary text, and a
  // user's rule with `(?i)` never fired.
  check({{"(?i)Transfer", "transfer rekening", {"transfer"}},
         {"(?si)TRANSFER|REKENING", "transfer rekening", {"transfer", "rekening"}},
         {"x(?i:KIRIM)", "xkirim", {"xkirim"}},
         {"(?:biaya\\x41|deposit)", "deposit", {"deposit"}},
         {"(?:biaya\\101|deposit)", "deposit", {"deposit"}},
         {"\\Qa|b\\E", "a|b ab", {"a|b"}},
         {"biaya.{0,9}\\Q{1,9}\\E", "biaya {1,9}", {"biaya {1,9}"}}});
}

TEST_CASE("Patterns: brackets inside a character class do not end it") {
  check({{"[[:alpha:]|]x", "|x ax bx", {"|x", "ax", "bx"}},
         {"[]|]x", "]x |x", {"]x", "|x"}},
         {"[^]|]x", "]x ax", {"ax"}},
         {"(?:[^](]kasir)\\b|toko", "akasir toko", {"akasir", "toko"}},
         {"[+-\\]]kasir", "Xkasir", {"Xkasir"}},
         {"[[]gaji|[[:]mess", "[gaji :mess", {"[gaji", ":mess"}}});
}

TEST_CASE("Patterns: a curly bracket that is no count stands for itself") {
  // Reading the expression `a{2` went on for ever.
  check({{"gaji{2", "gaji{2", {"gaji{2"}},
         {"gaji{2x}", "gaji{2x}", {"gaji{2x}"}},
         {"gaj{,3}", "gaj{,3}", {"gaj{,3}"}},
         {"gaj{9999999999999999999999}",
          "gaj{9999999999999999999999}",
          {"gaj{9999999999999999999999}"}},
         {"gaj{2}i{1,}", "gajjii", {"gajjii"}}});
}

TEST_CASE("Patterns: a word boundary that may be absent asks for nothing") {
  check({{"(?:gaji|upah)\\b?x", "gajix", {"gajix"}},
         {"(?:gaji|upah)\\b*x", "upahx", {"upahx"}},
         {"(?:gaji|upah)\\s{0,2}x", "upahx", {"upahx"}}});
}

TEST_CASE("Patterns: a class is taken for letters and digits only when it holds nothing else") {
  // The length of a match was bounded by that of a word.
  std::string spaced = "kirim";
  std::string dotted = "kirim";
  for (int i = 0; i < 20; ++i) {
    spaced += " 12";
    dotted += "1:2";
  }
  spaced += " kasir";
  dotted += "kasir";
  REQUIRE(are_ordinary_runs(spaced));
  REQUIRE(are_ordinary_runs(dotted));
  check({{"kirim[[:^alpha:]]+kasir", spaced, {spaced}}, {"kirim[0-z]+?kasir", dotted, {dotted}}});
}
