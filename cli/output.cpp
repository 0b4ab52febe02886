#include "output.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "command_error.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kBuffer = 1 << 18;

bool is_standard(const std::string& path) { return path.empty() || path == "-"; }

/// Links are followed: renaming would replace the link.
std::string target_of(const std::string& path) {
  std::error_code status;
  const auto target = std::filesystem::canonical(path, status);
  return status ? path : target.string();
}

}  // namespace

std::string partial_name(const std::string& path) { return target_of(path) + ".partial"; }

bool can_be_partial(const std::string& path) {
  std::error_code status;
  const auto type = std::filesystem::status(path, status).type();
  return !is_standard(path) && (type == std::filesystem::file_type::regular ||
                                type == std::filesystem::file_type::not_found);
}

void rename_complete(const std::string& from, const std::string& to) {
  const std::string target = target_of(to);
  if (std::rename(from.c_str(), target.c_str()) != 0) {
    throw CommandError(to + ": " + std::strerror(errno));
  }
  const std::string parent = std::filesystem::path(target).parent_path().string();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_CLOEXEC);
  if (directory < 0) return;  // it may be written to but not read
  ::fsync(directory);
  ::close(directory);
}

Output::Output(const std::string& path, std::uint64_t keep) : name_(path) {
  if (!can_be_partial(path)) {
    name_ = is_standard(path) ? "standard output" : path;
    if (is_standard(path)) return;
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    owned_ = true;
    return;
  }
  complete_name_ = path;
  descriptor_ = ::open(partial_name(path).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(errno);
  owned_ = true;
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw CommandError(name_ + ": another waspada is writing it");
  }
  size_ = keep;
  const auto place = static_cast<off_t>(keep);
  if (::ftruncate(descriptor_, place) != 0 || ::lseek(descriptor_, place, SEEK_SET) < 0) {
    fail(errno);
  }
}

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
  size_ += text.size();
  if (buffer_.size() >= kBuffer) flush();
}

void Output::flush() {
  send(buffer_);
  buffer_.clear();
}

void Output::sync() {
  flush();
  if (!complete_name_.empty() && ::fdatasync(descriptor_) != 0) fail(errno);
}

void Output::close() {
  sync();
  if (!owned_) return;
  // Renamed before it is closed: until then nobody else may write it.
  if (!complete_name_.empty()) rename_complete(partial_name(complete_name_), complete_name_);
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
