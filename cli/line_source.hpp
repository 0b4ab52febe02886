#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "byte_source.hpp"

namespace waspada::cli {

/// One line of a file. The bytes stay valid until the next call on the source.
struct Line {
  std::string_view bytes;    ///< Without the final line feed; a carriage return is still there.
  std::uint64_t number = 0;  ///< From 1.
  std::uint64_t offset = 0;  ///< Byte offset of its start in the file.
  /// Why it is not whole, or empty: `bytes` is only its beginning then.
  std::string_view problem = {};
};

/// `bytes` without a carriage return at its end.
[[nodiscard]] std::string_view without_return(std::string_view bytes);

inline constexpr std::string_view kTooLong = "line longer than 64 MiB";
inline constexpr std::string_view kCutShort = "cut short: the file could not be read any further";

/// Reads a stream line by line and holds no more of it than the line at hand.
/// Where it cannot be read any further, the lines before are given, then
/// CommandError is thrown naming the file.
class LineSource {
 public:
  /// `name` is the file's as messages give it. With `utf16` the stream was
  /// converted from UTF-16, and offsets are those before.
  LineSource(std::unique_ptr<ByteSource> source, std::string name, bool utf16);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// What comes next, unread: at least one line that is not blank, or 64 KiB, or all there is.
  [[nodiscard]] std::string_view peek();

  /// Drops `count` bytes that peek() has shown.
  void skip(std::size_t count);

  /// Unread bytes, at least one; empty at the end. For readers that do not go by
  /// lines: they skip() what they used.
  [[nodiscard]] std::string_view rest();
  /// The same, but empty as well where the file cannot be read any further.
  [[nodiscard]] std::string_view rest_if_any();
  [[nodiscard]] bool failed() const noexcept { return !failure_.empty(); }
  /// Byte offset in the file of what comes next.
  [[nodiscard]] std::uint64_t file_offset();

  /// Reads a line; false at the end of the file.
  [[nodiscard]] bool next(Line& line);

  /// Reads one more line and keeps those since the last next(); false, and
  /// nothing read, at the end of the file or when they are more than `most` bytes.
  [[nodiscard]] bool extend(std::size_t most, Line& line);

  /// The line of the last next() with those of extend(), line ends included.
  [[nodiscard]] std::string_view held() const;

  /// Unreads what extend() has read.
  void rewind();

  /// Cuts longer lines from now on; 64 MiB before.
  void cut_at(std::size_t longest) { longest_ = longest; }

  /// Bytes of the file itself so far, and of the text it holds.
  [[nodiscard]] std::uint64_t file_bytes() const { return source_->file_bytes(); }
  [[nodiscard]] std::uint64_t text_bytes() const noexcept { return base_ + end_; }

 private:
  [[nodiscard]] bool fill();
  void check_failure() const;
  void make_room();
  [[nodiscard]] const char* find_end(std::size_t from) const;
  void skip_rest(Line& line);

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  bool utf16_;
  std::size_t longest_ = std::size_t{1} << 26;
  bool ended_ = false;
  std::string failure_;  ///< Why it ended.

  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::uint64_t base_ = 0;  ///< Offset in the file of the buffer's first byte.
  // Places in the buffer: start <= next_line <= place <= end.
  std::size_t start_ = 0;      ///< Of the line of the last next().
  std::size_t next_line_ = 0;  ///< After that line.
  std::size_t place_ = 0;      ///< Where reading goes on.
  std::size_t end_ = 0;        ///< Of what has been read.
  std::uint64_t number_ = 0;   ///< Of the line that ends at place_.
  std::uint64_t start_number_ = 0;
  // Of a file in UTF-16: its byte offset of text byte counted_.
  std::uint64_t counted_ = 0;
  std::uint64_t counted_offset_ = 0;
};

}  // namespace waspada::cli
