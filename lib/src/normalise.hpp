#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "waspada/text.hpp"

namespace waspada::detail {

/// A folded text and the way back to the original bytes.
///
/// Folded byte `i` stems from the original bytes `[begin[i], end[i])`. Both
/// tables are empty while every folded byte stems from the byte at its own
/// position: plain ASCII text, most of what a portal holds, pays nothing.
struct Normalised {
  std::string text;
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> end;
  bool malformed = false;  ///< The original held invalid UTF-8.
  bool disguised = false;  ///< Look-alikes, invisible letters, leet or spacing were undone.

  /// Where folded bytes [from, to) stand in the original; `from < to`.
  [[nodiscard]] Span source(std::size_t from, std::size_t to) const noexcept {
    if (begin.empty()) return {from, to};
    return {begin[from], end[to - 1]};
  }
};

/// Stage 1: any bytes to valid UTF-8 in the form that patterns and the model
/// read. Each character is folded by itself (fold_character), then disguised
/// words are restored (undisguise). `text` must be shorter than 4 GiB.
[[nodiscard]] Normalised normalise(std::string_view text);

}  // namespace waspada::detail
