#pragma once

#include <string>
#include <string_view>

namespace waspada {

/// The word of `text` that no output may hold, or nothing. A verdict rates an ad: it never
/// says that something is safe or proven, or that somebody is a fraud. Names of offices
/// and of the phenomenon ("anti-scam centre", "pusat penipuan") are fine.
[[nodiscard]] std::string forbidden_word(std::string_view text);

}  // namespace waspada
