#pragma once

#include <string>
#include <string_view>

#include "waspada/text.hpp"

/// Which law of waspada/text.hpp `text` breaks, and how; empty when it keeps all:
/// spans are valid, ascend, do not overlap and end between characters; folding a
/// token's span gives its text; folding twice changes nothing.
[[nodiscard]] std::string broken_law(std::string_view text);

/// What is wrong with a span of `text`; empty when it is a range of it that begins
/// and ends between characters, where the text around is well-formed UTF-8.
[[nodiscard]] std::string broken_span(std::string_view text, const waspada::Span& span);

/// `text` with everything but printable ASCII as `\xNN`, for messages.
[[nodiscard]] std::string quoted(std::string_view text);
