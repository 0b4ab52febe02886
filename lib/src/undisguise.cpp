#include "undisguise.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascii.hpp"
#include "lexer.hpp"
#include "normalise.hpp"

namespace waspada::detail {
namespace {

// Folded text holds no NUL, so in a working copy it marks a byte to drop.
constexpr char kDropped = '\0';

/// Removes the bytes that `marked` drops and takes over those it changed. The
/// dropped bytes count to the one before them: a span shows the whole disguise.
void apply(const std::string& marked, Normalised& text) {
  if (text.begin.empty()) {
    text.begin.resize(text.text.size());
    std::iota(text.begin.begin(), text.begin.end(), 0U);
    text.end.resize(text.text.size());
    std::iota(text.end.begin(), text.end.end(), 1U);
  }
  std::size_t out = 0;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] == kDropped) {
      text.end[out - 1] = text.end[i];  // the first byte of a word is never dropped
      continue;
    }
    text.text[out] = marked[i];
    text.begin[out] = text.begin[i];
    text.end[out] = text.end[i];
    ++out;
  }
  text.text.resize(out);
  text.begin.resize(out);
  text.end.resize(out);
  text.disguised = true;
}

// ---- Letters set apart: `k a m b o j a`, `d.e.p.o`, `j🔥u🔥d🔥i` ----

bool is_isolated(std::string_view text, std::size_t i) {
  return is_alnum(text[i]) && (i == 0 || !is_alnum(text[i - 1])) &&
         (i + 1 == text.size() || !is_alnum(text[i + 1]));
}

constexpr std::size_t kMaxGap = 16;  // bytes: an emoji with its modifiers, and a space on each side

/// The end of the gap that starts at `at`; `at` itself when a line ends in it.
std::size_t gap_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kMaxGap && !is_alnum(text[end])) {
    if (text[end] == '\n') return at;
    ++end;
  }
  return end;
}

bool is_pictured(std::string_view gap) { return std::ranges::any_of(gap, is_high); }

bool may_separate(std::string_view gap) {
  constexpr auto kSeparators = std::to_array<std::string_view>(
      {" ", ".", "-", "_", "*", "~", "|", "+", "=", "^", ". ", " . ", " - ", " * ", " | "});
  return is_pictured(gap) || std::ranges::find(kSeparators, gap) != kSeparators.end();
}

/// Links, addresses and amounts in a text, which are no spelling of a word. Found when
/// first asked for: few texts hold anything that looks like a disguise.
class Fixed {
 public:
  explicit Fixed(std::string_view text) : text_(text) {}

  /// Those that end behind `from`; what is asked for may only move to the right.
  [[nodiscard]] std::span<const Lexeme> after(std::size_t from) {
    if (!found_) {
      lexemes_ = find_lexemes(text_);
      std::erase_if(lexemes_, [](const Lexeme& a) { return a.kind == TokenKind::hashtag; });
      found_ = true;
    }
    while (next_ < lexemes_.size() && lexemes_[next_].end <= from) ++next_;
    return std::span(lexemes_).subspan(next_);
  }

 private:
  std::string_view text_;
  std::vector<Lexeme> lexemes_;
  std::size_t next_ = 0;
  bool found_ = false;
};

struct Run {
  std::size_t begin = 0;
  std::size_t last = 0;  ///< Its last letter or digit.
  std::size_t letters = 0;
  std::size_t digits = 0;
  bool spaced = false;
};

/// The single letters and digits from `at` on that are set apart alike, up to `stop`.
Run run_of(std::string_view text, std::size_t at, std::size_t stop) {
  Run out{at, at, 0, 0, false};
  const std::string_view first = text.substr(at + 1, gap_end(text, at + 1) - at - 1);
  const bool apart = !first.empty() && may_separate(first);
  out.spaced = first == " ";
  while (true) {
    ++(is_letter(text[out.last]) ? out.letters : out.digits);
    const std::size_t end = out.last + 1;
    const std::size_t next = gap_end(text, end);
    if (!apart || next == end || next >= stop || !is_isolated(text, next)) return out;
    const std::string_view gap = text.substr(end, next - end);
    if (is_pictured(first) ? !is_pictured(gap) : gap != first) return out;
    out.last = next;
  }
}

/// Whether a run is long enough to be a word, and no number.
bool spells_word(std::string_view text, const Run& run) {
  constexpr std::size_t kMostDigits = 4;
  // Three dotted letters are an abbreviation at most; three spaced ones may be a list.
  const std::size_t enough = run.spaced ? 4 : 3;
  if (run.letters + run.digits < enough || run.letters < 3) return false;
  if (run.digits == 0) return true;
  if (run.digits > run.letters || run.digits > kMostDigits) return false;
  std::string joined;
  for (std::size_t i = run.begin; i <= run.last; ++i) {
    if (is_alnum(text[i])) joined += text[i];
  }
  const std::vector<Lexeme> lexemes = find_lexemes(joined);  // must stay in one piece
  return lexemes.empty() || lexemes.front().end - lexemes.front().begin == joined.size();
}

bool join_spaced_letters(Normalised& text) {
  const std::string_view folded = text.text;
  Fixed fixed(folded);
  std::string marked;
  for (std::size_t i = 0; i + 4 < folded.size(); ++i) {
    if (!is_isolated(folded, i)) continue;
    Run run = run_of(folded, i, folded.size());
    if (spells_word(folded, run)) {
      const auto lexemes = fixed.after(i);
      const std::size_t stop = lexemes.empty() ? folded.size() : lexemes.front().begin;
      if (stop <= i) {
        i = lexemes.front().end - 1;
        continue;
      }
      run = run_of(folded, i, stop);
      if (spells_word(folded, run)) {
        if (marked.empty()) marked = text.text;
        for (std::size_t k = run.begin; k <= run.last; ++k) {
          if (!is_alnum(folded[k])) marked[k] = kDropped;
        }
        i = run.last;
        continue;
      }
    }
    // The last one may begin another run, of another gap.
    i = std::max(i, run.last - (run.last > i ? 1 : 0));
  }
  if (!marked.empty()) apply(marked, text);
  return !marked.empty();
}

// ---- Inside words: `ju*dol`, `sl0t`, `gajiiii` ----

char leet_letter(char c, char before, char after) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
      return is_vowel(after) && (before == '\0' || is_vowel(before)) ? 'l' : 'i';
    case '3':
      return 'e';
    case '4':
      return 'a';
    case '5':
      return 's';
    case '7':
      return 't';
    case '8':
      return 'b';
    case '@':
      return 'a';
    case '$':
      return 's';
    case '!':
      return 'i';
    case '|':
      return 'l';
    default:
      return '\0';
  }
}

/// Words with a digit inside that are meant so: agencies, safety, certificates.
bool is_known_code(std::string_view word) {
  constexpr auto kCodes = std::to_array<std::string_view>(
      {"p3mi",   "sip3mi", "bp3mi", "p3tki", "bp3tki", "p4mi", "bp4mi", "p4tki",
       "bp4tki", "lp3i",   "p3k",   "pp3k",  "k3l",    "k3lh", "p3ke",  "pp3mi",
       "h1b",    "b3lh",   "p5m",   "t4t",   "a3k3",   "p3dn"});
  return std::ranges::find(kCodes, word) != kCodes.end();
}

/// `5jt`, `min2thn`, `rp5jt`, `d3s1`: digits that count something or name a degree.
bool reads_as_quantity(std::string_view word) {
  constexpr auto kUnits = std::to_array<std::string_view>(
      {"jt",    "jtan",  "juta",  "jutaan", "rb",     "rban", "ribu", "ribuan", "k",   "m",
       "th",    "thn",   "tahun", "bln",    "bulan",  "hr",   "hari", "jam",    "x",   "org",
       "orang", "menit", "mnt",   "cm",     "kg",     "km",   "am",   "pm",     "wib", "lt",
       "pcs",   "gb",    "an",    "x24jam", "posisi", "unit", "shift"});
  constexpr auto kCurrencies = std::to_array<std::string_view>({"rp", "idr", "usd", "rm", "sgd"});
  const std::size_t digit = word.find_first_of("0123456789");
  if (digit == std::string_view::npos) return false;
  const std::size_t after = word.find_first_not_of("0123456789", digit);
  const std::string_view unit = after == std::string_view::npos ? "" : word.substr(after);
  if (std::ranges::find(kUnits, unit) != kUnits.end()) return true;
  if (std::ranges::find(kCurrencies, word.substr(0, digit)) != kCurrencies.end()) return true;
  // d3, s1, d3s1, smad3s1: school levels glued by a scraper
  std::string_view rest = word;
  for (bool taken = true; taken && !rest.empty();) {
    taken = false;
    for (const std::string_view level : {"sma", "smk", "smp", "slta", "sd", "ma"}) {
      if (rest.starts_with(level)) {
        rest.remove_prefix(level.size());
        taken = true;
      }
    }
    if (rest.size() >= 2 && (rest[0] == 's' || rest[0] == 'd') && rest[1] >= '1' &&
        rest[1] <= '4') {
      rest.remove_prefix(2);
      taken = true;
    }
  }
  return rest.empty();
}

bool has_vowel(std::string_view piece) { return std::ranges::any_of(piece, is_vowel); }

/// Whether the symbol at `at` stands for a letter rather than between two words.
bool hides_letter(std::string_view word, std::size_t at) {
  std::size_t left = at;
  while (left > 0 && is_letter(word[left - 1])) --left;
  const std::string_view piece = word.substr(left, at - left);
  switch (word[at]) {
    case '!':
      return !has_vowel(piece);  // t!ket, not ok!siap
    case '|':
      return piece.size() <= 2 && !has_vowel(piece);  // s|ot, not sma|smk
    default:
      return true;
  }
}

/// Whether `word` (letters, digits, inner symbols) is spelt in leet throughout.
bool is_leet(std::string_view word) {
  if (word.size() < 3 || is_known_code(word) || reads_as_quantity(word)) return false;
  std::size_t letters = 0;
  std::size_t others = 0;
  bool inner = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (is_letter(word[i])) {
      ++letters;
      continue;
    }
    if (leet_letter(word[i], '\0', '\0') == '\0') return false;
    const bool run = i > 0 && !is_letter(word[i - 1]);
    if (run && (word[i] != '0' || word[i - 1] != '0')) return false;  // a number, not two letters
    if (!is_digit(word[i]) && !hides_letter(word, i)) return false;
    ++others;
    inner |= i > 0 && i + 1 < word.size() && is_letter(word[i - 1]) && is_letter(word[i + 1]) &&
             (word.size() > 3 || word[i] == '0');
  }
  return inner && letters + 1 >= others;
}

bool is_roman(std::string_view word) {
  return word.find_first_not_of("ivxlcdm") == std::string_view::npos;
}

bool is_symbol(char c) { return c == '*' || c == '@' || c == '$' || c == '!' || c == '|'; }

/// `gajiiii`: marks all but the first of three or more equal letters.
bool squeeze(std::string& marked, std::span<const std::size_t> places) {
  std::string word;
  for (const std::size_t place : places) word += marked[place];
  if (word.find_first_not_of(word.front()) == std::string::npos || is_roman(word)) return false;
  bool changed = false;
  for (std::size_t i = 0; i < word.size();) {
    std::size_t run = i + 1;
    while (run < word.size() && word[run] == word[i]) ++run;
    if (run - i >= 3 && is_letter(word[i])) {
      for (std::size_t k = i + 1; k < run; ++k) marked[places[k]] = kDropped;
      changed = true;
    }
    i = run;
  }
  return changed;
}

/// Restores the word that stands at `places` of the working copy. One that is not
/// spelt in leet as a whole may be several, which are looked at one by one: they will
/// be tokens, and a token by itself must fold to the same.
bool restore_word(std::string& marked, std::span<const std::size_t> places) {
  std::string word;
  for (const std::size_t place : places) word += marked[place];
  if (is_leet(word)) {
    char before = '\0';
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char after = i + 1 < word.size() ? word[i + 1] : '\0';
      if (!is_letter(word[i])) word[i] = leet_letter(word[i], before, after);
      before = word[i];
      marked[places[i]] = word[i];
    }
    squeeze(marked, places);
    return true;
  }
  bool changed = false;
  for (std::size_t i = 0; i < word.size();) {
    std::size_t end = i;
    while (end < word.size() && !is_symbol(word[end])) ++end;
    if (end - i == word.size()) return squeeze(marked, places);
    if (end > i) changed |= restore_word(marked, places.subspan(i, end - i));
    i = end + 1;
  }
  return changed;
}

/// The same for bytes [begin, end), where `ju*dol` may hide a word.
bool restore_range(std::string& marked, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLongestBroken = 12;
  while (begin < end && is_symbol(marked[begin])) ++begin;
  while (begin < end && is_symbol(marked[end - 1])) --end;
  if (begin == end) return false;
  std::vector<std::size_t> places;
  std::string closed;
  for (std::size_t i = begin; i < end; ++i) {
    if (marked[i] == '*') continue;
    places.push_back(i);
    closed += marked[i];
  }
  bool changed = false;
  if (places.size() < end - begin) {
    if (closed.size() <= kLongestBroken &&
        (std::ranges::all_of(closed, is_letter) || is_leet(closed))) {
      std::replace(marked.begin() + static_cast<std::ptrdiff_t>(begin),
                   marked.begin() + static_cast<std::ptrdiff_t>(end), '*', kDropped);
      changed = true;
    } else {
      places.resize(end - begin);
      std::iota(places.begin(), places.end(), begin);
    }
  }
  return restore_word(marked, places) || changed;
}

bool is_inner_symbol(std::string_view text, std::size_t i) {
  return is_symbol(text[i]) && i > 0 && i + 1 < text.size() && is_alnum(text[i - 1]) &&
         is_alnum(text[i + 1]);
}

/// Whether the character at `i` can be part of a disguise inside a word.
bool is_suspect(std::string_view text, std::size_t i) {
  if (i == 0 || i + 1 >= text.size()) return false;
  const char c = text[i];
  if (is_letter(c)) return text[i - 1] == c && text[i + 1] == c;
  if (is_digit(c)) return is_letter(text[i - 1]) && (is_letter(text[i + 1]) || text[i + 1] == '0');
  return is_inner_symbol(text, i);
}

bool restore_words(Normalised& text) {
  const std::string_view folded = text.text;
  Fixed fixed(folded);
  std::string marked;
  bool changed = false;
  for (std::size_t i = 1; i + 1 < folded.size(); ++i) {
    if (!is_suspect(folded, i)) continue;
    if (marked.empty()) marked = text.text;
    std::size_t begin = i;
    while (begin > 0 && (is_alnum(folded[begin - 1]) || is_inner_symbol(folded, begin - 1)))
      --begin;
    std::size_t end = i + 1;
    while (end < folded.size() && (is_alnum(folded[end]) || is_inner_symbol(folded, end))) ++end;
    for (const Lexeme& lexeme : fixed.after(begin)) {
      if (lexeme.begin >= end) break;
      if (lexeme.begin > begin) changed |= restore_range(marked, begin, lexeme.begin);
      begin = std::min(lexeme.end, end);
    }
    if (begin < end) changed |= restore_range(marked, begin, end);
    i = end;
  }
  if (changed) apply(marked, text);
  return changed;
}

}  // namespace

void undisguise(Normalised& text) {
  // What one step restores the next may read: `s.l.0.t`, a link behind a word. Every
  // step makes the text shorter or turns a sign into a letter, so that this ends.
  bool changed = true;
  while (changed) {
    changed = join_spaced_letters(text);
    changed |= restore_words(text);
  }
}

}  // namespace waspada::detail
