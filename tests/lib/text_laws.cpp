#include "text_laws.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

/// Bytes of the well-formed UTF-8 character at `at` (Unicode table 3-7), or 0.
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto in = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (in(lead, 0xC2, 0xDF)) return in(byte(1), 0x80, 0xBF) ? 2 : 0;
  if (in(lead, 0xE0, 0xEF)) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (in(lead, 0xF0, 0xF4)) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) && in(byte(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

bool is_boundary(std::string_view text, std::size_t at) {
  for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
    if (character_size(text, at - back) > back) return false;
  }
  return true;
}

std::string describe(const waspada::Span& span) {
  return "[" + std::to_string(span.begin) + ", " + std::to_string(span.end) + ")";
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    }
  }
  return out + "\"";
}

std::string broken_span(std::string_view text, const waspada::Span& span) {
  if (span.begin >= span.end || span.end > text.size()) {
    return "the span " + describe(span) + " is empty or outside";
  }
  if (!is_boundary(text, span.begin) || !is_boundary(text, span.end)) {
    return "the span " + describe(span) + " cuts a character";
  }
  return "";
}

std::string broken_law(std::string_view text) {
  const std::string folded = waspada::fold(text);
  if (const std::string again = waspada::fold(folded); again != folded) {
    return quoted(text) + " folds to " + quoted(folded) + " and then to " + quoted(again);
  }
  std::size_t end = 0;
  for (const waspada::Token& token : waspada::tokenise(text)) {
    if (const std::string error = broken_span(text, token.span); !error.empty()) {
      return quoted(text) + ": " + error;
    }
    if (token.span.begin < end) {
      return quoted(text) + ": the token " + quoted(token.text) + " begins before the last ended";
    }
    end = token.span.end;
    const std::string_view piece = text.substr(token.span.begin, end - token.span.begin);
    if (waspada::fold(piece) != token.text) {
      return quoted(text) + ": the token " + quoted(token.text) + " stands for " + quoted(piece) +
             ", which folds to " + quoted(waspada::fold(piece));
    }
  }
  return "";
}
