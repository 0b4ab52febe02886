#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eval_gate.hpp"

namespace waspada::cli {

using Json = nlohmann::ordered_json;

// Pieces that the JSON of every report of eval has.

/// Six decimals: more would differ from machine to machine and say nothing. Null without a value.
[[nodiscard]] Json number(const std::optional<double>& value);

[[nodiscard]] Json versions_json(const Versions& versions);
[[nodiscard]] Json gates_json(const std::vector<GateResult>& gates);

/// Indented, with a newline at the end; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string dump(const Json& json);

}  // namespace waspada::cli
