#include "line_source.hpp"

#include <algorithm>
#include <cstring>

#include "command_error.hpp"
#include "encoding.hpp"

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

LineSource::LineSource(std::unique_ptr<ByteSource> source, std::string name, bool utf16)
    : source_(std::move(source)),
      name_(std::move(name)),
      utf16_(utf16),
      buffer_(new char[2 * kRead]),
      capacity_(2 * kRead) {}

std::string_view LineSource::peek() {
  const auto shown = [this] { return std::string_view(buffer_.get() + place_, end_ - place_); };
  while (!has_line(shown()) && end_ - place_ < kPeek && fill()) {
  }
  return shown();
}

void LineSource::skip(std::size_t count) { place_ += std::min(count, end_ - place_); }

std::string_view LineSource::rest() {
  const std::string_view out = rest_if_any();
  if (out.empty()) check_failure();
  return out;
}

std::string_view LineSource::rest_if_any() {
  if (place_ == end_) {
    (void)file_offset();
    start_ = place_;
    (void)fill();
  }
  return {buffer_.get() + place_, end_ - place_};
}

bool LineSource::next(Line& line) {
  const std::uint64_t offset = file_offset();
  start_ = place_;
  start_number_ = number_ + 1;
  line = {.bytes = {}, .number = start_number_, .offset = offset};
  std::size_t searched = 0;  // of the line
  const char* found = nullptr;
  while ((found = find_end(start_ + searched)) == nullptr) {
    searched = end_ - start_;
    if (searched > longest_ || !fill()) break;
  }
  if (start_ == end_) {
    check_failure();
    return false;
  }
  const std::size_t stop =
      found != nullptr ? static_cast<std::size_t>(found - buffer_.get()) : end_;
  line.bytes = {buffer_.get() + start_, std::min(stop - start_, longest_)};
  place_ = found != nullptr ? stop + 1 : end_;
  if (stop - start_ > longest_) {
    line.problem = kTooLong;
    if (found == nullptr) skip_rest(line);
  } else if (found == nullptr && !failure_.empty()) {
    line.problem = kCutShort;
  }
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
  std::size_t got = 0;
  try {
    got = source_->read(buffer_.get() + end_, std::min(kRead, capacity_ - end_));
  } catch (const ReadError& error) {  // what there is comes first
    failure_ = error.what();
  }
  ended_ = got == 0;
  end_ += got;
  return !ended_;
}

void LineSource::check_failure() const {
  if (!failure_.empty()) throw CommandError(name_ + ": " + failure_);
}

std::uint64_t LineSource::file_offset() {
  if (!utf16_) return base_ + place_;
  const std::size_t from = counted_ > base_ ? static_cast<std::size_t>(counted_ - base_) : 0;
  if (from < place_) {
    counted_offset_ += bytes_in_utf16({buffer_.get() + from, place_ - from});
    counted_ = base_ + place_;
  }
  return counted_offset_;
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
  if (utf16_) {  // what is kept will be dropped without another look
    counted_offset_ += bytes_in_utf16({buffer_.get() + start_, longest_});
  }
  while (found == nullptr && more) {
    if (utf16_) {
      const std::size_t kept = start_ + longest_;
      counted_offset_ += bytes_in_utf16({buffer_.get() + kept, end_ - kept});
    }
    base_ += end_ - (start_ + longest_);
    counted_ = base_ + start_ + longest_;
    end_ = start_ + longest_;
    more = fill();
    found = find_end(start_ + longest_);
  }
  line.bytes = {buffer_.get() + start_, longest_};  // fill() may have moved it
  place_ = found != nullptr ? static_cast<std::size_t>(found - buffer_.get()) + 1 : end_;
}

}  // namespace waspada::cli
