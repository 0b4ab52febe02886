#include "tokenise.hpp"

#include <doctest/doctest.h>

#include <string>

#include "waspada/text.hpp"

namespace {

std::string shown(std::string_view text) {
  std::string out;
  for (const auto& token : waspada::tokenise(text)) {
    if (!out.empty()) out += ' ';
    out += token.text + "/" + std::string(name(token.kind)).substr(0, 2);
  }
  return out;
}

}  // namespace

TEST_CASE("tokenise: words, numbers and marks") {
  CHECK(shown("Gaji UMR, jam 08.00-17.00!") ==
        "gaji/wo umr/wo ,/sy jam/wo 08.00/nu -/sy 17.00/nu !/sy");
  CHECK(shown("jum'at anak-anak kira-kira") == "jum'at/wo anak-anak/wo kira-kira/wo");
}

TEST_CASE("tokenise: sentences that a scraper glued together come apart") {
  CHECK(shown("dengan baik.Menguasai Excel") == "dengan/wo baik/wo ./sy menguasai/wo excel/wo");
  CHECK(shown("nama_usia:posisi") == "nama/wo _/sy usia/wo :/sy posisi/wo");
}

TEST_CASE("tokenise: links, addresses, handles and tags stay whole") {
  CHECK(shown("https://contoh.my.id/daftar?x=1.") == "https://contoh.my.id/daftar?x=1/li ./sy");
  CHECK(shown("wa.me/6281200004471 bit.ly/abc s.id/x") ==
        "wa.me/6281200004471/li bit.ly/abc/li s.id/x/li");
  CHECK(shown("hrd@pt-abc.co.id, @pt_maju #loker2026") ==
        "hrd@pt-abc.co.id/ma ,/sy @pt_maju/ha #loker2026/ha");
  CHECK(shown("lamar di karir.contoh.co.idsegera") != "");
}

TEST_CASE("tokenise: amounts stay whole") {
  CHECK(
      shown("Rp5.000.000,- Rp 4,5 juta 5jt 150rb $1000 RM1700 1.200 ringgit 4.500.000") ==
      "rp5.000.000/mo ,/sy -/sy rp 4,5 juta/mo 5jt/mo 150rb/mo $1000/mo rm1700/mo 1.200 ringgit/mo "
      "4.500.000/mo");
  CHECK(shown("usia 18 tahun, 3 posisi, tb 155") ==
        "usia/wo 18/nu tahun/wo ,/sy 3/nu posisi/wo ,/sy tb/wo 155/nu");
}

TEST_CASE("tokenise: telephone numbers in their written forms") {
  for (const char* text :
       {"0812-0000-4471", "0812 0000 4471", "081200004471", "+62 812-0000-4471", "6281200004471",
        "(021) 55500001", "+855 12 0000 31", "0812.0000.4471"}) {
    CAPTURE(text);
    const auto tokens = waspada::tokenise(text);
    REQUIRE(tokens.size() == 1);
    CHECK(tokens[0].kind == waspada::TokenKind::phone);
  }
  CHECK(shown("0812-0000-4471 / 0857-0000-2216") == "0812-0000-4471/ph //sy 0857-0000-2216/ph");
  CHECK(shown("08.00 - 17.00") == "08.00/nu -/sy 17.00/nu");
}

TEST_CASE("tokenise: emoji are tokens of their own") {
  CHECK(shown("gaji💰besar 🇰🇭") == "gaji/wo 💰/em besar/wo 🇰🇭/em");
}

TEST_CASE("tokenise: what one character unfolds to is one token") {
  CHECK(shown("gaji\u2026besar \u2048 5\u33A1") == "gaji/wo .../sy besar/wo ?!/sy 5m2/nu");
  const auto tokens = waspada::tokenise("a\u2026b");
  REQUIRE(tokens.size() == 3);
  CHECK(tokens[1].span == waspada::Span{1, 4});
}

TEST_CASE("tokenise: a span is that of the original, disguise and all") {
  const std::string text = "𝗚𝗮𝗷𝗶 k a m b o j a!";
  const auto tokens = waspada::tokenise(text);
  REQUIRE(tokens.size() == 3);
  CHECK(tokens[0].text == "gaji");
  CHECK(tokens[0].span == waspada::Span{0, 16});
  CHECK(tokens[1].text == "kamboja");
  CHECK(tokens[1].span == waspada::Span{17, 30});
  CHECK(tokens[2].span == waspada::Span{30, 31});
}

TEST_CASE("tokenise: nothing and white space have no tokens") {
  for (const char* text : {"", " ", "\n\t \r\n", "\u200B\u00AD", "\u2003"})
    CHECK(waspada::tokenise(text).empty());
}

TEST_CASE("tokenise: only a word and the same word are a reduplication") {
  CHECK(shown("anak-anak-anak kupu-kupu. S1-S1 non-formal") ==
        "anak-anak/wo -/sy anak/wo kupu-kupu/wo ./sy s1-s1/wo non/wo -/sy formal/wo");
}

TEST_CASE("split_words: leaves out what lies outside the range") {
  using waspada::detail::FoldedToken;
  std::vector<FoldedToken> out;
  waspada::detail::split_words("satu dua tiga", 5, 8, out);
  REQUIRE(out.size() == 1);
  CHECK(out[0].begin == 5);
  CHECK(out[0].end == 8);
}

TEST_CASE("name: every kind of token has one") {
  using waspada::TokenKind;
  for (int kind = 0; kind <= static_cast<int>(TokenKind::symbol); ++kind) {
    CHECK_FALSE(name(static_cast<TokenKind>(kind)).empty());
  }
  CHECK(name(TokenKind::hashtag) == "hashtag");
}
