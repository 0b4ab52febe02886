#include "waspada/metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

using namespace waspada;
using doctest::Approx;

Sample sample_of(std::vector<double> scores, std::vector<bool> positives) {
  Sample out;
  out.scores = std::move(scores);
  out.positives = std::move(positives);
  return out;
}

std::vector<Step> steps_of(const Sample& sample) {
  const auto staircase = Staircase::make(sample);
  REQUIRE(staircase);
  return staircase->steps();
}

std::vector<Step> steps_of(std::vector<double> scores, std::vector<bool> positives) {
  return steps_of(sample_of(std::move(scores), std::move(positives)));
}

/// Scores on a grid of `grid` values, so that ties are common; both classes occur.
Sample random_sample(std::mt19937_64& random, std::size_t rows, std::size_t grid) {
  Sample out;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool positive = i < 2 ? i == 0 : random() % 4 == 0;
    const std::size_t place = random() % grid;
    out.scores.push_back(static_cast<double>(positive ? std::max(place, random() % grid) : place) /
                         static_cast<double>(grid));
    out.positives.push_back(positive);
  }
  return out;
}

std::string error_of(const Sample& sample) {
  const auto staircase = Staircase::make(sample);
  REQUIRE_FALSE(staircase);
  return staircase.error().where + ": " + staircase.error().message;
}

}  // namespace

TEST_CASE("Staircase: one step per score, falling") {
  CHECK(steps_of({0.3, 0.9, 0.8, 0.8}, {false, true, false, true}) ==
        std::vector<Step>{{0.9, 1, 0}, {0.8, 1, 1}, {0.3, 0, 1}});
  CHECK(steps_of({}, {}).empty());
}

TEST_CASE("Staircase: refuses what is no sample and names the row") {
  CHECK(error_of(sample_of({0.5, 0.5}, {true})) == ": 2 scores but 1 labels");
  CHECK(error_of(sample_of({0.5, 1.5}, {true, false})) == "row 2: score 1.500000 is not in [0, 1]");
  CHECK(error_of(sample_of({std::nan("")}, {true})).starts_with("row 1: score "));
  Sample sample = sample_of({0.5, 0.5}, {true, false});
  sample.weights = {1, -1};
  CHECK(error_of(sample).starts_with("row 2: weight -1.0"));
  sample.weights = {std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  CHECK(error_of(sample).starts_with("row 2: weight "));
  sample.weights = {1};
  CHECK(error_of(sample) == ": 2 scores but 1 weights");
  sample.weights = {};
  sample.groups = {0, 2};
  CHECK(error_of(sample) == "row 2: group 2 is not below the number of rows");
  sample.groups = {0, 1, 1};
  CHECK(error_of(sample) == ": 2 scores but 3 groups");
}

TEST_CASE("metrics: computed by hand, with a tie across classes") {
  const auto steps = steps_of({0.9, 0.8, 0.8, 0.3}, {true, false, true, false});
  // Precision 1 up to recall 1/2, then 2/3 up to recall 1.
  CHECK(average_precision(steps).value() == Approx(5.0 / 6));
  // Of four pairs three are in order and one is tied.
  CHECK(roc_auc(steps).value() == Approx(0.875));
  CHECK(brier_score(steps).value() == Approx((0.01 + 0.64 + 0.04 + 0.09) / 4));
  // Two bins of two rows; half of the tie falls into each: |1.7 - 1.5| + |1.1 - 0.5|.
  CHECK(calibration_error(steps, 2).value() == Approx(0.8 / 4));
  CHECK(calibration_error(steps, 1).value() == Approx((2.8 - 2) / 4));
}

TEST_CASE("metrics: a perfect and an inverted ranking") {
  const auto perfect = steps_of({1, 0.9, 0.1, 0}, {true, true, false, false});
  CHECK(average_precision(perfect) == 1.0);
  CHECK(roc_auc(perfect) == 1.0);
  const auto inverted = steps_of({0, 0.1, 0.9, 1}, {true, true, false, false});
  CHECK(roc_auc(inverted) == 0.0);
  CHECK(average_precision(inverted).value() == Approx((1.0 / 3 + 2.0 / 4) / 2));
}

TEST_CASE("metrics: one score for all is chance") {
  const auto steps = steps_of({0.5, 0.5, 0.5, 0.5}, {true, false, false, false});
  CHECK(average_precision(steps).value() == Approx(0.25));
  CHECK(roc_auc(steps).value() == Approx(0.5));
  CHECK(calibration_error(steps).value() == Approx(0.25));
}

TEST_CASE("metrics: not defined without both classes") {
  for (const bool positive : {true, false}) {
    CAPTURE(positive);
    const auto steps = steps_of({0.9, 0.2}, {positive, positive});
    const Confusion confusion = confusion_at(steps, 0.5);
    CHECK_FALSE(average_precision(steps));
    CHECK_FALSE(roc_auc(steps));
    CHECK_FALSE(operating_point(steps, 0.5));
    CHECK_FALSE(precision(confusion));
    CHECK_FALSE(f1_score(confusion));
    CHECK(recall(confusion).has_value() == positive);
    CHECK(false_positive_rate(confusion).has_value() != positive);
    CHECK_FALSE(brier_score(steps));
    CHECK_FALSE(calibration_error(steps));
  }
  const std::vector<Step> nothing;
  CHECK_FALSE(brier_score(nothing));
  CHECK_FALSE(calibration_error(nothing));
  CHECK_FALSE(flagged_share(confusion_at(nothing, 0.5)));
  const auto steps = steps_of({0.9, 0.2}, {true, false});
  CHECK_FALSE(calibration_error(steps, 0));
}

TEST_CASE("operating_point: ties are flagged together or not at all") {
  const auto steps = steps_of({0.9, 0.8, 0.8, 0.3}, {true, false, true, false});
  const auto none = operating_point(steps, 0).value();
  CHECK(none.threshold == 0.9);
  CHECK(none.recall == 0.5);
  CHECK(none.false_positive_rate == 0);
  CHECK(operating_point(steps, 0.49)->recall == 0.5);
  CHECK(operating_point(steps, 0.5)->recall == 1);
  CHECK(operating_point(steps, 0.5)->false_positive_rate == 0.5);
  CHECK(operating_point(steps, 0.5)->threshold == 0.8);

  const auto tied = steps_of({0.9, 0.9}, {true, false});
  CHECK(operating_point(tied, 0.5)->recall == 0);
  CHECK(std::isinf(operating_point(tied, 0.5)->threshold));
  CHECK(operating_point(tied, 1)->recall == 1);
}

TEST_CASE("operating_point: a rate equal to the limit is within it") {
  for (const std::size_t negatives : {20U, 100U, 700U, 1000U, 3000U}) {
    for (const std::size_t part : {20U, 100U, 1000U}) {
      const double limit = part == 20 ? 0.05 : (part == 100 ? 0.01 : 0.001);
      if (negatives % part != 0) continue;
      CAPTURE(negatives);
      CAPTURE(limit);
      // `allowed` negatives on top, the positive, then the rest.
      const std::size_t allowed = negatives / part;
      Sample sample;
      for (std::size_t i = 0; i <= negatives; ++i) {
        sample.scores.push_back(1 - static_cast<double>(i) / static_cast<double>(negatives + 1));
        sample.positives.push_back(i == allowed);
      }
      CHECK(operating_point(steps_of(sample), limit)->recall == 1);
      sample.positives[allowed] = false;
      sample.positives[allowed + 1] = true;
      CHECK(operating_point(steps_of(sample), limit)->recall == 0);
    }
  }
}

TEST_CASE("confusion_at: the threshold itself is flagged") {
  const auto steps = steps_of({0.9, 0.8, 0.8, 0.3}, {true, false, true, false});
  const Confusion at = confusion_at(steps, 0.8);
  CHECK(at == Confusion{2, 1, 0, 1});
  CHECK(recall(at) == 1.0);
  CHECK(false_positive_rate(at) == 0.5);
  CHECK(precision(at).value() == Approx(2.0 / 3));
  CHECK(f1_score(at).value() == Approx(0.8));
  CHECK(flagged_share(at) == 0.75);
  CHECK(confusion_at(steps, 0) == Confusion{2, 2, 0, 0});
  const Confusion above = confusion_at(steps, 1);
  CHECK(above == Confusion{0, 0, 2, 2});
  CHECK_FALSE(precision(above));
  CHECK(f1_score(above) == 0.0);
}

TEST_CASE("precision_at: Bayes' rule at the assumed base rate") {
  // One ad in a hundred: 0.9 of 1 against 0.01 of 99.
  CHECK(precision_at(0.01, 0.9, 0.01).value() == Approx(0.9 / (0.9 + 0.99)));
  CHECK(precision_at(0.1, 0.5, 0) == 1.0);
  CHECK(precision_at(0.1, 0, 0.5) == 0.0);
  CHECK_FALSE(precision_at(0.1, 0, 0));
}

TEST_CASE("unseen_share: the exact bound for none of n") {
  CHECK(unseen_share(0) == 1);
  CHECK(unseen_share(1) == Approx(0.975));
  CHECK(std::pow(1 - unseen_share(50), 50) == Approx(0.025));
  CHECK(unseen_share(3000) == Approx(3.689 / 3000).epsilon(0.001));
}

TEST_CASE("metrics: agree with their definitions on random samples with ties") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 60; ++round) {
    const Sample sample = random_sample(random, 2 + random() % 60, 1 + random() % 30);
    const auto steps = steps_of(sample);
    double pairs = 0;
    double in_order = 0;
    double area = 0;
    double positives = 0;
    const std::size_t rows = sample.scores.size();
    for (std::size_t i = 0; i < rows; ++i) {
      if (!sample.positives[i]) continue;
      ++positives;
      double at_least = 0;
      double hits = 0;
      for (std::size_t j = 0; j < rows; ++j) {
        if (sample.scores[j] >= sample.scores[i]) {
          ++at_least;
          if (sample.positives[j]) ++hits;
        }
        if (sample.positives[j]) continue;
        ++pairs;
        if (sample.scores[i] > sample.scores[j]) in_order += 1;
        if (sample.scores[i] == sample.scores[j]) in_order += 0.5;
      }
      area += hits / at_least;
    }
    CHECK(roc_auc(steps).value() == Approx(in_order / pairs).epsilon(1e-12));
    CHECK(average_precision(steps).value() == Approx(area / positives).epsilon(1e-12));
    // By Jensen's inequality, whatever the bins.
    CHECK(calibration_error(steps).value() <= std::sqrt(brier_score(steps).value()) + 1e-12);
  }
}

TEST_CASE("metrics: do not depend on row order or on the scale of weights") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 30; ++round) {
    Sample sample = random_sample(random, 40, 12);
    const auto steps = steps_of(sample);
    Sample shuffled;
    std::vector<std::size_t> order(40);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (const std::size_t row : order) {
      shuffled.scores.push_back(sample.scores[row]);
      shuffled.positives.push_back(sample.positives[row]);
    }
    CHECK(steps_of(shuffled) == steps);
    sample.weights.assign(40, 0.5);
    const auto halved = steps_of(sample);
    CHECK(average_precision(halved).value() == Approx(average_precision(steps).value()));
    CHECK(roc_auc(halved).value() == Approx(roc_auc(steps).value()));
    CHECK(brier_score(halved).value() == Approx(brier_score(steps).value()));
    CHECK(calibration_error(halved).value() == Approx(calibration_error(steps).value()));
    CHECK(operating_point(halved, 0.1)->recall == Approx(operating_point(steps, 0.1)->recall));
  }
}

TEST_CASE("operating_point: recall grows with the limit and is that of its threshold") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 30; ++round) {
    const auto steps = steps_of(random_sample(random, 50, 20));
    double before = 0;
    for (const double limit : {0.0, 0.01, 0.05, 0.1, 0.3, 0.7, 1.0}) {
      const OperatingPoint point = operating_point(steps, limit).value();
      CHECK(point.recall >= before);
      CHECK(point.false_positive_rate <= limit);
      const Confusion at = confusion_at(steps, point.threshold);
      CHECK(recall(at).value() == point.recall);
      CHECK(false_positive_rate(at).value() == point.false_positive_rate);
      before = point.recall;
    }
    CHECK(before == 1);
  }
}

TEST_CASE("curves: from nothing flagged to all, empty with one class") {
  const auto steps = steps_of({0.9, 0.9, 0.4, 0.1}, {true, false, true, false});
  const auto roc = roc_curve(steps);
  REQUIRE(roc.size() == 4);
  CHECK(std::isinf(roc.front().threshold));
  CHECK(roc[1].recall == 0.5);
  CHECK(roc[1].false_positive_rate == 0.5);
  CHECK(roc.back().recall == 1);
  CHECK(roc.back().false_positive_rate == 1);
  const auto pr = precision_recall_curve(steps);
  REQUIRE(pr.size() == 3);
  CHECK(pr[1].threshold == 0.4);
  CHECK(pr[1].precision == Approx(2.0 / 3));
  CHECK(roc_curve(steps_of({0.5}, {true})).empty());
  CHECK(precision_recall_curve(steps_of({0.5}, {false})).empty());
}

TEST_CASE("score_bins: a score on a bound belongs below, none is lost") {
  const auto bins =
      score_bins(steps_of({0, 0.1, 0.3, 0.7, 1}, {false, true, false, true, true}), 10);
  REQUIRE(bins.size() == 10);
  CHECK(bins[0].all() == 2);
  CHECK(bins[0].mean_score == 0.05);
  CHECK(bins[2].negatives == 1);
  CHECK(bins[6].positives == 1);
  CHECK(bins[9].positives == 1);
  CHECK(bins[4].all() == 0);
}

TEST_CASE("stability_index: none for equal shares, more for more, finite for empty bins") {
  const std::vector<double> even = {500, 500};
  const std::vector<double> same = {5000, 5000};
  const std::vector<double> tilted = {400, 600};
  const std::vector<double> gone = {0, 1000};
  CHECK(*stability_index(even, same) == Approx(0));
  // (0.4 - 0.5) ln(0.4 / 0.5) + (0.6 - 0.5) ln(0.6 / 0.5), but for half a text in each bin.
  CHECK(*stability_index(even, tilted) == Approx(0.0405).epsilon(0.01));
  CHECK(*stability_index(even, tilted) == Approx(*stability_index(tilted, even)));
  CHECK(std::isfinite(*stability_index(even, gone)));
  CHECK(*stability_index(even, gone) > 1);
  CHECK_FALSE(stability_index(even, std::vector<double>{0, 0}));
}

TEST_CASE("recount: counts are copies of the rows") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 20; ++round) {
    Sample sample = random_sample(random, 30, 10);
    for (std::size_t i = 0; i < 30; ++i) {
      sample.groups.push_back(static_cast<std::uint32_t>(random() % 12));
      sample.weights.push_back(static_cast<double>(1 + random() % 3));
    }
    std::vector<std::uint32_t> times(30);
    Sample copies;
    for (auto& count : times) count = static_cast<std::uint32_t>(random() % 3);
    for (std::size_t i = 0; i < 30; ++i) {
      for (std::uint32_t copy = 0; copy < times[sample.groups[i]]; ++copy) {
        copies.scores.push_back(sample.scores[i]);
        copies.positives.push_back(sample.positives[i]);
        copies.weights.push_back(sample.weights[i]);
      }
    }
    const auto staircase = Staircase::make(sample);
    REQUIRE(staircase);
    std::vector<Step> counted;
    staircase->recount(times, counted);
    const auto copied = steps_of(copies);
    CHECK(average_precision(counted) == average_precision(copied));
    CHECK(roc_auc(counted) == roc_auc(copied));
    CHECK(brier_score(counted).has_value() == brier_score(copied).has_value());
    CHECK(confusion_at(counted, 0.4) == confusion_at(copied, 0.4));
    CHECK(operating_point(counted, 0.2).has_value() == operating_point(copied, 0.2).has_value());
    std::erase_if(counted, [](const Step& step) { return step.positives + step.negatives == 0; });
    CHECK(counted == copied);
    staircase->recount(std::vector<std::uint32_t>(30, 1), counted);
    CHECK(counted == staircase->steps());
  }
}

namespace {

/// Recall, false-positive rate and average precision at 0.5, resampled.
Statistics statistics_of(const Sample& sample) {
  auto staircase = Staircase::make(sample);
  REQUIRE(staircase);
  return
      [staircase = *staircase, steps = std::vector<Step>()](
          std::span<const std::uint32_t> times, std::span<std::optional<double>> values) mutable {
        staircase.recount(times, steps);
        values[0] = recall(confusion_at(steps, 0.5));
        values[1] = false_positive_rate(confusion_at(steps, 0.5));
        values[2] = average_precision(steps);
      };
}

}  // namespace

TEST_CASE("bootstrap: threads and repetition change nothing, the seed does") {
  std::mt19937_64 random(13);
  const Sample sample = random_sample(random, 300, 50);
  const auto intervals = [&](std::uint64_t seed, unsigned threads) {
    return bootstrap(sample, 3, statistics_of(sample), {200, seed, threads});
  };
  const auto first = intervals(1, 1);
  CHECK(intervals(1, 1) == first);
  CHECK(intervals(1, 2) == first);
  CHECK(intervals(1, 7) == first);
  CHECK(intervals(2, 1) != first);
  const auto steps = steps_of(sample);
  CHECK(first[2]->low <= average_precision(steps).value());
  CHECK(first[2]->high >= average_precision(steps).value());
}

TEST_CASE("bootstrap: the draws are the same on every machine") {
  const Sample sample = sample_of({0, 0, 0, 0, 0, 0}, {true, true, true, true, false, false});
  std::vector<std::vector<std::uint32_t>> draws;
  const Statistics record = [&](std::span<const std::uint32_t> times,
                                std::span<std::optional<double>>) {
    draws.emplace_back(times.begin(), times.end());
  };
  CHECK(bootstrap(sample, 0, record, {2, 1, 1}).empty());
  CHECK(draws == std::vector<std::vector<std::uint32_t>>{{1, 2, 0, 1, 1, 1}, {0, 1, 2, 1, 1, 1}});
}

TEST_CASE("bootstrap: a share has the interval its binomial promises") {
  Sample sample;
  for (int i = 0; i < 400; ++i) {
    sample.scores.push_back(i % 2 == 0 ? 1 : 0);
    sample.positives.push_back(i < 200);
  }
  const auto intervals = bootstrap(sample, 3, statistics_of(sample), {2000, 1, 2});
  // 0.5 -+ 1.96 * sqrt(0.25 / 200)
  CHECK(intervals[0]->low == Approx(0.431).epsilon(0.03));
  CHECK(intervals[0]->high == Approx(0.569).epsilon(0.03));
}

TEST_CASE("bootstrap: groups are drawn whole, classes keep their numbers") {
  Sample sample;
  for (std::uint32_t i = 0; i < 40; ++i) {
    sample.scores.push_back(i % 4 < 2 ? 1 : 0);
    sample.positives.push_back(i < 20);
    // Ten ads of one template are one observation, not ten; the last four rows
    // of each class stand in groups that hold both.
    sample.groups.push_back(i % 20 < 16 ? (i < 20 ? 0 : 1) : 2 + i % 20);
  }
  const Statistics count = [&](std::span<const std::uint32_t> times,
                               std::span<std::optional<double>> values) {
    double positives = 0;
    double rows = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      rows += times[sample.groups[i]];
      if (sample.positives[i]) positives += times[sample.groups[i]];
    }
    values[0] = positives;
    values[1] = rows;
  };
  const auto intervals = bootstrap(sample, 2, count, {100, 1, 1});
  CHECK(intervals[0] == Interval{20, 20});
  CHECK(intervals[1] == Interval{40, 40});
  sample.groups.assign(40, 0);
  const auto frozen = bootstrap(sample, 3, statistics_of(sample), {100, 1, 1});
  CHECK(frozen[0] == Interval{0.5, 0.5});
}

TEST_CASE("bootstrap: no interval where a draw has no value, or without draws") {
  const Sample sample = sample_of({0.9, 0.1, 0.2, 0.3}, {true, false, false, false});
  const auto none = bootstrap(sample, 3, statistics_of(sample), {0, 1, 1});
  CHECK(none == std::vector<std::optional<Interval>>(3));
  const auto one_class = sample_of({0.9, 0.1}, {false, false});
  const auto intervals = bootstrap(one_class, 3, statistics_of(one_class), {50, 1, 2});
  CHECK_FALSE(intervals[0]);
  CHECK(intervals[1]);
  CHECK_FALSE(intervals[2]);
}

TEST_CASE("bootstrap: what a statistic throws reaches the caller") {
  const Sample sample = sample_of({0.9, 0.1}, {true, false});
  const Statistics failing = [](std::span<const std::uint32_t>, std::span<std::optional<double>>) {
    throw std::runtime_error("no");
  };
  CHECK_THROWS_WITH(static_cast<void>(bootstrap(sample, 1, failing, {50, 1, 3})), "no");
}
