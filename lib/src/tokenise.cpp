#include "tokenise.hpp"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <memory>

#include "ascii.hpp"
#include "lexer.hpp"
#include "normalise.hpp"

namespace waspada {
namespace detail {
namespace {

using UTextCloser = std::unique_ptr<UText, decltype([](UText* text) { utext_close(text); })>;

/// One iterator a thread: they are cheap to reuse, dear to make (2.3 us) and
/// not to be shared. The root locale has the rules for Latin text.
icu::BreakIterator& word_iterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> iterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) std::abort();  // ICU without its data: nothing can be split
    return made;
  }();
  return *iterator;
}

bool is_plain_word_byte(char c) { return is_alnum(c) || is_high(c); }

bool is_pictogram(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0 ||
         u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) != 0 || u_charType(c) == U_OTHER_SYMBOL;
}

TokenKind kind_of(std::string_view text) {
  if (is_letter(text[0])) return TokenKind::word;
  if (is_digit(text[0])) return TokenKind::number;
  if (!is_high(text[0])) return TokenKind::symbol;
  std::size_t at = 0;
  UChar32 c = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
  if (is_pictogram(c)) return TokenKind::emoji;
  return u_isalnum(c) != 0 ? TokenKind::word : TokenKind::symbol;
}

/// ICU keeps `baik.menguasai`, `nama_usia`, `wa:0812` and `kerja@toko` together; the
/// readers of ads do not. Numbers keep their dots and commas, and words their
/// apostrophe (`jum'at`).
void add_pieces(std::string_view folded, std::size_t begin, std::size_t end,
                std::vector<FoldedToken>& out) {
  const auto add = [&](std::size_t from, std::size_t to) {
    if (from < to) out.push_back({from, to, kind_of(folded.substr(from, to - from))});
  };
  if (is_space(folded[begin])) return;
  std::size_t start = begin;
  for (std::size_t i = begin; i < end; ++i) {
    const char c = folded[i];
    if (is_plain_word_byte(c)) continue;
    const bool inside = i > start && i + 1 < end;
    const bool digits = inside && is_digit(folded[i - 1]) && is_digit(folded[i + 1]);
    const bool letters =
        inside && is_plain_word_byte(folded[i - 1]) && is_plain_word_byte(folded[i + 1]);
    if ((c == '.' || c == ',') && digits) continue;
    if (c == '\'' && letters) continue;
    add(start, i);
    add(i, i + 1);
    start = i + 1;
  }
  add(start, end);
}

bool is_numeric(char c) { return is_digit(c); }

/// UAX #29 for ASCII: where the word that starts at `at` ends.
std::size_t ascii_word_end(std::string_view folded, std::size_t at, std::size_t end) {
  std::size_t i = at + 1;
  while (i < end) {
    const char c = folded[i];
    const char before = folded[i - 1];
    if (is_alnum(c) || c == '_') {
      ++i;
      continue;
    }
    if (i + 1 < end) {
      const char after = folded[i + 1];
      const bool between_letters = is_letter(before) && is_letter(after);
      const bool between_digits = is_numeric(before) && is_numeric(after);
      if ((between_letters && (c == '.' || c == '\'' || c == ':')) ||
          (between_digits && (c == '.' || c == '\'' || c == ',' || c == ';'))) {
        i += 2;
        continue;
      }
    }
    break;
  }
  return i;
}

/// `anak-anak`, `kira-kira`: one word to a reader, three tokens to UAX #29.
void join_reduplication(std::string_view folded, std::size_t first, std::vector<FoldedToken>& out) {
  if (out.size() < first + 3) return;
  std::size_t write = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    FoldedToken token = out[i];
    if (i + 2 < out.size() && token.kind == TokenKind::word && out[i + 1].in(folded) == "-" &&
        out[i + 2].kind == TokenKind::word && token.end == out[i + 1].begin &&
        out[i + 1].end == out[i + 2].begin && token.in(folded) == out[i + 2].in(folded)) {
      token.end = out[i + 2].end;
      i += 2;
    }
    out[write++] = token;
  }
  out.resize(write);
}

}  // namespace

void split_words_icu(std::string_view folded, std::size_t begin, std::size_t end,
                     std::vector<FoldedToken>& out) {
  UErrorCode status = U_ZERO_ERROR;
  const UTextCloser text(utext_openUTF8(nullptr, folded.data() + begin,
                                        static_cast<std::int64_t>(end - begin), &status));
  icu::BreakIterator& words = word_iterator();
  words.setText(text.get(), status);
  if (U_FAILURE(status)) throw std::bad_alloc();  // the only failure these two calls have
  std::int32_t from = words.first();
  for (std::int32_t to = words.next(); to != icu::BreakIterator::DONE; to = words.next()) {
    add_pieces(folded, begin + static_cast<std::size_t>(from), begin + static_cast<std::size_t>(to),
               out);
    from = to;
  }
}

void split_words(std::string_view folded, std::size_t begin, std::size_t end,
                 std::vector<FoldedToken>& out) {
  std::size_t i = begin;
  while (i < end) {
    const char c = folded[i];
    if (is_space(c)) {
      ++i;
      continue;
    }
    // A stretch without spaces goes to ICU as soon as it holds anything beyond ASCII.
    std::size_t stretch = i;
    bool ascii = true;
    while (stretch < end && !is_space(folded[stretch])) ascii &= !is_high(folded[stretch++]);
    if (!ascii) {
      split_words_icu(folded, i, stretch, out);
    } else {
      while (i < stretch) {
        const std::size_t next =
            is_alnum(folded[i]) || folded[i] == '_' ? ascii_word_end(folded, i, stretch) : i + 1;
        add_pieces(folded, i, next, out);
        i = next;
      }
    }
    i = stretch;
  }
}

std::vector<FoldedToken> tokenise_folded(std::string_view folded) {
  std::vector<FoldedToken> out;
  out.reserve(folded.size() / 5);
  std::size_t at = 0;
  for (const Lexeme& lexeme : find_lexemes(folded)) {
    split_words(folded, at, lexeme.begin, out);
    out.push_back({lexeme.begin, lexeme.end, lexeme.kind});
    at = lexeme.end;
  }
  split_words(folded, at, folded.size(), out);
  join_reduplication(folded, 0, out);
  return out;
}

std::vector<FoldedToken> tokenise_folded(const Normalised& text) {
  std::vector<FoldedToken> out = tokenise_folded(std::string_view(text.text));
  if (text.begin.empty() || out.empty()) return out;
  std::size_t kept = 0;
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (text.begin[out[i].begin] < text.end[out[kept].end - 1]) {
      out[kept].end = out[i].end;
    } else {
      out[++kept] = out[i];
    }
  }
  out.resize(kept + 1);
  return out;
}

}  // namespace detail

std::string_view name(TokenKind kind) noexcept {
  switch (kind) {
    case TokenKind::word:
      return "word";
    case TokenKind::number:
      return "number";
    case TokenKind::money:
      return "money";
    case TokenKind::phone:
      return "phone";
    case TokenKind::link:
      return "link";
    case TokenKind::mail:
      return "mail";
    case TokenKind::handle:
      return "handle";
    case TokenKind::hashtag:
      return "hashtag";
    case TokenKind::emoji:
      return "emoji";
    case TokenKind::symbol:
      break;
  }
  return "symbol";
}

std::string fold(std::string_view text) { return detail::normalise(text).text; }

std::vector<Token> tokenise(std::string_view text) {
  const detail::Normalised normal = detail::normalise(text);
  std::vector<Token> out;
  for (const detail::FoldedToken& token : detail::tokenise_folded(normal)) {
    out.push_back(
        {std::string(token.in(normal.text)), normal.source(token.begin, token.end), token.kind});
  }
  return out;
}

}  // namespace waspada
