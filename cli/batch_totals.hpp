#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace waspada::cli {

/// What has become of the rows so far.
struct BatchTotals {
  std::uint64_t rows = 0;  ///< Posts and rejects.
  std::uint64_t rejected = 0;
  std::array<std::uint64_t, 5> levels{};       ///< By Level.
  std::map<std::string, std::uint64_t> kinds;  ///< Most probable one of ads from caution on.

  friend bool operator==(const BatchTotals&, const BatchTotals&) = default;
};

}  // namespace waspada::cli
