#pragma once

#include <string>
#include <string_view>

namespace waspada::cli {

/// Rewrites a line of JSON so that a parser takes it and no row is lost over a
/// character: ill-formed UTF-8 and \u escapes of half a surrogate pair become
/// U+FFFD. Returns `line` itself when there is nothing to do, else `scratch`.
[[nodiscard]] std::string_view mended_json(std::string_view line, std::string& scratch);

}  // namespace waspada::cli
