#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace waspada::cli {

/// Every `of`-th row, beginning with the `part`-th.
struct Shard {
  std::uint64_t part = 1;
  std::uint64_t of = 1;

  [[nodiscard]] bool has(std::uint64_t row) const noexcept { return (row - 1) % of == part - 1; }
};

/// "I/N" with I from 1 to N, or nothing.
[[nodiscard]] std::optional<Shard> parse_shard(const std::string& text);

}  // namespace waspada::cli
