#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval_report.hpp"

namespace waspada::cli {

/// A demand on one figure: METRIC OP NUMBER, where METRIC is the name of a
/// figure, `delta(NAME)` for its difference to the baseline, `low(...)` or `high(...)` for an end
/// of the interval of either, and COLUMN=VALUE: before the name asks it of a slice, a negative
/// label, a kind or whatever else the report has a column for.
struct Gate {
  enum class Part { value, low, high };

  std::string expression;
  std::string column;  ///< Empty: of all rows.
  std::string value;
  Part part = Part::value;
  std::string metric;  ///< With its delta(), if any.
  std::string comparison;
  double limit = 0;
};

/// What a gate may ask for.
struct GateScope {
  std::vector<std::string> metrics;                         ///< Of all rows.
  std::map<std::string, std::vector<std::string>> columns;  ///< And of a value of a column.
};

/// Throws CommandError with the piece that is wrong.
[[nodiscard]] Gate parse_gate(const std::string& expression, const GateScope& scope);

/// What became of a gate.
struct GateResult {
  Gate gate;
  std::optional<double> figure;
  std::optional<Interval> interval;
  std::string reason;  ///< Why there is no figure.
  bool passed = false;
};

/// `section` is what the gate's column and value name, or null when no row is there.
[[nodiscard]] GateResult check(const Gate& gate, const Section* section, std::size_t draws);

/// The section of a report that a gate asks for; null when there is none.
[[nodiscard]] const Section* find_section(const Gate& gate, const EvalReport& report);

}  // namespace waspada::cli
