#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eval_report.hpp"

namespace waspada::cli {

/// A demand on one figure: METRIC OP NUMBER, where METRIC is the name of a
/// figure, `low(NAME)` or `high(NAME)` for an end of its interval, and
/// COLUMN=VALUE: before the name asks it of a slice, a negative label or a kind.
struct Gate {
  enum class Part { value, low, high };

  std::string expression;
  std::string column;  ///< Empty: of all rows.
  std::string value;
  Part part = Part::value;
  std::string metric;
  std::string comparison;
  double limit = 0;
};

/// Throws CommandError with the piece that is wrong; `slices` are the columns
/// that a gate may ask for besides "label" and "kind".
[[nodiscard]] Gate parse_gate(const std::string& expression,
                              const std::vector<std::string>& slices);

/// What became of a gate.
struct GateResult {
  Gate gate;
  std::optional<double> figure;
  std::optional<Interval> interval;
  std::string reason;  ///< Why there is no figure.
  bool passed = false;
};

[[nodiscard]] GateResult check(const Gate& gate, const EvalReport& report);

}  // namespace waspada::cli
