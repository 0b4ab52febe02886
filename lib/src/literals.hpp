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

/// What every match of an RE2 expression needs: one literal of each clause. Empty
/// when nothing can be said. Sound, not complete: a text without the literals
/// cannot match, one with them may. The expression must be valid RE2 and is
/// read as case-sensitive (patterns run on folded text).
[[nodiscard]] std::vector<Clause> required_literals(std::string_view expression);

}  // namespace waspada::detail
