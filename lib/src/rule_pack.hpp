#pragma once

#include "rule_file.hpp"
#include "waspada/classifier.hpp"

namespace waspada::detail {

/// Reads data/rules/*.json in the order of their names, then the user's files.
/// Throws LoadError.
[[nodiscard]] RulePack read_rule_pack(const Sources& sources);

}  // namespace waspada::detail
