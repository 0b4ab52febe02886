#include "json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace waspada::cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// How many bytes from `at` on are ASCII.
std::size_t ascii_run(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at - begin;
}

struct Sequence {
  std::size_t length = 1;
  bool good = false;
};

/// The character at `at`, or the longest beginning of one (table 3-7 of the
/// Unicode standard: the second byte tells overlong forms and surrogates).
Sequence sequence_at(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  const unsigned char second = byte_at(text, at + 1);
  if (second < low || second > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0) != 0x80) return {i, false};
  }
  return {length, true};
}

std::size_t first_ill_formed(std::string_view text) {
  std::size_t at = 0;
  while ((at += ascii_run(text, at)) < text.size()) {
    const Sequence sequence = sequence_at(text, at);
    if (!sequence.good) return at;
    at += sequence.length;
  }
  return text.npos;
}

void append_escaped(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// The code unit of a \uXXXX escape at `at`, or -1.
int unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  const char* end = text.data() + at + 6;
  const auto [stop, status] = std::from_chars(end - 4, end, unit, 16);
  return status == std::errc() && stop == end && unit >= 0 ? unit : -1;
}

bool is_high(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// The place of the next escape that is half a pair, or npos.
std::size_t next_half(std::string_view text, std::size_t at) {
  while ((at = text.find('\\', at)) != text.npos) {
    const int unit = unit_at(text, at);
    if (is_low(unit)) return at;
    if (is_high(unit)) {
      if (!is_low(unit_at(text, at + 6))) return at;
      at += 12;
    } else {
      at += 2;
    }
  }
  return at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  std::string mended;
  if (!is_utf8(text)) {
    mended = without_ill_formed(text);
    text = mended;
  }
  out += '"';
  for (auto begin = text.begin(); begin != text.end();) {
    const auto end = std::find_if(begin, text.end(), needs_escape);
    out.append(begin, end);
    begin = end;
    if (begin != text.end()) append_escaped(out, *begin++);
  }
  out += '"';
}

std::string without_ill_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t run = ascii_run(text, at);
    out.append(text, at, run);
    at += run;
    if (at == text.size()) break;
    const Sequence sequence = sequence_at(text, at);
    out += sequence.good ? text.substr(at, sequence.length) : kReplacement;
    at += sequence.length;
  }
  return out;
}

bool is_utf8(std::string_view text) noexcept { return first_ill_formed(text) == text.npos; }

bool is_ascii(std::string_view text) noexcept { return ascii_run(text, 0) == text.size(); }

std::string_view mended_json(std::string_view line, std::string& scratch) {
  const bool good = is_utf8(line);
  std::size_t half = next_half(line, 0);
  if (good && half == line.npos) return line;
  if (good) {
    scratch = line;
  } else {
    scratch = without_ill_formed(line);
    half = next_half(scratch, 0);
  }
  for (; half != scratch.npos; half = next_half(scratch, half + 6)) {
    scratch.replace(half + 2, 4, "fffd");
  }
  return scratch;
}

}  // namespace waspada::cli
