#include "eval_report.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace waspada::cli {
namespace {

constexpr std::size_t kReliabilityBins = 10;
constexpr std::size_t kHistogramBins = 20;

/// As many points as an eye can tell apart; the first and the last stay.
template <class Point, class Place>
std::vector<Point> thinned(const std::vector<Point>& points, const Place& place) {
  constexpr double kStep = 1.0 / 200;
  std::vector<Point> out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!out.empty() && i + 1 < points.size()) {
      const auto [x, y] = place(points[i]);
      const auto [last_x, last_y] = place(out.back());
      if (std::abs(x - last_x) < kStep && std::abs(y - last_y) < kStep) continue;
    }
    out.push_back(points[i]);
  }
  return out;
}

bool reaches(const EvalRow& row, Level level) { return row.level >= level; }

void add_labels(const EvalData& data, const Evidence& evidence, EvalReport& report) {
  EvalSlice labels{"label", data.labels, {}};
  for (const EvalRow& row : data.rows) labels.value_of.push_back(row.label);
  for (const auto& [label, members] : split(labels)) {
    report.labels.emplace_back(label, members.size());
    if (label == kPositiveLabel) continue;
    report.negative_labels.push_back(
        share_section(evidence, members, "label", label, label_metrics(),
                      {[](const EvalRow& row) { return reaches(row, Level::caution); },
                       [](const EvalRow& row) { return reaches(row, Level::high); }}));
  }
}

void add_kinds(const EvalData& data, const Evidence& evidence, const std::vector<Step>& steps,
               EvalReport& report) {
  const auto point = operating_point(steps, kKindLimit);
  std::map<std::string, Members> members;
  for (const auto& [row, kind] : data.kind_of) members[data.kinds[kind]].push_back(row);
  for (const auto& [kind, rows] : members) {
    report.kinds.push_back(
        share_section(evidence, rows, "kind", kind, kind_metrics(),
                      {[](const EvalRow& row) { return reaches(row, Level::caution); },
                       [](const EvalRow& row) { return reaches(row, Level::high); },
                       [&](const EvalRow& row) { return point && row.risk >= point->threshold; }}));
    // Without negatives there is no threshold, and so no share above it.
    if (!point) {
      Figure& figure = report.kinds.back().figures.back();
      figure = {figure.name, std::nullopt, std::nullopt, "no negatives"};
    }
  }
}

void add_levels(const EvalData& data, EvalReport& report) {
  for (const Level level :
       {Level::high, Level::caution, Level::low, Level::insufficient, Level::not_ad}) {
    LevelCount count;
    count.level = level;
    for (const EvalRow& row : data.rows) {
      if (row.level != level) continue;
      ++(row.positive ? count.positives : count.negatives);
      if (data.labels[row.label] == "not_ad") ++count.not_ad;
    }
    report.levels.push_back(count);
  }
  Members everything(data.rows.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  const Staircase levels = level_staircase(data.rows, everything);
  for (const Level level : {Level::high, Level::caution}) {
    report.confusions.emplace_back(level, confusion_at(levels.steps(), level_score(level)));
  }
}

void add_notes(EvalReport& report, std::size_t repeated) {
  const auto negatives = static_cast<double>(report.all.negatives());
  for (const double limit : kLimits) {
    if (report.all.positives == 0 || negatives == 0 || negatives * limit >= 1) continue;
    report.notes.push_back(at_limit(limit) + ": " + std::to_string(report.all.negatives()) +
                           " negatives are too few to tell such a rate; this is the recall "
                           "without any false positive");
  }
  if (report.rejected > 0) {
    report.notes.push_back(std::to_string(report.rejected) +
                           " rows were left out: they could not be read, have no label, or repeat "
                           "an id");
  }
  if (repeated > 0) {
    report.notes.push_back(std::to_string(repeated) +
                           " rows repeat the text of another: the intervals are too narrow unless "
                           "--group says what belongs together");
  }
  if (report.baseline && report.baseline->common < report.rows.size()) {
    report.notes.push_back("Differences are of the " + std::to_string(report.baseline->common) +
                           " rows that the baseline has, too");
  }
}

}  // namespace

bool comes_before(const std::string& a, const std::string& b) {
  const auto number_of = [](const std::string& text) {
    double out = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() ? std::optional(out) : std::nullopt;
  };
  const auto left = number_of(a);
  const auto right = number_of(b);
  if (left && right && *left != *right) return *left < *right;
  return a < b;
}

std::vector<std::pair<std::string, Members>> split(const EvalSlice& slice) {
  std::vector<Members> members(slice.values.size());
  for (std::size_t row = 0; row < slice.value_of.size(); ++row) {
    members[slice.value_of[row]].push_back(row);
  }
  std::vector<std::pair<std::string, Members>> out;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (!members[i].empty()) out.emplace_back(slice.values[i], std::move(members[i]));
  }
  std::ranges::sort(out, comes_before, &std::pair<std::string, Members>::first);
  return out;
}

const std::vector<std::string>& label_metrics() {
  static const std::vector<std::string> names = {at_level("fpr", Level::caution),
                                                 at_level("fpr", Level::high)};
  return names;
}

const std::vector<std::string>& kind_metrics() {
  static const std::vector<std::string> names = {
      at_level("recall", Level::caution), at_level("recall", Level::high), at_limit(kKindLimit)};
  return names;
}

EvalReport make_report(EvalData data, std::vector<std::string> files, const Versions& versions,
                       const BootstrapOptions& bootstrap, const std::optional<Baseline>& baseline) {
  EvalReport out;
  out.files = std::move(files);
  out.rejected = data.rejected;
  out.skipped = data.skipped;
  out.groups = data.groups;
  out.grouped = data.grouped;
  out.bootstrap = bootstrap;
  out.versions = versions;
  out.missed = std::move(data.missed);
  out.false_alarms = std::move(data.false_alarms);
  BeforeRows before;
  if (baseline) {
    before = matched(*baseline, data.rows);
    const auto common = std::ranges::count_if(before, [](const auto& row) { return !!row; });
    out.baseline = {baseline->file, baseline->versions, static_cast<std::size_t>(common),
                    baseline->scores.size()};
  }
  const Evidence evidence{data.rows, baseline ? &before : nullptr, bootstrap};
  Members everything(data.rows.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  out.all = full_section(evidence, everything, "", "");
  const Staircase risks = risk_staircase(data.rows, everything);
  for (const double limit : kLimits) {
    const auto point = operating_point(risks.steps(), limit);
    const bool some = point && std::isfinite(point->threshold);
    out.thresholds.emplace_back(limit, some ? std::optional(point->threshold) : std::nullopt);
  }
  out.curves = {
      thinned(roc_curve(risks.steps()),
              [](const OperatingPoint& point) {
                return std::pair(point.false_positive_rate, point.recall);
              }),
      thinned(precision_recall_curve(risks.steps()),
              [](const PrecisionPoint& point) { return std::pair(point.recall, point.precision); }),
      score_bins(risks.steps(), kReliabilityBins), score_bins(risks.steps(), kHistogramBins)};
  add_levels(data, out);
  add_labels(data, evidence, out);
  add_kinds(data, evidence, risks.steps(), out);
  for (const EvalSlice& slice : data.slices) {
    auto& sections = out.slices.emplace_back();
    for (const auto& [value, members] : split(slice)) {
      sections.push_back(full_section(evidence, members, slice.column, value));
    }
  }
  out.rows = std::move(data.rows);
  add_notes(out, data.repeated);
  return out;
}

}  // namespace waspada::cli
