#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "batch_totals.hpp"
#include "output.hpp"
#include "posts.hpp"
#include "waspada/verdict.hpp"

namespace waspada::cli {

/// Messages and a progress line that share stderr. For any number of threads.
class BatchReport {
 public:
  struct Options {
    bool quiet = false;             ///< Only complaints.
    std::uint64_t total_bytes = 0;  ///< Of input; 0 when nobody knows.
    double line_seconds = 0;        ///< Between lines of progress where there is no terminal.
  };

  explicit BatchReport(const Options& options);
  BatchReport(const BatchReport&) = delete;
  BatchReport& operator=(const BatchReport&) = delete;
  /// Takes the progress line away.
  ~BatchReport();

  /// Prints "waspada: " and the text.
  void complain(std::string_view text);
  /// The same, unless quiet.
  void note(std::string_view text);
  /// What earlier runs have done does not count for rates.
  void begin(const BatchTotals& totals);
  /// Shows progress: a line that changes about twice a second on a terminal,
  /// else one now and then.
  void progress(const BatchTotals& totals, std::uint64_t bytes_read);
  /// The closing lines.
  void summary(const BatchTotals& totals, std::uint64_t text_bytes);

 private:
  void print(std::string_view text);
  void clear_line();
  [[nodiscard]] double seconds() const;

  const Options options_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::uint64_t rows_before_ = 0;
  std::chrono::steady_clock::time_point shown_;
  bool line_shown_ = false;
};

/// Where rejects go: a file, or the first few to stderr. For one thread.
class RejectLog {
 public:
  /// Without a file when `path` is empty; of an earlier try `keep` bytes stay.
  RejectLog(const std::string& path, std::uint64_t keep, BatchReport& report);

  /// `line` is what goes to the file.
  void add(const Reject& reject, std::string_view line);
  [[nodiscard]] bool has_file() const noexcept { return file_.has_value(); }
  /// Bytes in the file, and that they be safe.
  [[nodiscard]] std::uint64_t size() const noexcept { return file_ ? file_->size() : 0; }
  void sync();
  /// To be called once, at the end.
  void close();

 private:
  std::optional<Output> file_;
  BatchReport& report_;
  std::uint64_t count_ = 0;
};

}  // namespace waspada::cli
