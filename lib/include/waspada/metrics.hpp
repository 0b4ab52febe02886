#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "waspada/export.hpp"
#include "waspada/result.hpp"

namespace waspada {

/// Texts that were scored and labelled, column by column. The first two have a
/// value per text; the others too, or are empty.
struct Sample {
  std::vector<double> scores;         ///< In [0, 1].
  std::vector<bool> positives;        ///< Whether the label says so.
  std::vector<double> weights;        ///< Finite and >= 0; empty: 1 each.
  std::vector<std::uint32_t> groups;  ///< Texts that belong together share a number below the
                                      ///< number of texts; empty: each stands alone.
};

/// All texts of one score: how many there are of each class, or their weight.
struct Step {
  double score = 0;
  double positives = 0;
  double negatives = 0;

  friend bool operator==(const Step&, const Step&) = default;
};

/// A sample as a staircase of falling scores, sorted once. Every metric below is
/// a function of its steps, so texts of equal score are never told apart.
/// Immutable; any number of threads may use one at once.
class WASPADA_EXPORT Staircase {
 public:
  /// Errors say which row of the sample is not as Sample states.
  [[nodiscard]] static Result<Staircase> make(const Sample& sample);

  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }

  /// The steps of a sample that holds every text of group `g` `times[g]` times,
  /// written to `out`; steps may become empty. `times` covers all groups.
  void recount(std::span<const std::uint32_t> times, std::vector<Step>& out) const;

 private:
  struct Row {
    double weight = 1;
    std::uint32_t group = 0;
    bool positive = false;
  };

  std::vector<Step> steps_;
  std::vector<std::size_t> ends_;  ///< One past each step's last row.
  std::vector<Row> rows_;          ///< In the order of the steps.
};

// The metrics. Each is empty where it is not defined (no texts; only one class),
// never a number that looks like a result.

/// Area under the precision-recall curve as a step function (average precision):
/// sum over thresholds of the gain in recall times the precision there.
[[nodiscard]] WASPADA_EXPORT std::optional<double> average_precision(std::span<const Step> steps);

/// Probability that a positive text scores above a negative one, ties counted half.
[[nodiscard]] WASPADA_EXPORT std::optional<double> roc_auc(std::span<const Step> steps);

/// Mean squared distance of score and outcome.
[[nodiscard]] WASPADA_EXPORT std::optional<double> brier_score(std::span<const Step> steps);

inline constexpr std::size_t kCalibrationBins = 15;

/// Expected calibration error: mean over `bins` bins of equal weight of the
/// distance between mean score and share of positives. Texts of one score that
/// span bins are spread over them evenly, so their order does not matter.
[[nodiscard]] WASPADA_EXPORT std::optional<double> calibration_error(
    std::span<const Step> steps, std::size_t bins = kCalibrationBins);

/// A threshold and what it does: texts are flagged from `threshold` on.
struct OperatingPoint {
  double threshold = 0;  ///< Infinite when nothing may be flagged.
  double recall = 0;
  double false_positive_rate = 0;
};

/// The lowest threshold, and so the largest recall, whose false-positive rate is at most
/// `limit`. Texts of equal score are flagged together or not at all. With fewer than
/// 1 / limit negatives this is the recall without any false positive.
[[nodiscard]] WASPADA_EXPORT std::optional<OperatingPoint> operating_point(
    std::span<const Step> steps, double limit);

/// The curves' points: one per threshold, from flagging nothing to flagging all.
/// Empty when a class is missing.
[[nodiscard]] WASPADA_EXPORT std::vector<OperatingPoint> roc_curve(std::span<const Step> steps);

/// A threshold of the precision-recall curve.
struct PrecisionPoint {
  double threshold = 0;
  double recall = 0;
  double precision = 0;
};

/// One point per threshold, falling. Empty when a class is missing.
[[nodiscard]] WASPADA_EXPORT std::vector<PrecisionPoint> precision_recall_curve(
    std::span<const Step> steps);

/// The texts whose score lies between two bounds.
struct ScoreBin {
  double low = 0;
  double high = 0;
  double positives = 0;
  double negatives = 0;
  double mean_score = 0;  ///< 0 without texts.

  [[nodiscard]] double all() const noexcept { return positives + negatives; }
};

/// The scores from 0 to 1 in `bins` > 0 bins of equal width: a histogram by class, and a
/// reliability diagram of mean score against share of positives. A score on a
/// bound belongs to the bin below it.
[[nodiscard]] WASPADA_EXPORT std::vector<ScoreBin> score_bins(std::span<const Step> steps,
                                                              std::size_t bins);

/// How far the shares `now` of a signal's values have moved from `before`: the population
/// stability index, sum of (now - before) * ln(now / before). Counts, not shares, go
/// in; half a text is added to each, so that an empty bin has a finite say. Empty when either side
/// has no texts. Custom reads 0.1 as a shift to look at, 0.25 as another population.
[[nodiscard]] WASPADA_EXPORT std::optional<double> stability_index(std::span<const double> before,
                                                                   std::span<const double> now);

/// How many texts of each class are flagged, or their weight.
struct Confusion {
  double true_positives = 0;
  double false_positives = 0;
  double false_negatives = 0;
  double true_negatives = 0;

  friend bool operator==(const Confusion&, const Confusion&) = default;
};

/// Flags every score from `threshold` on.
[[nodiscard]] WASPADA_EXPORT Confusion confusion_at(std::span<const Step> steps, double threshold);

/// Share of positives flagged; empty without positives.
[[nodiscard]] WASPADA_EXPORT std::optional<double> recall(const Confusion& confusion);
/// Share of negatives flagged; empty without negatives.
[[nodiscard]] WASPADA_EXPORT std::optional<double> false_positive_rate(const Confusion& confusion);
/// Share of positives among the flagged; empty when nothing is flagged or a class is missing.
[[nodiscard]] WASPADA_EXPORT std::optional<double> precision(const Confusion& confusion);
/// Harmonic mean of precision and recall; empty when a class is missing.
[[nodiscard]] WASPADA_EXPORT std::optional<double> f1_score(const Confusion& confusion);
/// Share of the flagged among all; empty without texts.
[[nodiscard]] WASPADA_EXPORT std::optional<double> flagged_share(const Confusion& confusion);

/// Precision where a share of `base_rate` is positive, whatever the sample's own is.
/// Empty when nothing is flagged.
[[nodiscard]] WASPADA_EXPORT std::optional<double> precision_at(double base_rate, double recall,
                                                                double false_positive_rate);

/// The largest share of which `texts` independent texts still show none once in forty
/// times, about 3.7 / texts: how far a share of none may be from 0 (Clopper and
/// Pearson's bound), where a bootstrap, which draws only what it has, sees no doubt.
[[nodiscard]] WASPADA_EXPORT double unseen_share(std::size_t texts);

/// The middle 95 % of a bootstrap's values.
struct Interval {
  double low = 0;
  double high = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

struct BootstrapOptions {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  unsigned threads = 1;  ///< Change the time it takes, never the result.
};

/// Fills `values` for one draw: how often each group was drawn. Each thread calls
/// a copy of its own, which may keep scratch space between calls.
using Statistics = std::function<void(std::span<const std::uint32_t> times,
                                      std::span<std::optional<double>> values)>;

/// Percentile intervals of `count` statistics. Whole groups are drawn with
/// replacement; groups of positives, of negatives and of both are drawn apart
/// and keep their number (stratified). Equal input, options and seed give equal draws on
/// every machine. A statistic that is empty in any draw has no interval; without
/// draws none has. `sample` must be one that Staircase::make() accepts.
[[nodiscard]] WASPADA_EXPORT std::vector<std::optional<Interval>> bootstrap(
    const Sample& sample, std::size_t count, const Statistics& statistics,
    const BootstrapOptions& options = {});

}  // namespace waspada
