#include "waspada/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace waspada {
namespace {

struct Totals {
  double positives = 0;
  double negatives = 0;

  [[nodiscard]] double all() const { return positives + negatives; }
  [[nodiscard]] bool both() const { return positives > 0 && negatives > 0; }
};

Totals totals_of(std::span<const Step> steps) {
  Totals out;
  for (const Step& step : steps) {
    out.positives += step.positives;
    out.negatives += step.negatives;
  }
  return out;
}

std::optional<double> ratio(double part, double whole) {
  if (!(whole > 0)) return std::nullopt;
  return part / whole;
}

bool has_both(const Confusion& confusion) {
  return confusion.true_positives + confusion.false_negatives > 0 &&
         confusion.false_positives + confusion.true_negatives > 0;
}

Error invalid(std::size_t row, const std::string& message) {
  return {ErrorCode::invalid_data, "row " + std::to_string(row + 1), message};
}

std::optional<Error> problem_of(const Sample& sample) {
  const std::size_t rows = sample.scores.size();
  const auto column = [&](std::size_t size, const char* name) -> std::optional<Error> {
    if (size == rows) return std::nullopt;
    return Error{ErrorCode::invalid_data, "",
                 std::to_string(rows) + " scores but " + std::to_string(size) + " " + name};
  };
  if (auto error = column(sample.positives.size(), "labels")) return error;
  if (!sample.weights.empty()) {
    if (auto error = column(sample.weights.size(), "weights")) return error;
  }
  if (!sample.groups.empty()) {
    if (auto error = column(sample.groups.size(), "groups")) return error;
  }
  double sum = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    // Written so that NaN is refused as well.
    if (!(sample.scores[row] >= 0 && sample.scores[row] <= 1)) {
      return invalid(row, "score " + std::to_string(sample.scores[row]) + " is not in [0, 1]");
    }
    if (!sample.weights.empty()) {
      sum += sample.weights[row];
      if (!(sample.weights[row] >= 0) || !std::isfinite(sum)) {
        return invalid(row, "weight " + std::to_string(sample.weights[row]) +
                                " is negative or makes the sum infinite");
      }
    }
    if (!sample.groups.empty() && sample.groups[row] >= rows) {
      return invalid(
          row, "group " + std::to_string(sample.groups[row]) + " is not below the number of rows");
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Staircase> Staircase::make(const Sample& sample) {
  if (auto error = problem_of(sample)) return *std::move(error);
  std::vector<std::size_t> order(sample.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Ties in input order, so that sums of weights round alike on every machine.
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t row) { return sample.scores[row]; });
  Staircase out;
  out.rows_.reserve(order.size());
  for (const std::size_t row : order) {
    const double score = sample.scores[row];
    if (out.steps_.empty() || out.steps_.back().score != score) {
      out.steps_.push_back({score, 0, 0});
      out.ends_.push_back(out.rows_.size());
    }
    Row& added = out.rows_.emplace_back();
    if (!sample.weights.empty()) added.weight = sample.weights[row];
    added.group = sample.groups.empty() ? static_cast<std::uint32_t>(row) : sample.groups[row];
    added.positive = sample.positives[row];
    Step& step = out.steps_.back();
    (added.positive ? step.positives : step.negatives) += added.weight;
    ++out.ends_.back();
  }
  return out;
}

void Staircase::recount(std::span<const std::uint32_t> times, std::vector<Step>& out) const {
  out.resize(steps_.size());
  std::size_t row = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    double mass[2] = {0, 0};  // indexed by class: a branch would be mispredicted on every other row
    for (; row < ends_[i]; ++row) {
      mass[rows_[row].positive ? 1 : 0] += rows_[row].weight * times[rows_[row].group];
    }
    out[i] = {steps_[i].score, mass[1], mass[0]};
  }
}

std::optional<double> average_precision(std::span<const Step> steps) {
  const Totals totals = totals_of(steps);
  if (!totals.both()) return std::nullopt;
  double area = 0;
  Totals above;
  for (const Step& step : steps) {
    above.positives += step.positives;
    above.negatives += step.negatives;
    if (step.positives > 0) area += step.positives * above.positives / above.all();
  }
  return area / totals.positives;
}

std::optional<double> roc_auc(std::span<const Step> steps) {
  const Totals totals = totals_of(steps);
  if (!totals.both()) return std::nullopt;
  double pairs = 0;
  double above = 0;
  for (const Step& step : steps) {
    pairs += step.negatives * (above + step.positives / 2);
    above += step.positives;
  }
  return pairs / totals.positives / totals.negatives;
}

std::optional<double> brier_score(std::span<const Step> steps) {
  const Totals totals = totals_of(steps);
  if (!totals.both()) return std::nullopt;
  double sum = 0;
  for (const Step& step : steps) {
    const double miss = 1 - step.score;
    sum += step.positives * miss * miss + step.negatives * step.score * step.score;
  }
  return sum / totals.all();
}

std::optional<double> calibration_error(std::span<const Step> steps, std::size_t bins) {
  const Totals totals = totals_of(steps);
  const double bin = totals.all() / static_cast<double>(bins);
  if (bins == 0 || !totals.both() || !(bin > 0)) return std::nullopt;
  double error = 0;
  double gap = 0;     // of the bin being filled: sum of scores minus sum of positives
  double room = bin;  // left in it
  for (const Step& step : steps) {
    double rest = step.positives + step.negatives;
    if (rest < room) {  // nearly all of them, and without the division
      gap += rest * step.score - step.positives;
      room -= rest;
      continue;
    }
    const double gap_each = step.score - step.positives / rest;
    while (rest > 0) {
      const double taken = std::min(rest, room);
      gap += taken * gap_each;
      rest -= taken;
      room -= taken;
      if (room > 0) continue;
      error += std::abs(gap);
      gap = 0;
      room = bin;
    }
  }
  return (error + std::abs(gap)) / totals.all();
}

std::optional<OperatingPoint> operating_point(std::span<const Step> steps, double limit) {
  const Totals totals = totals_of(steps);
  if (!totals.both()) return std::nullopt;
  OperatingPoint out{std::numeric_limits<double>::infinity(), 0, 0};
  Totals above;
  for (const Step& step : steps) {
    above.positives += step.positives;
    above.negatives += step.negatives;
    const double rate = above.negatives / totals.negatives;
    if (rate > limit) break;
    // Steps that a recount emptied are no thresholds of their own.
    if (step.positives + step.negatives > 0) {
      out = {step.score, above.positives / totals.positives, rate};
    }
  }
  return out;
}

Confusion confusion_at(std::span<const Step> steps, double threshold) {
  Confusion out;
  for (const Step& step : steps) {
    const bool flagged = step.score >= threshold;
    (flagged ? out.true_positives : out.false_negatives) += step.positives;
    (flagged ? out.false_positives : out.true_negatives) += step.negatives;
  }
  return out;
}

std::optional<double> recall(const Confusion& confusion) {
  return ratio(confusion.true_positives, confusion.true_positives + confusion.false_negatives);
}

std::optional<double> false_positive_rate(const Confusion& confusion) {
  return ratio(confusion.false_positives, confusion.false_positives + confusion.true_negatives);
}

std::optional<double> precision(const Confusion& confusion) {
  if (!has_both(confusion)) return std::nullopt;
  return ratio(confusion.true_positives, confusion.true_positives + confusion.false_positives);
}

std::optional<double> f1_score(const Confusion& confusion) {
  if (!has_both(confusion)) return std::nullopt;
  const double hits = 2 * confusion.true_positives;
  return ratio(hits, hits + confusion.false_positives + confusion.false_negatives);
}

std::optional<double> flagged_share(const Confusion& confusion) {
  const double flagged = confusion.true_positives + confusion.false_positives;
  return ratio(flagged, flagged + confusion.false_negatives + confusion.true_negatives);
}

std::optional<double> precision_at(double base_rate, double recall, double false_positive_rate) {
  const double hits = base_rate * recall;
  return ratio(hits, hits + (1 - base_rate) * false_positive_rate);
}

double unseen_share(std::size_t texts) {
  return texts == 0 ? 1 : 1 - std::pow(0.025, 1 / static_cast<double>(texts));
}

}  // namespace waspada
