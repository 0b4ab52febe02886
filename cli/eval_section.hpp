#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
  /// The same figures less those of the baseline, named "delta(NAME)"; empty without one.
  std::vector<Figure> deltas;

  [[nodiscard]] std::size_t negatives() const { return rows - positives; }
  /// A figure or a delta; null when the section has none of that name.
  [[nodiscard]] const Figure* find(std::string_view name) const;
};

/// What another version said of a text.
struct Before {
  double risk = 0;
  Level level = Level::insufficient;
};

/// Per row; empty where the baseline has not seen the text.
using BeforeRows = std::vector<std::optional<Before>>;

/// Rows that a section is made of.
using Members = std::vector<std::size_t>;

/// What section figures are computed from.
struct Evidence {
  const std::vector<EvalRow>& rows;
  const BeforeRows* before = nullptr;  ///< Null without a baseline.
  BootstrapOptions bootstrap;
};

inline constexpr std::array kLimits = {0.001, 0.01, 0.05};    ///< False-positive rates.
inline constexpr std::array kBaseRates = {0.001, 0.01, 0.1};  ///< Assumed, for precision.
inline constexpr std::array kFlagged = {Level::caution, Level::high};

/// Name of the figure of a check: the share of texts that it fails on.
inline constexpr const char* kFailures = "failures";

/// Names of the figures of all rows and of every slice, in order.
[[nodiscard]] const std::vector<std::string>& section_metrics();

/// "recall@fpr=0.01".
[[nodiscard]] std::string at_limit(double limit);
/// "recall@high".
[[nodiscard]] std::string at_level(const char* metric, Level level);
/// "delta(pr_auc)".
[[nodiscard]] std::string delta_of(const std::string& metric);

/// All figures of some rows, and how they differ from the baseline's.
[[nodiscard]] Section full_section(const Evidence& evidence, const Members& members,
                                   std::string column, std::string value);

/// Shares of some rows for which each of `tests` holds, under the names given.
[[nodiscard]] Section share_section(const Evidence& evidence, const Members& members,
                                    std::string column, std::string value,
                                    const std::vector<std::string>& names,
                                    const std::vector<std::function<bool(const EvalRow&)>>& tests);

/// Rows by their risk, in steps.
[[nodiscard]] Staircase risk_staircase(const std::vector<EvalRow>& rows, const Members& members);
/// Rows by their level, in steps; `level_score` is a level's place there.
[[nodiscard]] Staircase level_staircase(const std::vector<EvalRow>& rows, const Members& members);
[[nodiscard]] double level_score(Level level);

}  // namespace waspada::cli
