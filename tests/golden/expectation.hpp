#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "waspada/verdict.hpp"

namespace waspada {

/// An ad and what its verdict must be.
struct GoldenAd {
  std::string id;
  std::string text;
  std::vector<Level> levels;       ///< Any of them will do.
  std::vector<std::string> kinds;  ///< One of them must come first; empty: none is asked for.
  std::string known;               ///< Why it is rated wrongly today; empty: it is not.
};

/// Reads JSON Lines with `id`, `level`, `kind`, `known`, `text`; several levels or kinds stand
/// between `|`. Anything else fails the test.
[[nodiscard]] std::vector<GoldenAd> read_golden_ads(const std::filesystem::path& file);

/// How the verdict differs from what it must be; empty when it does not.
[[nodiscard]] std::string problem_with(const GoldenAd& ad, const Verdict& verdict);

}  // namespace waspada
