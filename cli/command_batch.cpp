#include <CLI/CLI.hpp>
#include <memory>

#include "batch.hpp"
#include "command.hpp"

namespace waspada::cli {
namespace {

int run(const BatchOptions& options) {
  return run_batch(options, load_classifier(options.classifier));
}

/// A filter is a command for one kind of lines on two pipes.
void set_filter(BatchOptions& options) {
  options.posts.format = "jsonl";
  options.to = "jsonl";
}

void add_output_options(CLI::App& command, BatchOptions& options) {
  command.add_option("-o,--output", options.output, "File to write instead of standard output")
      ->group("Output");
  command
      .add_option("--to", options.to,
                  "jsonl, csv or sqlite; by default what the output's name says, else jsonl")
      ->check(CLI::IsMember({"jsonl", "csv", "sqlite"}))
      ->group("Output");
  command
      .add_option("--rejects", options.rejects,
                  "File for rows that could not be read, as JSON lines with place and reason")
      ->group("Output");
  command.add_flag("--quiet", options.quiet, "No progress and no summary")->group("Output");
  command
      .add_option("--progress", options.progress_seconds,
                  "Seconds between lines of progress where there is no terminal; 0 for none")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->group("Output");
}

void add_work_options(CLI::App& command, BatchOptions& options) {
  command.add_option("-j,--threads", options.threads, "Threads that rate; by default one a core")
      ->envname("WASPADA_THREADS")
      ->check(CLI::Range(1U, 1024U))
      ->group("Work");
  auto* resume =
      command
          .add_flag("--resume", options.resume,
                    "Go on where an earlier run with the same -o FILE was stopped or killed")
          ->group("Work");
  command
      .add_option("--checkpoint", options.checkpoint_seconds,
                  "Seconds of work that a kill may cost, at most")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->group("Work");
  command
      .add_option("--shard", options.shard,
                  "I/N: only every N-th row, beginning with the I-th, as one of N machines; "
                  "waspada merge puts them together")
      ->check([](const std::string& text) {
        return parse_shard(text) ? std::string() : "\"" + text + "\" is not I/N with I from 1 to N";
      })
      ->group("Work");
  auto* filter = command
                     .add_flag("--filter", options.filter,
                               "JSON Lines on standard input and output, one line out for every "
                               "line in, at once; a bad line gives {\"error\": ...}")
                     ->group("Work");
  for (const char* other : {"FILE", "--output", "--rejects", "--to", "--from", "--shard"}) {
    filter->excludes(command.get_option(other));
  }
  filter->excludes(resume);
}

}  // namespace

void add_batch(CLI::App& app, Action& action) {
  auto options = std::make_shared<BatchOptions>();
  CLI::App* command = app.add_subcommand("batch", "Rate the ads of files, one result a line");
  command->footer(
      "Reads standard input when there is no FILE; files may be packed with gzip or zstd.\n"
      "A column \"channel\" overrides --channel. -o FILE grows as FILE.partial until it is "
      "complete.\n"
      "Exits with 2 when a row or a file could not be read; all others are rated all the same.\n"
      "Example: waspada batch ads.csv --text title --text body -o verdicts.jsonl");
  command->add_option("FILE", options->files, "Files with ads, or patterns; - for standard input");
  add_options(*command, options->posts);
  add_output_options(*command, *options);
  add_work_options(*command, *options);
  add_options(*command, options->classifier);
  add_options(*command, options->context);
  add_options(*command, options->rendering);
  command->callback([options, &action] {
    if (options->filter) set_filter(*options);
    action = [options] { return run(*options); };
  });
}

}  // namespace waspada::cli
