#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eval_rows.hpp"
#include "waspada/metrics.hpp"

namespace waspada::cli {

/// A metric with its 95 % interval, or the reason why it has no value.
struct Figure {
  std::string name;
  std::optional<double> value;
  std::optional<Interval> interval;
  std::string reason;
};

/// Figures of all rows, or of those with one value in a column.
struct Section {
  std::string column;  ///< Empty for all rows; else of a slice, "label" or "kind".
  std::string value;
  std::size_t rows = 0;
  std::size_t positives = 0;
  std::vector<Figure> figures;

  [[nodiscard]] std::size_t negatives() const { return rows - positives; }
  [[nodiscard]] const Figure* find(std::string_view name) const;
};

/// Rows at one level. `not_ad` counts the negatives whose label is "not_ad".
struct LevelCount {
  Level level = Level::insufficient;
  std::size_t positives = 0;
  std::size_t negatives = 0;
  std::size_t not_ad = 0;
};

/// Everything `eval` prints but the gates.
struct EvalReport {
  std::vector<std::string> files;
  std::size_t rejected = 0;
  std::size_t groups = 0;
  bool grouped = false;
  BootstrapOptions bootstrap;
  Section all;
  /// Risk from which on a text is flagged at a false-positive rate; empty: none may be.
  std::vector<std::pair<double, std::optional<double>>> thresholds;
  std::vector<std::pair<std::string, std::size_t>> labels;  ///< Rows of each.
  std::vector<LevelCount> levels;                           ///< Highest first.
  std::vector<Section> negative_labels;                     ///< Column "label".
  std::vector<Section> kinds;                               ///< Column "kind".
  std::vector<std::vector<Section>> slices;                 ///< By column, then by value.
  std::vector<EvalError> missed;
  std::vector<EvalError> false_alarms;
  std::vector<std::string> notes;
  Versions versions;
};

inline constexpr std::array kLimits = {0.001, 0.01, 0.05};    ///< False-positive rates.
inline constexpr std::array kBaseRates = {0.001, 0.01, 0.1};  ///< Assumed, for precision.
inline constexpr std::array kFlagged = {Level::caution, Level::high};
inline constexpr double kKindLimit = 0.02;

/// Names of the figures of all rows and of every slice, in order.
[[nodiscard]] const std::vector<std::string>& section_metrics();
/// Names of the figures of a negative label.
[[nodiscard]] const std::vector<std::string>& label_metrics();
/// Names of the figures of a kind.
[[nodiscard]] const std::vector<std::string>& kind_metrics();

/// Computes the figures. `files` and `versions` are for the reader to know what was measured.
[[nodiscard]] EvalReport make_report(EvalData data, std::vector<std::string> files,
                                     const Versions& versions, const BootstrapOptions& bootstrap);

}  // namespace waspada::cli
