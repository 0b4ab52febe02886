#include "literals.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kMaxCross = 48;  // strings a concatenation may multiply out to
constexpr std::size_t kMaxAlternatives = 4096;
constexpr std::size_t kMaxClass = 12;  // characters of a class worth spelling out
constexpr std::size_t kShortest = 2;   // a single letter stands in every text

/// Stands for `\b` among the characters of an exact string until it ends up in a clause.
constexpr char kBoundary = '\x01';
const std::string kWordEdge(1, kBoundary);

// Longest runs in an ordinary text, in characters.
constexpr std::size_t kLongestSpace = 4;
constexpr std::size_t kLongestWord = 32;
constexpr std::size_t kLongestChunk = 120;  // of anything but white space
constexpr std::size_t kLongestMarks = 12;   // of anything but letters, digits and `_`

/// What is known of a part of an expression: either all strings it can match
/// (`exact`), or clauses that any match of it satisfies.
struct Part {
  std::optional<std::vector<std::string>> exact;
  std::vector<Clause> clauses;
  std::size_t width = 0;                 ///< Characters of the longest match.
  bool gap = false;                      ///< Matches no part of a word, and at least one character.
  std::size_t longest_run = kUnbounded;  ///< Characters it can match when repeated.
};

std::size_t times(std::size_t width, std::size_t count) {
  return width >= kUnbounded || count >= kUnbounded ? kUnbounded
                                                    : std::min(width * count, kUnbounded);
}

Part exactly(std::vector<std::string> strings) {
  Part out;
  // Bytes, which is never less than the characters.
  for (const std::string& text : strings) out.width = std::max(out.width, text.size());
  out.exact = std::move(strings);
  return out;
}

Part anything(std::size_t width) {
  Part out;
  out.width = width;
  return out;
}

/// Orders clauses by what they say: by their shortest literal, then by how few there are.
void best_first(std::vector<Clause>& clauses) {
  const auto worth = [](const Clause& clause) {
    std::size_t shortest = 1000;
    for (const Literal& literal : clause) {
      // A whole word of two letters is as rare as four letters anywhere.
      const std::size_t bounds = (literal.word_start ? 1U : 0U) + (literal.word_end ? 1U : 0U);
      shortest = std::min(shortest, literal.text.size() + bounds);
    }
    return std::pair(-static_cast<long>(shortest), clause.size());
  };
  std::ranges::stable_sort(clauses, {}, worth);
}

/// Whether what begins at `at` is a count such as `{2}`, `{2,}` or `{0,5}`. RE2 takes any
/// other curly bracket for itself, and refuses counts above a thousand.
bool is_count(std::string_view expression, std::size_t at) {
  const auto digits = [&] {
    std::size_t count = 0;
    while (at < expression.size() && is_digit(expression[at])) ++at, ++count;
    return count;
  };
  constexpr std::size_t kMostDigits = 4;
  const bool leading_zero = expression.substr(++at).starts_with('0');
  const std::size_t least = digits();
  if (least == 0 || least > (leading_zero ? 1 : kMostDigits)) return false;
  if (expression.substr(at).starts_with(',') && (++at, digits() > kMostDigits)) return false;
  return expression.substr(at).starts_with('}');
}

/// Whether an expression has forms of RE2's syntax that are read here as something else:
/// flags, `\Q...\E`, `\C`, characters by their number, newer ways to name a group, curly
/// brackets that are no count. Rules have no need of them; such an expression is run as
/// it is, on every text.
bool has_rare_forms(std::string_view expression) {
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const std::string_view rest = expression.substr(i);
    const char next = rest.size() > 1 ? rest[1] : '\0';
    if (rest.starts_with("(?") && !rest.starts_with("(?:") && !rest.starts_with("(?P<")) {
      return true;
    }
    if (rest.front() == '{' && is_digit(next) && !is_count(expression, i)) return true;
    if (rest.front() == kBoundary) return true;
    if (rest.front() != '\\') continue;
    if (next == 'Q' || next == 'C' || next == 'x' || is_digit(next)) return true;
    ++i;
  }
  return false;
}

/// The place after the character class that begins at `at`.
std::size_t after_class(std::string_view expression, std::size_t at) {
  const auto rest = [&] { return expression.substr(std::min(at, expression.size())); };
  at += rest().starts_with("[^") ? 2 : 1;
  for (bool first = true; at < expression.size() && (first || expression[at] != ']');
       first = false) {
    const std::size_t name_end =
        rest().starts_with("[:") ? expression.find(":]", at + 2) : rest().npos;
    at = name_end != rest().npos ? name_end + 2 : at + (expression[at] == '\\' ? 2 : 1);
  }
  return at + 1;
}

bool is_word_byte(char c) { return is_alnum(c) || c == '_' || (c >= 'A' && c <= 'Z'); }

/// `\b` at an end of the string becomes a flag; one inside says nothing more.
Literal literal_of(const std::string& exact) {
  Literal out;
  for (const char c : exact) {
    if (c != kBoundary) out.text += c;
  }
  if (out.text.empty()) return out;
  // Beside a character that is no part of a word, \b asks for the opposite.
  out.word_start = exact.front() == kBoundary && is_word_byte(out.text.front());
  out.word_end = exact.back() == kBoundary && is_word_byte(out.text.back());
  return out;
}

void add_clause(std::vector<Clause>& clauses, Clause clause) {
  const bool weak = clause.empty() || std::ranges::any_of(clause, [](const Literal& literal) {
                      return literal.text.size() < kShortest;
                    });
  if (weak) return;
  std::ranges::sort(clause);
  clause.erase(std::unique(clause.begin(), clause.end()), clause.end());
  clauses.push_back(std::move(clause));
}

void add_clause(std::vector<Clause>& clauses, const std::vector<std::string>& exact) {
  Clause clause;
  for (const std::string& text : exact) clause.push_back(literal_of(text));
  add_clause(clauses, std::move(clause));
}

/// Turns what is known exactly into a clause.
std::vector<Clause> clauses_of(Part part) {
  if (part.exact) {
    std::vector<Clause> out;
    add_clause(out, *part.exact);
    return out;
  }
  return std::move(part.clauses);
}

/// A recursive-descent reader of RE2's syntax. Whatever it does not know it
/// takes as "anything", which keeps the result sound.
class Reader {
 public:
  explicit Reader(std::string_view expression)
      : text_(expression), closes_word_(expression.size()) {
    mark_groups();
  }

  Part whole() { return alternation("", ""); }

 private:
  /// `before` and `after` are kBoundary when the group stands between `\b`: each
  /// branch then begins or ends a word, and its literals may say so.
  Part alternation(const std::string& before, const std::string& after) {
    std::vector<Part> branches;
    branches.push_back(concatenation(before, after));
    while (at_ < text_.size() && text_[at_] == '|') {
      ++at_;
      branches.push_back(concatenation(before, after));
    }
    if (branches.size() == 1) return std::move(branches.front());
    return either(std::move(branches));
  }

  static Part either(std::vector<Part> branches) {
    std::size_t strings = 0;
    bool exact = true;
    for (const Part& branch : branches) {
      exact &= branch.exact.has_value();
      strings += branch.exact ? branch.exact->size() : 0;
    }
    if (exact && strings <= kMaxAlternatives) {
      std::vector<std::string> all;
      for (Part& branch : branches) {
        for (std::string& text : *branch.exact) all.push_back(std::move(text));
      }
      return exactly(std::move(all));
    }
    Part out;
    for (const Part& branch : branches) out.width = std::max(out.width, branch.width);
    // The k-th best clauses of all branches together make a clause, for every k
    // that each branch has.
    std::vector<std::vector<Clause>> sides;
    std::size_t least = 1000;
    for (Part& branch : branches) {
      sides.push_back(clauses_of(std::move(branch)));
      best_first(sides.back());
      least = std::min(least, sides.back().size());
    }
    for (std::size_t k = 0; k < least; ++k) {
      Clause any;
      for (const auto& side : sides) any.insert(any.end(), side[k].begin(), side[k].end());
      add_clause(out.clauses, std::move(any));
    }
    return out;
  }

  Part concatenation(const std::string& before, const std::string& after) {
    std::vector<std::string> run{before};  // what the exact parts so far multiply out to
    std::vector<Clause> clauses;
    bool all_exact = true;
    std::size_t width = 0;
    const auto flush = [&] {
      add_clause(clauses, run);
      run = {""};
      all_exact = false;
    };
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      const std::string_view plain = plain_text();
      if (!plain.empty()) {
        for (std::string& text : run) text += plain;
        width = std::min(width + plain.size(), kUnbounded);
        continue;
      }
      const bool ends_in_boundary = run.size() == 1 && run.front().ends_with(kBoundary);
      Part part = repetition(ends_in_boundary ? kWordEdge : "");
      width = std::min(width + part.width, kUnbounded);
      if (part.gap) {  // the words on both sides end and begin here
        multiply(run, {kWordEdge});
        flush();
        run = {kWordEdge};
        continue;
      }
      if (part.exact && may_multiply(run.size(), part.exact->size())) {
        multiply(run, *std::move(part.exact));
        continue;
      }
      flush();
      if (part.exact && part.exact->size() <= kMaxAlternatives) {
        run = *std::move(part.exact);
      } else {
        for (Clause& clause : clauses_of(std::move(part))) clauses.push_back(std::move(clause));
      }
    }
    multiply(run, {after});
    if (all_exact) return exactly(std::move(run));
    flush();
    Part out;
    out.clauses = std::move(clauses);
    out.width = width;
    return out;
  }

  /// Characters that stand for themselves, as far as no repetition applies to them. Most
  /// of an expression is such; read one by one they would take half the time to load a pack.
  std::string_view plain_text() {
    const auto is_plain = [](char c) { return is_alnum(c) || c == ' ' || c == '-' || c == '\''; };
    std::size_t end = at_;
    while (end < text_.size() && is_plain(text_[end])) ++end;
    constexpr std::string_view kRepeats = "?*+{";
    const bool repeats = end < text_.size() && kRepeats.find(text_[end]) != std::string_view::npos;
    if (repeats && end > at_) --end;  // the last one is
    const std::string_view out = text_.substr(at_, end - at_);
    at_ = end;
    return out;
  }

  static bool may_multiply(std::size_t left, std::size_t right) {
    return left * right <= (std::min(left, right) == 1 ? kMaxAlternatives : kMaxCross);
  }

  /// Appends every string of `right` to every one of `run`. Most parts are one
  /// character, and most runs one string: both are done in place.
  static void multiply(std::vector<std::string>& run, std::vector<std::string> right) {
    if (right.size() == 1) {
      for (std::string& text : run) text += right.front();
      return;
    }
    if (run.size() == 1) {
      for (std::string& text : right) text.insert(0, run.front());
      run = std::move(right);
      return;
    }
    std::vector<std::string> out;
    for (const std::string& a : run) {
      for (const std::string& b : right) out.push_back(a + b);
    }
    run = std::move(out);
  }

  Part repetition(const std::string& before) {
    Part part = atom(before);
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '?') {
        ++at_;
        part = optional(std::move(part));
      } else if (c == '*' || c == '+') {
        ++at_;
        const std::size_t width = unlimited(part);
        part = c == '*' ? anything(width) : repeated(std::move(part), width);
      } else if (c == '{' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
        part = counted(std::move(part));
      } else {
        break;
      }
      if (at_ < text_.size() && text_[at_] == '?') ++at_;  // lazy
    }
    return part;
  }

  static Part optional(Part part) {
    if (!part.exact) return anything(part.width);
    part.exact->emplace_back("");
    return part;
  }

  /// `{2}`, `{2,}`, `{0,5}`.
  Part counted(Part part) {
    const std::size_t close = text_.find('}', at_);
    const std::string_view counts = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    const std::size_t comma = counts.find(',');
    const std::string most(comma == std::string_view::npos ? counts : counts.substr(comma + 1));
    const std::size_t width = most.empty() ? unlimited(part) : times(part.width, std::stoul(most));
    return counts[0] == '0' ? anything(width) : repeated(std::move(part), width);
  }

  /// Width of any number of a part: only words and spaces come in bounded runs.
  static std::size_t unlimited(const Part& part) {
    const auto is_word = [](const std::string& text) {
      return !text.empty() && std::ranges::all_of(text, is_word_byte);
    };
    if (part.exact && std::ranges::all_of(*part.exact, is_word)) return kLongestWord;  // `f+`
    return part.longest_run;
  }

  /// At least once: no longer exact, but its strings are needed.
  static Part repeated(Part part, std::size_t width) {
    Part out;
    out.width = width;
    out.gap = part.gap;
    out.clauses = clauses_of(std::move(part));
    return out;
  }

  Part atom(const std::string& before) {
    const char c = text_[at_];
    switch (c) {
      case '(':
        return group(before);
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '.':
        ++at_;
        return anything(1);
      case '^':
      case '$':
        ++at_;
        return exactly({""});
      default:
        return exactly({character()});
    }
  }

  /// One character, however many bytes it takes: a repetition applies to all of it.
  std::string character() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Part group(const std::string& before) {
    const std::string after = closes_word_[at_] ? kWordEdge : "";
    ++at_;
    if (text_.substr(at_).starts_with("?")) {
      at_ = text_.find(text_.substr(at_).starts_with("?P<") ? '>' : ':', at_) + 1;
    }
    Part out = alternation(before, after);
    ++at_;  // the closing bracket
    return out;
  }

  /// Whether `\\b` or white space follows at `at`: a word ends there.
  [[nodiscard]] bool ends_word(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (!rest.starts_with("\\b") && !rest.starts_with("\\s")) return false;
    const std::string_view times = rest.substr(2);
    return !times.starts_with('*') && !times.starts_with('?') && !times.starts_with("{0");
  }

  /// Finds in one pass which opening brackets belong to a group that a word ends with.
  void mark_groups() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\') {
        ++i;
      } else if (c == '[') {
        i = after_class(text_, i) - 1;
      } else if (c == '(') {
        open.push_back(i);
      } else if (c == ')' && !open.empty()) {
        closes_word_[open.back()] = ends_word(i + 1);
        open.pop_back();
      }
    }
  }

  Part escape() {
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c == 'b') return exactly({kWordEdge});
    if (c == 'B' || c == 'A' || c == 'z') return exactly({""});
    if (c == 'p' || c == 'P') {
      at_ = text_.substr(at_).starts_with("{") ? text_.find('}', at_) + 1 : at_ + 1;
      return anything(1);
    }
    if (c == 'n') return exactly({"\n"});
    if (c == 's') {
      Part out = anything(1);
      out.gap = true;
      out.longest_run = kLongestSpace;
      return out;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {  // \d \w \t ... and their opposites
      Part out = anything(1);
      if (c == 'w' || c == 'd') out.longest_run = kLongestWord;
      if (c == 'W') out.longest_run = kLongestMarks;
      out.gap = c == 'W';
      if (c == 'S') out.longest_run = kLongestChunk;
      return out;
    }
    return exactly({std::string(1, c)});
  }

  Part character_class() {
    ++at_;
    std::vector<std::string> members;
    bool listed = at_ >= text_.size() || text_[at_] != '^';
    bool wordy = listed;  // only letters, digits and `_`
    bool solid = listed;  // no white space
    if (!listed) ++at_;
    for (bool first = true; at_ < text_.size() && (first || text_[at_] != ']'); first = false) {
      bool is_escape = false;
      if (text_.substr(at_).starts_with("[:") && text_.find(":]", at_ + 2) != text_.npos) {
        at_ = text_.find(":]", at_ + 2) + 2;
        listed = wordy = solid = false;
        continue;
      }
      if (text_[at_] == '\\') {
        const char c = text_[at_ + 1];
        is_escape = true;
        at_ += 2;
        if (c == 'p' || c == 'P') {
          at_ = text_.substr(at_).starts_with("{") ? text_.find('}', at_) + 1 : at_ + 1;
        }
        if (is_alnum(c) || (c >= 'A' && c <= 'Z')) listed = false;
        wordy &= c == 'w' || c == 'd';
        solid &= c != 's' && c != 'n' && c != 'W' && c != 'D' && c != 'P' && c != 'p';
        members.emplace_back(1, c);
      } else {
        members.push_back(character());
        wordy &= is_word_byte(members.back().front());
        solid &= !is_space(members.back().front());
      }
      if (text_.substr(at_).starts_with("-") && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        const char first_of = members.back().front();
        if (text_[at_] == '\\') ++at_;
        const char last_of = character().front();
        const auto same = [&](bool (*is)(char)) { return is(first_of) && is(last_of); };
        wordy &= same(is_digit) || same(is_letter);  // `[9-a]` holds more than these
        solid &= first_of > ' ' && !is_escape;
        listed = false;
      }
    }
    ++at_;
    Part out = listed && members.size() <= kMaxClass ? exactly(std::move(members)) : anything(1);
    out.width = 1;
    if (solid) out.longest_run = kLongestChunk;
    if (wordy) out.longest_run = kLongestWord;
    return out;
  }

  std::string_view text_;
  std::vector<bool> closes_word_;  ///< By place of the opening bracket.
  std::size_t at_ = 0;
};

/// Whether more than `most` bytes in a row are of a kind. Looks back from every
/// place where such a run would have to end or go on, which skips most of the text.
template <typename IsOfKind>
bool has_run(std::string_view text, std::size_t most, const IsOfKind& is_of_kind) {
  std::size_t begin = 0;  // of the run that is looked for, at the earliest
  while (begin + most < text.size()) {
    std::size_t at = begin + most + 1;
    while (at > begin && is_of_kind(text[at - 1])) --at;
    if (at == begin) return true;
    begin = at;
  }
  return false;
}

}  // namespace

bool are_ordinary_runs(std::string_view folded) {
  const auto is_mark = [](char c) { return !is_word_byte(c); };
  const auto is_solid = [](char c) { return !is_space(c); };
  return !has_run(folded, kLongestSpace, is_space) &&
         !has_run(folded, kLongestWord, is_word_byte) &&
         !has_run(folded, kLongestChunk, is_solid) && !has_run(folded, kLongestMarks, is_mark);
}

Requirement requirement_of(std::string_view expression) {
  if (has_rare_forms(expression)) return {{}, kUnbounded};
  Part whole = Reader(expression).whole();
  const std::size_t width = whole.width;
  return {clauses_of(std::move(whole)), width};
}

std::vector<std::string> alternatives_of(std::string_view expression) {
  if (has_rare_forms(expression)) return {std::string(expression)};
  std::vector<std::string> out;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      i = after_class(expression, i) - 1;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      out.emplace_back(expression.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.emplace_back(expression.substr(begin));
  return out;
}

std::string relaxed(std::string_view expression) {
  constexpr unsigned long kFewTimes = 6;
  if (has_rare_forms(expression)) return std::string(expression);
  std::string out;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\' || c == '[') {
      const std::size_t end = c == '[' ? after_class(expression, i) : i + 2;
      out += expression.substr(i, end - i);
      i = end - 1;
      continue;
    }
    if (c == '{' && i + 1 < expression.size() && is_digit(expression[i + 1])) {
      const std::size_t close = expression.find('}', i);
      const std::string counts(expression.substr(i + 1, close - i - 1));
      const std::size_t comma = counts.find(',');
      if (comma != std::string::npos && comma + 1 < counts.size() &&
          std::stoul(counts.substr(comma + 1)) > kFewTimes) {
        const std::string least = counts.substr(0, comma);
        out += least == "0" ? "*" : least == "1" ? "+" : "{" + least + ",}";
        i = close;
        continue;
      }
    }
    out += c;
  }
  return out;
}

}  // namespace waspada::detail
