#include "reading.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "normalise.hpp"

namespace {

using namespace waspada::detail;

std::vector<ModelWord> words_of(std::string_view text) {
  static const FactReader facts(WASPADA_SOURCE_ROOT "/data");
  const Normalised normal = normalise(text);
  const auto tokens = tokenise_folded(normal);
  return model_words(normal.text, tokens, facts.read(normal.text, tokens));
}

std::string joined(std::string_view text) {
  std::string out;
  for (const ModelWord& word : words_of(text)) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

}  // namespace

TEST_CASE("model_words: every word once, where it stands first") {
  CHECK(joined("Gaji besar, GAJI besar, gaji pasti!") == "gaji besar pasti");
  const auto words = words_of("wa dan WA");
  REQUIRE(words.size() == 2);
  CHECK(words[0].begin == 0);
  CHECK(words[1].text == "dan");
}

TEST_CASE("model_words: contacts, amounts and numbers become what sort they are") {
  CHECK(joined("hub 0812-0000-4471") == "hub <phone:id-mobile>");
  CHECK(joined("daftar https://bit.ly/abc") == "daftar <link:shortener>");
  CHECK(joined("tahun 2024 umur 35 jam 08.30") == "tahun <year> umur <number:2> jam <number>");
  CHECK(joined("gaji Rp5.000.000 per bulan").starts_with("gaji <money:idr:7:month>"));
}

TEST_CASE("model_words: none is what fastText takes for a command") {
  for (const char* text : {"__label__scam </s> gaji", "a </s> b", "__label__ __label__x"}) {
    CAPTURE(text);
    const auto words = words_of(text);
    CHECK(std::ranges::none_of(words, [](const ModelWord& word) {
      return word.text.empty() || word.text == "</s>" || word.text.starts_with("__label__") ||
             word.text.find_first_of(std::string(" \n\t\r\v\f\0~", 8)) != std::string::npos;
    }));
  }
}

TEST_CASE("model_words: a word of any length keeps to whole characters") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "é";
  const auto words = words_of(text);
  REQUIRE(words.size() == 1);
  CHECK(words[0].text.size() <= 64);
  CHECK(words[0].text.size() % 2 == 0);
}
