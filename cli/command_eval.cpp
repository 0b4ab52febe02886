#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "command.hpp"
#include "eval_gate.hpp"
#include "eval_render.hpp"
#include "eval_report.hpp"
#include "eval_rows.hpp"
#include "options.hpp"
#include "output.hpp"
#include "posts.hpp"

namespace waspada::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string label = "label";
  std::vector<std::string> map;
  std::vector<std::string> slices;
  std::string group;
  std::vector<std::string> gates;
  std::string format = "text";
  std::string output;
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  std::size_t errors = 10;
  unsigned threads = 0;
  PostOptions posts;
  ClassifierOptions classifier;
  ContextOptions context;
};

std::map<std::string, std::string> map_of(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> out;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      throw CommandError("--map: \"" + pair + "\" is not FROM=TO");
    }
    if (!out.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second) {
      throw CommandError("--map: \"" + pair.substr(0, equals) + "\" is mapped twice");
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
  out.context = context_of(options.context);
  out.context.brief = true;
  out.threads = threads;
  return out;
}

/// Says which gates failed; the exit code they ask for.
int judge(const std::vector<GateResult>& gates) {
  int code = kRan;
  for (const GateResult& gate : gates) {
    if (gate.passed) continue;
    std::cerr << "waspada: gate \"" << gate.gate.expression
              << "\": " << (gate.figure ? "failed: " : "") << describe(gate) << '\n';
    code = std::max(code, gate.figure ? kAskedForFailure : kFailure);
  }
  return code;
}

int run(const Options& options) {
  const unsigned threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const EvalInput input = input_of(options, threads);
  std::vector<Gate> gates;
  for (const std::string& gate : options.gates) gates.push_back(parse_gate(gate, input.slices));

  const Classifier classifier = load_classifier(options.classifier);
  EvalReport report = make_report(read_and_score(classifier, input), input.files,
                                  classifier.versions(), {options.draws, options.seed, threads});
  std::vector<GateResult> results;
  results.reserve(gates.size());
  for (const Gate& gate : gates) results.push_back(check(gate, report));

  Output out(options.output);
  out.write(options.format == "json" ? to_json(report, results)
                                     : to_tables(report, results, options.format == "markdown"));
  out.close();
  const int code = judge(results);
  return report.rejected > 0 ? kFailure : code;
}

}  // namespace

void add_eval(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("eval", "Measure the ratings against labelled ads");
  command->footer(
      "A row labelled \"scam\" is a positive, any other label a negative. A gate is METRIC OP "
      "NUMBER\n"
      "with OP one of >= <= > < ==; METRIC is a name from the table, low(NAME) or high(NAME) for "
      "an\n"
      "end of its 95 % interval, and COLUMN=VALUE: before it asks it of a slice, a label or a "
      "kind.\n"
      "Exit code 1 when a gate fails, 2 when its figure is not defined or a row was left out.\n"
      "Example: waspada eval ads.jsonl --slice source --gate \"recall@fpr=0.01 >= 0.9\" "
      "--gate \"high(source=portal:fpr@high) <= 0.005\"");
  // One value each, or they would take the file names that follow.
  const auto repeated = [&](const char* name, std::vector<std::string>& values, const char* about) {
    return command->add_option(name, values, about)->allow_extra_args(false);
  };
  command->add_option("LABELLED", options->files, "Labelled files; - for standard input")
      ->required();
  command->add_option("--label", options->label, "Column with the label")->group("Input");
  repeated("--map", options->map, "Label to take for another: FROM=TO,...")
      ->delimiter(',')
      ->group("Input");
  repeated("--slice", options->slices, "Column to report by value; may be repeated")
      ->group("Input");
  command
      ->add_option("--group", options->group,
                   "Column whose equal values belong together in the bootstrap; default: group")
      ->group("Input");
  add_options(*command, options->posts);
  repeated("--gate", options->gates, "What must hold, or exit with 1; may be repeated");
  command->add_option("--bootstrap", options->draws, "Draws for the intervals; 0 for none")
      ->check(CLI::Range(0, 100000));
  command->add_option("--seed", options->seed, "Of the bootstrap");
  command->add_option("--errors", options->errors, "Errors of each sort to list")
      ->check(CLI::Range(0, 100000));
  command->add_option("-j,--threads", options->threads, "Threads to use; default: all cores")
      ->check(CLI::Range(1, 1024));
  command->add_option("--format", options->format, "text, json or markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}))
      ->group("Output");
  command->add_option("-o,--output", options->output, "File to write instead of standard output")
      ->group("Output");
  add_options(*command, options->classifier);
  add_options(*command, options->context);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
