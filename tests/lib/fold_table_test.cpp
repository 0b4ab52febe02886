#include "fold_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "normalise.hpp"

using waspada::detail::fold_character;
using waspada::detail::normalise;

namespace {

constexpr char32_t kEnd = 0x110000;

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

/// The one-byte folds of the characters of `from`.
std::string folds_of(std::u32string_view from) {
  std::string out;
  for (const char32_t c : from) out += fold_character(c).text;
  return out;
}

}  // namespace

TEST_CASE("fold_character: what it gives holds no capital, no control and no tab") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c < kEnd; ++c) {
    for (const char byte : fold_character(c).text) {
      const bool control = static_cast<unsigned char>(byte) < 0x20 && byte != '\n';
      wrong += control || byte == 0x7F || (byte >= 'A' && byte <= 'Z') ? 1U : 0U;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("fold_character: what it gives is well-formed and folds to itself") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c < kEnd; ++c) {
    if (is_surrogate(c) || (c >= 0x1F1E6 && c <= 0x1F1FF)) continue;  // indicators go by pairs
    const std::string_view text = fold_character(c).text;
    if (text.empty()) continue;
    const auto again = normalise(text);
    if (again.malformed || again.text != text) {
      if (wrong++ < 5) MESSAGE("U+" << std::hex << static_cast<unsigned>(c));
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("fold_character: letters of other scripts read as the letter they imitate") {
  CHECK(folds_of(U"АВЕКМНОРСТУХаеорсухіјѕ") == "abekmhopctyxaeopcyxijs");
  CHECK(folds_of(U"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ") == "abezhikmnoptyx");
  CHECK(folds_of(U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ") == "abcdefghijklmnoprstuvwyz");
  CHECK(folds_of(U"đħıłŧ") == "dhilt");
}

TEST_CASE("fold_character: accents come off, whether they are part of the letter or follow it") {
  CHECK(folds_of(U"àéîõüñçšž") == "aeiouncsz");
  CHECK(folds_of(U"e\u0301o\u0308") == "eo");
}

TEST_CASE("fold_character: styled letters and digits of every block are plain ones") {
  for (const char32_t first : {U'𝐀', U'𝐚',  U'𝐴',  U'𝑎', U'𝑨', U'𝒂', U'𝓐', U'𝓪', U'𝕒', U'𝕬',
                               U'𝖆', U'𝖠',  U'𝖺',  U'𝗔', U'𝗮', U'𝘈', U'𝘢', U'𝘼', U'𝙖', U'𝙰',
                               U'𝚊', U'Ａ', U'ａ', U'Ⓐ', U'ⓐ', U'⒜', U'🄐', U'🄰', U'🅐', U'🅰'}) {
    CAPTURE(static_cast<unsigned>(first));
    CHECK(fold_character(first).text == "a");
    CHECK(fold_character(first + 11).text == "l");
    CHECK(fold_character(first + 25).text == "z");
  }
  for (const char32_t first : {U'𝟎', U'𝟘', U'𝟢', U'𝟬', U'𝟶', U'０', U'٠', U'०', U'๐'}) {
    CAPTURE(static_cast<unsigned>(first));
    CHECK(fold_character(first).text == "0");
    CHECK(fold_character(first + 9).text == "9");
  }
  CHECK(folds_of(U"¹²³⁴₅①❷➂⓪⓿") == "1234512300");
}

TEST_CASE("fold_character: invisible characters are dropped") {
  for (const char32_t c :
       {0x00U,   0x07U,   0x1BU,    0x7FU,    0x9FU,    0xADU,   0x34FU,  0x61CU,
        0x180EU, 0x200BU, 0x200CU,  0x200DU,  0x200EU,  0x202EU, 0x2060U, 0x2066U,
        0xFE0FU, 0xFEFFU, 0x1D173U, 0xE0020U, 0xE0100U, 0x3164U, 0x115FU}) {
    CAPTURE(c);
    CHECK(fold_character(c).text == "");
  }
}

TEST_CASE("fold_character: spaces, line ends, quotes and dashes are those of a keyboard") {
  for (const char32_t c : {0x09U, 0xA0U, 0x1680U, 0x2003U, 0x202FU, 0x3000U, 0x2800U}) {
    CHECK(fold_character(c).text == " ");
  }
  for (const char32_t c : {0x0AU, 0x85U, 0x2028U, 0x2029U}) CHECK(fold_character(c).text == "\n");
  CHECK(folds_of(U"“”„«»‘’´–—−‐∕：！（") == R"("""""'''----/:!()");
}

TEST_CASE("fold_character: hiding a letter is a disguise, an accent or an emoji is none") {
  for (const char32_t c : {U'а', U'ᴀ', U'𝗮', U'ⓐ', U'ａ', U'\u200B', U'\u00AD', U'\u0336'}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(fold_character(c).disguise);
  }
  for (const char32_t c : {U'a', U'é', U'’', U'…', U'🔥', U'\uFE0F', U'\u200D', U'\u20E3', U'中'}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK_FALSE(fold_character(c).disguise);
  }
}

TEST_CASE("fold_character: threads that meet a character first at once agree") {
  std::vector<std::thread> threads;
  std::vector<std::string> results(4);
  for (std::string& result : results) {
    threads.emplace_back([&result] {
      for (char32_t c = 0x20000; c < 0x30000; c += 37) result += fold_character(c).text;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::all_of(results, [&](const std::string& r) { return r == results.front(); }));
}
