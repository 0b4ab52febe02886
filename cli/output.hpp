#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace waspada::cli {

/// The name a file has until it is complete.
[[nodiscard]] std::string partial_name(const std::string& path);

/// Whether a file can grow under another name and be renamed: not standard
/// output, a device or a pipe.
[[nodiscard]] bool can_be_partial(const std::string& path);

/// Gives a complete file its name, for good: a power cut cannot undo it.
/// Throws CommandError.
void rename_complete(const std::string& from, const std::string& to);

/// A file being written, or standard output. Every failure is noticed: a full
/// disk throws CommandError, a closed pipe BrokenPipe. One thread at a time.
class Output {
 public:
  /// Standard output when `path` is empty or "-"; else the file, truncated.
  explicit Output(const std::string& path);

  /// The same, but the file grows under partial_name() until close(), where it
  /// can. Of an earlier try `keep` bytes stay. Throws CommandError when another
  /// process writes it.
  Output(const std::string& path, std::uint64_t keep);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Closes without a check: call close() for the result to be sure.
  ~Output();

  void write(std::string_view text);
  void flush();
  /// Flushes, and waits until it is safe on the disk; nothing for standard output.
  void sync();
  /// Bytes written so far, those of an earlier try included.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Flushes and closes; to be called once, at the end.
  void close();

  [[nodiscard]] bool is_terminal() const;

 private:
  void send(std::string_view bytes);
  [[noreturn]] void fail(int error) const;

  std::string name_;
  std::string complete_name_;  ///< Of a file that grows under another one.
  int descriptor_ = 1;
  bool owned_ = false;
  std::uint64_t size_ = 0;
  std::string buffer_;
};

/// The whole of a file, or of standard input for "-"; at most `limit` bytes.
/// Throws CommandError naming the file.
[[nodiscard]] std::string read_input(const std::string& path, std::size_t limit);

}  // namespace waspada::cli
