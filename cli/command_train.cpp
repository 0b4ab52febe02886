#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "labelled.hpp"
#include "model_card.hpp"
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

/// What else than the files decides how texts are read, as far as it is not the default.
std::string choices_of(const Options& options) {
  std::string out;
  const LabelOptions plain;
  const TrainOptions usual;
  const auto add = [&](const char* option, const std::string& value) {
    out += " --" + std::string(option) + " " + value;
  };
  if (options.labels.label != plain.label) add("label", options.labels.label);
  if (options.labels.group != plain.group) add("group", options.labels.group);
  if (options.labels.split != plain.split) add("split", options.labels.split);
  std::string map;
  for (const std::string& pair : options.labels.map) map += (map.empty() ? "" : ",") + pair;
  if (!map.empty()) add("map", map);
  for (const std::string& column : options.posts.text) add("text", column);
  const auto number = [&](const char* option, int value, int other) {
    if (value != other) add(option, std::to_string(value));
  };
  number("iterations", options.train.iterations, usual.iterations);
  if (options.train.penalty != usual.penalty) {
    char value[32];
    std::snprintf(value, sizeof value, "%g", options.train.penalty);
    add("penalty", value);
  }
  number("word-ngrams", options.train.word_ngrams, usual.word_ngrams);
  number("min-subword", options.train.min_subword, usual.min_subword);
  number("max-subword", options.train.max_subword, usual.max_subword);
  number("copies", options.train.copies, usual.copies);
  if (!options.train.pairs) out += " --no-pairs";
  number("min-count", options.train.min_count, usual.min_count);
  number("buckets", options.train.buckets, usual.buckets);
  number("patience", options.train.patience, usual.patience);
  return out;
}

int run(const Options& options) {
  if (options.train.patience > 0 && options.dev.empty()) {
    throw CommandError("--patience: needs --dev to stop by");
  }
  TrainOptions settings = options.train;
  settings.version = options.version;
  settings.command = "waspada train";
  for (const std::string& file : options.files) settings.command += " " + file;
  for (const std::string& file : options.dev) {
    // Where a development file lies is nobody's business; its hash says which it was.
    settings.command += " --dev " + std::filesystem::path(file).filename().string();
  }
  settings.command += choices_of(options);
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
  // A card that somebody has finished is not to be lost.
  const auto card = std::filesystem::path(options.directory) / "README.md";
  std::error_code status;
  if (!std::filesystem::exists(card, status)) {
    Output draft(card.string());
    draft.write(model_card(*manifest, corpus.texts, dev.texts));
    draft.close();
  }
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
      "present. Writes a draft of a model card, too. Any language will do.\n"
      "Example: waspada train data/ads/*.jsonl --dev real.jsonl -o my-model\n"
      "Example: waspada train jobs.csv --label fraudulent --map 1=scam,0=legit --text title "
      "--text description -o my-model");
  command->add_option("LABELLED", options->files, "Labelled texts")->required();
  command->add_option("-o,--output", options->directory, "Directory for the model")->required();
  command
      ->add_option("--dev", options->dev,
                   "Labelled texts that only weights and thresholds are fitted on; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--seed", options->train.seed, "Seed of every random choice")
      ->check(CLI::Range(2U, 2000000000U));
  command->add_option("--version-name", options->version, "Version the manifest states");
  command
      ->add_option("--iterations", options->train.iterations,
                   "Steps of the fit of the text model, at most")
      ->check(CLI::Range(1, 10000));
  command
      ->add_option("--penalty", options->train.penalty,
                   "Of the squared weights of the text model; larger: simpler")
      ->check(CLI::Range(1e-6, 1e6));
  command
      ->add_option("--word-ngrams", options->train.word_ngrams,
                   "Longest run of words that is hashed")
      ->check(CLI::Range(1, 5));
  command
      ->add_option("--min-subword", options->train.min_subword,
                   "Fewest characters of a part of a word")
      ->check(CLI::Range(0, 10));
  command
      ->add_option("--max-subword", options->train.max_subword,
                   "Most characters of a part of a word; 0: whole words only")
      ->check(CLI::Range(0, 10));
  command
      ->add_option("--copies", options->train.copies,
                   "Copies of every text that are learned, too, each with other words missing")
      ->check(CLI::Range(0, 20));
  command->add_flag("!--no-pairs", options->train.pairs,
                    "Learn no pairs of words as words of their own");
  command
      ->add_option("--min-count", options->train.min_count,
                   "Words and pairs in fewer texts are unknown")
      ->check(CLI::Range(1, 1000));
  command->add_option("--buckets", options->train.buckets, "Hash buckets for n-grams")
      ->check(CLI::Range(1, 10000000));
  command
      ->add_option(
          "--patience", options->train.patience,
          "Stop early: try fewer iterations first, until so many tries in a row do not lessen "
          "the loss on --dev; 0: never")
      ->check(CLI::Range(0, 100));
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
