#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace waspada {

/// What of `value` breaks `schema`, as "place: why"; empty when it is valid. Knows the
/// keywords of JSON Schema 2020-12 that data/verdict.schema.json uses, and reports any other.
[[nodiscard]] std::vector<std::string> schema_problems(const nlohmann::json& schema,
                                                       const nlohmann::json& value);

}  // namespace waspada
