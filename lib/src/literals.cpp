#include "literals.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kMaxCross = 48;        // strings a concatenation may multiply out to
constexpr std::size_t kMaxAlternatives = 4096;
constexpr std::size_t kMaxClass = 12;        // characters of a class worth spelling out
constexpr std::size_t kShortest = 2;         // a single letter stands in every text

/// Stands for `\b` among the characters of an exact string until it ends up in a clause.
constexpr char kBoundary = '\x01';

/// What is known of a part of an expression: either all strings it can match
/// (`exact`), or clauses that any match of it satisfies.
struct Part {
  std::optional<std::vector<std::string>> exact;
  std::vector<Clause> clauses;
};

Part exactly(std::vector<std::string> strings) { return {std::move(strings), {}}; }
Part nothing_known() { return {}; }

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
  const auto repeated = std::ranges::unique(clause);
  clause.erase(repeated.begin(), repeated.end());
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
  explicit Reader(std::string_view expression) : text_(expression) {}

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
    // The k-th best clauses of all branches together make a clause, for every k
    // that each branch has.
    std::vector<std::vector<Clause>> sides;
    std::size_t least = 1000;
    for (Part& branch : branches) {
      sides.push_back(clauses_of(std::move(branch)));
      best_first(sides.back());
      least = std::min(least, sides.back().size());
    }
    Part out;
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
    const auto flush = [&] {
      add_clause(clauses, run);
      run = {""};
      all_exact = false;
    };
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      const bool ends_in_boundary = run.size() == 1 && run.front().ends_with(kBoundary);
      Part part = repetition(ends_in_boundary ? std::string(1, kBoundary) : "");
      if (part.exact && may_multiply(run.size(), part.exact->size())) {
        run = product(run, *part.exact);
        continue;
      }
      flush();
      if (part.exact && part.exact->size() <= kMaxAlternatives) {
        run = *std::move(part.exact);
      } else {
        for (Clause& clause : clauses_of(std::move(part))) clauses.push_back(std::move(clause));
      }
    }
    run = product(run, {after});
    if (all_exact) return exactly(std::move(run));
    flush();
    Part out;
    out.clauses = std::move(clauses);
    return out;
  }

  static bool may_multiply(std::size_t left, std::size_t right) {
    return left * right <= (std::min(left, right) == 1 ? kMaxAlternatives : kMaxCross);
  }

  static std::vector<std::string> product(const std::vector<std::string>& left,
                                          const std::vector<std::string>& right) {
    std::vector<std::string> out;
    for (const std::string& a : left) {
      for (const std::string& b : right) out.push_back(a + b);
    }
    return out;
  }

  Part repetition(const std::string& before) {
    Part part = atom(before);
    while (at_ < text_.size()) {
      const char c = text_[at_];
      bool optional = c == '?' || c == '*';
      const bool many = c == '*' || c == '+';
      if (c == '{') {
        const std::size_t close = text_.find('}', at_);
        if (close == std::string_view::npos || !is_digit(text_[at_ + 1])) break;  // a literal brace
        optional = text_[at_ + 1] == '0';
        at_ = close + 1;
        part = optional ? nothing_known() : repeated(std::move(part));
      } else if (optional || many) {
        ++at_;
        if (many) {
          part = optional ? nothing_known() : repeated(std::move(part));
        } else if (part.exact) {
          part.exact->emplace_back("");
        } else {
          part = nothing_known();
        }
      } else {
        break;
      }
      if (at_ < text_.size() && text_[at_] == '?') ++at_;  // lazy
    }
    return part;
  }

  /// At least once: no longer exact, but its strings are needed.
  static Part repeated(Part part) {
    Part out;
    out.clauses = clauses_of(std::move(part));
    return out;
  }

  Part atom(const std::string& before) {
    const char c = text_[at_];
    switch (c) {
      case '(': return group(before);
      case '[': return character_class();
      case '\\': return escape();
      case '.': ++at_; return nothing_known();
      case '^':
      case '$': ++at_; return exactly({""});
      default: return exactly({character()});
    }
  }

  /// One character, however many bytes it takes: a repetition applies to all of it.
  std::string character() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Part group(const std::string& before) {
    const std::string after = closes_word() ? std::string(1, kBoundary) : "";
    ++at_;
    if (text_.substr(at_).starts_with("?")) {
      if (text_.substr(at_).starts_with("?P<")) {
        at_ = text_.find('>', at_) + 1;
      } else {
        while (at_ < text_.size() && text_[at_] != ':' && text_[at_] != ')') ++at_;
        if (text_[at_] == ')') {  // (?i): flags for what follows; nothing to match
          ++at_;
          return exactly({""});
        }
        ++at_;
      }
    }
    Part out = alternation(before, after);
    ++at_;  // the closing bracket
    return out;
  }

  /// Whether the group that opens here is followed by `\b`.
  [[nodiscard]] bool closes_word() const {
    std::size_t depth = 0;
    bool in_class = false;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\') {
        ++i;
      } else if (in_class) {
        in_class = c != ']' || text_[i - 1] == '[';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        return text_.substr(i + 1).starts_with("\\b");
      }
    }
    return false;
  }

  Part escape() {
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c == 'b') return exactly({std::string(1, kBoundary)});
    if (c == 'B' || c == 'A' || c == 'z') return exactly({""});
    if (c == 'p' || c == 'P') {
      at_ = text_.substr(at_).starts_with("{") ? text_.find('}', at_) + 1 : at_ + 1;
      return nothing_known();
    }
    if (c == 'Q' || c == 'x' || c == 'C' || (c >= '0' && c <= '9')) {
      at_ = text_.size();  // rare forms: give up on the rest
      return nothing_known();
    }
    if (c == 'n') return exactly({"\n"});
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return nothing_known();  // \d \s \w \t ...
    return exactly({std::string(1, c)});
  }

  Part character_class() {
    ++at_;
    std::vector<std::string> members;
    bool listed = at_ >= text_.size() || text_[at_] != '^';
    if (!listed) ++at_;
    for (bool first = true; at_ < text_.size() && (first || text_[at_] != ']'); first = false) {
      if (text_.substr(at_).starts_with("[:")) {
        at_ = text_.find(":]", at_) + 2;
        listed = false;
      } else if (text_[at_] == '\\') {
        const char c = text_[at_ + 1];
        at_ += 2;
        if (c == 'p' || c == 'P') {
          at_ = text_.substr(at_).starts_with("{") ? text_.find('}', at_) + 1 : at_ + 1;
        }
        if (is_alnum(c) || c == 'P' || (c >= 'A' && c <= 'Z')) listed = false;
        members.emplace_back(1, c);
      } else {
        members.push_back(character());
      }
      if (text_.substr(at_).starts_with("-") && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        (void)character();
        listed = false;  // a range
      }
    }
    ++at_;
    if (!listed || members.size() > kMaxClass) return nothing_known();
    return exactly(std::move(members));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Clause> required_literals(std::string_view expression) {
  return clauses_of(Reader(expression).whole());
}

}  // namespace waspada::detail
