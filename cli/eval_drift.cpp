#include "eval_drift.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "command_error.hpp"
#include "eval_report.hpp"
#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

// Signals, in the order of drift_metrics().
enum Signal : std::size_t { kRisk, kLevel, kKind, kUnknown, kLength, kSignals };
constexpr std::array<const char*, kSignals> kNames = {"risk", "level", "kind", "unknown-words",
                                                      "length"};
constexpr const char* kRules = "rules";

/// Upper bounds; finer where the decisions are.
constexpr std::array kRiskBounds = {0.01, 0.02, 0.05, 0.1, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0};
constexpr std::array kShareBounds = {0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0};

template <std::size_t kCount>
std::string bin_of(double value, const std::array<double, kCount>& bounds) {
  const auto bound = std::ranges::lower_bound(bounds, value);
  const auto last = bound == bounds.end() ? bounds.end() - 1 : bound;
  char out[48];
  if (last == bounds.begin()) {
    std::snprintf(out, sizeof out, "%g", *last);
    return *last == 0 ? out : "0-" + std::string(out);
  }
  std::snprintf(out, sizeof out, "%g-%g", *(last - 1), *last);
  return out;
}

/// What is counted of one file.
struct Tally {
  std::size_t rows = 0;
  std::array<std::map<std::string, double>, kSignals> signals;
  std::map<std::string, double> rules;
};

void count(const Post& post, const Verdict& verdict, Tally& tally) {
  ++tally.rows;
  ++tally.signals[kRisk][bin_of(verdict.risk, kRiskBounds)];
  ++tally.signals[kLevel][std::string(name(verdict.level))];
  const bool flagged = verdict.level >= Level::caution && !verdict.kinds.empty();
  ++tally.signals[kKind][flagged ? verdict.kinds.front().id : "(not flagged)"];
  ++tally.signals[kLength][length_class(post.text)];
  if (verdict.model) {
    const std::size_t tokens = std::max(tokenise(post.text).size(), verdict.model->known_tokens);
    const double known = tokens == 0 ? 1
                                     : static_cast<double>(verdict.model->known_tokens) /
                                           static_cast<double>(tokens);
    ++tally.signals[kUnknown][bin_of(1 - known, kShareBounds)];
  }
  for (const auto* side : {&verdict.reasons, &verdict.counter}) {
    for (const Reason& reason : *side) ++tally.rules[reason.rule];
  }
}

Tally tally_of(const Classifier& classifier, const std::string& file, const PostOptions& posts,
               const Scoring& scoring, std::size_t& rejected) {
  Tally out;
  Complaints complaints(file);
  PostHandlers handlers;
  handlers.reject = [&](const Reject& reject) {
    complaints.add(reject.line, reject.reason);
    ++rejected;
  };
  handlers.wanted = [](const Post&) { return true; };
  handlers.take = [&](const Post& post, const Verdict& verdict) { count(post, verdict, out); };
  score_file(classifier, file, posts, scoring, handlers);
  if (out.rows == 0) throw CommandError(file + ": no rows to compare");
  return out;
}

SignalDrift drift_of(std::string name, const std::map<std::string, double>& before,
                     const std::map<std::string, double>& now) {
  SignalDrift out;
  out.name = std::move(name);
  for (const auto* side : {&before, &now}) {
    for (const auto& [value, unused] : *side) {
      if (std::ranges::find(out.values, value) == out.values.end()) out.values.push_back(value);
    }
  }
  std::ranges::sort(out.values, comes_before);
  double had = 0;
  double have = 0;
  for (const std::string& value : out.values) {
    const auto was = before.find(value);
    const auto is = now.find(value);
    out.before.push_back(was == before.end() ? 0 : was->second);
    out.now.push_back(is == now.end() ? 0 : is->second);
    had += out.before.back();
    have += out.now.back();
  }
  out.psi = stability_index(out.before, out.now);
  if (out.psi) {
    out.by_chance = (static_cast<double>(out.values.size()) - 1) * (1 / had + 1 / have);
  }
  return out;
}

std::string psi_of(const std::string& signal) { return "psi(" + signal + ")"; }

}  // namespace

const std::vector<std::string>& drift_metrics() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const char* signal : kNames) out.push_back(psi_of(signal));
    out.push_back(psi_of(kRules));
    return out;
  }();
  return names;
}

DriftReport compare_files(const Classifier& classifier, const std::string& before,
                          const std::string& now, const PostOptions& posts,
                          const Scoring& scoring) {
  DriftReport out;
  out.before = before;
  out.now = now;
  out.versions = classifier.versions();
  const Tally was = tally_of(classifier, before, posts, scoring, out.rejected);
  const Tally is = tally_of(classifier, now, posts, scoring, out.rejected);
  out.rows_before = was.rows;
  out.rows_now = is.rows;
  out.figures.rows = was.rows + is.rows;
  for (std::size_t i = 0; i < kSignals; ++i) {
    out.signals.push_back(drift_of(kNames[i], was.signals[i], is.signals[i]));
    const auto& psi = out.signals.back().psi;
    out.figures.figures.push_back({psi_of(kNames[i]), psi, {}, psi ? "" : "no model"});
  }
  std::map<std::string, double> all = was.rules;
  all.insert(is.rules.begin(), is.rules.end());
  for (const auto& [rule, unused] : all) {
    const auto shares = [&](const Tally& tally) {
      const auto fired = tally.rules.find(rule);
      const double hits = fired == tally.rules.end() ? 0 : fired->second;
      return std::map<std::string, double>{{"fired", hits},
                                           {"not", static_cast<double>(tally.rows) - hits}};
    };
    out.rules.push_back(drift_of(rule, shares(was), shares(is)));
  }
  std::ranges::stable_sort(out.rules, std::ranges::greater{}, &SignalDrift::psi);
  const auto largest = out.rules.empty() ? std::optional(0.0) : out.rules.front().psi;
  out.figures.figures.push_back({psi_of(kRules), largest, {}, ""});
  return out;
}

}  // namespace waspada::cli
