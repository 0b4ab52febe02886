#include "eval_drift.hpp"
#include "eval_json.hpp"
#include "eval_render.hpp"

namespace waspada::cli {
namespace {

constexpr double kLook = 0.1;
constexpr double kShifted = 0.25;
constexpr std::size_t kRulesShown = 20;

/// The usual reading of an index, unless chance alone gives as much.
std::string reading(const SignalDrift& drift) {
  if (!drift.psi) return "n/a";
  if (*drift.psi < kLook || *drift.psi < 2 * drift.by_chance) return "stable";
  return *drift.psi < kShifted ? "look" : "shifted";
}

std::string share(const std::vector<double>& counts, std::size_t which) {
  double sum = 0;
  for (const double each : counts) sum += each;
  return sum > 0 ? decimal(counts[which] / sum) : "n/a";
}

Json json_of(const SignalDrift& drift) {
  Json out = {{"psi", number(drift.psi)}, {"by_chance", number(drift.by_chance)}};
  out["values"] = Json::array();
  for (std::size_t i = 0; i < drift.values.size(); ++i) {
    out["values"].push_back(
        {{"value", drift.values[i]}, {"before", drift.before[i]}, {"now", drift.now[i]}});
  }
  return out;
}

Table values_table(const SignalDrift& drift) {
  Table out{"By " + drift.name, {drift.name, "before", "now"}, {}};
  for (std::size_t i = 0; i < drift.values.size(); ++i) {
    out.rows.push_back({drift.values[i], share(drift.before, i), share(drift.now, i)});
  }
  return out;
}

}  // namespace

std::string to_json(const DriftReport& report, const std::vector<GateResult>& gates) {
  Json out = {{"schema", kReportSchema},
              {"before", {{"file", report.before}, {"rows", report.rows_before}}},
              {"now", {{"file", report.now}, {"rows", report.rows_now}}},
              {"rejected", report.rejected},
              {"drift", Json::object()}};
  for (const Figure& figure : report.figures.figures)
    out["drift"][figure.name] = number(figure.value);
  out["signals"] = Json::object();
  for (const SignalDrift& drift : report.signals) out["signals"][drift.name] = json_of(drift);
  out["rules"] = Json::object();
  for (const SignalDrift& drift : report.rules) {
    out["rules"][drift.name] = {{"psi", number(drift.psi)},
                                {"by_chance", number(drift.by_chance)},
                                {"before", drift.before.front()},
                                {"now", drift.now.front()}};
  }
  out["gates"] = gates_json(gates);
  out["versions"] = versions_json(report.versions);
  return dump(out);
}

Document document_of(const DriftReport& report, const std::vector<GateResult>& gates) {
  Document out;
  out.title = "Drift";
  out.lines = {"Before: " + report.before + ", " + std::to_string(report.rows_before) +
                   " rows. Now: " + report.now + ", " + std::to_string(report.rows_now) + " rows",
               "Population stability index: from 0.1 on worth a look, from 0.25 on another "
               "population; \"by chance\" is what two samples of one population show on average"};
  Table signals{"Signals", {"signal", "psi", "by chance", "reading"}, {}, 1, 1};
  for (const SignalDrift& drift : report.signals) {
    signals.rows.push_back({drift.name, drift.psi ? decimal(*drift.psi) : "n/a (no model)",
                            decimal(drift.by_chance), reading(drift)});
  }
  out.parts.emplace_back(std::move(signals));
  for (const SignalDrift& drift : report.signals) out.parts.emplace_back(values_table(drift));
  Table rules{"Rules that changed most", {"rule", "before", "now", "psi", "reading"}, {}, 1, 1};
  for (std::size_t i = 0; i < report.rules.size() && i < kRulesShown; ++i) {
    const SignalDrift& drift = report.rules[i];
    rules.rows.push_back({drift.name, share(drift.before, 0), share(drift.now, 0),
                          decimal(drift.psi.value_or(0)), reading(drift)});
  }
  out.parts.emplace_back(std::move(rules));
  out.parts.emplace_back(gates_table(gates));
  if (report.rejected > 0) {
    out.notes.push_back("Note: " + std::to_string(report.rejected) +
                        " rows were left out: they could not be read");
  }
  out.notes.push_back(versions_line(report.versions));
  return out;
}

}  // namespace waspada::cli
