#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "waspada/export.hpp"

namespace waspada {

/// Half-open range of byte offsets into the text as the caller gave it,
/// always on UTF-8 character boundaries where that text is well formed.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// What a token is by its form alone; what it means is a Fact's business.
enum class TokenKind { word, number, money, phone, link, mail, handle, hashtag, emoji, symbol };

/// The lower-case name of a kind, as printed by `waspada tokens`. Static storage.
[[nodiscard]] WASPADA_EXPORT std::string_view name(TokenKind kind) noexcept;

/// One token: its folded text, and where it stands in the original.
struct Token {
  std::string text;
  Span span;
  TokenKind kind = TokenKind::word;

  friend bool operator==(const Token&, const Token&) = default;
};

/// The text as rules and model read it: compatibility forms, case, accents and
/// look-alike letters of other scripts folded to plain lower-case letters;
/// invisible characters gone; spaced-out letters, leet spelling and stretched
/// letters inside words undone. Malformed UTF-8 counts as U+FFFD.
///
/// Total, idempotent (`fold(fold(t)) == fold(t)`), safe from any thread.
[[nodiscard]] WASPADA_EXPORT std::string fold(std::string_view text);

/// Folds `text` and splits it at Unicode word boundaries (UAX #29, root locale),
/// keeping links, e-mail addresses, phone numbers and amounts whole.
/// Spans ascend, do not overlap, and folding a token's span gives its text.
[[nodiscard]] WASPADA_EXPORT std::vector<Token> tokenise(std::string_view text);

[[nodiscard]] WASPADA_EXPORT bool is_utf8(std::string_view text) noexcept;
[[nodiscard]] WASPADA_EXPORT bool is_ascii(std::string_view text) noexcept;

/// A copy with U+FFFD for every longest beginning of a character that is ill-formed
/// UTF-8 (the Unicode standard's recommended practice).
[[nodiscard]] WASPADA_EXPORT std::string without_ill_formed(std::string_view text);

}  // namespace waspada
