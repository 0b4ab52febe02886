#include "eval_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "eval_render.hpp"

namespace waspada::cli {
namespace {

Json figure(const Figure& figure) {
  Json out = {{"value", number(figure.value)}, {"low", nullptr}, {"high", nullptr}};
  if (figure.interval) {
    out["low"] = number(figure.interval->low);
    out["high"] = number(figure.interval->high);
  }
  if (!figure.value) out["reason"] = figure.reason;
  return out;
}

Json counts(const Section& section) {
  Json out = {
      {"rows", section.rows}, {"positives", section.positives}, {"negatives", section.negatives()}};
  out["base_rate"] =
      section.rows == 0
          ? Json(nullptr)
          : number(static_cast<double>(section.positives) / static_cast<double>(section.rows));
  return out;
}

Json metrics(const std::vector<Figure>& figures) {
  Json out = Json::object();
  for (const Figure& each : figures) out[each.name] = figure(each);
  return out;
}

/// Sections of one column by value; `full` with their counts by class.
Json sections(const std::vector<Section>& all, bool full) {
  Json out = Json::object();
  for (const Section& section : all) {
    Json entry = full ? counts(section) : Json{{"rows", section.rows}};
    entry["metrics"] = metrics(section.figures);
    if (!section.deltas.empty()) entry["delta"] = metrics(section.deltas);
    out[section.value] = std::move(entry);
  }
  return out;
}

/// By column, then by value.
Json columns(const std::vector<std::vector<Section>>& all, bool full) {
  Json out = Json::object();
  for (const auto& column : all) {
    if (!column.empty()) out[column.front().column] = sections(column, full);
  }
  return out;
}

Json bins(const std::vector<ScoreBin>& all) {
  Json out = Json::array();
  for (const ScoreBin& bin : all) {
    out.push_back({{"low", number(bin.low)},
                   {"high", number(bin.high)},
                   {"positives", bin.positives},
                   {"negatives", bin.negatives}});
    const bool some = bin.all() > 0;
    out.back()["mean_risk"] = number(some ? std::optional(bin.mean_score) : std::nullopt);
    out.back()["share_positive"] =
        number(some ? std::optional(bin.positives / bin.all()) : std::nullopt);
  }
  return out;
}

/// JSON has no infinity: nothing is flagged where there is no threshold.
Json threshold(double value) {
  return number(std::isfinite(value) ? std::optional(value) : std::nullopt);
}

Json curves(const Curves& all) {
  Json roc = Json::array();
  for (const OperatingPoint& point : all.roc) {
    roc.push_back({{"fpr", number(point.false_positive_rate)},
                   {"recall", number(point.recall)},
                   {"threshold", threshold(point.threshold)}});
  }
  Json pr = Json::array();
  for (const PrecisionPoint& point : all.precision_recall) {
    pr.push_back({{"recall", number(point.recall)},
                  {"precision", number(point.precision)},
                  {"threshold", threshold(point.threshold)}});
  }
  return {{"roc", std::move(roc)},
          {"precision_recall", std::move(pr)},
          {"reliability", bins(all.reliability)},
          {"histogram", bins(all.histogram)}};
}

Json errors(const std::vector<EvalError>& all) {
  Json out = Json::array();
  for (const EvalError& error : all) {
    out.push_back({{"id", error.id},
                   {"file", error.file},
                   {"line", error.line},
                   {"label", error.label},
                   {"risk", number(error.risk)},
                   {"level", name(error.level)},
                   {"model_contribution", number(error.model)},
                   {"reasons", Json::array()}});
    for (const EvalReason& reason : error.reasons) {
      out.back()["reasons"].push_back({{"rule", reason.rule},
                                       {"contribution", number(reason.contribution)},
                                       {"message", reason.message}});
    }
  }
  return out;
}

Json confusions(const EvalReport& report) {
  Json out = Json::object();
  for (const auto& [level, at] : report.confusions) {
    out[std::string(name(level))] = {{"true_positives", at.true_positives},
                                     {"false_positives", at.false_positives},
                                     {"false_negatives", at.false_negatives},
                                     {"true_negatives", at.true_negatives}};
  }
  return out;
}

Json baseline(const EvalReport& report) {
  return {{"file", report.baseline->file},
          {"versions", report.baseline->versions},
          {"rows", report.baseline->rows},
          {"rows_in_common", report.baseline->common},
          {"delta", metrics(report.all.deltas)}};
}

}  // namespace

Json number(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::round(*value * 1e6) / 1e6;
}

Json versions_json(const Versions& versions) {
  return {{"library", versions.library},
          {"rules", versions.rules},
          {"policy", versions.policy},
          {"model", versions.model},
          {"unicode", versions.unicode}};
}

Json gates_json(const std::vector<GateResult>& gates) {
  Json out = Json::array();
  for (const GateResult& result : gates) {
    Json entry = {{"gate", result.gate.expression},
                  {"value", number(result.figure)},
                  {"passed", result.passed}};
    if (!result.figure) entry["reason"] = result.reason;
    out.push_back(std::move(entry));
  }
  return out;
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_json(const EvalReport& report, const std::vector<GateResult>& gates) {
  Json out = {{"schema", kReportSchema}, {"files", report.files}};
  out.update(counts(report.all));
  out["rejected"] = report.rejected;
  out["skipped"] = report.skipped;
  out["labels"] = Json::object();
  for (const auto& [label, rows] : report.labels) out["labels"][label] = rows;
  out["metrics"] = metrics(report.all.figures);
  if (report.baseline) out["baseline"] = baseline(report);
  out["thresholds"] = Json::object();
  for (const auto& [limit, threshold] : report.thresholds) {
    out["thresholds"]["fpr=" + Json(limit).dump()] = number(threshold);
  }
  out["levels"] = Json::object();
  for (const LevelCount& count : report.levels) {
    out["levels"][std::string(name(count.level))] = {
        {"positives", count.positives}, {"negatives", count.negatives}, {"not_ad", count.not_ad}};
  }
  out["confusion"] = confusions(report);
  out["negative_labels"] = sections(report.negative_labels, false);
  out["kinds"] = sections(report.kinds, false);
  out["slices"] = columns(report.slices, true);
  if (!report.fairness.empty()) out["fairness"] = columns(report.fairness, false);
  if (!report.perturbed.empty()) out["perturbed"] = sections(report.perturbed, true);
  if (!report.checks.empty()) {
    out["checks"] = sections(report.checks, false);
    out["failures"] = report.failures;
  }
  out["errors"] = {{"missed", errors(report.missed)},
                   {"false_alarms", errors(report.false_alarms)}};
  out["gates"] = gates_json(gates);
  out["notes"] = report.notes;
  out["bootstrap"] = {{"draws", report.bootstrap.draws},
                      {"seed", report.bootstrap.seed},
                      {"confidence", 0.95},
                      {"groups", report.groups}};
  out["calibration_bins"] = kCalibrationBins;
  out["curves"] = curves(report.curves);
  out["versions"] = versions_json(report.versions);
  out["scores"] = Json::array();
  for (const EvalRow& row : report.rows) out["scores"].push_back(score_entry(row));
  return dump(out);
}

}  // namespace waspada::cli
