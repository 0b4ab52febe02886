#pragma once

#include <string_view>
#include <vector>

#include "facts.hpp"
#include "text_model.hpp"
#include "tokenise.hpp"

namespace waspada::detail {

/// Counts up whenever the words below change for some text; models state the
/// number they were trained with, and load() refuses another.
inline constexpr int kReadingVersion = 2;

/// What the model reads, for training and for scoring alike: the words of the
/// text, with contacts, amounts and numbers replaced by what sort they are
/// (`<phone:id-mobile>`, `<link:form>`, `<money:idr:7:month>`), so that it learns
/// the pattern and not a number. Punctuation is left out, and so is every repetition of a
/// word: an ad that says something five times does not mean it five times as much.
///
/// No word is empty, holds a space, starts with `__label__` or equals `</s>`:
/// fastText would take these for commands.
[[nodiscard]] std::vector<ModelWord> model_words(std::string_view folded,
                                                 const std::vector<FoldedToken>& tokens,
                                                 const std::vector<FoldedFact>& facts);

}  // namespace waspada::detail
