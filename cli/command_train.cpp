#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "labelled.hpp"
#include "options.hpp"
#include "output.hpp"
#include "waspada/train.hpp"

namespace waspada::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> dev;
  std::string directory;
  std::string version = "1";
  bool quiet = false;
  LabelOptions labels;
  PostOptions posts;
  ClassifierOptions classifier;
  TrainOptions train;
};

int run(const Options& options) {
  TrainOptions settings = options.train;
  settings.version = options.version;
  settings.command = "waspada train";
  for (const std::string& file : options.files) settings.command += " " + file;
  for (const std::string& file : options.dev) {
    // Where a development file lies is nobody's business; its hash says which it was.
    settings.command += " --dev " + std::filesystem::path(file).filename().string();
  }
  settings.command += " --seed " + std::to_string(settings.seed) + " -o DIR";
  if (!options.quiet) {
    settings.progress = [](const std::string& line) { std::cerr << "waspada: " << line << '\n'; };
  }
  const LabelledFiles corpus = read_labelled(options.files, options.posts, options.labels);
  const LabelledFiles dev = read_labelled(options.dev, options.posts, options.labels);
  settings.data = corpus.parts;
  settings.dev = dev.parts;
  Sources sources;
  sources.data = data_directory(options.classifier);
  for (const std::string& file : options.classifier.rules) sources.rules.emplace_back(file);
  const auto manifest = train(corpus.texts, dev.texts, sources, options.directory, settings);
  if (!manifest) throw CommandError(describe(manifest.error()));
  Output out("");
  for (const auto& [metric, value] : manifest->metrics) {
    char line[96];
    std::snprintf(line, sizeof line, "%-24s %.4f\n", metric.c_str(), value);
    out.write(line);
  }
  out.write("model written to " + options.directory + "\n");
  out.close();
  return kRan;
}

}  // namespace

void add_train(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("train", "Train a model and fit the weights of the rules");
  command->footer(
      "Texts need a label (scam, legit, not_ad); a kind, a group and a split are used when "
      "present.\n"
      "Example: waspada train data/ads/*.jsonl --dev real.jsonl -o my-model");
  command->add_option("LABELLED", options->files, "Labelled texts")->required();
  command->add_option("-o,--output", options->directory, "Directory for the model")->required();
  command
      ->add_option("--dev", options->dev,
                   "Labelled texts that only weights and thresholds are fitted on; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--seed", options->train.seed, "Seed of every random choice")
      ->check(CLI::Range(2U, 2000000000U));
  command->add_option("--version-name", options->version, "Version the manifest states");
  command->add_option("--dim", options->train.dim, "Dimension of the word vectors")
      ->check(CLI::Range(1, 1000));
  command->add_option("--epochs", options->train.epochs, "Passes over the texts")
      ->check(CLI::Range(1, 1000));
  command->add_option("--buckets", options->train.buckets, "Hash buckets for n-grams")
      ->check(CLI::Range(1000, 10000000));
  command
      ->add_option("--train-base-rate", options->train.base_rate,
                   "Share of scam ads that the risk is stated for")
      ->check(CLI::Range(0.0001, 0.9999));
  command->add_flag("--quiet", options->quiet, "No progress");
  add_options(*command, options->labels);
  add_options(*command, options->posts);
  command->add_option("--data", options->classifier.data, "Directory with rules and fact lists")
      ->envname("WASPADA_DATA");
  command
      ->add_option("--rules", options->classifier.rules,
                   "Rule file to add to the pack; may be repeated")
      ->allow_extra_args(false);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
