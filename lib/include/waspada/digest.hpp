#pragma once

#include <string>
#include <string_view>

#include "waspada/export.hpp"

namespace waspada {

/// SHA-256 of `bytes` in lower-case hexadecimal, as manifests state it.
[[nodiscard]] WASPADA_EXPORT std::string sha256(std::string_view bytes);

}  // namespace waspada
