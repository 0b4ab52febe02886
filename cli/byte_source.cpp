#include "byte_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "interrupt.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kPeekStep = 4096;

class FileSource final : public ByteSource {
 public:
  FileSource(const std::string& path, std::function<void()> waiting)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
        waiting_(std::move(waiting)) {
    if (descriptor_ < 0) throw ReadError(std::strerror(errno));
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }

  std::size_t read(char* to, std::size_t most) override {
    if (!is_readable(descriptor_)) {
      if (waiting_) waiting_();
      if (!wait_readable(descriptor_)) return 0;
    }
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, to, most);
    } while (got < 0 && errno == EINTR);
    if (got < 0) throw ReadError(std::strerror(errno));
    bytes_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

  [[nodiscard]] std::uint64_t file_bytes() const override { return bytes_; }

 private:
  int descriptor_;
  std::function<void()> waiting_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::string_view PeekSource::peek(std::size_t count) {
  while (shown_.size() < count) {
    const std::size_t before = shown_.size();
    shown_.resize(before + std::max(count - before, kPeekStep));
    std::size_t got = 0;
    try {
      got = source_->read(shown_.data() + before, shown_.size() - before);
    } catch (const ReadError&) {  // comes again when it is read
    }
    shown_.resize(before + got);
    if (got == 0) break;
  }
  return shown_;
}

std::size_t PeekSource::read(char* to, std::size_t most) {
  if (shown_.empty()) return source_->read(to, most);
  const std::size_t count = std::min(most, shown_.size());
  std::memcpy(to, shown_.data(), count);
  shown_.erase(0, count);
  return count;
}

std::unique_ptr<ByteSource> open_file(const std::string& path, std::function<void()> waiting) {
  return std::make_unique<FileSource>(path, std::move(waiting));
}

}  // namespace waspada::cli
