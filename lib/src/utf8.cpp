#include <cstdint>
#include <cstring>

#include "waspada/text.hpp"

namespace waspada {
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

}  // namespace

bool is_utf8(std::string_view text) noexcept { return first_ill_formed(text) == text.npos; }

bool is_ascii(std::string_view text) noexcept { return ascii_run(text, 0) == text.size(); }

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

}  // namespace waspada
