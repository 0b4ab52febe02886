#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "waspada/classifier.hpp"
#include "waspada/render.hpp"

namespace CLI {
class App;
}

namespace waspada::cli {

/// What the user typed about which rules and model to use.
struct ClassifierOptions {
  std::string data;
  std::string model;
  bool no_model = false;
  std::vector<std::string> rules;
  std::vector<std::string> registries;
};

/// What the user typed about the texts to score.
struct ContextOptions {
  std::optional<double> base_rate;
  std::string channel = "unknown";
};

/// What the user typed about output for people.
struct OutputOptions {
  std::string language = "id";
  std::string colour = "auto";
  bool mask = false;
};

/// Options that several commands share are spelled and checked here, once.
void add_options(CLI::App& command, ClassifierOptions& options);
void add_options(CLI::App& command, ContextOptions& options);
void add_options(CLI::App& command, OutputOptions& options);

/// The directory with rules, policy and facts: --data, else beside the
/// installed program, else the source tree this program was built from.
[[nodiscard]] std::filesystem::path data_directory(const ClassifierOptions& options);

/// The model to use, if any: --model, else the one that comes with the data.
[[nodiscard]] std::optional<std::filesystem::path> model_path(const ClassifierOptions& options);

/// Loads what the options name; throws CommandError.
[[nodiscard]] Classifier load_classifier(const ClassifierOptions& options);

[[nodiscard]] Context context_of(const ContextOptions& options);

/// `terminal`: whether the output goes to one, for --color auto (and NO_COLOR).
[[nodiscard]] RenderOptions render_options(const OutputOptions& options, bool terminal);

/// "where: message", as every error is printed after "waspada: ".
[[nodiscard]] std::string describe(const Error& error);

}  // namespace waspada::cli
