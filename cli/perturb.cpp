#include "perturb.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <random>

namespace waspada::cli {
namespace {

constexpr std::size_t kLongWord = 4;  // shorter ones tell too little to be worth hiding

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_bracket(char c) { return std::string_view("(\"'[*-_~").find(c) != std::string_view::npos; }
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char raised(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

void append(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    out += {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
            static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
  }
}

/// Rewrites runs of ASCII letters; what stands between blanks with a digit, an @, a dot or
/// a slash inside is a link, an address or an amount, and stays.
template <class Rewrite>
std::string by_word(std::string_view text, const Rewrite& rewrite) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = at;
    while (at < text.size() && is_blank(text[at])) ++at;
    out += text.substr(begin, at - begin);
    const std::size_t start = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    std::string_view chunk = text.substr(start, at - start);
    std::size_t head = 0;
    while (head < chunk.size() && !is_letter(chunk[head])) ++head;
    std::size_t tail = chunk.size();
    while (tail > head && !is_letter(chunk[tail - 1])) --tail;
    const std::string_view core = chunk.substr(head, tail - head);
    if (core.empty() || !std::ranges::all_of(core, is_letter) ||
        !std::ranges::all_of(chunk.substr(0, head), is_bracket)) {
      out += chunk;
      continue;
    }
    out += chunk.substr(0, head);
    out += rewrite(core);
    out += chunk.substr(tail);
  }
  return out;
}

/// Rewrites long words letter by letter; `letter` appends one.
template <class Letter>
std::string by_letter(std::string_view text, const Letter& letter) {
  return by_word(text, [&](std::string_view word) {
    if (word.size() < kLongWord) return std::string(word);
    std::string out;
    for (const char c : word) letter(out, c);
    return out;
  });
}

/// The letters of a block that holds A to Z and a to z in a row.
template <std::uint32_t kCapitals, std::uint32_t kSmall>
std::string styled(std::string_view text, const Slang&, std::uint64_t) {
  return by_letter(text, [](std::string& out, char c) {
    const bool capital = c <= 'Z';
    append(out,
           (capital ? kCapitals : kSmall) + static_cast<std::uint32_t>(c - (capital ? 'A' : 'a')));
  });
}

std::string look_alike(std::string_view text, const Slang&, std::uint64_t) {
  // Cyrillic letters that no eye tells from Latin ones.
  return by_letter(text, [](std::string& out, char c) {
    constexpr std::array<std::pair<char, std::uint32_t>, 10> kTwins = {{{'a', 0x430},
                                                                        {'c', 0x441},
                                                                        {'e', 0x435},
                                                                        {'i', 0x456},
                                                                        {'j', 0x458},
                                                                        {'o', 0x43E},
                                                                        {'p', 0x440},
                                                                        {'s', 0x455},
                                                                        {'x', 0x445},
                                                                        {'y', 0x443}}};
    const auto twin = std::ranges::find(kTwins, c, &std::pair<char, std::uint32_t>::first);
    append(out, twin == kTwins.end() ? static_cast<unsigned char>(c) : twin->second);
  });
}

/// Long words with `mark` between the letters: all of them where the mark is invisible, every
/// third where a reader would give up.
std::string spread(std::string_view text, std::string_view mark, std::size_t every) {
  std::size_t count = 0;
  return by_word(text, [&](std::string_view word) {
    if (word.size() < kLongWord || count++ % every != 0) return std::string(word);
    std::string out;
    for (const char c : word) {
      if (!out.empty()) out += mark;
      out += c;
    }
    return out;
  });
}

std::string leet(std::string_view text, const Slang&, std::uint64_t) {
  std::size_t count = 0;
  return by_word(text, [&](std::string_view word) {
    std::string out(word);
    if (word.size() < kLongWord || count++ % 2 != 0) return out;
    for (std::size_t i = 1; i + 1 < out.size(); ++i) {
      constexpr std::string_view kVowels = "aeio";
      constexpr std::string_view kDigits = "4310";
      const std::size_t vowel = kVowels.find(lowered(out[i]));
      if (vowel != kVowels.npos && is_letter(out[i - 1])) out[i] = kDigits[vowel];
    }
    return out;
  });
}

/// One slip in every sixth long word: two letters swapped, one lost, one doubled.
std::string typos(std::string_view text, const Slang&, std::uint64_t seed) {
  std::mt19937_64 random(seed);  // its numbers are the same everywhere; no distribution's are
  return by_word(text, [&](std::string_view word) {
    std::string out(word);
    if (word.size() < kLongWord || random() % 6 != 0) return out;
    const std::size_t at = 1 + random() % (out.size() - 2);
    switch (random() % 3) {
      case 0:
        std::swap(out[at], out[at + 1]);
        break;
      case 1:
        out.erase(at, 1);
        break;
      default:
        out.insert(at, 1, out[at]);
    }
    return out;
  });
}

std::string slang_words(std::string_view text, const Slang& slang, std::uint64_t) {
  return by_word(text, [&](std::string_view word) {
    std::string key(word);
    std::ranges::transform(key, key.begin(), lowered);
    const auto found = slang.find(key);
    return found == slang.end() ? std::string(word) : found->second;
  });
}

std::string in_case(std::string_view text, char (*change)(char)) {
  return by_word(text, [&](std::string_view word) {
    std::string out(word);
    std::ranges::transform(out, out.begin(), change);
    return out;
  });
}

std::string one_line(std::string_view text, const Slang&, std::uint64_t) {
  std::string out(text);
  std::ranges::replace_if(
      out, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return out;
}

std::string many_lines(std::string_view text, const Slang&, std::uint64_t) {
  std::string out;
  std::size_t words = 0;
  for (const char c : text) out += c == ' ' && ++words % 5 == 0 ? '\n' : c;
  return out;
}

std::string with_emoji(std::string_view text, const Slang&, std::uint64_t) {
  constexpr std::array<std::string_view, 4> kEmoji = {" 🔥 ", " ✅ ", " 📢 ", " 💰 "};
  std::string out = "📢 ";
  std::size_t words = 0;
  for (const char c : text) {
    if (c == ' ' && ++words % 6 == 0) {
      out += kEmoji[words / 6 % kEmoji.size()];
    } else {
      out += c;
    }
  }
  return out;
}

/// Without pictographs, dingbats and what joins them; by their UTF-8 bytes.
std::string without_emoji(std::string_view text, const Slang&, std::uint64_t) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view character = text.substr(i, bytes);
    const bool emoji = character.starts_with("\xF0\x9F") || character.starts_with("\xE2\x98") ||
                       character.starts_with("\xE2\x99") || character.starts_with("\xE2\x9A") ||
                       character.starts_with("\xE2\x9B") || character.starts_with("\xE2\x9C") ||
                       character.starts_with("\xE2\x9D") || character.starts_with("\xE2\x9E") ||
                       character == "\xEF\xB8\x8F" || character == "\xE2\x80\x8D";
    if (!emoji) out += character;
    i += bytes;
  }
  return out;
}

/// The first two thirds, to the end of a word.
std::string truncated(std::string_view text, const Slang&, std::uint64_t) {
  std::size_t end = text.size() * 2 / 3;
  while (end < text.size() && !is_blank(text[end])) ++end;
  return std::string(text.substr(0, end));
}

}  // namespace

const std::vector<Perturbation>& perturbations() {
  static const std::vector<Perturbation> all = {
      {"look-alike", look_alike},
      {"bold", styled<0x1D5D4, 0x1D5EE>},
      {"full-width", styled<0xFF21, 0xFF41>},
      {"circled", styled<0x24B6, 0x24D0>},
      {"zero-width", [](std::string_view text, const Slang&,
                        std::uint64_t) { return spread(text, "\u200B", 1); }},
      {"spaced",
       [](std::string_view text, const Slang&, std::uint64_t) { return spread(text, " ", 3); }},
      {"dotted",
       [](std::string_view text, const Slang&, std::uint64_t) { return spread(text, ".", 3); }},
      {"emoji-inside",
       [](std::string_view text, const Slang&, std::uint64_t) { return spread(text, "🔥", 3); }},
      {"leet", leet},
      {"capitals",
       [](std::string_view text, const Slang&, std::uint64_t) { return in_case(text, raised); }},
      {"small-letters",
       [](std::string_view text, const Slang&, std::uint64_t) { return in_case(text, lowered); }},
      {"one-line", one_line},
      {"many-lines", many_lines},
      {"emoji", with_emoji},
      {"no-emoji", without_emoji},
      {"slang", slang_words},
      {"typos", typos},
      {"truncated", truncated}};
  return all;
}

}  // namespace waspada::cli
