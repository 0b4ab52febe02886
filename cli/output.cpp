#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "command.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kBuffer = 1 << 18;

bool is_standard(const std::string& path) { return path.empty() || path == "-"; }

}  // namespace

Output::Output(const std::string& path) : name_(is_standard(path) ? "standard output" : path) {
  if (is_standard(path)) return;
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(errno);
  owned_ = true;
}

Output::~Output() {
  if (owned_) ::close(descriptor_);
}

void Output::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBuffer) flush();
}

void Output::flush() {
  send(buffer_);
  buffer_.clear();
}

void Output::close() {
  flush();
  if (!owned_) return;
  owned_ = false;
  if (::close(descriptor_) != 0) fail(errno);
}

bool Output::is_terminal() const { return ::isatty(descriptor_) == 1; }

void Output::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::write(descriptor_, bytes.data(), bytes.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) fail(errno);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Output::fail(int error) const {
  if (error == EPIPE) throw BrokenPipe{};
  throw CommandError(name_ + ": " + std::strerror(error));
}

std::string read_input(const std::string& path, std::size_t limit) {
  const bool standard = is_standard(path);
  const std::string name = standard ? "standard input" : path;
  const int descriptor = standard ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw CommandError(name + ": " + std::strerror(errno));
  std::string out;
  int error = 0;
  while (out.size() <= limit) {
    char chunk[1 << 16];
    const ssize_t got = ::read(descriptor, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    out.append(chunk, static_cast<std::size_t>(got));
  }
  if (!standard) ::close(descriptor);
  if (error != 0) throw CommandError(name + ": " + std::strerror(error));
  if (out.size() > limit) {
    throw CommandError(name + ": larger than " + std::to_string(limit) + " bytes");
  }
  return out;
}

}  // namespace waspada::cli
