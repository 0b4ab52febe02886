#pragma once

#include <cstdint>
#include <string_view>

namespace waspada::detail {

/// What a code point folds to, and whether using it in place of a plain letter
/// is a disguise (a look-alike of another script, a styled letter, an invisible).
struct FoldedCharacter {
  std::string_view text;  ///< Static storage; empty when the character is dropped.
  bool disguise = false;
};

/// NFKC_Casefold with accents and other marks dropped and look-alike letters
/// mapped to the Latin letter they imitate. Depends on nothing but the code
/// point, so folding is idempotent and offsets are exact. Thread-safe.
///
/// Look-alikes follow the idea of UTS #39 (confusables), restricted to letters
/// and computed here from a short table: its skeletons also map m to rn and 0
/// to O, which is not text any more.
[[nodiscard]] FoldedCharacter fold_character(char32_t code_point);

}  // namespace waspada::detail
