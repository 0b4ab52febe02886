#include "interrupt.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace waspada::cli {
namespace {

// A signal may reach any thread: what wakes a poll() in another one is this pipe.
int pipe_ends[2] = {-1, -1};
std::atomic<bool> came = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  came = true;
  const char byte = 0;
  [[maybe_unused]] const auto sent = ::write(pipe_ends[1], &byte, 1);
}

}  // namespace

void catch_interrupts() {
  if (::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction old = {};
    ::sigaction(signal, nullptr, &old);
    if (old.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);  // nohup, shells' "&"
  }
}

bool interrupted() noexcept { return came; }

bool is_readable(int descriptor) noexcept {
  pollfd state{descriptor, POLLIN, 0};
  return ::poll(&state, 1, 0) != 0;
}

bool wait_readable(int descriptor) noexcept {
  pollfd states[2] = {{descriptor, POLLIN, 0}, {pipe_ends[0], POLLIN, 0}};
  while (!came && ::poll(states, 2, -1) < 0) {
  }
  return !came;
}

}  // namespace waspada::cli
