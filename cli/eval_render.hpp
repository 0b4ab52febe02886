#pragma once

#include <string>
#include <vector>

#include "document.hpp"
#include "eval_gate.hpp"
#include "eval_report.hpp"

namespace waspada::cli {

/// One JSON object; every metric is an object with value, low and high, and with
/// a reason where it is not defined. What --baseline reads.
[[nodiscard]] std::string to_json(const EvalReport& report, const std::vector<GateResult>& gates);

/// The report for people, still without a form.
[[nodiscard]] Document document_of(const EvalReport& report, const std::vector<GateResult>& gates);

/// The gates as a table, for any report.
[[nodiscard]] Table gates_table(const std::vector<GateResult>& gates);

/// "Versions: library 1.0.0, rules ...".
[[nodiscard]] std::string versions_line(const Versions& versions);

/// "0.9123 (0.8800-0.9400)", or "n/a (no positives)".
[[nodiscard]] std::string describe(const GateResult& gate);

/// Four decimals.
[[nodiscard]] std::string decimal(double value);

}  // namespace waspada::cli
