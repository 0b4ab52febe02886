#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace waspada::cli {

/// One line of a file. The bytes stay valid until the next call on the source.
struct Line {
  std::string_view bytes;    ///< Without the final line feed; a carriage return is still there.
  std::uint64_t number = 0;  ///< From 1.
  std::uint64_t offset = 0;  ///< Byte offset of its start in the file.
  bool too_long = false;     ///< `bytes` is only its beginning; the rest was skipped.
};

/// `bytes` without a carriage return at its end.
[[nodiscard]] std::string_view without_return(std::string_view bytes);

/// Reads a file or standard input line by line and holds no more of it than
/// the line at hand. Failures to read throw CommandError naming the file.
class LineSource {
 public:
  /// "-" is standard input. `waiting` is called before each read that has to
  /// wait for input.
  LineSource(const std::string& path, std::function<void()> waiting);
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;
  ~LineSource();

  /// The file's name as messages give it.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// What comes next, unread: at least one line that is not blank, or 64 KiB, or all there is.
  [[nodiscard]] std::string_view peek();

  /// Drops `count` bytes that peek() has shown.
  void skip(std::size_t count);

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

  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return base_ + end_; }

 private:
  [[nodiscard]] bool fill();
  void make_room();
  [[nodiscard]] const char* find_end(std::size_t from) const;
  void skip_rest(Line& line);

  std::string name_;
  int descriptor_;
  std::size_t longest_ = std::size_t{1} << 26;
  std::function<void()> waiting_;
  bool ended_ = false;

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
};

}  // namespace waspada::cli
