#include "json_text.hpp"

#include <charconv>

#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

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
