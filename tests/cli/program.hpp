#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How to run the real `waspada`.
struct Command {
  std::vector<std::string> arguments;
  std::string input = {};  ///< What it reads from standard input.
  /// Where standard output goes instead of into Outcome::out.
  std::string output_file = {};
  bool closed_pipe = false;  ///< Standard output is a pipe that nobody reads.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// Sent once the file `watched` has that many bytes, unless it ends before.
  int signal = 0;
  std::string watched = {};
  std::uintmax_t watched_bytes = 0;
  std::function<void()> before_signal = {};
  /// Read from a pipe that stays open until the program ends, instead of `input`.
  bool open_input = false;
};

struct Outcome {
  int code = -1;  ///< Exit code; 128 and the signal's number when one ended it.
  std::string out;
  std::string err;
};

/// Runs it without a shell, and without the WASPADA_ variables of whoever runs the tests.
[[nodiscard]] Outcome run(const Command& command);
[[nodiscard]] Outcome waspada(std::vector<std::string> arguments, std::string input = {});

/// A directory that lives as long as the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] std::string path(std::string_view name = {}) const;
  /// Writes a file and returns its path.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path root_;
};

[[nodiscard]] std::string read_file(const std::string& path);

/// Lines without their ends; a last line without an end counts.
[[nodiscard]] std::vector<std::string> lines(std::string_view text);
