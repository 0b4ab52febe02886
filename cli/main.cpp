#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>

#include "command.hpp"
#include "output.hpp"
#include "waspada/version.hpp"

namespace {

using namespace waspada::cli;

/// CLI11's message, on one line.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

int run(int argc, char** argv) {
  CLI::App app{"Rates Indonesian-language job ads for scam and trafficking risk"};
  app.name("waspada");
  app.footer("Each command explains itself: waspada score --help");
  app.set_version_flag("--version", std::string("waspada ") + WASPADA_VERSION);
  app.set_config("--config", "", "Read options from a file")->envname("WASPADA_CONFIG");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.require_subcommand(1);
  Action action;
  add_score(app, action);
  add_batch(app, action);
  add_merge(app, action);
  add_eval(app, action);
  add_train(app, action);
  add_rules(app, action);
  add_tokens(app, action);
  add_model(app, action);
  add_registry(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      std::ostringstream text;
      app.exit(error, text, text);
      Output out("");
      out.write(text.str());
      out.close();
      return kRan;
    }
    std::cerr << "waspada: " << one_line(error.what()) << '\n';
    return kFailure;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe is to be seen as an error of write(), not to end the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // nor a file that may not grow any further
  try {
    return run(argc, argv);
  } catch (const BrokenPipe&) {
    return kRan;
  } catch (const std::bad_alloc&) {
    std::fputs("waspada: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "waspada: %s\n", error.what());
  }
  return kFailure;
}
