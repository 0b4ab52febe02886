#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "random.hpp"
#include "waspada/metrics.hpp"

namespace waspada {
namespace {

/// Draws groups within strata.
class Resampler {
 public:
  Resampler(const Sample& sample, std::uint64_t seed)
      : seed_(detail::Random(seed).next()), groups_(sample.scores.size()) {
    enum : unsigned { kAbsent = 0, kPositive = 1, kNegative = 2 };
    std::vector<unsigned> classes(groups_, kAbsent);
    for (std::size_t row = 0; row < sample.scores.size(); ++row) {
      const std::size_t group = sample.groups.empty() ? row : sample.groups[row];
      classes[group] |= sample.positives[row] ? kPositive : kNegative;
    }
    for (std::size_t group = 0; group < groups_; ++group) {
      if (classes[group] == kAbsent) continue;
      strata_[classes[group] - 1].push_back(static_cast<std::uint32_t>(group));
    }
  }

  /// Draw `number` does not depend on which others were made, or by which thread.
  void draw(std::uint64_t number, std::vector<std::uint32_t>& times) const {
    times.assign(groups_, 0);
    // Hashed twice: starting points that are evenly spaced would make streams that overlap.
    detail::Random random(detail::Random(seed_ + number).next());
    for (const auto& stratum : strata_) {
      for (std::size_t i = 0; i < stratum.size(); ++i)
        ++times[stratum[random.below(stratum.size())]];
    }
  }

 private:
  std::uint64_t seed_;
  std::size_t groups_;
  std::array<std::vector<std::uint32_t>, 3> strata_;  ///< Positives, negatives, both.
};

/// Linear between neighbours; `sorted` is not empty.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Of statistic `which` of `count`, whose values stand draw by draw.
std::optional<Interval> interval_of(const std::vector<std::optional<double>>& values,
                                    std::size_t which, std::size_t count) {
  std::vector<double> sorted;
  for (std::size_t i = which; i < values.size(); i += count) {
    if (!values[i]) return std::nullopt;
    sorted.push_back(*values[i]);
  }
  if (sorted.empty()) return std::nullopt;
  std::ranges::sort(sorted);
  return Interval{quantile(sorted, 0.025), quantile(sorted, 0.975)};
}

}  // namespace

std::vector<std::optional<Interval>> bootstrap(const Sample& sample, std::size_t count,
                                               const Statistics& statistics,
                                               const BootstrapOptions& options) {
  const Resampler resampler(sample, options.seed);
  std::vector<std::optional<double>> values(options.draws * count);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      Statistics own = statistics;
      std::vector<std::uint32_t> times;
      for (std::size_t draw = next++; draw < options.draws; draw = next++) {
        resampler.draw(draw, times);
        own(times, std::span(values).subspan(draw * count, count));
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
      next = options.draws;
    }
  };
  {
    const std::size_t helpers = std::min<std::size_t>(std::max(options.threads, 1U), options.draws);
    std::vector<std::jthread> threads;
    try {
      for (std::size_t i = 1; i < helpers; ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do the work.
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
  std::vector<std::optional<Interval>> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(interval_of(values, i, count));
  return out;
}

}  // namespace waspada
