#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "waspada/text.hpp"

namespace waspada::detail {

/// Where contacts stand in a text: phone numbers, e-mail addresses, handles, chat
/// links and digit runs long enough for an account or identity number.
[[nodiscard]] std::vector<Span> contact_spans(std::string_view text);

/// The part of `text` in `span`, with contacts masked when they overlap it.
[[nodiscard]] std::string masked(std::string_view text, Span span,
                                 const std::vector<Span>& contacts);

}  // namespace waspada::detail
