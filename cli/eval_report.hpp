#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eval_baseline.hpp"
#include "eval_rows.hpp"
#include "eval_section.hpp"
#include "waspada/metrics.hpp"

namespace waspada::cli {

/// Rows at one level. `not_ad` counts the negatives whose label is "not_ad".
struct LevelCount {
  Level level = Level::insufficient;
  std::size_t positives = 0;
  std::size_t negatives = 0;
  std::size_t not_ad = 0;
};

/// What plots are drawn from.
struct Curves {
  std::vector<OperatingPoint> roc;
  std::vector<PrecisionPoint> precision_recall;
  std::vector<ScoreBin> reliability;
  std::vector<ScoreBin> histogram;
};

/// How the comparison with a baseline was made.
struct BaselineUse {
  std::string file;
  std::string versions;
  std::size_t common = 0;  ///< Rows that both have.
  std::size_t rows = 0;    ///< Of the baseline.
};

/// Everything `eval` prints but the gates.
struct EvalReport {
  std::vector<std::string> files;
  std::size_t rejected = 0;
  std::size_t skipped = 0;
  std::size_t groups = 0;
  bool grouped = false;
  BootstrapOptions bootstrap;
  std::vector<EvalRow> rows;
  Section all;
  std::optional<BaselineUse> baseline;
  /// Risk from which on a text is flagged at a false-positive rate; empty: none may be.
  std::vector<std::pair<double, std::optional<double>>> thresholds;
  std::vector<std::pair<std::string, std::size_t>> labels;  ///< Rows of each.
  std::vector<LevelCount> levels;                           ///< Highest first.
  std::vector<std::pair<Level, Confusion>> confusions;      ///< When a level flags, and above.
  Curves curves;
  std::vector<Section> negative_labels;        ///< Column "label".
  std::vector<Section> kinds;                  ///< Column "kind".
  std::vector<std::vector<Section>> slices;    ///< By column, then by value.
  std::vector<std::vector<Section>> fairness;  ///< Honest ads only, by column, then by value.
  std::vector<Section> perturbed;              ///< Column "perturb": all rows, rewritten.
  std::vector<Section> checks;                 ///< Column "check": shares that failed.
  std::vector<std::string> failures;           ///< Examples of failed checks.
  std::vector<EvalError> missed;
  std::vector<EvalError> false_alarms;
  std::vector<std::string> notes;
  Versions versions;
};

inline constexpr double kKindLimit = 0.02;

/// Names of the figures of a negative label.
[[nodiscard]] const std::vector<std::string>& label_metrics();
/// Names of the figures of a kind.
[[nodiscard]] const std::vector<std::string>& kind_metrics();

/// Computes the figures. `files` and `versions` are for the reader to know what was measured.
[[nodiscard]] EvalReport make_report(EvalData data, std::vector<std::string> files,
                                     const Versions& versions, const BootstrapOptions& bootstrap,
                                     const std::optional<Baseline>& baseline = {});

/// Whether a value comes before another: those that begin with a number, like years and
/// lengths, in the order of the numbers.
[[nodiscard]] bool comes_before(const std::string& a, const std::string& b);

/// Rows by the value they have; values in the order people count in.
[[nodiscard]] std::vector<std::pair<std::string, Members>> split(const EvalSlice& slice);

}  // namespace waspada::cli
