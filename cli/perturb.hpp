#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace waspada::cli {

/// Words as they are said, and as they are typed in a hurry.
using Slang = std::map<std::string, std::string>;

/// A way to rewrite an ad that leaves its meaning alone.
struct Perturbation {
  std::string_view name;
  /// `seed` decides where chance has a say. Links, addresses and numbers stay as they are.
  std::string (*apply)(std::string_view text, const Slang& slang, std::uint64_t seed);
};

/// All of them, by the names that --perturb takes.
[[nodiscard]] const std::vector<Perturbation>& perturbations();

}  // namespace waspada::cli
