#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace waspada::detail {

/// Puts texts that are near-duplicates of each other into one group: the same
/// template with another name or place. Near means that the sets of 3-word
/// shingles overlap by more than `threshold` (Jaccard). Returns a group number
/// per text, numbered by first appearance.
[[nodiscard]] std::vector<std::size_t> group_near_duplicates(
    const std::vector<std::string_view>& folded, double threshold = 0.45);

}  // namespace waspada::detail
