#pragma once

#include <string_view>

namespace waspada::detail {

/// Whether two words differ by one letter put in, left out, changed, or swapped with the next.
[[nodiscard]] bool is_near(std::string_view a, std::string_view b);

}  // namespace waspada::detail
