#include <cmath>
#include <nlohmann/json.hpp>

#include "eval_render.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

/// More decimals would differ from machine to machine and say nothing.
Json number(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::round(*value * 1e6) / 1e6;
}

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

Json metrics(const Section& section) {
  Json out = Json::object();
  for (const Figure& each : section.figures) out[each.name] = figure(each);
  return out;
}

/// Sections of one column by value; `full` with their counts by class.
Json sections(const std::vector<Section>& all, bool full) {
  Json out = Json::object();
  for (const Section& section : all) {
    Json entry = full ? counts(section) : Json{{"rows", section.rows}};
    entry["metrics"] = metrics(section);
    out[section.value] = std::move(entry);
  }
  return out;
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
                   {"rules", error.rules}});
  }
  return out;
}

Json gate(const GateResult& result) {
  Json out = {{"gate", result.gate.expression},
              {"value", number(result.figure)},
              {"passed", result.passed}};
  if (!result.figure) out["reason"] = result.reason;
  return out;
}

}  // namespace

std::string to_json(const EvalReport& report, const std::vector<GateResult>& gates) {
  Json out = {{"schema", kSchema}, {"files", report.files}};
  out.update(counts(report.all));
  out["rejected"] = report.rejected;
  out["labels"] = Json::object();
  for (const auto& [label, rows] : report.labels) out["labels"][label] = rows;
  out["metrics"] = metrics(report.all);
  out["thresholds"] = Json::object();
  for (const auto& [limit, threshold] : report.thresholds) {
    out["thresholds"]["fpr=" + Json(limit).dump()] = number(threshold);
  }
  out["levels"] = Json::object();
  for (const LevelCount& count : report.levels) {
    out["levels"][std::string(name(count.level))] = {
        {"positives", count.positives}, {"negatives", count.negatives}, {"not_ad", count.not_ad}};
  }
  out["negative_labels"] = sections(report.negative_labels, false);
  out["kinds"] = sections(report.kinds, false);
  out["slices"] = Json::object();
  for (const auto& column : report.slices) {
    if (!column.empty()) out["slices"][column.front().column] = sections(column, true);
  }
  out["errors"] = {{"missed", errors(report.missed)},
                   {"false_alarms", errors(report.false_alarms)}};
  out["gates"] = Json::array();
  for (const GateResult& result : gates) out["gates"].push_back(gate(result));
  out["notes"] = report.notes;
  out["bootstrap"] = {{"draws", report.bootstrap.draws},
                      {"seed", report.bootstrap.seed},
                      {"confidence", 0.95},
                      {"groups", report.groups}};
  out["calibration_bins"] = kCalibrationBins;
  out["versions"] = {{"library", report.versions.library},
                     {"rules", report.versions.rules},
                     {"policy", report.versions.policy},
                     {"model", report.versions.model},
                     {"unicode", report.versions.unicode}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace waspada::cli
