#include "train_progress.hpp"

#include <algorithm>
#include <cstdio>

namespace waspada::detail {
namespace {

constexpr std::chrono::seconds kPause{2};

}  // namespace

void TrainProgress::begin(std::string what, double size) {
  what_ = std::move(what);
  size_ = size;
}

void TrainProgress::advance(double share) {
  const auto now = Clock::now();
  if (now - spoke_ < kPause) return;
  spoke_ = now;
  char percent[16];
  std::snprintf(percent, sizeof percent, "%.0f %%", share * 100);
  say(what_ + ": " + percent + ", " + time_left(done_ + share * size_));
}

void TrainProgress::finish(double loss) {
  done_ += size_;
  spoke_ = Clock::now();
  char line[64];
  std::snprintf(line, sizeof line, ": loss %.4f, ", loss);
  say(what_ + line + time_left(done_));
}

void TrainProgress::say(const std::string& line) const {
  if (options_.progress) options_.progress(line);
}

std::string TrainProgress::time_left(double done) const {
  const std::chrono::duration<double> passed = Clock::now() - start_;
  const double all = std::max(static_cast<double>(trainings_), done);
  const double left = done > 0 ? passed.count() / done * (all - done) : 0;
  char out[48];
  std::snprintf(out, sizeof out, "about %.0f s of training left", left);
  return out;
}

}  // namespace waspada::detail
