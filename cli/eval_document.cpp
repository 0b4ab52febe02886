#include <algorithm>
#include <cmath>
#include <cstdio>

#include "eval_render.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kReasons = 4;  // named of an error; JSON has them all

std::string range(const Interval& interval) {
  return decimal(interval.low) + (interval.low < 0 ? " to " : "-") + decimal(interval.high);
}

std::string cell(const Figure& figure) {
  if (!figure.value) return "n/a (" + figure.reason + ")";
  std::string out = decimal(*figure.value);
  if (figure.interval) out += " (" + range(*figure.interval) + ")";
  return out;
}

Table metrics_table(const Section& section) {
  Table out{"Metrics", {"metric", "value", "low", "high"}, {}};
  for (const Figure& figure : section.figures) {
    Cells cells = {figure.name, figure.value ? decimal(*figure.value) : "n/a", "", ""};
    if (!figure.value) cells[1] += " (" + figure.reason + ")";
    if (figure.interval) {
      cells[2] = decimal(figure.interval->low);
      cells[3] = decimal(figure.interval->high);
    }
    out.rows.push_back(std::move(cells));
  }
  return out;
}

/// What an increase of a figure means: 1 better, -1 worse, 0 neither.
int direction(const std::string& metric) {
  if (metric == "abstention") return 0;
  const bool less = metric == "brier" || metric == "ece" || metric.starts_with("fpr@");
  return less ? -1 : 1;
}

/// A word only where the interval leaves no doubt.
std::string difference(const Figure& delta, const std::string& metric) {
  if (!delta.value || !delta.interval) return "";
  const double low = delta.interval->low;
  const double high = delta.interval->high;
  if (low == 0 && high == 0) return "same";
  if (low <= 0 && high >= 0) return "not clear";
  const int sign = direction(metric) * (low > 0 ? 1 : -1);
  return sign == 0 ? "changed" : sign > 0 ? "better" : "worse";
}

Table delta_table(const Section& section, const BaselineUse& baseline) {
  Table out{"Against " + baseline.file, {"metric", "difference", "low", "high", "real?"}, {}, 1, 1};
  for (std::size_t i = 0; i < section.deltas.size(); ++i) {
    const Figure& delta = section.deltas[i];
    Cells cells = {delta.name, delta.value ? decimal(*delta.value) : "n/a", "", "", ""};
    if (!delta.value) cells[1] += " (" + delta.reason + ")";
    if (delta.interval) {
      cells[2] = decimal(delta.interval->low);
      cells[3] = decimal(delta.interval->high);
    }
    cells[4] = difference(delta, section_metrics()[i]);
    out.rows.push_back(std::move(cells));
  }
  return out;
}

Table levels_table(const EvalReport& report) {
  const bool not_ad =
      std::ranges::any_of(report.labels, [](const auto& label) { return label.first == "not_ad"; });
  Table out{"Rows by level", {"level", "positive", "negative"}, {}};
  if (not_ad) out.header.emplace_back("of these not_ad");
  for (const LevelCount& count : report.levels) {
    out.rows.push_back({std::string(name(count.level)), std::to_string(count.positives),
                        std::to_string(count.negatives)});
    if (not_ad) out.rows.back().push_back(std::to_string(count.not_ad));
  }
  return out;
}

Table confusion_table(const EvalReport& report) {
  Table out{"Confusion when a level and all above flag",
            {"from", "true positives", "false positives", "false negatives", "true negatives"},
            {}};
  for (const auto& [level, at] : report.confusions) {
    Cells cells = {std::string(name(level))};
    for (const double count :
         {at.true_positives, at.false_positives, at.false_negatives, at.true_negatives}) {
      cells.push_back(std::to_string(std::llround(count)));
    }
    out.rows.push_back(std::move(cells));
  }
  return out;
}

/// One line per section, one column per figure of `names`.
Table sections_table(std::string title, const std::vector<Section>& sections,
                     const std::vector<std::string>& names, bool classes) {
  Table out{std::move(title), {"", "rows"}, {}};
  if (classes) out.header.emplace_back("positive");
  out.header.insert(out.header.end(), names.begin(), names.end());
  for (const Section& section : sections) {
    out.header.front() = section.column;
    Cells cells = {section.value, std::to_string(section.rows)};
    if (classes) cells.push_back(std::to_string(section.positives));
    for (const std::string& name : names) cells.push_back(cell(*section.find(name)));
    out.rows.push_back(std::move(cells));
  }
  return out;
}

Table fairness_table(const EvalReport& report) {
  Table out{"False positives among honest ads", {"group", "value", "rows"}, {}, 2, 0};
  out.header.insert(out.header.end(), label_metrics().begin(), label_metrics().end());
  for (const auto& sections : report.fairness) {
    for (const Section& section : sections) {
      Cells cells = {section.column, section.value, std::to_string(section.rows)};
      for (const Figure& figure : section.figures) cells.push_back(cell(figure));
      out.rows.push_back(std::move(cells));
    }
  }
  return out;
}

Table errors_table(std::string title, const std::vector<EvalError>& errors) {
  Table out{
      std::move(title), {"id", "label", "level", "risk", "model", "where", "reasons"}, {}, 3, 2};
  for (const EvalError& error : errors) {
    std::string reasons;
    for (std::size_t i = 0; i < error.reasons.size() && i < kReasons; ++i) {
      char weight[32];
      std::snprintf(weight, sizeof weight, " %+.2f", error.reasons[i].contribution);
      reasons += (reasons.empty() ? "" : ", ") + error.reasons[i].rule + weight;
    }
    if (error.reasons.size() > kReasons) reasons += ", ...";
    char model[32];
    std::snprintf(model, sizeof model, "%+.2f", error.model);
    out.rows.push_back({error.id, error.label, std::string(name(error.level)), decimal(error.risk),
                        model, error.file + ":" + std::to_string(error.line), reasons});
  }
  return out;
}

/// The columns that fit on a page; JSON has them all.
const std::vector<std::string>& slice_columns() {
  static const std::vector<std::string> names = {"pr_auc",      "recall@fpr=0.01", "recall@caution",
                                                 "fpr@caution", "fpr@high",        "ece",
                                                 "abstention"};
  return names;
}

const std::vector<std::string>& perturbed_columns() {
  static const std::vector<std::string> names = {"pr_auc",          delta_of("pr_auc"),
                                                 "recall@fpr=0.01", delta_of("recall@fpr=0.01"),
                                                 "recall@caution",  "fpr@caution"};
  return names;
}

void add_plots(const EvalReport& report, Document& out) {
  if (report.curves.roc.empty()) return;
  Plot roc{"ROC", "false-positive rate", "recall", {{"", Series::Kind::line, {}}}, true};
  for (const OperatingPoint& point : report.curves.roc) {
    roc.series[0].points.emplace_back(point.false_positive_rate, point.recall);
  }
  Plot pr{"Precision and recall", "recall", "precision", {{"", Series::Kind::line, {}}}};
  // Where all positives share one score the curve is a single point; a plot begins at no recall.
  if (const auto& points = report.curves.precision_recall; !points.empty()) {
    pr.series[0].points.emplace_back(0, points.front().precision);
  }
  for (const PrecisionPoint& point : report.curves.precision_recall) {
    pr.series[0].points.emplace_back(point.recall, point.precision);
  }
  Plot reliability{
      "Reliability", "mean risk", "share of positives", {{"", Series::Kind::dots, {}}}, true};
  for (const ScoreBin& bin : report.curves.reliability) {
    if (bin.all() > 0) {
      reliability.series[0].points.emplace_back(bin.mean_score, bin.positives / bin.all());
    }
  }
  Plot histogram{"Risk by label",
                 "risk",
                 "share of the label",
                 {{"negative", Series::Kind::bars, {}}, {"positive", Series::Kind::bars, {}}}};
  for (const ScoreBin& bin : report.curves.histogram) {
    const double middle = (bin.low + bin.high) / 2;
    histogram.series[0].points.emplace_back(
        middle, bin.negatives / static_cast<double>(report.all.negatives()));
    histogram.series[1].points.emplace_back(
        middle, bin.positives / static_cast<double>(report.all.positives));
  }
  for (Plot* plot : {&roc, &pr, &reliability, &histogram}) out.parts.emplace_back(std::move(*plot));
}

std::string summary(const EvalReport& report) {
  const Section& all = report.all;
  std::string out = std::to_string(all.rows) + " rows: " + std::to_string(all.positives) +
                    " positive, " + std::to_string(all.negatives()) + " negative (base rate " +
                    decimal(static_cast<double>(all.positives) / static_cast<double>(all.rows)) +
                    ")";
  if (report.skipped > 0) out += "; " + std::to_string(report.skipped) + " others skipped";
  return out;
}

std::string method(const EvalReport& report) {
  const std::string bins =
      "ECE over " + std::to_string(kCalibrationBins) + " bins of equal weight.";
  if (report.bootstrap.draws == 0) return "No intervals. " + bins;
  return "95 % intervals: " + std::to_string(report.bootstrap.draws) + " bootstrap draws of " +
         std::to_string(report.groups) + (report.grouped ? " groups" : " rows") +
         ", stratified by class, seed " + std::to_string(report.bootstrap.seed) +
         "; exact bounds for shares of none and all. " + bins;
}

void add_robustness(const EvalReport& report, Document& out) {
  out.parts.emplace_back(sections_table("Rewritten texts, against the plain ones", report.perturbed,
                                        perturbed_columns(), false));
  out.parts.emplace_back(sections_table("Checks: share of the rewritten texts that fail",
                                        report.checks, {"failures"}, false));
  Table examples{"Failed checks, the worst of each", {"example"}, {}};
  for (const std::string& failure : report.failures) examples.rows.push_back({failure});
  out.parts.emplace_back(std::move(examples));
}

}  // namespace

std::string decimal(double value) {
  char out[64];
  std::snprintf(out, sizeof out, "%.4f", value);
  return out == std::string_view("-0.0000") ? "0.0000" : out;
}

std::string versions_line(const Versions& versions) {
  return "Versions: library " + versions.library + ", rules " + versions.rules + ", policy " +
         versions.policy + ", model " + (versions.model.empty() ? "none" : versions.model) +
         ", Unicode " + versions.unicode;
}

std::string describe(const GateResult& gate) {
  if (!gate.figure) return "n/a (" + gate.reason + ")";
  std::string out = decimal(*gate.figure);
  if (gate.gate.part == Gate::Part::value && gate.interval) {
    out += " (" + range(*gate.interval) + ")";
  }
  return out;
}

Table gates_table(const std::vector<GateResult>& gates) {
  Table out{"Gates", {"gate", "figure", "result"}, {}, 1, 1};
  for (const GateResult& gate : gates) {
    out.rows.push_back({gate.gate.expression, describe(gate),
                        gate.passed ? "passed" : (gate.figure ? "FAILED" : "n/a")});
  }
  return out;
}

Document document_of(const EvalReport& report, const std::vector<GateResult>& gates) {
  Document out;
  out.title = "Evaluation";
  out.lines = {summary(report), method(report)};
  out.parts.emplace_back(metrics_table(report.all));
  add_plots(report, out);
  if (report.baseline) {
    out.lines.push_back("Compared with " + report.baseline->file + " (" +
                        report.baseline->versions + ") on " +
                        std::to_string(report.baseline->common) + " rows in common");
    out.parts.emplace_back(delta_table(report.all, *report.baseline));
  }
  Table thresholds{
      "Risk from which on the false-positive rate is within a limit", {"limit", "risk"}, {}, 0};
  for (const auto& [limit, risk] : report.thresholds) {
    thresholds.rows.push_back({decimal(limit), risk ? decimal(*risk) : "n/a"});
  }
  out.parts.emplace_back(std::move(thresholds));
  out.parts.emplace_back(levels_table(report));
  out.parts.emplace_back(confusion_table(report));
  out.parts.emplace_back(
      sections_table("Negative labels", report.negative_labels, label_metrics(), false));
  out.parts.emplace_back(sections_table("Positives by kind", report.kinds, kind_metrics(), false));
  for (const auto& sections : report.slices) {
    if (sections.empty()) continue;
    out.parts.emplace_back(
        sections_table("By " + sections.front().column, sections, slice_columns(), true));
  }
  out.parts.emplace_back(fairness_table(report));
  add_robustness(report, out);
  out.parts.emplace_back(errors_table("Missed, lowest risk first", report.missed));
  out.parts.emplace_back(errors_table("False alarms, highest risk first", report.false_alarms));
  out.parts.emplace_back(gates_table(gates));
  for (const std::string& note : report.notes) out.notes.push_back("Note: " + note);
  out.notes.push_back(versions_line(report.versions));
  return out;
}

}  // namespace waspada::cli
