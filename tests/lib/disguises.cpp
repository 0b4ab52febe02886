#include "disguises.hpp"

#include <array>
#include <cstdint>

namespace {

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned, 4> kLead{0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[static_cast<std::size_t>(more)] |
                           (static_cast<std::uint32_t>(c) >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) {
    out += static_cast<char>(0x80 | ((static_cast<std::uint32_t>(c) >> (6 * i)) & 0x3F));
  }
}

/// The letters of a block that holds A to Z in a row.
template <char32_t kFirst>
std::string block(std::string_view word) {
  std::string out;
  for (const char c : word) append(out, kFirst + static_cast<char32_t>(c - 'a'));
  return out;
}

using Alphabet = std::array<char32_t, 26>;

std::string spelt(std::string_view word, const Alphabet& alphabet) {
  std::string out;
  for (const char c : word) append(out, alphabet[static_cast<std::size_t>(c - 'a')]);
  return out;
}

/// Letters with `mark` between them.
std::string spread(std::string_view word, std::string_view mark) {
  std::string out;
  for (const char c : word) {
    if (!out.empty()) out += mark;
    out += c;
  }
  return out;
}

std::string capitals(std::string_view word) {
  std::string out;
  for (const char c : word) out += static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string cyrillic(std::string_view word) {
  constexpr Alphabet kAlphabet = {U'а', 'b',  U'с', U'ԁ', U'е', 'f',  'g',  U'һ', U'і',
                                  U'ј', 'k',  'l',  'm',  U'п', U'о', U'р', U'ԛ', 'r',
                                  U'ѕ', U'т', 'u',  U'ѵ', U'ԝ', U'х', U'у', 'z'};
  return spelt(word, kAlphabet);
}

std::string small_capitals(std::string_view word) {
  constexpr Alphabet kAlphabet = {U'ᴀ', U'ʙ', U'ᴄ', U'ᴅ', U'ᴇ', U'ꜰ', U'ɢ', U'ʜ', U'ɪ',
                                  U'ᴊ', U'ᴋ', U'ʟ', U'ᴍ', U'ɴ', U'ᴏ', U'ᴘ', 'q',  U'ʀ',
                                  U'ꜱ', U'ᴛ', U'ᴜ', U'ᴠ', U'ᴡ', 'x',  U'ʏ', U'ᴢ'};
  return spelt(word, kAlphabet);
}

/// Digits for vowels, but not two in a row: that would be a number.
std::string leet(std::string_view word) {
  std::string out(word);
  for (std::size_t i = 1; i + 1 < out.size(); ++i) {
    if (out[i - 1] < 'a') continue;
    switch (out[i]) {
      case 'a':
        out[i] = '4';
        break;
      case 'e':
        out[i] = '3';
        break;
      case 'i':
        out[i] = '1';
        break;
      case 'o':
        out[i] = '0';
        break;
      default:
        break;
    }
  }
  return out;
}

std::string starred(std::string_view word) {
  std::string out(word);
  return out.insert(word.size() / 2, "*");
}

}  // namespace

const std::vector<Disguise>& disguises() {
  static const std::vector<Disguise> all = {
      {"capitals", capitals},
      {"Cyrillic", cyrillic},
      {"small capitals", small_capitals},
      {"full-width", block<0xFF41>},
      {"mathematical bold", block<0x1D41A>},
      {"mathematical sans-serif bold italic", block<0x1D656>},
      {"circled", block<0x24D0>},
      {"parenthesised", block<0x249C>},
      {"squared", block<0x1F130>},
      {"negative circled", block<0x1F150>},
      {"negative squared", block<0x1F170>},
      {"regional indicators", block<0x1F1E6>},
      {"zero-width spaces", [](std::string_view word) { return spread(word, "\u200B"); }},
      {"zero-width joiners", [](std::string_view word) { return spread(word, "\u200D"); }},
      {"soft hyphens", [](std::string_view word) { return spread(word, "\u00AD"); }},
      {"right-to-left override",
       [](std::string_view word) { return "\u202E" + std::string(word) + "\u202C"; }},
      {"combining strokes", [](std::string_view word) { return spread(word, "\u0336"); }},
      {"stacked marks", [](std::string_view word) { return spread(word, "\u0301\u0316\u0489"); }},
      {"control characters", [](std::string_view word) { return spread(word, "\x01"); }},
      {"spaces", [](std::string_view word) { return spread(word, " "); }},
      {"no-break spaces", [](std::string_view word) { return spread(word, "\u00A0"); }},
      {"dots", [](std::string_view word) { return spread(word, "."); }},
      {"hyphens", [](std::string_view word) { return spread(word, "-"); }},
      {"underscores", [](std::string_view word) { return spread(word, "_"); }},
      {"emoji", [](std::string_view word) { return spread(word, "🔥"); }},
      {"emoji and spaces", [](std::string_view word) { return spread(word, " ✅ "); }},
      {"leet", leet},
      {"spaced leet", [](std::string_view word) { return spread(leet(word), " "); }},
      {"leet in full-width digits",
       [](std::string_view word) {
         std::string out;
         for (const char c : leet(word)) {
           append(out, c >= '0' && c <= '9' ? U'０' + static_cast<char32_t>(c - '0')
                                            : static_cast<char32_t>(c));
         }
         return out;
       }},
      {"a star", starred},
      {"stretched end",
       [](std::string_view word) { return std::string(word) + std::string(4, word.back()); }},
      {"stretched start",
       [](std::string_view word) { return std::string(3, word.front()) + std::string(word); }},
  };
  return all;
}
