#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "command.hpp"
#include "eval_drift.hpp"
#include "eval_fairness.hpp"
#include "eval_gate.hpp"
#include "eval_output.hpp"
#include "eval_render.hpp"
#include "eval_report.hpp"
#include "eval_robustness.hpp"
#include "eval_rows.hpp"
#include "options.hpp"
#include "posts.hpp"

namespace waspada::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string label = "label";
  std::vector<std::string> map;
  std::vector<std::string> slices;
  std::string group;
  std::vector<std::string> where;
  std::vector<std::string> gates;
  std::string baseline;
  std::vector<std::string> perturb;
  std::string checks;
  bool fairness = false;
  std::vector<std::string> compare;
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  std::size_t errors = 10;
  unsigned threads = 0;
  PostOptions posts;
  ClassifierOptions classifier;
  ContextOptions context;
  ReportOptions report;
};

/// "NAME=VALUE", both not empty.
std::pair<std::string, std::string> pair_of(const char* option, const std::string& text,
                                            const char* shape) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw CommandError(std::string(option) + ": \"" + text + "\" is not " + shape);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::map<std::string, std::string> map_of(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> out;
  for (const std::string& pair : pairs) {
    const auto [from, to] = pair_of("--map", pair, "FROM=TO");
    if (!out.emplace(from, to).second) {
      throw CommandError("--map: \"" + from + "\" is mapped twice");
    }
  }
  return out;
}

EvalInput input_of(const Options& options, unsigned threads) {
  EvalInput out;
  out.files = options.files;
  out.label = options.label;
  out.map = map_of(options.map);
  // Asked for twice is asked for once.
  for (const std::string& column : options.slices) {
    if (std::ranges::find(out.slices, column) == out.slices.end()) out.slices.push_back(column);
  }
  if (!options.group.empty()) out.group = options.group;
  out.errors = options.errors;
  out.posts = options.posts;
  out.scoring = {context_of(options.context), threads};
  out.scoring.context.brief = !options.fairness;  // contacts and wages are facts
  for (const std::string& where : options.where) {
    const auto [column, value] = pair_of("--where", where, "COLUMN=VALUE");
    out.where[column].insert(value);
  }
  return out;
}

/// What gates may ask for, with differences where there is something to differ from.
GateScope scope_of(const Options& options, const EvalInput& input, const FairnessReader* fairness) {
  std::vector<std::string> with_deltas = section_metrics();
  for (const std::string& metric : section_metrics()) with_deltas.push_back(delta_of(metric));
  GateScope out;
  out.metrics = options.baseline.empty() ? section_metrics() : with_deltas;
  out.columns["label"] = label_metrics();
  out.columns["kind"] = kind_metrics();
  if (fairness != nullptr) {
    for (const std::string& column : fairness->columns()) out.columns[column] = label_metrics();
  }
  if (!options.perturb.empty()) {
    out.columns["perturb"] = with_deltas;
    out.columns["check"] = {kFailures};
  }
  for (const std::string& column : input.slices) out.columns[column] = out.metrics;
  return out;
}

/// Says on stderr why figures are missing that every report should have.
bool has_both_classes(const EvalReport& report) {
  if (report.all.positives > 0 && report.all.negatives() > 0) return true;
  std::string labels;
  for (const auto& [label, rows] : report.labels) {
    labels += (labels.empty() ? "" : ", ") + label + " (" + std::to_string(rows) + ")";
  }
  std::cerr << "waspada: " << report.files.front() << ": no "
            << (report.all.positives == 0 ? "positives: no row is labelled \"scam\""
                                          : "negatives: every row is labelled \"scam\"")
            << "; labels: " << labels.substr(0, 300) << "; --map says which mean what\n";
  return false;
}

Findings findings_of(const EvalReport& report, const std::vector<GateResult>& gates) {
  Findings out;
  out.headline = document_of(report, {}).lines.front();
  for (const char* metric : {"pr_auc", "recall@fpr=0.01"}) {
    const Figure& figure = *report.all.find(metric);
    out.headline += std::string("; ") + metric + " " +
                    (figure.value ? decimal(*figure.value) : "n/a (" + figure.reason + ")");
  }
  out.gates = gates;
  out.notes = report.notes;
  out.missed = report.missed;
  out.false_alarms = report.false_alarms;
  return out;
}

/// Everything the options ask for, measured.
EvalReport measured(const Options& options, const EvalInput& input, FairnessReader* fairness,
                    const BootstrapOptions& bootstrap) {
  std::optional<Baseline> baseline;
  if (!options.baseline.empty()) baseline = read_baseline(options.baseline);
  RobustnessInput robustness{options.perturb, {}, bootstrap};
  const bool perturb = !options.perturb.empty();
  if (perturb) {
    (void)chosen(options.perturb);
    const auto shipped = data_directory(options.classifier) / "robustness.json";
    robustness.data = read_robustness(options.checks.empty() ? shipped.string() : options.checks);
  }
  const Classifier classifier = load_classifier(options.classifier);
  std::vector<PlainText> texts;
  std::size_t row_number = 0;
  const OnRow on_row = [&](const Post& post, const EvalRow& row, const Verdict& verdict,
                           const std::string& label) {
    if (perturb) {
      texts.push_back({post.text, post.id, label, context_of(post, input.scoring.context)});
    }
    if (fairness != nullptr && !row.positive && label != "not_ad") {
      fairness->add(row_number, post, verdict);
    }
    ++row_number;
  };
  EvalReport out = make_report(read_and_score(classifier, input, on_row), input.files,
                               classifier.versions(), bootstrap, baseline);
  if (fairness != nullptr) fairness->finish(out);
  if (perturb) add_robustness(classifier, texts, robustness, out);
  return out;
}

/// Two files without labels, side by side.
int run_compare(const Options& options, unsigned threads) {
  if (options.compare.front() == "-" && options.compare.back() == "-") {
    throw CommandError("--compare: standard input cannot be both files");
  }
  std::vector<Gate> gates;
  for (const std::string& gate : options.gates) {
    gates.push_back(parse_gate(gate, {drift_metrics(), {}}));
  }
  Scoring scoring{context_of(options.context), threads};
  scoring.context.brief = true;
  const DriftReport report =
      compare_files(load_classifier(options.classifier), options.compare.front(),
                    options.compare.back(), options.posts, scoring);
  std::vector<GateResult> results;
  for (const Gate& gate : gates) results.push_back(check(gate, &report.figures, 0));
  write_report(
      {[&] { return document_of(report, results); }, [&] { return to_json(report, results); },
       [&] {
         const Document document = document_of(report, results);
         return Findings{document.lines.front(), results, {}, {}, {}};
       }},
      options.report);
  const int code = judge(results);
  return report.rejected > 0 ? kFailure : code;
}

int run(const Options& options) {
  const unsigned threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  check_options(options.report);
  if (!options.compare.empty()) return run_compare(options, threads);
  if (options.files.empty()) throw CommandError("eval needs LABELLED files, or --compare");
  const EvalInput input = input_of(options, threads);
  std::optional<FairnessReader> fairness;
  if (options.fairness) {
    fairness.emplace((data_directory(options.classifier) / "fairness.json").string());
  }
  std::vector<Gate> gates;
  const GateScope scope = scope_of(options, input, fairness ? &*fairness : nullptr);
  for (const std::string& gate : options.gates) gates.push_back(parse_gate(gate, scope));
  const EvalReport report = measured(options, input, fairness ? &*fairness : nullptr,
                                     {options.draws, options.seed, threads});
  std::vector<GateResult> results;
  for (const Gate& gate : gates) {
    results.push_back(check(gate, find_section(gate, report), options.draws));
  }
  write_report(
      {[&] { return document_of(report, results); }, [&] { return to_json(report, results); },
       [&] { return findings_of(report, results); }},
      options.report);
  const int code = judge(results);
  return has_both_classes(report) && report.rejected == 0 ? code : kFailure;
}

}  // namespace

void add_eval(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("eval", "Measure the ratings against labelled ads");
  command->footer(
      "A row labelled \"scam\" is a positive, any other label a negative. A gate is METRIC OP "
      "NUMBER\n"
      "with OP one of >= <= > < ==; METRIC is a name from the table, delta(NAME) for its "
      "difference "
      "to\n"
      "the baseline, low(...) or high(...) for an end of the 95 % interval of either, and "
      "COLUMN=VALUE:\n"
      "before it asks it of a slice, a label or a kind. Exit code 1 when a gate fails, 2 when its "
      "figure\n"
      "is not defined, a row was left out, or there is only one class.\n"
      "Example: waspada eval ads.jsonl --slice source --gate \"recall@fpr=0.01 >= 0.9\" "
      "--gate \"high(source=portal:fpr@high) <= 0.005\"\n"
      "Example: waspada eval ads.jsonl --baseline old.json --gate \"delta(pr_auc) >= -0.005\"\n"
      "Example: waspada eval --compare june.csv july.csv --gate \"psi(risk) < 0.25\"");
  // One value each, or they would take the file names that follow.
  const auto repeated = [&](const char* name, std::vector<std::string>& values, const char* about) {
    return command->add_option(name, values, about)->allow_extra_args(false);
  };
  auto* labelled =
      command->add_option("LABELLED", options->files, "Labelled files; - for standard input");
  command
      ->add_option("--compare", options->compare,
                   "Instead: how far the texts of file B, unlabelled, have moved from those of A")
      ->type_name("A B")
      ->expected(2)
      ->excludes(labelled);
  command->add_option("--label", options->label, "Column with the label")->group("Input");
  repeated("--map", options->map, "Label to take for another: FROM=TO,...")
      ->delimiter(',')
      ->group("Input");
  repeated("--slice", options->slices,
           "Column to report by value, or length, channel; may be repeated")
      ->group("Input");
  command
      ->add_option("--group", options->group,
                   "Column whose equal values belong together in the bootstrap; default: group")
      ->group("Input");
  repeated("--where", options->where,
           "Only rows with COLUMN=VALUE; may be repeated, values of one column are alternatives")
      ->group("Input");
  add_options(*command, options->posts);
  command->add_option("--baseline", options->baseline,
                      "An earlier report of --format json to compare with, row by row");
  command
      ->add_flag("--fairness", options->fairness,
                 "False positives among honest ads by employer, contact, place, audience, wage ...")
      ->group("Robustness");
  repeated("--perturb", options->perturb,
           "Measure rewritten texts, too: all, or names of disguises, typos, layout ...")
      ->delimiter(',')
      ->group("Robustness");
  command
      ->add_option(
          "--checks", options->checks,
          "With --perturb: file of invariance and direction tests; default: robustness.json")
      ->group("Robustness");
  repeated("--gate", options->gates, "What must hold, or exit with 1; may be repeated");
  command->add_option("--bootstrap", options->draws, "Draws for the intervals; 0 for none")
      ->check(CLI::Range(0, 100000));
  command->add_option("--seed", options->seed, "Of the bootstrap");
  command->add_option("--errors", options->errors, "Errors of each sort to list")
      ->check(CLI::Range(0, 100000));
  command->add_option("-j,--threads", options->threads, "Threads to use; default: all cores")
      ->check(CLI::Range(1, 1024));
  add_options(*command, options->report);
  add_options(*command, options->classifier);
  add_options(*command, options->context);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
