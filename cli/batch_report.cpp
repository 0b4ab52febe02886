#include "batch_report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

namespace waspada::cli {
namespace {

constexpr std::uint64_t kShownRejects = 20;
constexpr double kShowEvery = 0.5;

std::string number(double value, int decimals) {
  char out[32];
  std::snprintf(out, sizeof out, "%.*f", decimals, value);
  return out;
}

std::string time_text(double seconds) {
  if (seconds < 60) return number(seconds, seconds < 10 ? 1 : 0) + " s";
  const auto minutes = static_cast<std::uint64_t>(seconds / 60);
  if (minutes < 60) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string levels_text(const BatchTotals& totals) {
  std::string out;
  for (const Level level :
       {Level::high, Level::caution, Level::low, Level::insufficient, Level::not_ad}) {
    out += (out.empty() ? "" : ", ") + std::string(name(level)) + " " +
           std::to_string(totals.levels[static_cast<std::size_t>(level)]);
  }
  return out;
}

}  // namespace

BatchReport::BatchReport(const Options& options)
    : options_(options),
      terminal_(::isatty(STDERR_FILENO) == 1),
      begin_(std::chrono::steady_clock::now()),
      shown_(begin_) {}

BatchReport::~BatchReport() { clear_line(); }

void BatchReport::complain(std::string_view text) {
  const std::lock_guard lock(mutex_);
  print(text);
}

void BatchReport::note(std::string_view text) {
  if (!options_.quiet) complain(text);
}

void BatchReport::begin(const BatchTotals& totals) { rows_before_ = totals.rows; }

void BatchReport::progress(const BatchTotals& totals, std::uint64_t bytes_read) {
  if (options_.quiet || (!terminal_ && options_.line_seconds <= 0)) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::duration<double> since = now - shown_;
  if (since.count() < (terminal_ ? kShowEvery : options_.line_seconds)) return;
  shown_ = now;
  const double spent = std::max(seconds(), 1e-3);
  std::string text = std::to_string(totals.rows) + " rows, " +
                     number(static_cast<double>(totals.rows - rows_before_) / spent, 0) + "/s";
  if (options_.total_bytes > 0) {
    const double share =
        std::min(static_cast<double>(bytes_read) / static_cast<double>(options_.total_bytes), 1.0);
    text += ", " + number(100 * share, 0) + " %";
    if (share > 0.005) text += ", " + time_text(spent * (1 - share) / share) + " left";
  }
  text += "; " + levels_text(totals);
  if (!terminal_) {
    print(text);
    return;
  }
  line_shown_ = true;
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
}

void BatchReport::summary(const BatchTotals& totals, std::uint64_t text_bytes) {
  const double spent = std::max(seconds(), 1e-3);
  const auto rows = static_cast<double>(totals.rows - rows_before_);
  note(std::to_string(totals.rows) + " rows, " + std::to_string(totals.rejected) + " rejected; " +
       levels_text(totals) + "; " + number(rows / spent, 0) + " ads/s, " +
       number(static_cast<double>(text_bytes) / 1e6 / spent, 1) + " MB/s, " + time_text(seconds()));
  std::vector<std::pair<std::string, std::uint64_t>> kinds(totals.kinds.begin(),
                                                           totals.kinds.end());
  std::ranges::stable_sort(kinds, std::greater<>(), &std::pair<std::string, std::uint64_t>::second);
  std::string text;
  for (const auto& [kind, count] : kinds) {
    text += (text.empty() ? "" : ", ") + kind + " " + std::to_string(count);
  }
  if (!text.empty()) note("most like: " + text);
}

void BatchReport::print(std::string_view text) {
  clear_line();
  std::fprintf(stderr, "waspada: %.*s\n", static_cast<int>(text.size()), text.data());
}

void BatchReport::clear_line() {
  if (line_shown_) std::fputs("\r\033[K", stderr);
  line_shown_ = false;
}

double BatchReport::seconds() const {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
  return spent.count();
}

RejectLog::RejectLog(const std::string& path, std::uint64_t keep, BatchReport& report)
    : report_(report) {
  if (!path.empty()) file_.emplace(path, keep);
}

void RejectLog::sync() {
  if (file_) file_->sync();
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
