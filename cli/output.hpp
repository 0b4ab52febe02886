#pragma once

#include <string>
#include <string_view>

namespace waspada::cli {

/// A file being written, or standard output. Every failure is noticed: a full
/// disk throws CommandError, a closed pipe BrokenPipe. One thread at a time.
class Output {
 public:
  /// Standard output when `path` is empty or "-"; else the file, truncated.
  explicit Output(const std::string& path);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Closes without a check: call close() for the result to be sure.
  ~Output();

  void write(std::string_view text);
  void flush();
  /// Flushes and closes; to be called once, at the end.
  void close();

  [[nodiscard]] bool is_terminal() const;

 private:
  void send(std::string_view bytes);
  [[noreturn]] void fail(int error) const;

  std::string name_;
  int descriptor_ = 1;
  bool owned_ = false;
  std::string buffer_;
};

/// The whole of a file, or of standard input for "-"; at most `limit` bytes.
/// Throws CommandError naming the file.
[[nodiscard]] std::string read_input(const std::string& path, std::size_t limit);

}  // namespace waspada::cli
