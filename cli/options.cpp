#include "options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <system_error>

#include "command_error.hpp"

namespace waspada::cli {
namespace {

/// The root that holds data/ and models/: of the installation this program is
/// part of, or of the source tree it was built in.
std::filesystem::path root_directory() {
  std::error_code status;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", status);
  if (!status) {
    auto installed = program.parent_path().parent_path() / WASPADA_INSTALL_DATADIR;
    if (std::filesystem::is_directory(installed / "data", status)) return installed;
  }
  return WASPADA_SOURCE_ROOT;
}

}  // namespace

void add_options(CLI::App& command, ClassifierOptions& options) {
  command.add_option("--data", options.data, "Directory with rules, policy and fact lists")
      ->envname("WASPADA_DATA")
      ->group("Rules and model");
  auto* model = command.add_option("--model", options.model, "Model directory, or a fastText file")
                    ->envname("WASPADA_MODEL")
                    ->group("Rules and model");
  command.add_flag("--no-model", options.no_model, "Use the rules alone")
      ->excludes(model)
      ->group("Rules and model");
  command.add_option("--rules", options.rules, "Rule file to add to the pack; may be repeated")
      ->allow_extra_args(false)  // or it would take the words of the ad that follow
      ->envname("WASPADA_RULES")
      ->group("Rules and model");
  command
      .add_option("--registry", options.registries,
                  "List of licensed, revoked or reported names, numbers or sites; may be repeated")
      ->allow_extra_args(false)
      ->envname("WASPADA_REGISTRY")
      ->group("Rules and model");
}

void add_options(CLI::App& command, ContextOptions& options) {
  command
      .add_option("--base-rate", options.base_rate,
                  "Assumed share of scam ads among the texts, between 0 and 1")
      ->envname("WASPADA_BASE_RATE")
      ->check([](const std::string& text) {
        char* end = nullptr;
        const double rate = std::strtod(text.c_str(), &end);
        const bool good = end != text.c_str() && *end == '\0' && rate > 0 && rate < 1;
        return good ? std::string() : "\"" + text + "\" is not a number between 0 and 1";
      })
      ->group("Context");
  command
      .add_option("--channel", options.channel,
                  "Where the ad was found: portal, social, chat, sms, unknown")
      ->envname("WASPADA_CHANNEL")
      ->check(CLI::IsMember({"portal", "social", "chat", "sms", "unknown"}))
      ->group("Context");
}

void add_options(CLI::App& command, OutputOptions& options) {
  command.add_option("--lang", options.language, "Language of output for people: id, en")
      ->envname("WASPADA_LANG")
      ->check(CLI::IsMember({"id", "en"}))
      ->group("Output");
  command.add_option("--color,--colour", options.colour, "auto, always or never")
      ->envname("WASPADA_COLOR")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->group("Output");
  command.add_flag("--mask", options.mask, "Hide phone numbers, e-mail addresses and accounts")
      ->group("Output");
}

std::filesystem::path data_directory(const ClassifierOptions& options) {
  return options.data.empty() ? root_directory() / "data" : std::filesystem::path(options.data);
}

std::optional<std::filesystem::path> model_path(const ClassifierOptions& options) {
  if (options.no_model) return std::nullopt;
  if (!options.model.empty()) return options.model;
  const auto shipped = root_directory() / "models";
  std::error_code status;
  if (std::filesystem::exists(shipped / "manifest.json", status)) return shipped;
  return std::nullopt;
}

Classifier load_classifier(const ClassifierOptions& options) {
  Sources sources;
  sources.data = data_directory(options);
  sources.model = model_path(options);
  for (const std::string& file : options.rules) sources.rules.emplace_back(file);
  for (const std::string& file : options.registries) sources.registries.emplace_back(file);
  auto classifier = Classifier::load(sources);
  if (!classifier) throw CommandError(describe(classifier.error()));
  return *std::move(classifier);
}

Context context_of(const ContextOptions& options) {
  Context out;
  out.channel = parse_channel(options.channel).value_or(Channel::unknown);
  out.base_rate = options.base_rate;
  return out;
}

RenderOptions render_options(const OutputOptions& options, bool terminal) {
  RenderOptions out;
  out.language = options.language == "en" ? Language::en : Language::id;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool automatic = terminal && (no_colour == nullptr || *no_colour == '\0');
  out.colour = options.colour == "always" || (options.colour == "auto" && automatic);
  out.mask = options.mask;
  return out;
}

std::string describe(const Error& error) {
  return error.where.empty() ? error.message : error.where + ": " + error.message;
}

}  // namespace waspada::cli
