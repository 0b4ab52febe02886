#pragma once

#include <stdexcept>

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

}  // namespace waspada::cli
