#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace waspada::detail {

/// A string that matches need, perhaps with a word boundary on a side.
struct Literal {
  std::string text;
  bool word_start = false;  ///< No letter, digit or `_` before it.
  bool word_end = false;    ///< None after it.

  friend auto operator<=>(const Literal&, const Literal&) = default;
};

/// Literals of which a text must hold at least one.
using Clause = std::vector<Literal>;

/// What an RE2 expression asks of a text.
struct Requirement {
  /// A match holds a literal of each clause; empty when nothing can be said.
  std::vector<Clause> clauses;
  /// No match is longer than this many bytes, in a text whose is one of are_ordinary_runs();
  /// kUnbounded when there is no limit.
  std::size_t width = 0;
};

inline constexpr std::size_t kUnbounded = std::size_t{1} << 40U;

/// Whether no run of white space, of letters and digits, of anything but these, or of
/// anything but white space is so long that a `\s+`, `\w+`, `\W+` or `[a-z.-]+` could
/// match more than Requirement::width allows for. True of nearly every ad.
[[nodiscard]] bool are_ordinary_runs(std::string_view folded);

/// Reads what every match of an expression needs. Sound, not complete: a text
/// without the literals cannot match, one with them may. The expression must be
/// valid RE2 and is read as case-sensitive (patterns run on folded text).
[[nodiscard]] Requirement requirement_of(std::string_view expression);

/// The alternatives that an expression consists of at its top, or itself: each is
/// easier to rule out than all together.
[[nodiscard]] std::vector<std::string> alternatives_of(std::string_view expression);

/// The expression with its long counted repetitions (`.{0,60}`) made endless. It
/// matches wherever the original does, and elsewhere; its automaton has a few
/// states where the original's counts characters.
[[nodiscard]] std::string relaxed(std::string_view expression);

}  // namespace waspada::detail
