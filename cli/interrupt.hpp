#pragma once

namespace waspada::cli {

/// From now on the first SIGINT or SIGTERM only sets a flag, so that what is
/// under way can be finished; the second one ends the program.
void catch_interrupts();

/// Whether one came.
[[nodiscard]] bool interrupted() noexcept;

/// Whether a read would return at once.
[[nodiscard]] bool is_readable(int descriptor) noexcept;

/// Waits until it would; false when an interrupt came first.
[[nodiscard]] bool wait_readable(int descriptor) noexcept;

}  // namespace waspada::cli
