#pragma once

#include <string>
#include <vector>

#include "eval_gate.hpp"

namespace waspada::cli {

/// What a CI system is told of a report: the gates, and what else a reader must see.
struct Findings {
  std::string headline;
  std::vector<GateResult> gates;
  std::vector<std::string> notes;
  std::vector<EvalError> missed;
  std::vector<EvalError> false_alarms;
};

/// One test case per gate, or a single one when there is none. A gate without a figure is an
/// error, one that does not hold a failure.
[[nodiscard]] std::string to_junit(const Findings& findings);

/// Workflow commands of GitHub Actions: what fails as errors, notes and confident mistakes as
/// warnings at their lines.
[[nodiscard]] std::string to_github(const Findings& findings);

}  // namespace waspada::cli
