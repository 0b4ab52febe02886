#include <CLI/CLI.hpp>
#include <memory>

#include "command.hpp"
#include "options.hpp"
#include "output.hpp"
#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kInputLimit = std::size_t{1} << 30;

struct Options {
  std::string file;
  std::string output;
};

int run(const Options& options) {
  const std::string text = read_input(options.file, kInputLimit);
  Output out(options.output);
  for (const Token& token : tokenise(text)) {
    out.write(std::to_string(token.span.begin) + "\t" + std::to_string(token.span.end) + "\t" +
              std::string(name(token.kind)) + "\t" + token.text + "\n");
  }
  out.close();
  return kRan;
}

}  // namespace

void add_tokens(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("tokens", "Show the tokens of a text with their places");
  command->footer(
      "Prints one token a line: first byte, end byte, kind, folded text (tab-separated).\n"
      "Example: echo \"Gaji Rp5.000.000\" | waspada tokens");
  command->add_option("FILE", options->file, "File with the text; standard input when absent");
  command->add_option("-o,--output", options->output, "File to write instead of standard output");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
