#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "options.hpp"
#include "output.hpp"
#include "waspada/rules.hpp"

namespace waspada::cli {
namespace {

struct Options {
  std::string id;
  std::vector<std::string> files;
  ClassifierOptions classifier;
  OutputOptions rendering;
};

Sources sources_of(const Options& options) {
  Sources out;
  out.data = data_directory(options.classifier);
  for (const std::string& file : options.classifier.rules) out.rules.emplace_back(file);
  for (const std::string& file : options.files) out.rules.emplace_back(file);
  return out;
}

std::vector<RuleInfo> rules_of(const Options& options) {
  auto rules = list_rules(sources_of(options));
  if (!rules) throw CommandError(describe(rules.error()));
  return *std::move(rules);
}

const std::string& in(const Options& options, const Message& message) {
  return options.rendering.language == "en" ? message.en : message.id;
}

int list(const Options& options) {
  Output out("");
  for (const RuleInfo& rule : rules_of(options)) {
    char line[160];
    std::snprintf(line, sizeof line, "%-42s %-20s %-9s %+5.2f  ", rule.id.c_str(),
                  rule.kind.c_str(), std::string(name(rule.severity)).c_str(), rule.weight);
    out.write(line + in(options, rule.message) + "\n");
  }
  out.close();
  return kRan;
}

int show(const Options& options) {
  for (const RuleInfo& rule : rules_of(options)) {
    if (rule.id != options.id) continue;
    char weight[32];
    std::snprintf(weight, sizeof weight, "%+.2f", rule.weight);
    std::string text = rule.id + "\n  kind:      " + rule.kind +
                       "\n  severity:  " + std::string(name(rule.severity)) +
                       "\n  weight:    " + weight + "\n  condition: " + rule.condition +
                       "\n  message:   " + rule.message.id + "\n             " + rule.message.en +
                       "\n";
    if (!rule.advice.id.empty()) {
      text += "  advice:    " + rule.advice.id + "\n             " + rule.advice.en + "\n";
    }
    text += "  source:    " + rule.source + "\n  from:      " + rule.where + "\n";
    for (const std::string& example : rule.matches) text += "  matches:   " + example + "\n";
    for (const std::string& example : rule.clean) text += "  clean:     " + example + "\n";
    Output out("");
    out.write(text);
    out.close();
    return kRan;
  }
  throw CommandError("no rule is called \"" + options.id + "\"");
}

int check(const Options& options) {
  const auto problems = check_rules(sources_of(options));
  if (!problems) throw CommandError(describe(problems.error()));
  for (const RuleProblem& problem : *problems) {
    std::cerr << "waspada: " << problem.where << ": " << problem.message << '\n';
  }
  if (!problems->empty()) return kAskedForFailure;
  Output out("");
  out.write(std::to_string(rules_of(options).size()) + " rules hold their examples\n");
  out.close();
  return kRan;
}

}  // namespace

void add_rules(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("rules", "Show and check the rule pack");
  command->footer("Example: waspada rules check my-rules.json");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, int (*run)(const Options&)) {
    CLI::App* sub = command->add_subcommand(name, about);
    add_options(*sub, options->classifier);
    sub->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return sub;
  };
  CLI::App* listing = add("list", "The pack as a table: id, kind, severity, weight, message", list);
  listing->footer("Example: waspada rules list --lang en | grep fee");
  listing->add_option("--lang", options->rendering.language, "Language of the messages: id, en")
      ->check(CLI::IsMember({"id", "en"}));
  CLI::App* showing = add("show", "One rule in full", show);
  showing->footer("Example: waspada rules show fee-admin-transfer");
  showing->add_option("ID", options->id, "The rule")->required();
  CLI::App* checking =
      add("check", "Load all rules and run their examples; exit 1 when one fails", check);
  checking->footer("Example: waspada rules check my-rules.json");
  checking->add_option("FILE", options->files, "Rule files to check together with the pack");
}

}  // namespace waspada::cli
