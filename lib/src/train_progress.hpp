#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "waspada/train.hpp"

namespace waspada::detail {

/// Says how a training of several models goes, and how long it will still take.
class TrainProgress {
 public:
  /// `trainings` of about the same size will be made.
  TrainProgress(const TrainOptions& options, std::size_t trainings)
      : options_(options), trainings_(trainings) {}

  /// The next training begins; it is the `size`-th part of a full one.
  void begin(std::string what, double size = 1);
  /// A share of it is done. Speaks every few seconds.
  void advance(double share);
  /// It is done, with this loss on texts that it has not read.
  void finish(double loss);
  void say(const std::string& line) const;

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::string time_left(double done) const;

  const TrainOptions& options_;
  std::size_t trainings_;
  double done_ = 0;
  double size_ = 1;
  std::string what_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point spoke_ = start_;
};

}  // namespace waspada::detail
