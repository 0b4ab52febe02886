#include "fold_table.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace waspada::detail {
namespace {

struct LookAlike {
  char32_t from;
  char to;
};

// Letters that imitate a Latin letter and that no Unicode normalisation maps to
// it: Cyrillic, Greek, Armenian, Cherokee, Lisu, small capitals and Latin
// letters with strokes or hooks. Capitals stand beside small letters where the
// two imitate different letters (Greek eta: H and n). Sorted by code point.
constexpr auto kLookAlikes = std::to_array<LookAlike>({
    {U'Đ', 'd'}, {U'đ', 'd'}, {U'Ħ', 'h'}, {U'ħ', 'h'}, {U'ı', 'i'}, {U'Ł', 'l'}, {U'ł', 'l'},
    {U'Ŧ', 't'}, {U'ŧ', 't'}, {U'ƀ', 'b'}, {U'Ɓ', 'b'}, {U'Ƈ', 'c'}, {U'ƈ', 'c'}, {U'Ɗ', 'd'},
    {U'Ƒ', 'f'}, {U'ƒ', 'f'}, {U'Ɠ', 'g'}, {U'Ɨ', 'i'}, {U'Ƙ', 'k'}, {U'ƙ', 'k'}, {U'ƚ', 'l'},
    {U'Ɲ', 'n'}, {U'ƞ', 'n'}, {U'Ƥ', 'p'}, {U'ƥ', 'p'}, {U'ƫ', 't'}, {U'Ƭ', 't'}, {U'ƭ', 't'},
    {U'Ʈ', 't'}, {U'Ʋ', 'v'}, {U'Ƴ', 'y'}, {U'ƴ', 'y'}, {U'Ƶ', 'z'}, {U'ƶ', 'z'}, {U'Ǥ', 'g'},
    {U'ǥ', 'g'}, {U'ȡ', 'd'}, {U'ȥ', 'z'}, {U'ȴ', 'l'}, {U'ȵ', 'n'}, {U'ȶ', 't'}, {U'ȷ', 'j'},
    {U'Ⱥ', 'a'}, {U'Ȼ', 'c'}, {U'ȼ', 'c'}, {U'Ƚ', 'l'}, {U'Ⱦ', 't'}, {U'Ƀ', 'b'}, {U'Ʉ', 'u'},
    {U'Ɇ', 'e'}, {U'ɇ', 'e'}, {U'Ɉ', 'j'}, {U'ɉ', 'j'}, {U'Ɍ', 'r'}, {U'ɍ', 'r'}, {U'Ɏ', 'y'},
    {U'ɏ', 'y'}, {U'ɑ', 'a'}, {U'ɓ', 'b'}, {U'ɕ', 'c'}, {U'ɖ', 'd'}, {U'ɗ', 'd'}, {U'ɛ', 'e'},
    {U'ɡ', 'g'}, {U'ɢ', 'g'}, {U'ɦ', 'h'}, {U'ɨ', 'i'}, {U'ɩ', 'i'}, {U'ɪ', 'i'}, {U'ɫ', 'l'},
    {U'ɬ', 'l'}, {U'ɭ', 'l'}, {U'ɯ', 'w'}, {U'ɱ', 'm'}, {U'ɲ', 'n'}, {U'ɳ', 'n'}, {U'ɴ', 'n'},
    {U'ɵ', 'o'}, {U'ɼ', 'r'}, {U'ɽ', 'r'}, {U'ɾ', 'r'}, {U'ʀ', 'r'}, {U'ʂ', 's'}, {U'ʈ', 't'},
    {U'ʉ', 'u'}, {U'ʋ', 'v'}, {U'ʏ', 'y'}, {U'ʐ', 'z'}, {U'ʑ', 'z'}, {U'ʙ', 'b'}, {U'ʛ', 'g'},
    {U'ʜ', 'h'}, {U'ʝ', 'j'}, {U'ʟ', 'l'}, {U'ʠ', 'q'}, {U'Α', 'a'}, {U'Β', 'b'}, {U'Ε', 'e'},
    {U'Ζ', 'z'}, {U'Η', 'h'}, {U'Ι', 'i'}, {U'Κ', 'k'}, {U'Μ', 'm'}, {U'Ν', 'n'}, {U'Ο', 'o'},
    {U'Ρ', 'p'}, {U'Τ', 't'}, {U'Υ', 'y'}, {U'Χ', 'x'}, {U'α', 'a'}, {U'β', 'b'}, {U'γ', 'y'},
    {U'ε', 'e'}, {U'η', 'n'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'μ', 'u'}, {U'ν', 'v'}, {U'ο', 'o'},
    {U'ρ', 'p'}, {U'ς', 's'}, {U'σ', 'o'}, {U'τ', 't'}, {U'υ', 'u'}, {U'χ', 'x'}, {U'ω', 'w'},
    {U'ϳ', 'j'}, {U'Ѕ', 's'}, {U'І', 'i'}, {U'Ј', 'j'}, {U'А', 'a'}, {U'В', 'b'}, {U'Г', 'r'},
    {U'Е', 'e'}, {U'З', 'e'}, {U'И', 'n'}, {U'К', 'k'}, {U'М', 'm'}, {U'Н', 'h'}, {U'О', 'o'},
    {U'П', 'n'}, {U'Р', 'p'}, {U'С', 'c'}, {U'Т', 't'}, {U'У', 'y'}, {U'Х', 'x'}, {U'Ш', 'w'},
    {U'Я', 'r'}, {U'а', 'a'}, {U'в', 'b'}, {U'г', 'r'}, {U'е', 'e'}, {U'з', 'e'}, {U'и', 'n'},
    {U'к', 'k'}, {U'м', 'm'}, {U'н', 'h'}, {U'о', 'o'}, {U'п', 'n'}, {U'р', 'p'}, {U'с', 'c'},
    {U'т', 't'}, {U'у', 'y'}, {U'х', 'x'}, {U'ш', 'w'}, {U'ь', 'b'}, {U'я', 'r'}, {U'ѕ', 's'},
    {U'і', 'i'}, {U'ј', 'j'}, {U'ћ', 'h'}, {U'ѡ', 'w'}, {U'ѵ', 'v'}, {U'ґ', 'r'}, {U'Ү', 'y'},
    {U'ү', 'y'}, {U'Һ', 'h'}, {U'һ', 'h'}, {U'Ӏ', 'l'}, {U'ӏ', 'l'}, {U'Ԁ', 'd'}, {U'ԁ', 'd'},
    {U'Ԛ', 'q'}, {U'ԛ', 'q'}, {U'Ԝ', 'w'}, {U'ԝ', 'w'}, {U'Ս', 'u'}, {U'Օ', 'o'}, {U'հ', 'h'},
    {U'յ', 'j'}, {U'ո', 'n'}, {U'ս', 'u'}, {U'ց', 'g'}, {U'օ', 'o'}, {U'Ꭰ', 'd'}, {U'Ꭱ', 'r'},
    {U'Ꭲ', 't'}, {U'Ꭵ', 'i'}, {U'Ꭹ', 'y'}, {U'Ꭺ', 'a'}, {U'Ꭻ', 'j'}, {U'Ꭼ', 'e'}, {U'Ꮃ', 'w'},
    {U'Ꮇ', 'm'}, {U'Ꮋ', 'h'}, {U'Ꮍ', 'y'}, {U'Ꮐ', 'g'}, {U'Ꮓ', 'z'}, {U'Ꮢ', 'r'}, {U'Ꮩ', 'v'},
    {U'Ꮪ', 's'}, {U'Ꮮ', 'l'}, {U'Ꮯ', 'c'}, {U'Ꮲ', 'p'}, {U'Ꮶ', 'k'}, {U'Ᏼ', 'b'}, {U'ᴀ', 'a'},
    {U'ᴃ', 'b'}, {U'ᴄ', 'c'}, {U'ᴅ', 'd'}, {U'ᴇ', 'e'}, {U'ᴊ', 'j'}, {U'ᴋ', 'k'}, {U'ᴌ', 'l'},
    {U'ᴍ', 'm'}, {U'ᴎ', 'n'}, {U'ᴏ', 'o'}, {U'ᴘ', 'p'}, {U'ᴛ', 't'}, {U'ᴜ', 'u'}, {U'ᴠ', 'v'},
    {U'ᴡ', 'w'}, {U'ᴢ', 'z'}, {U'ᵹ', 'g'}, {U'ᵻ', 'i'}, {U'ᵽ', 'p'}, {U'ỿ', 'y'}, {U'Ⱡ', 'l'},
    {U'ⱡ', 'l'}, {U'Ɫ', 'l'}, {U'Ᵽ', 'p'}, {U'Ɽ', 'r'}, {U'ⱥ', 'a'}, {U'ⱦ', 't'}, {U'ꓐ', 'b'},
    {U'ꓑ', 'p'}, {U'ꓓ', 'd'}, {U'ꓔ', 't'}, {U'ꓖ', 'g'}, {U'ꓗ', 'k'}, {U'ꓙ', 'j'}, {U'ꓚ', 'c'},
    {U'ꓜ', 'z'}, {U'ꓝ', 'f'}, {U'ꓟ', 'm'}, {U'ꓠ', 'n'}, {U'ꓡ', 'l'}, {U'ꓢ', 's'}, {U'ꓣ', 'r'},
    {U'ꓦ', 'v'}, {U'ꓧ', 'h'}, {U'ꓪ', 'w'}, {U'ꓫ', 'x'}, {U'ꓬ', 'y'}, {U'ꓮ', 'a'}, {U'ꓰ', 'e'},
    {U'ꓲ', 'i'}, {U'ꓳ', 'o'}, {U'ꓴ', 'u'}, {U'ꜰ', 'f'}, {U'ꜱ', 's'},
});
static_assert(std::ranges::is_sorted(kLookAlikes, {}, &LookAlike::from));

char look_alike(char32_t c) {
  const auto at = std::ranges::lower_bound(kLookAlikes, c, {}, &LookAlike::from);
  return at != kLookAlikes.end() && at->from == c ? at->to : '\0';
}

const icu::Normalizer2& require(const icu::Normalizer2* instance, UErrorCode status) {
  // ICU ships these two in its core data; without them nothing in this library could work.
  if (U_FAILURE(status) || instance == nullptr) std::abort();
  return *instance;
}

/// The negative circled and squared Latin letters have no decomposition, and that of
/// the parenthesised ones (`⒦`) keeps the brackets.
char enclosed_letter(char32_t c) {
  if (c >= 0x249C && c <= 0x24B5) return static_cast<char>('a' + (c - 0x249C));
  if (c >= 0x1F110 && c <= 0x1F129) return static_cast<char>('a' + (c - 0x1F110));
  if (c >= 0x1F150 && c <= 0x1F169) return static_cast<char>('a' + (c - 0x1F150));
  if (c >= 0x1F170 && c <= 0x1F189) return static_cast<char>('a' + (c - 0x1F170));
  return '\0';
}

/// Punctuation that differs only in looks, where patterns want one character.
char plain_punctuation(char32_t c) {
  switch (c) {
    case U'\u2018':
    case U'\u2019':
    case U'\u201A':
    case U'\u201B':
    case U'\u02BC':
    case U'\u2032':
    case U'\u2035':
    case U'`':
    case U'\u00B4':
      return '\'';
    case U'\u201C':
    case U'\u201D':
    case U'\u201E':
    case U'\u201F':
    case U'\u00AB':
    case U'\u00BB':
    case U'\u2033':
    case U'\u3003':
      return '"';
    case U'\u2044':
    case U'\u2215':
      return '/';
    case U'\u2236':
      return ':';
    case U'\u066A':
      return '%';
    default:
      return u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION || c == 0x2212 ? '-' : '\0';
  }
}

bool is_dropped(UChar32 c) {
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
      return true;
    default:
      return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
  }
}

void append(std::string& out, char32_t c) {
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
}

/// One step of the fold of a character that is neither space nor dropped.
void append_folded(std::string& out, char32_t c, int depth) {
  if (const char letter = look_alike(c)) {
    out += letter;
    return;
  }
  if (const char letter = enclosed_letter(c)) {
    out += letter;
    return;
  }
  if (const char mark = plain_punctuation(c)) {
    out += mark;
    return;
  }
  const auto point = static_cast<UChar32>(c);
  const int digit = u_charType(point) == U_DECIMAL_DIGIT_NUMBER ? u_charDigitValue(point) : -1;
  if (digit >= 0) {
    out += static_cast<char>('0' + digit);
    return;
  }
  if ((c >= 0x2776 && c <= 0x2793) || (c >= 0x24EB && c <= 0x24FF)) {  // negative circled digits
    out += std::to_string(static_cast<int>(u_getNumericValue(point)));
    return;
  }
  UErrorCode status = U_ZERO_ERROR;
  // Accents come off letters of the alphabets, but Hangul and kana would fall apart.
  const bool decompose = c < 0x2000 || c >= 0x1D000;
  const auto* instance = decompose ? icu::Normalizer2::getNFKDInstance(status)
                                   : icu::Normalizer2::getNFKCInstance(status);
  icu::UnicodeString source(point);
  icu::UnicodeString mapped = require(instance, status).normalize(source, status);
  if (mapped == source || depth == 0) {
    mapped.foldCase();
    if (mapped == source || depth == 0) {
      mapped.toUTF8String(out);
      return;
    }
  }
  for (int32_t i = 0; i < mapped.length(); i = mapped.moveIndex32(i, 1)) {
    const UChar32 next = mapped.char32At(i);
    if (u_isUWhiteSpace(next)) {
      out += ' ';
    } else if (!is_dropped(next)) {
      append_folded(out, static_cast<char32_t>(next), depth - 1);
    }
  }
}

std::string compute(char32_t c) {
  if (c == U'\n' || c == 0x85 || c == 0x2028 || c == 0x2029) return "\n";
  const auto point = static_cast<UChar32>(c);
  if (u_isUWhiteSpace(point) || c == 0x2800) return " ";  // Braille blank is seen as a space
  std::string out;
  // Regional indicators are folded by run, where a pair of them is a flag.
  if (c >= 0x1F1E6 && c <= 0x1F1FF) {
    append(out, c);
  } else if (!is_dropped(point)) {
    constexpr int kMaxSteps = 6;  // no mapping in Unicode needs more than three
    append_folded(out, c, kMaxSteps);
  }
  return out;
}

constexpr std::size_t kPageSize = 256;

/// 256 consecutive code points, folded when one of them is first met.
struct Page {
  std::string text;
  std::array<std::uint32_t, kPageSize + 1> offset{};
  std::array<bool, kPageSize> disguise{};
};

std::unique_ptr<Page> make_page(char32_t first) {
  auto page = std::make_unique<Page>();
  for (std::size_t i = 0; i < kPageSize; ++i) {
    const char32_t c = first + static_cast<char32_t>(i);
    page->offset[i] = static_cast<std::uint32_t>(page->text.size());
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string folded = compute(c);
    // A letter outside Latin-1 and its accents that reads as a plain letter hides it.
    page->disguise[i] = c > 0x24F && folded.size() == 1 && folded[0] >= 'a' && folded[0] <= 'z';
    if (folded.empty() && c != 0xFE0F && c != 0x20E3 && c != 0x200D && c > 0x1F) {
      page->disguise[i] = true;  // invisible, and no part of an emoji
    }
    page->text += folded;
  }
  page->offset[kPageSize] = static_cast<std::uint32_t>(page->text.size());
  return page;
}

constexpr std::size_t kPages = 0x110000 / kPageSize;

/// Filled on demand: a full table costs milliseconds that a single score has no use for.
const Page& page_of(char32_t c) {
  static std::array<std::atomic<const Page*>, kPages> pages{};
  auto& slot = pages[c / kPageSize];
  const Page* page = slot.load(std::memory_order_acquire);
  if (page == nullptr) {
    auto fresh = make_page(static_cast<char32_t>(c / kPageSize * kPageSize));
    if (slot.compare_exchange_strong(page, fresh.get(), std::memory_order_acq_rel)) {
      page = fresh.release();  // lives as long as the process, like ICU's own tables
    }
  }
  return *page;
}

}  // namespace

FoldedCharacter fold_character(char32_t code_point) {
  const Page& page = page_of(code_point);
  const std::size_t i = code_point % kPageSize;
  return {std::string_view(page.text).substr(page.offset[i], page.offset[i + 1] - page.offset[i]),
          page.disguise[i]};
}

}  // namespace waspada::detail
