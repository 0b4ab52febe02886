#include "normalise.hpp"

#include <doctest/doctest.h>

#include "waspada/text.hpp"

using waspada::fold;
using waspada::Span;
using waspada::detail::normalise;

TEST_CASE("fold: styled and look-alike letters read as plain ones") {
  for (const char* text :
       {"LOKER", "𝗟𝗢𝗞𝗘𝗥", "𝓵𝓸𝓴𝓮𝓻", "ｌｏｋｅｒ", "ⓛⓞⓚⓔⓡ", "🅻🅾🅺🅴🆁", "🄻🄾🄺🄴🅁", "ʟᴏᴋᴇʀ", "lоkеr",
        "ⅬΟΚΕR", "lo\u200Bker", "lo\u00ADker", "\u202Eloker\u202C", "l̶o̶k̶e̶r̶", "lóķêr", "🇱🇴🇰🇪🇷"}) {
    CAPTURE(text);
    CHECK(fold(text) == "loker");
  }
}

TEST_CASE("fold: digits of every script and shape are digits") {
  CHECK(fold("０８１２") == "0812");
  CHECK(fold("⓿❶①➀") == "0111");
  CHECK(fold("0️⃣8️⃣") == "08");
  CHECK(fold("٠٨١٢") == "0812");
  CHECK(fold("𝟬𝟴") == "08");
}

TEST_CASE("fold: a pair of regional indicators that is a flag stays one") {
  CHECK(fold("kerja di 🇰🇭 aman") == "kerja di 🇰🇭 aman");
  CHECK(fold("🇹🇭🇰🇭") == "🇹🇭🇰🇭");
  CHECK(fold("🇰🇦🇲🇧🇴🇯🇦") == "kamboja");
}

TEST_CASE("fold: quotes, dashes and spaces become the ones of a keyboard") {
  CHECK(fold("“a” ‘b’ cc–dd—ee\u00A0f\u2003g\u2028h") == "\"a\" 'b' cc-dd-ee f g\nh");
}

TEST_CASE("normalise: malformed UTF-8 is replaced, and said so") {
  const auto result = normalise("ab\xFF\xC3(\xE2\x82");
  CHECK(result.text == "ab\uFFFD\uFFFD(\uFFFD");
  CHECK(result.malformed);
  CHECK(result.source(2, 5) == Span{2, 3});
}

TEST_CASE("normalise: plain ASCII needs no offset tables") {
  const auto result = normalise("Gaji 5 Juta\n");
  CHECK(result.text == "gaji 5 juta\n");
  CHECK(result.begin.empty());
  CHECK_FALSE(result.disguised);
  CHECK(result.source(5, 6) == Span{5, 6});
}

TEST_CASE("normalise: offsets lead back to whole original characters") {
  const std::string_view text = "x 𝗴𝗮𝗷𝗶 ﬁx";
  const auto result = normalise(text);
  CHECK(result.text == "x gaji fix");
  const Span gaji = result.source(2, 6);
  CHECK(text.substr(gaji.begin, gaji.end - gaji.begin) == "𝗴𝗮𝗷𝗶");
  const Span ligature = result.source(8, 9);  // the i of the ligature is the whole ligature
  CHECK(text.substr(ligature.begin, ligature.end - ligature.begin) == "ﬁ");
}

TEST_CASE("normalise: control characters disappear, line breaks stay") {
  CHECK(fold(std::string_view("ga\0ji\x07\tbesar\r\n", 14)) == "gaji besar \n");
}

TEST_CASE("fold: letters in brackets of one character read as letters") {
  CHECK(fold("⒦⒜⒨⒝⒪⒥⒜") == "kamboja");
  CHECK(fold("🄚🄐🄜🄑🄞🄙🄐") == "kamboja");
}

TEST_CASE("fold: indicators with something invisible between them are letters, too") {
  CHECK(fold("🇰\u200B🇭") == "kh");
  CHECK(fold("🇰🇭🇺") == "khu");
  CHECK(fold("🇽🇽") == "xx");  // two letters that no flag stands for
}

TEST_CASE("normalise: every kind of malformed sequence becomes U+FFFD") {
  for (const char* text : {"\xFF", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                           "\xF0\x9F\x94", "\x80", "\xF8\x88\x80\x80\x80"}) {
    const auto result = normalise(text);
    CHECK(result.malformed);
    CHECK(result.text.size() % 3 == 0);
    CHECK(result.text.starts_with("\uFFFD"));
  }
  CHECK_FALSE(normalise("\uFFFD").malformed);
}

TEST_CASE("normalise: tables begin where the text stops being plain") {
  const auto result = normalise(
      "ab\u00E9 cd\x01"
      "e");
  CHECK(result.text == "abe cde");
  CHECK(result.source(0, 2) == Span{0, 2});
  CHECK(result.source(2, 3) == Span{2, 4});
  CHECK(result.source(6, 7) == Span{8, 9});
  CHECK(result.source(0, 7) == Span{0, 9});
}
