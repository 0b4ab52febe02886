#include <CLI/CLI.hpp>
#include <memory>

#include "command.hpp"
#include "options.hpp"
#include "output.hpp"
#include "waspada/registry.hpp"

namespace waspada::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  ClassifierOptions classifier;
};

int check(const Options& options) {
  Output out("");
  for (const std::string& file : options.files) {
    const auto info = check_registry(file, data_directory(options.classifier));
    if (!info) {
      out.close();
      throw CommandError(describe(info.error()));
    }
    out.write(file + ": " + info->type + ", as of " + info->as_of + ", " +
              std::to_string(info->entries) + " entries, " + std::to_string(info->duplicates) +
              " duplicates" + (info->complete ? ", complete" : "") + "; source: " + info->source +
              "\n");
  }
  out.close();
  return kRan;
}

}  // namespace

void add_registry(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("registry", "Validate lists to match ads against");
  command->footer("Example: waspada registry check data/registries/reported-phones.csv");
  command->require_subcommand(1);
  CLI::App* sub = command->add_subcommand("check", "Type, date, rows and duplicates of lists");
  sub->footer("Example: waspada registry check data/registries/reported-phones.csv");
  sub->add_option("FILE", options->files, "List to validate")->required();
  sub->add_option("--data", options->classifier.data, "Directory with registries.json")
      ->envname("WASPADA_DATA");
  sub->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace waspada::cli
