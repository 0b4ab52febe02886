#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "command.hpp"
#include "options.hpp"
#include "output.hpp"
#include "waspada/model.hpp"

namespace waspada::cli {
namespace {

struct Options {
  ClassifierOptions classifier;
};

std::filesystem::path path_of(const Options& options) {
  const auto path = model_path(options.classifier);
  if (!path) throw CommandError("no model: give --model DIR");
  return *path;
}

std::string line(const ModelPart& part) {
  return part.file + ", " + std::to_string(part.bytes) + " bytes, SHA-256 " + part.sha256 + "\n";
}

int info(const Options& options) {
  const auto manifest = read_manifest(path_of(options));
  if (!manifest) throw CommandError(describe(manifest.error()));
  std::string text = "version:    " + manifest->version + "\nlabels:    ";
  for (const std::string& label : manifest->labels) text += " " + label;
  text += "\nreading:    " + std::to_string(manifest->reading) +
          "\nunicode:    " + manifest->unicode + "\nmodel:      " + line(manifest->model) +
          "weights:    " + line(manifest->weights) + "command:    " + manifest->command + "\n";
  for (const ModelPart& part : manifest->data) text += "trained on: " + line(part);
  for (const ModelPart& part : manifest->dev) text += "fitted on:  " + line(part);
  for (const auto& [metric, value] : manifest->metrics) {
    char figure[64];
    std::snprintf(figure, sizeof figure, " %.4f\n", value);
    text += "metric:     " + metric + figure;
  }
  text += "self-tests: " + std::to_string(manifest->self_tests.size()) + "\n";
  Output out("");
  out.write(text);
  out.close();
  return kRan;
}

int verify(const Options& options) {
  // Loading is the check: sizes, hashes, reading version, labels, self-tests.
  const auto manifest = read_manifest(path_of(options));
  if (!manifest) throw CommandError(describe(manifest.error()));
  ClassifierOptions classifier = options.classifier;
  classifier.model = path_of(options).string();
  (void)load_classifier(classifier);
  Output out("");
  out.write("model " + manifest->version + ": files match the manifest, " +
            std::to_string(manifest->self_tests.size()) + " self-tests hold\n");
  out.close();
  return kRan;
}

}  // namespace

void add_model(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("model", "Show and verify the text model");
  command->footer("Example: waspada model verify");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, const char* example,
                       int (*run)(const Options&)) {
    CLI::App* sub = command->add_subcommand(name, about);
    sub->footer(example);
    add_options(*sub, options->classifier);
    sub->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
  };
  add("info", "What the manifest states", "Example: waspada model info --model models", info);
  add("verify", "Check files, hashes and self-tests", "Example: waspada model verify", verify);
}

}  // namespace waspada::cli
