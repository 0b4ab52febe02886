#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "waspada/metrics.hpp"

namespace waspada {
namespace {

struct Mass {
  double positives = 0;
  double negatives = 0;
};

Mass mass_of(std::span<const Step> steps) {
  Mass out;
  for (const Step& step : steps) {
    out.positives += step.positives;
    out.negatives += step.negatives;
  }
  return out;
}

/// Calls `visit(threshold, mass flagged from it on)`; steps that a recount emptied are passed over.
template <class Visit>
void walk(std::span<const Step> steps, const Visit& visit) {
  Mass above;
  for (const Step& step : steps) {
    if (step.positives + step.negatives <= 0) continue;
    above.positives += step.positives;
    above.negatives += step.negatives;
    visit(step.score, above);
  }
}

}  // namespace

std::vector<OperatingPoint> roc_curve(std::span<const Step> steps) {
  const Mass all = mass_of(steps);
  if (all.positives <= 0 || all.negatives <= 0) return {};
  std::vector<OperatingPoint> out = {{std::numeric_limits<double>::infinity(), 0, 0}};
  walk(steps, [&](double threshold, const Mass& above) {
    out.push_back({threshold, above.positives / all.positives, above.negatives / all.negatives});
  });
  return out;
}

std::vector<PrecisionPoint> precision_recall_curve(std::span<const Step> steps) {
  const Mass all = mass_of(steps);
  if (all.positives <= 0 || all.negatives <= 0) return {};
  std::vector<PrecisionPoint> out;
  walk(steps, [&](double threshold, const Mass& above) {
    out.push_back({threshold, above.positives / all.positives,
                   above.positives / (above.positives + above.negatives)});
  });
  return out;
}

std::vector<ScoreBin> score_bins(std::span<const Step> steps, std::size_t bins) {
  std::vector<ScoreBin> out(bins);
  const auto count = static_cast<double>(bins);
  for (std::size_t i = 0; i < bins; ++i) {
    out[i].low = static_cast<double>(i) / count;
    out[i].high = static_cast<double>(i + 1) / count;
  }
  for (const Step& step : steps) {
    // By comparison with the bounds that are reported, not by multiplying: 0.7 * 10 is above 7.
    const auto bin = std::ranges::lower_bound(out, step.score, {}, &ScoreBin::high);
    ScoreBin& into = bin == out.end() ? out.back() : *bin;
    into.positives += step.positives;
    into.negatives += step.negatives;
    into.mean_score += (step.positives + step.negatives) * step.score;
  }
  for (ScoreBin& bin : out) {
    if (bin.all() > 0) bin.mean_score /= bin.all();
  }
  return out;
}

std::optional<double> stability_index(std::span<const double> before, std::span<const double> now) {
  const double had = std::accumulate(before.begin(), before.end(), 0.0);
  const double have = std::accumulate(now.begin(), now.end(), 0.0);
  if (before.size() != now.size() || had <= 0 || have <= 0) return std::nullopt;
  constexpr double kHalf = 0.5;
  const double slack = kHalf * static_cast<double>(before.size());
  double sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double was = (before[i] + kHalf) / (had + slack);
    const double is = (now[i] + kHalf) / (have + slack);
    sum += (is - was) * std::log(is / was);
  }
  return sum;
}

}  // namespace waspada
