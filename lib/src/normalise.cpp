#include "normalise.hpp"

#include <unicode/uloc.h>
#include <unicode/utf8.h>

#include <array>
#include <numeric>

#include "fold_table.hpp"
#include "undisguise.hpp"

namespace waspada::detail {
namespace {

constexpr char32_t kFirstIndicator = 0x1F1E6;  // REGIONAL INDICATOR SYMBOL LETTER A
constexpr char32_t kLastIndicator = 0x1F1FF;
constexpr std::size_t kIndicatorBytes = 4;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_indicator(char32_t c) { return c >= kFirstIndicator && c <= kLastIndicator; }

/// Whether two indicators make a flag that fonts draw, by ISO 3166.
bool is_flag(char32_t first, char32_t second) {
  static const auto flags = [] {
    std::array<bool, 26 * 26> table{};
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
      const auto letter = [&](int i) { return static_cast<std::size_t>((*code)[i] - 'A'); };
      table[letter(0) * 26 + letter(1)] = true;
    }
    return table;
  }();
  return flags[(first - kFirstIndicator) * 26 + (second - kFirstIndicator)];
}

/// Collects folded text; keeps offset tables only once they are needed.
class Builder {
 public:
  explicit Builder(Normalised& out, std::size_t size) : out_(out), size_(size) {
    out_.text.reserve(size);
  }

  /// A run of bytes that fold to one byte each.
  void append_bytes(std::string_view run, std::size_t begin, const std::array<char, 128>& fold) {
    if (plain_ && begin != out_.text.size()) start_tables();
    const std::size_t old = out_.text.size();
    out_.text.resize(old + run.size());
    for (std::size_t i = 0; i < run.size(); ++i) {
      out_.text[old + i] = fold[static_cast<unsigned char>(run[i])];
    }
    if (plain_) return;
    out_.begin.resize(old + run.size());
    out_.end.resize(old + run.size());
    for (std::size_t i = 0; i < run.size(); ++i) {
      out_.begin[old + i] = static_cast<std::uint32_t>(begin + i);
      out_.end[old + i] = static_cast<std::uint32_t>(begin + i + 1);
    }
  }

  void append(std::string_view folded, std::size_t begin, std::size_t end) {
    if (plain_ && (begin != out_.text.size() || end - begin != 1 || folded.size() != 1)) {
      start_tables();
    }
    out_.text += folded;
    if (!plain_) {
      out_.begin.insert(out_.begin.end(), folded.size(), static_cast<std::uint32_t>(begin));
      out_.end.insert(out_.end.end(), folded.size(), static_cast<std::uint32_t>(end));
    }
  }

 private:
  void start_tables() {
    plain_ = false;
    out_.begin.reserve(size_);
    out_.end.reserve(size_);
    out_.begin.resize(out_.text.size());
    std::iota(out_.begin.begin(), out_.begin.end(), 0U);
    out_.end.resize(out_.text.size());
    std::iota(out_.end.begin(), out_.end.end(), 1U);
  }

  Normalised& out_;
  std::size_t size_;
  bool plain_ = true;
};

/// Folds a run of regional indicators that starts at `at`; returns its end.
/// Pairs that are all flags stay flags (🇰🇭 is a destination); anything else
/// spells a word in squared letters.
std::size_t fold_indicators(std::string_view text, std::size_t at, Builder& out, bool& disguised) {
  std::array<char32_t, 2> pair{};
  std::size_t count = 0;
  bool flags = true;
  std::size_t end = at;
  while (end + kIndicatorBytes <= text.size()) {
    std::size_t next = end;
    char32_t c = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    U8_NEXT_OR_FFFD(bytes, next, text.size(), c);
    if (!is_indicator(c)) break;
    pair[count++ % 2] = c;
    if (count % 2 == 0 && !is_flag(pair[0], pair[1])) flags = false;
    end = next;
  }
  flags = flags && count % 2 == 0;
  for (std::size_t i = at; i < end; i += kIndicatorBytes) {
    if (flags) {
      out.append(text.substr(i, kIndicatorBytes), i, i + kIndicatorBytes);
    } else {
      // The last byte of an indicator's UTF-8 form counts A to Z from 0xA6.
      const auto last = static_cast<unsigned char>(text[i + 3]);
      const auto letter = static_cast<char>('a' + (last - 0xA6));
      out.append({&letter, 1}, i, i + kIndicatorBytes);
      disguised = true;
    }
  }
  return end;
}

/// ASCII by itself, without a look at the table: 97 % of the bytes of real ads.
constexpr auto kAscii = [] {
  std::array<char, 128> table{};
  for (int c = 0; c < 128; ++c) {
    char folded = static_cast<char>(c);
    if (c >= 'A' && c <= 'Z') folded = static_cast<char>(c - 'A' + 'a');
    if (c == '\t' || c == '\r' || c == '\v' || c == '\f') folded = ' ';
    if (c == '`') folded = '\'';
    const bool dropped = (c < 0x20 && c != '\n' && folded != ' ') || c == 0x7F;
    table[static_cast<std::size_t>(c)] = dropped ? '\0' : folded;
  }
  return table;
}();

}  // namespace

Normalised normalise(std::string_view text) {
  Normalised out;
  Builder builder(out, text.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t run = at;
    while (run < text.size() && bytes[run] < 0x80 && kAscii[bytes[run]] != '\0') ++run;
    if (run > at) {
      builder.append_bytes(text.substr(at, run - at), at, kAscii);
      at = run;
      continue;
    }
    if (bytes[at] < 0x80) {  // a control character
      out.disguised = true;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    char32_t c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (static_cast<std::int32_t>(c) < 0) {
      out.malformed = true;
      builder.append(kReplacement, begin, at);
    } else if (is_indicator(c)) {
      at = fold_indicators(text, begin, builder, out.disguised);
    } else {
      const FoldedCharacter folded = fold_character(c);
      out.disguised |= folded.disguise;
      if (!folded.text.empty()) builder.append(folded.text, begin, at);
    }
  }
  undisguise(out);
  return out;
}

}  // namespace waspada::detail
