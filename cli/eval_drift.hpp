#pragma once

#include <map>
#include <string>
#include <vector>

#include "document.hpp"
#include "eval_gate.hpp"
#include "eval_section.hpp"

namespace waspada::cli {

/// How often a signal has each of its values, in two files.
struct SignalDrift {
  std::string name;
  std::vector<std::string> values;
  std::vector<double> before;
  std::vector<double> now;
  std::optional<double> psi;
  double by_chance = 0;  ///< What two samples of one population would show on average.
};

/// A comparison of two files without labels.
struct DriftReport {
  std::string before;
  std::string now;
  std::size_t rows_before = 0;
  std::size_t rows_now = 0;
  std::size_t rejected = 0;
  std::vector<SignalDrift> signals;
  std::vector<SignalDrift> rules;  ///< Fired or not; the most changed first.
  Section figures;  ///< "psi(NAME)" for gates; "psi(rules)" is the largest of a rule.
  Versions versions;
};

/// Names of the figures, for gates.
[[nodiscard]] const std::vector<std::string>& drift_metrics();

/// Scores both files. Says on stderr which rows could not be read; throws CommandError when
/// a file has none.
[[nodiscard]] DriftReport compare_files(const Classifier& classifier, const std::string& before,
                                        const std::string& now, const PostOptions& posts,
                                        const Scoring& scoring);

[[nodiscard]] std::string to_json(const DriftReport& report, const std::vector<GateResult>& gates);
[[nodiscard]] Document document_of(const DriftReport& report, const std::vector<GateResult>& gates);

}  // namespace waspada::cli
