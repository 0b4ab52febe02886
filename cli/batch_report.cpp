#include "batch_report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace waspada::cli {
namespace {

constexpr std::uint64_t kShownRejects = 20;
constexpr auto kProgressEvery = std::chrono::milliseconds(500);

}  // namespace

BatchReport::BatchReport(bool quiet, std::uint64_t total_bytes)
    : quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      total_bytes_(total_bytes),
      begin_(std::chrono::steady_clock::now()),
      shown_(begin_) {}

BatchReport::~BatchReport() { clear_line(); }

void BatchReport::complain(std::string_view text) {
  const std::lock_guard lock(mutex_);
  print(text);
}

void BatchReport::note(std::string_view text) {
  if (!quiet_) complain(text);
}

void BatchReport::progress(const BatchTotals& totals, std::uint64_t bytes_read) {
  if (quiet_ || !terminal_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < kProgressEvery) return;
  shown_ = now;
  line_shown_ = true;
  std::fprintf(stderr, "\r\033[K%llu rows, %.0f rows/s",
               static_cast<unsigned long long>(totals.rows), rows_per_second(totals.rows));
  if (total_bytes_ > 0) {
    const double share = static_cast<double>(bytes_read) / static_cast<double>(total_bytes_);
    std::fprintf(stderr, ", %.0f %%", 100 * std::min(share, 1.0));
  }
  std::fflush(stderr);
}

void BatchReport::summary(const BatchTotals& totals) {
  std::string text =
      std::to_string(totals.rows) + " rows, " + std::to_string(totals.rejected) + " rejected; ";
  for (const Level level :
       {Level::high, Level::caution, Level::low, Level::insufficient, Level::not_ad}) {
    text += std::string(name(level)) + " " +
            std::to_string(totals.levels[static_cast<std::size_t>(level)]) +
            (level == Level::not_ad ? "; " : ", ");
  }
  char rate[48];
  std::snprintf(rate, sizeof rate, "%.0f rows/s", rows_per_second(totals.rows));
  note(text + rate);
}

void BatchReport::print(std::string_view text) {
  clear_line();
  std::fprintf(stderr, "waspada: %.*s\n", static_cast<int>(text.size()), text.data());
}

void BatchReport::clear_line() {
  if (line_shown_) std::fputs("\r\033[K", stderr);
  line_shown_ = false;
}

double BatchReport::rows_per_second(std::uint64_t rows) const {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
  return static_cast<double>(rows) / std::max(spent.count(), 1e-3);
}

RejectLog::RejectLog(const std::string& path, BatchReport& report) : report_(report) {
  if (!path.empty()) file_.emplace(path);
}

void RejectLog::add(const Reject& reject, std::string_view line) {
  ++count_;
  if (file_) {
    file_->write(line);
  } else if (count_ <= kShownRejects) {
    report_.complain(reject.file + ":" + std::to_string(reject.line) + ": " + reject.reason);
  }
}

void RejectLog::close() {
  if (file_) {
    file_->close();
  } else if (count_ > kShownRejects) {
    report_.complain(std::to_string(count_ - kShownRejects) +
                     " more rejects; --rejects FILE keeps them all");
  }
}

}  // namespace waspada::cli
