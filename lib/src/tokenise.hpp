#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "waspada/text.hpp"

namespace waspada::detail {

struct Normalised;

/// A token by its place in the folded text; the cheap form the stages pass on.
struct FoldedToken {
  std::size_t begin = 0;
  std::size_t end = 0;
  TokenKind kind = TokenKind::word;

  [[nodiscard]] std::string_view in(std::string_view folded) const {
    return folded.substr(begin, end - begin);
  }
};

/// Stage 2: lexemes stay whole, the text between them is split at word
/// boundaries. Words broken by punctuation that scrapers lose the space after
/// (`baik.Menguasai`) are split there too; `anak-anak` stays one word.
[[nodiscard]] std::vector<FoldedToken> tokenise_folded(std::string_view folded);

/// The same; tokens that stem from one original character (`…`, `½`) are one.
[[nodiscard]] std::vector<FoldedToken> tokenise_folded(const Normalised& text);

/// The part between lexemes, always by ICU. tokenise_folded() takes a shorter
/// way through ASCII; a test demands that both agree on every input.
void split_words_icu(std::string_view folded, std::size_t begin, std::size_t end,
                     std::vector<FoldedToken>& out);
void split_words(std::string_view folded, std::size_t begin, std::size_t end,
                 std::vector<FoldedToken>& out);

}  // namespace waspada::detail
