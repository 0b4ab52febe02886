#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>
#include <string>

namespace waspada::cli {

// What a script may rely on.
inline constexpr int kRan = 0;
inline constexpr int kAskedForFailure = 1;  ///< --fail-on, a gate, a failed rule check.
inline constexpr int kFailure = 2;  ///< Usage, I/O, unreadable input, invalid rules or model.

/// A failure that ends the command: one line for stderr, exit code 2.
class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The reader of our output went away: nothing is wrong, nobody listens.
struct BrokenPipe {};

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
