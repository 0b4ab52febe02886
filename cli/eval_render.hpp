#pragma once

#include <string>
#include <vector>

#include "eval_gate.hpp"
#include "eval_report.hpp"

namespace waspada::cli {

/// One JSON object; every metric is an object with value, low and high, and with
/// a reason where it is not defined.
[[nodiscard]] std::string to_json(const EvalReport& report, const std::vector<GateResult>& gates);

/// Aligned tables, or the same as Markdown.
[[nodiscard]] std::string to_tables(const EvalReport& report, const std::vector<GateResult>& gates,
                                    bool markdown);

/// "0.9123 (0.8800-0.9400)", or "n/a (no positives)".
[[nodiscard]] std::string describe(const GateResult& gate);

}  // namespace waspada::cli
