#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "output.hpp"
#include "posts.hpp"
#include "waspada/verdict.hpp"

namespace waspada::cli {

/// What has become of the rows so far.
struct BatchTotals {
  std::uint64_t rows = 0;  ///< Posts and rejects.
  std::uint64_t rejected = 0;
  std::array<std::uint64_t, 5> levels{};  ///< By Level.
};

/// Messages and a progress line that share stderr. For any number of threads.
class BatchReport {
 public:
  /// `total_bytes` of input, 0 when nobody knows. `quiet` leaves only complaints.
  BatchReport(bool quiet, std::uint64_t total_bytes);
  BatchReport(const BatchReport&) = delete;
  BatchReport& operator=(const BatchReport&) = delete;
  /// Takes the progress line away.
  ~BatchReport();

  /// Prints "waspada: " and the text.
  void complain(std::string_view text);
  /// The same, unless quiet.
  void note(std::string_view text);
  /// Shows progress on a terminal, about twice a second.
  void progress(const BatchTotals& totals, std::uint64_t bytes_read);
  /// The closing line.
  void summary(const BatchTotals& totals);

 private:
  void print(std::string_view text);
  void clear_line();
  [[nodiscard]] double rows_per_second(std::uint64_t rows) const;

  const bool quiet_;
  const bool terminal_;
  const std::uint64_t total_bytes_;
  const std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point shown_;
  bool line_shown_ = false;
};

/// Where rejects go: a file, or the first few to stderr. For one thread.
class RejectLog {
 public:
  /// Without a file when `path` is empty.
  RejectLog(const std::string& path, BatchReport& report);

  /// `line` is what goes to the file.
  void add(const Reject& reject, std::string_view line);
  [[nodiscard]] bool has_file() const noexcept { return file_.has_value(); }
  /// To be called once, at the end.
  void close();

 private:
  std::optional<Output> file_;
  BatchReport& report_;
  std::uint64_t count_ = 0;
};

}  // namespace waspada::cli
