#include "eval_section.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <unordered_map>

#include "command_error.hpp"
#include "options.hpp"

namespace waspada::cli {
namespace {

std::string short_number(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%g", value);
  return out;
}

std::string precision_name(Level level, double rate) {
  return at_level("precision", level) + ",base=" + short_number(rate);
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

template <class Score>
Sample sample_of(const std::vector<EvalRow>& rows, const Members& members, const Score& score) {
  Sample out;
  out.scores.reserve(members.size());
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
std::vector<Figure> figures_of(const std::vector<std::string>& names, const Section& section,
                               const Sample& sample, const Statistics& statistics,
                               const BootstrapOptions& options) {
  std::vector<std::optional<double>> values(names.size());
  const std::vector<std::uint32_t> once(sample.scores.size(), 1);
  statistics(once, values);
  const auto intervals = bootstrap(sample, names.size(), statistics, options);
  std::vector<Figure> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.push_back({names[i], values[i], intervals[i], ""});
    if (!values[i]) out.back().reason = reason_for(section);
  }
  return out;
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
  // Failures are counted of texts, which stand in for positives like the shares of a section do.
  const bool of_positives = figure.name.starts_with("recall@") || figure.name == kFailures;
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

/// Risks and levels of the same rows, resampled together.
class Measurement {
 public:
  Measurement(Staircase risks, Staircase levels)
      : risks_(std::move(risks)), levels_(std::move(levels)) {}

  void operator()(std::span<const std::uint32_t> times, std::span<std::optional<double>> values) {
    risks_.recount(times, by_risk_);
    levels_.recount(times, by_level_);
    measure(by_risk_, by_level_, values);
  }

 private:
  Staircase risks_;
  Staircase levels_;
  std::vector<Step> by_risk_;
  std::vector<Step> by_level_;
};

/// The figures less the baseline's, over the rows that both have; each draw takes the
/// same rows of both, so that what they share cancels out.
void add_deltas(const Evidence& evidence, const Members& members, Section& section) {
  const BeforeRows& before = *evidence.before;
  Members common;
  std::ranges::copy_if(members, std::back_inserter(common),
                       [&](std::size_t row) { return before[row].has_value(); });
  const Section counts = section_of(evidence.rows, common, section.column, section.value);
  const Sample was_risk =
      sample_of(evidence.rows, common, [&](std::size_t row) { return before[row]->risk; });
  const Sample was_level = sample_of(
      evidence.rows, common, [&](std::size_t row) { return level_score(before[row]->level); });
  Measurement now(risk_staircase(evidence.rows, common), level_staircase(evidence.rows, common));
  Measurement was(staircase_of(was_risk), staircase_of(was_level));
  std::vector<std::string> names;
  for (const std::string& name : section_metrics()) names.push_back(delta_of(name));
  std::vector<std::optional<double>> old(names.size());
  section.deltas = figures_of(
      names, counts, was_risk,
      [&, now, was, old](std::span<const std::uint32_t> times,
                         std::span<std::optional<double>> values) mutable {
        now(times, values);
        was(times, old);
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] = values[i] && old[i] ? std::optional(*values[i] - *old[i]) : std::nullopt;
        }
      },
      evidence.bootstrap);
  const Units units = units_of(evidence.rows, common);
  if (units.positives >= 2 && units.negatives >= 2) return;
  for (Figure& delta : section.deltas) delta.interval.reset();
}

}  // namespace

Section full_section(const Evidence& evidence, const Members& members, std::string column,
                     std::string value) {
  Section out = section_of(evidence.rows, members, std::move(column), std::move(value));
  const Sample risks =
      sample_of(evidence.rows, members, [&](std::size_t row) { return evidence.rows[row].risk; });
  out.figures =
      figures_of(section_metrics(), out, risks,
                 Measurement(staircase_of(risks), level_staircase(evidence.rows, members)),
                 evidence.bootstrap);
  if (evidence.bootstrap.draws > 0) settle(out, units_of(evidence.rows, members));
  if (evidence.before != nullptr) add_deltas(evidence, members, out);
  return out;
}

Section share_section(const Evidence& evidence, const Members& members, std::string column,
                      std::string value, const std::vector<std::string>& names,
                      const std::vector<std::function<bool(const EvalRow&)>>& tests) {
  Section out = section_of(evidence.rows, members, std::move(column), std::move(value));
  std::vector<Staircase> shares;
  Sample sample;
  for (const auto& test : tests) {
    sample = sample_of(evidence.rows, members,
                       [&](std::size_t row) { return test(evidence.rows[row]) ? 1.0 : 0.0; });
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
  out.figures = figures_of(names, out, sample, statistics, evidence.bootstrap);
  if (evidence.bootstrap.draws > 0) {
    const Units units = units_of(evidence.rows, members);
    const std::size_t texts = units.positives + units.negatives;  // one of them is none
    settle(out, {texts, texts});
  }
  return out;
}

Staircase risk_staircase(const std::vector<EvalRow>& rows, const Members& members) {
  return staircase_of(sample_of(rows, members, [&](std::size_t row) { return rows[row].risk; }));
}

Staircase level_staircase(const std::vector<EvalRow>& rows, const Members& members) {
  return staircase_of(
      sample_of(rows, members, [&](std::size_t row) { return level_score(rows[row].level); }));
}

double level_score(Level level) {
  return static_cast<double>(level) / static_cast<double>(Level::high);
}

std::string at_limit(double limit) { return "recall@fpr=" + short_number(limit); }

std::string at_level(const char* metric, Level level) {
  return metric + ("@" + std::string(name(level)));
}

std::string delta_of(const std::string& metric) { return "delta(" + metric + ")"; }

const Figure* Section::find(std::string_view wanted) const {
  for (const auto* list : {&figures, &deltas}) {
    const auto found = std::ranges::find(*list, wanted, &Figure::name);
    if (found != list->end()) return &*found;
  }
  return nullptr;
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

}  // namespace waspada::cli
