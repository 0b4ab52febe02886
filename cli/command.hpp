#pragma once

#include <functional>

#include "command_error.hpp"

namespace CLI {
class App;
}

namespace waspada::cli {

/// What the chosen subcommand does; returns the exit code.
using Action = std::function<int()>;

/// Each command adds its subcommand to `app` and sets `action` when it is chosen.
void add_score(CLI::App& app, Action& action);
void add_batch(CLI::App& app, Action& action);
void add_merge(CLI::App& app, Action& action);
void add_eval(CLI::App& app, Action& action);
void add_train(CLI::App& app, Action& action);
void add_rules(CLI::App& app, Action& action);
void add_tokens(CLI::App& app, Action& action);
void add_model(CLI::App& app, Action& action);
void add_registry(CLI::App& app, Action& action);

}  // namespace waspada::cli
