#include "undisguise.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

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

/// Marks the gaps of the run of single letters that starts at `at`, when it is
/// long enough to be a word. Returns the end of the run, or `at` + 1.
std::size_t join_letters(std::string_view text, std::size_t at, std::string& marked, bool& changed) {
  std::size_t end = at + 1;
  const std::string_view first = text.substr(end, gap_end(text, end) - end);
  if (first.empty() || !may_separate(first)) return end;
  std::size_t letters = is_letter(text[at]) ? 1 : 0;
  std::size_t digits = 1 - letters;
  while (true) {
    const std::size_t next = gap_end(text, end);
    if (next == end || next >= text.size() || !is_isolated(text, next)) break;
    const std::string_view gap = text.substr(end, next - end);
    if (is_pictured(first) ? !is_pictured(gap) : gap != first) break;
    ++(is_letter(text[next]) ? letters : digits);
    end = next + 1;
  }
  // Three dotted letters are an abbreviation at most; three spaced ones may be a list.
  const std::size_t enough = first == " " ? 4 : 3;
  if (letters + digits < enough || letters < 3 || digits > letters) return end;
  if (!changed) marked = text;  // copied for the few texts that need it
  for (std::size_t i = at; i < end; ++i) {
    if (!is_alnum(text[i])) marked[i] = kDropped;
  }
  changed = true;
  return end;
}

void join_spaced_letters(Normalised& text) {
  const std::string_view folded = text.text;
  std::string marked;
  bool changed = false;
  for (std::size_t i = 0; i + 4 < folded.size();) {
    if (!is_isolated(folded, i)) {
      ++i;
      continue;
    }
    i = join_letters(folded, i, marked, changed);
  }
  if (changed) apply(marked, text);
}

// ---- Inside words: `ju*dol`, `sl0t`, `gajiiii` ----

char leet_letter(char c, char before, char after) {
  switch (c) {
    case '0': return 'o';
    case '1': return is_vowel(after) && (before == '\0' || is_vowel(before)) ? 'l' : 'i';
    case '3': return 'e';
    case '4': return 'a';
    case '5': return 's';
    case '7': return 't';
    case '8': return 'b';
    case '@': return 'a';
    case '$': return 's';
    case '!': return 'i';
    case '|': return 'l';
    default: return '\0';
  }
}

/// Words with a digit inside that are meant so: agencies, safety, certificates.
bool is_known_code(std::string_view word) {
  constexpr auto kCodes = std::to_array<std::string_view>(
      {"p3mi", "sip3mi", "bp3mi", "p3tki", "bp3tki", "p4mi", "bp4mi", "p4tki", "bp4tki", "lp3i",
       "p3k", "pp3k", "k3l", "k3lh", "p3ke", "pp3mi", "h1b", "b3lh", "p5m", "t4t", "a3k3", "p3dn"});
  return std::ranges::find(kCodes, word) != kCodes.end();
}

/// `5jt`, `min2thn`, `rp5jt`, `d3s1`: digits that count something or name a degree.
bool reads_as_quantity(std::string_view word) {
  constexpr auto kUnits = std::to_array<std::string_view>(
      {"jt", "jtan", "juta", "jutaan", "rb", "rban", "ribu", "ribuan", "k", "m", "th", "thn",
       "tahun", "bln", "bulan", "hr", "hari", "jam", "x", "org", "orang", "menit", "mnt", "cm", "kg",
       "km", "am", "pm", "wib", "lt", "pcs", "gb", "an", "x24jam", "posisi", "unit", "shift"});
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
    if (rest.size() >= 2 && (rest[0] == 's' || rest[0] == 'd') && rest[1] >= '1' && rest[1] <= '4') {
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
    case '!': return !has_vowel(piece);                        // t!ket, not ok!siap
    case '|': return piece.size() <= 2 && !has_vowel(piece);   // s|ot, not sma|smk
    default: return true;
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

void fill(std::string& marked, std::size_t begin, std::size_t end) {
  std::fill(marked.begin() + static_cast<std::ptrdiff_t>(begin),
            marked.begin() + static_cast<std::ptrdiff_t>(end), kDropped);
}

bool decode_leet(std::string& marked, std::size_t begin, std::size_t end) {
  if (!is_leet(std::string_view(marked).substr(begin, end - begin))) return false;
  char before = '\0';
  for (std::size_t i = begin; i < end; ++i) {
    const char after = i + 1 < end ? marked[i + 1] : '\0';
    if (!is_letter(marked[i])) marked[i] = leet_letter(marked[i], before, after);
    before = marked[i];
  }
  return true;
}

/// `gajiiii` to `gaji`; not `xxx`, not `viii`.
bool shrink(std::string& marked, std::size_t begin, std::size_t end) {
  const std::string_view word = std::string_view(marked).substr(begin, end - begin);
  if (word.find_first_not_of(word.front()) == std::string_view::npos || is_roman(word)) return false;
  bool changed = false;
  for (std::size_t i = begin; i < end;) {
    std::size_t run = i + 1;
    while (run < end && marked[run] == marked[i]) ++run;
    if (run - i >= 3 && is_letter(marked[i])) {
      fill(marked, i + 1, run);
      changed = true;
    }
    i = run;
  }
  return changed;
}

/// `ju*dol` to `judol`, closed up so that what follows sees the word whole. Returns
/// its new end.
std::size_t drop_stars(std::string& marked, std::size_t begin, std::size_t end) {
  constexpr std::ptrdiff_t kLongestBroken = 12;  // letters; longer ones are two words
  const std::string_view word = std::string_view(marked).substr(begin, end - begin);
  if (word.find('*') == std::string_view::npos ||
      std::ranges::count_if(word, is_letter) > kLongestBroken) {
    return end;
  }
  std::size_t out = begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (marked[i] != '*') std::swap(marked[out++], marked[i]);
  }
  fill(marked, out, end);
  return out;
}

/// Restores the word [begin, end) of the working copy: first with the symbols in
/// it taken for letters, then, where they are none, each part by itself.
bool restore_word(std::string& marked, std::size_t begin, std::size_t end) {
  const std::size_t whole = drop_stars(marked, begin, end);
  bool changed = whole != end;
  changed |= decode_leet(marked, begin, whole);
  for (std::size_t i = begin; i < whole;) {
    std::size_t part = i;
    while (part < whole && is_alnum(marked[part])) ++part;
    if (part > i) {
      changed |= decode_leet(marked, i, part);
      changed |= shrink(marked, i, part);
    }
    i = part + 1;
  }
  return changed;
}

bool is_inner_symbol(std::string_view text, std::size_t i) {
  const char c = text[i];
  return (c == '*' || c == '@' || c == '$' || c == '!' || c == '|') && i > 0 &&
         i + 1 < text.size() && is_alnum(text[i - 1]) && is_alnum(text[i + 1]);
}

/// Whether the character at `i` can be part of a disguise inside a word.
bool is_suspect(std::string_view text, std::size_t i) {
  if (i == 0 || i + 1 >= text.size()) return false;
  const char c = text[i];
  if (is_letter(c)) return text[i - 1] == c && text[i + 1] == c;
  if (is_digit(c)) return is_letter(text[i - 1]) && (is_letter(text[i + 1]) || text[i + 1] == '0');
  return is_inner_symbol(text, i);
}

void restore_words(Normalised& text) {
  const std::string_view folded = text.text;
  std::vector<Lexeme> fixed;  // links and addresses, found only when there is a suspect
  std::size_t next_fixed = 0;
  std::string marked;
  bool changed = false;
  for (std::size_t i = 1; i + 1 < folded.size(); ++i) {
    if (!is_suspect(folded, i)) continue;
    if (marked.empty()) {
      marked = text.text;
      fixed = find_lexemes(folded);
    }
    std::size_t begin = i;
    while (begin > 0 && (is_alnum(folded[begin - 1]) || is_inner_symbol(folded, begin - 1))) --begin;
    std::size_t end = i + 1;
    while (end < folded.size() && (is_alnum(folded[end]) || is_inner_symbol(folded, end))) ++end;
    while (next_fixed < fixed.size() && fixed[next_fixed].end <= begin) ++next_fixed;
    const bool is_fixed = next_fixed < fixed.size() && fixed[next_fixed].begin < end &&
                          fixed[next_fixed].kind != TokenKind::hashtag;
    if (!is_fixed) changed |= restore_word(marked, begin, end);
    i = end;
  }
  if (changed) apply(marked, text);
}

}  // namespace

void undisguise(Normalised& text) {
  join_spaced_letters(text);
  restore_words(text);
}

}  // namespace waspada::detail
