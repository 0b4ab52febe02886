#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "eval_section.hpp"

namespace waspada::cli {

inline constexpr int kReportSchema = 1;  ///< Of the JSON that eval writes.

/// An earlier report, as far as a comparison needs it.
struct Baseline {
  std::string file;
  std::string versions;  ///< "model 2026.11.1, rules ..." for the reader.
  std::unordered_map<std::uint64_t, Before> scores;
};

/// Reads what to_json() wrote. Throws CommandError that says why a file is no baseline.
[[nodiscard]] Baseline read_baseline(const std::string& file);

/// What the baseline said of each row. Throws CommandError when it has seen none of them.
[[nodiscard]] BeforeRows matched(const Baseline& baseline, const std::vector<EvalRow>& rows);

/// One entry of a report's scores: "KEY LEVEL RISK".
[[nodiscard]] std::string score_entry(const EvalRow& row);

}  // namespace waspada::cli
