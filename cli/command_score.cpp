#include <CLI/CLI.hpp>
#include <memory>

#include "command.hpp"
#include "options.hpp"
#include "output.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kInputLimit = std::size_t{1}
                                    << 30;  // the rest of a longer text is not read anyway

struct Options {
  std::vector<std::string> words;
  std::string file;
  std::string format = "text";
  std::string output;
  std::string fail_on;
  ClassifierOptions classifier;
  ContextOptions context;
  OutputOptions rendering;
};

std::string text_of(const Options& options) {
  if (options.words.empty()) return read_input(options.file, kInputLimit);
  std::string out;
  for (const std::string& word : options.words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

int run(const Options& options) {
  const Classifier classifier = load_classifier(options.classifier);
  const std::string text = text_of(options);
  const Verdict verdict = classifier.score(text, context_of(options.context));
  Output out(options.output);
  const RenderOptions rendering = render_options(options.rendering, out.is_terminal());
  if (options.format == "json") {
    out.write(to_json(verdict, text, {}, rendering) + "\n");
  } else if (options.format == "html") {
    out.write(to_html(verdict, text, rendering));
  } else {
    out.write(to_text(verdict, text, rendering));
  }
  out.close();
  if (options.fail_on.empty()) return kRan;
  return verdict.level >= *parse_level(options.fail_on) ? kAskedForFailure : kRan;
}

}  // namespace

void add_score(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("score", "Rate one ad and show the evidence");
  command->footer(
      "Reads standard input when there is neither TEXT nor --file.\n"
      "Example: waspada score \"Loker admin Kamboja gaji 15jt, tiket ditanggung\"");
  auto* words = command->add_option("TEXT", options->words, "The ad");
  command->add_option("-f,--file", options->file, "File with the ad; - for standard input")
      ->excludes(words);
  command->add_option("--format", options->format, "text, json or html")
      ->check(CLI::IsMember({"text", "json", "html"}))
      ->group("Output");
  command->add_option("-o,--output", options->output, "File to write instead of standard output")
      ->group("Output");
  command
      ->add_option("--fail-on", options->fail_on, "Exit with 1 from this level on: caution, high")
      ->check(CLI::IsMember({"low", "caution", "high"}));
  add_options(*command, options->classifier);
  add_options(*command, options->context);
  add_options(*command, options->rendering);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
