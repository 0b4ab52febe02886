#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "waspada/text.hpp"

namespace waspada::detail {

/// A stretch of folded text whose form alone says what it is.
struct Lexeme {
  std::size_t begin = 0;
  std::size_t end = 0;
  TokenKind kind = TokenKind::link;
};

/// Links, e-mail addresses, handles, hashtags, phone numbers and amounts of
/// money in folded text, ascending and apart. One pass, linear in the text.
[[nodiscard]] std::vector<Lexeme> find_lexemes(std::string_view folded);

}  // namespace waspada::detail
