#pragma once

#include <string>
#include <string_view>

namespace waspada::cli {

/// Appends `text` as a JSON string with its quotes; ill-formed UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// A copy with U+FFFD for what is ill-formed.
[[nodiscard]] std::string without_ill_formed(std::string_view text);

/// Rewrites a line of JSON so that a parser takes it and no row is lost over a
/// character: ill-formed UTF-8 and \u escapes of half a surrogate pair become
/// U+FFFD. Returns `line` itself when there is nothing to do, else `scratch`.
[[nodiscard]] std::string_view mended_json(std::string_view line, std::string& scratch);

}  // namespace waspada::cli
