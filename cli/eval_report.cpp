#include "eval_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <set>

#include "command.hpp"
#include "options.hpp"

namespace waspada::cli {
namespace {

using Members = std::vector<std::size_t>;  // rows of a section

std::string short_number(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%g", value);
  return out;
}

std::string at_limit(double limit) { return "recall@fpr=" + short_number(limit); }

std::string at_level(const char* metric, Level level) {
  return metric + ("@" + std::string(name(level)));
}

std::string precision_name(Level level, double rate) {
  return at_level("precision", level) + ",base=" + short_number(rate);
}

/// A level as a score, so that a confusion by level is one at a threshold.
double level_score(Level level) {
  return static_cast<double>(level) / static_cast<double>(Level::high);
}

/// The groups of some rows, numbered from 0.
std::vector<std::uint32_t> regrouped(const std::vector<EvalRow>& rows, const Members& members) {
  std::unordered_map<std::uint32_t, std::uint32_t> numbers;
  std::vector<std::uint32_t> out;
  out.reserve(members.size());
  for (const std::size_t row : members) {
    const auto fresh = static_cast<std::uint32_t>(numbers.size());
    out.push_back(numbers.try_emplace(rows[row].group, fresh).first->second);
  }
  return out;
}

Sample sample_of(const std::vector<EvalRow>& rows, const Members& members,
                 const std::function<double(std::size_t)>& score) {
  Sample out;
  for (const std::size_t row : members) {
    out.scores.push_back(score(row));
    out.positives.push_back(rows[row].positive);
  }
  out.groups = regrouped(rows, members);
  return out;
}

Staircase staircase_of(const Sample& sample) {
  auto out = Staircase::make(sample);
  if (!out) throw CommandError(describe(out.error()));
  return *std::move(out);
}

/// Fills the figures that section_metrics() names, in that order.
void measure(std::span<const Step> risks, std::span<const Step> levels,
             std::span<std::optional<double>> values) {
  auto out = values.begin();
  *out++ = average_precision(risks);
  *out++ = roc_auc(risks);
  *out++ = brier_score(risks);
  *out++ = calibration_error(risks);
  for (const double limit : kLimits) {
    const auto point = operating_point(risks, limit);
    *out++ = point ? std::optional(point->recall) : std::nullopt;
  }
  for (const Level level : kFlagged) {
    const Confusion at = confusion_at(levels, level_score(level));
    const auto hits = recall(at);
    const auto alarms = false_positive_rate(at);
    *out++ = hits;
    *out++ = alarms;
    *out++ = f1_score(at);
    for (const double rate : kBaseRates) {
      *out++ = hits && alarms ? precision_at(rate, *hits, *alarms) : std::nullopt;
    }
  }
  const auto judged = flagged_share(confusion_at(levels, level_score(Level::low)));
  const auto ads = flagged_share(confusion_at(levels, level_score(Level::insufficient)));
  *out++ = judged && ads ? std::optional(*ads - *judged) : std::nullopt;
}

std::string reason_for(const Section& section) {
  if (section.rows == 0) return "no rows";
  if (section.positives == 0) return "no positives";
  if (section.negatives() == 0) return "no negatives";
  return "nothing reaches this level";
}

Section section_of(const std::vector<EvalRow>& rows, const Members& members, std::string column,
                   std::string value) {
  Section out;
  out.column = std::move(column);
  out.value = std::move(value);
  out.rows = members.size();
  for (const std::size_t row : members) out.positives += rows[row].positive ? 1 : 0;
  return out;
}

/// Values of the sample itself, then their intervals.
void fill(Section& section, const std::vector<std::string>& names, const Sample& sample,
          const Statistics& statistics, const BootstrapOptions& options) {
  std::vector<std::optional<double>> values(names.size());
  const std::vector<std::uint32_t> once(sample.scores.size(), 1);
  statistics(once, values);
  const auto intervals = bootstrap(sample, names.size(), statistics, options);
  for (std::size_t i = 0; i < names.size(); ++i) {
    section.figures.push_back({names[i], values[i], intervals[i], ""});
    if (!values[i]) section.figures.back().reason = reason_for(section);
  }
}

/// How many independent observations of each class there are: groups.
struct Units {
  std::size_t positives = 0;
  std::size_t negatives = 0;
};

Units units_of(const std::vector<EvalRow>& rows, const Members& members) {
  std::set<std::uint32_t> positives;
  std::set<std::uint32_t> negatives;
  for (const std::size_t row : members) {
    (rows[row].positive ? positives : negatives).insert(rows[row].group);
  }
  return {positives.size(), negatives.size()};
}

/// A bootstrap sees no doubt in a single observation, nor in a share of none or
/// of all. The first gets no interval, the second the exact bound.
void settle(Figure& figure, const Units& units) {
  const bool by_rate = figure.name.starts_with("recall@fpr=");
  const bool of_positives = figure.name.starts_with("recall@");
  const bool of_negatives = figure.name.starts_with("fpr@");
  const bool of_all = figure.name == "abstention";
  const std::size_t all = units.positives + units.negatives;
  if (of_all ? all < 2
             : (!of_negatives && units.positives < 2) ||
                   ((!of_positives || by_rate) && units.negatives < 2)) {
    figure.interval.reset();
  }
  if (!of_positives && !of_negatives && !of_all) return;
  const double bound =
      unseen_share(of_all ? all : (of_positives ? units.positives : units.negatives));
  if (figure.value == 0.0) {
    figure.interval = {0, figure.interval ? std::max(figure.interval->high, bound) : bound};
  }
  if (figure.value == 1.0) {
    figure.interval = {figure.interval ? std::min(figure.interval->low, 1 - bound) : 1 - bound, 1};
  }
}

/// Settles all figures, and then the precisions that rest on a share of none or all.
void settle(Section& section, const Units& units) {
  for (Figure& figure : section.figures) settle(figure, units);
  for (const Level level : kFlagged) {
    const Figure* hits = section.find(at_level("recall", level));
    const Figure* alarms = section.find(at_level("fpr", level));
    for (const double rate : kBaseRates) {
      const auto share =
          std::ranges::find(section.figures, precision_name(level, rate), &Figure::name);
      if (share == section.figures.end() || (share->value != 0.0 && share->value != 1.0)) continue;
      if (!hits->interval || !alarms->interval) continue;
      share->interval = {
          precision_at(rate, hits->interval->low, alarms->interval->high).value_or(0),
          precision_at(rate, hits->interval->high, alarms->interval->low).value_or(1)};
    }
  }
}

Section full_section(const std::vector<EvalRow>& rows, const Members& members, std::string column,
                     std::string value, const BootstrapOptions& options) {
  Section out = section_of(rows, members, std::move(column), std::move(value));
  const Sample risks = sample_of(rows, members, [&](std::size_t row) { return rows[row].risk; });
  const Sample levels =
      sample_of(rows, members, [&](std::size_t row) { return level_score(rows[row].level); });
  const Statistics statistics = [risk = staircase_of(risks), level = staircase_of(levels),
                                 by_risk = std::vector<Step>(), by_level = std::vector<Step>()](
                                    std::span<const std::uint32_t> times,
                                    std::span<std::optional<double>> values) mutable {
    risk.recount(times, by_risk);
    level.recount(times, by_level);
    measure(by_risk, by_level, values);
  };
  fill(out, section_metrics(), risks, statistics, options);
  if (options.draws > 0) settle(out, units_of(rows, members));
  return out;
}

/// Shares of some rows for which each of `tests` holds.
Section share_section(const std::vector<EvalRow>& rows, const Members& members, std::string column,
                      std::string value, const std::vector<std::string>& names,
                      const std::vector<std::function<bool(const EvalRow&)>>& tests,
                      const BootstrapOptions& options) {
  Section out = section_of(rows, members, std::move(column), std::move(value));
  std::vector<Staircase> shares;
  Sample sample;
  for (const auto& test : tests) {
    sample = sample_of(rows, members, [&](std::size_t row) { return test(rows[row]) ? 1.0 : 0.0; });
    shares.push_back(staircase_of(sample));
  }
  const Statistics statistics = [&shares, steps = std::vector<Step>()](
                                    std::span<const std::uint32_t> times,
                                    std::span<std::optional<double>> values) mutable {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      shares[i].recount(times, steps);
      values[i] = flagged_share(confusion_at(steps, 1));
    }
  };
  fill(out, names, sample, statistics, options);
  if (options.draws > 0) {
    const Units units = units_of(rows, members);
    const std::size_t texts = units.positives + units.negatives;  // one of them is none
    settle(out, {texts, texts});
  }
  return out;
}

/// Rows by the value they have, in the order of the values' names.
std::map<std::string, Members> split(const std::vector<std::uint32_t>& value_of,
                                     const Names& values) {
  std::vector<Members> members(values.size());
  for (std::size_t row = 0; row < value_of.size(); ++row) members[value_of[row]].push_back(row);
  std::map<std::string, Members> out;
  for (std::uint32_t i = 0; i < members.size(); ++i) out[values[i]] = std::move(members[i]);
  return out;
}

bool reaches(const EvalRow& row, Level level) { return row.level >= level; }

void add_labels(const EvalData& data, EvalReport& report) {
  std::vector<std::uint32_t> label_of;
  for (const EvalRow& row : data.rows) label_of.push_back(row.label);
  for (const auto& [label, members] : split(label_of, data.labels)) {
    report.labels.emplace_back(label, members.size());
    if (label == kPositiveLabel) continue;
    report.negative_labels.push_back(
        share_section(data.rows, members, "label", label, label_metrics(),
                      {[](const EvalRow& row) { return reaches(row, Level::caution); },
                       [](const EvalRow& row) { return reaches(row, Level::high); }},
                      report.bootstrap));
  }
}

void add_kinds(const EvalData& data, EvalReport& report, const std::vector<Step>& steps) {
  const auto point = operating_point(steps, kKindLimit);
  std::map<std::string, Members> members;
  for (const auto& [row, kind] : data.kind_of) members[data.kinds[kind]].push_back(row);
  for (const auto& [kind, rows] : members) {
    report.kinds.push_back(
        share_section(data.rows, rows, "kind", kind, kind_metrics(),
                      {[](const EvalRow& row) { return reaches(row, Level::caution); },
                       [](const EvalRow& row) { return reaches(row, Level::high); },
                       [&](const EvalRow& row) { return point && row.risk >= point->threshold; }},
                      report.bootstrap));
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
}

void add_notes(EvalReport& report) {
  const auto negatives = static_cast<double>(report.all.negatives());
  for (const double limit : kLimits) {
    if (report.all.positives == 0 || negatives == 0 || negatives * limit >= 1) continue;
    report.notes.push_back(at_limit(limit) + ": " + std::to_string(report.all.negatives()) +
                           " negatives are too few to tell such a rate; this is the recall "
                           "without any false positive");
  }
  if (report.rejected > 0) {
    report.notes.push_back(std::to_string(report.rejected) +
                           " rows were left out: they could not be read or have no label");
  }
}

}  // namespace

const Figure* Section::find(std::string_view wanted) const {
  const auto found = std::ranges::find(figures, wanted, &Figure::name);
  return found == figures.end() ? nullptr : &*found;
}

const std::vector<std::string>& section_metrics() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out = {"pr_auc", "roc_auc", "brier", "ece"};
    for (const double limit : kLimits) out.push_back(at_limit(limit));
    for (const Level level : kFlagged) {
      out.push_back(at_level("recall", level));
      out.push_back(at_level("fpr", level));
      out.push_back(at_level("f1", level));
      for (const double rate : kBaseRates) {
        out.push_back(precision_name(level, rate));
      }
    }
    out.emplace_back("abstention");
    return out;
  }();
  return names;
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
                       const BootstrapOptions& bootstrap) {
  EvalReport out;
  out.files = std::move(files);
  out.rejected = data.rejected;
  out.groups = data.groups;
  out.grouped = data.grouped;
  out.bootstrap = bootstrap;
  out.versions = versions;
  out.missed = std::move(data.missed);
  out.false_alarms = std::move(data.false_alarms);
  Members everything(data.rows.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  out.all = full_section(data.rows, everything, "", "", bootstrap);
  const Staircase risks = staircase_of(
      sample_of(data.rows, everything, [&](std::size_t row) { return data.rows[row].risk; }));
  for (const double limit : kLimits) {
    const auto point = operating_point(risks.steps(), limit);
    const bool some = point && std::isfinite(point->threshold);
    out.thresholds.emplace_back(limit, some ? std::optional(point->threshold) : std::nullopt);
  }
  add_levels(data, out);
  add_labels(data, out);
  add_kinds(data, out, risks.steps());
  for (const EvalSlice& slice : data.slices) {
    auto& sections = out.slices.emplace_back();
    for (const auto& [value, members] : split(slice.value_of, slice.values)) {
      sections.push_back(full_section(data.rows, members, slice.column, value, bootstrap));
    }
  }
  add_notes(out);
  return out;
}

}  // namespace waspada::cli
