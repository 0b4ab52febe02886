#include "line_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "command.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kRead = std::size_t{1} << 18;
constexpr std::size_t kPeek = std::size_t{1} << 16;

bool has_line(std::string_view bytes) {
  const auto begin = bytes.find_first_not_of(" \t\r\n");
  return begin != bytes.npos && bytes.find('\n', begin) != bytes.npos;
}

}  // namespace

std::string_view without_return(std::string_view bytes) {
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  return bytes;
}

LineSource::LineSource(const std::string& path, std::function<void()> waiting)
    : name_(path == "-" ? "standard input" : path),
      descriptor_(path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      waiting_(std::move(waiting)),
      buffer_(new char[2 * kRead]),
      capacity_(2 * kRead) {
  if (descriptor_ < 0) throw CommandError(name_ + ": " + std::strerror(errno));
}

LineSource::~LineSource() {
  if (descriptor_ > 0) ::close(descriptor_);
}

std::string_view LineSource::peek() {
  const auto shown = [this] { return std::string_view(buffer_.get() + place_, end_ - place_); };
  while (!has_line(shown()) && end_ - place_ < kPeek && fill()) {
  }
  return shown();
}

void LineSource::skip(std::size_t count) { place_ += std::min(count, end_ - place_); }

bool LineSource::next(Line& line) {
  start_ = place_;
  start_number_ = number_ + 1;
  line = {.bytes = {}, .number = start_number_, .offset = base_ + place_};
  std::size_t searched = 0;  // of the line
  const char* found = nullptr;
  while ((found = find_end(start_ + searched)) == nullptr) {
    searched = end_ - start_;
    if (searched > longest_ || !fill()) break;
  }
  if (start_ == end_) return false;
  const std::size_t stop =
      found != nullptr ? static_cast<std::size_t>(found - buffer_.get()) : end_;
  line.bytes = {buffer_.get() + start_, std::min(stop - start_, longest_)};
  line.too_long = stop - start_ > longest_;
  place_ = found != nullptr ? stop + 1 : end_;
  if (found == nullptr && line.too_long) skip_rest(line);
  next_line_ = place_;
  number_ = start_number_;
  return true;
}

bool LineSource::extend(std::size_t most, Line& line) {
  std::size_t searched = place_ - start_;
  const char* found = nullptr;
  while ((found = find_end(start_ + searched)) == nullptr) {
    searched = end_ - start_;
    if (searched > most) return false;
    if (!fill()) break;
  }
  const std::size_t stop =
      found != nullptr ? static_cast<std::size_t>(found - buffer_.get()) : end_;
  if (place_ == end_ || stop - start_ > most) return false;
  line = {.bytes = {buffer_.get() + place_, stop - place_},
          .number = ++number_,
          .offset = base_ + place_};
  place_ = found != nullptr ? stop + 1 : end_;
  return true;
}

std::string_view LineSource::held() const { return {buffer_.get() + start_, place_ - start_}; }

void LineSource::rewind() {
  place_ = next_line_;
  number_ = start_number_;
}

/// Reads more behind what there is; false at the end of the file.
bool LineSource::fill() {
  if (ended_) return false;
  make_room();
  if (waiting_) {
    pollfd state{descriptor_, POLLIN, 0};
    if (::poll(&state, 1, 0) == 0) waiting_();
  }
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, buffer_.get() + end_, std::min(kRead, capacity_ - end_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw CommandError(name_ + ": " + std::strerror(errno));
  ended_ = got == 0;
  end_ += static_cast<std::size_t>(got);
  return !ended_;
}

/// Moves what must be kept to the front, or grows the buffer.
void LineSource::make_room() {
  if (end_ < capacity_) return;
  const std::size_t kept = end_ - start_;
  if (kept > capacity_ / 2) {
    capacity_ *= 2;
    std::unique_ptr<char[]> larger(new char[capacity_]);
    std::memcpy(larger.get(), buffer_.get() + start_, kept);
    buffer_ = std::move(larger);
  } else {
    std::memmove(buffer_.get(), buffer_.get() + start_, kept);
  }
  base_ += start_;
  next_line_ -= std::min(start_, next_line_);
  place_ -= start_;
  end_ = kept;
  start_ = 0;
}

const char* LineSource::find_end(std::size_t from) const {
  return static_cast<const char*>(std::memchr(buffer_.get() + from, '\n', end_ - from));
}

/// Drops what follows a line's beginning up to its end.
void LineSource::skip_rest(Line& line) {
  const char* found = nullptr;
  bool more = true;
  while (found == nullptr && more) {
    base_ += end_ - (start_ + longest_);
    end_ = start_ + longest_;
    more = fill();
    found = find_end(start_ + longest_);
  }
  line.bytes = {buffer_.get() + start_, longest_};  // fill() may have moved it
  place_ = found != nullptr ? static_cast<std::size_t>(found - buffer_.get()) + 1 : end_;
}

}  // namespace waspada::cli
