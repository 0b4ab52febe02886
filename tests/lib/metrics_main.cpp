// Prints the metrics of what it reads, for comparison with another implementation:
// lines of "score label weight" on standard input, "name value" on standard output.

#include <cstdio>
#include <iostream>

#include "waspada/metrics.hpp"

namespace {

void print(const char* name, const std::optional<double>& value) {
  if (value) {
    std::printf("%s %.17g\n", name, *value);
  } else {
    std::printf("%s none\n", name);
  }
}

}  // namespace

int main() {
  waspada::Sample sample;
  double score = 0;
  int label = 0;
  double weight = 0;
  while (std::cin >> score >> label >> weight) {
    sample.scores.push_back(score);
    sample.positives.push_back(label != 0);
    sample.weights.push_back(weight);
  }
  const auto staircase = waspada::Staircase::make(sample);
  if (!std::cin.eof() || !staircase) return 2;
  const auto& steps = staircase->steps();
  print("pr_auc", waspada::average_precision(steps));
  print("roc_auc", waspada::roc_auc(steps));
  print("brier", waspada::brier_score(steps));
  for (const auto& [name, limit] : {std::pair{"recall@fpr=0.001", 0.001},
                                    {"recall@fpr=0.01", 0.01},
                                    {"recall@fpr=0.05", 0.05}}) {
    const auto point = waspada::operating_point(steps, limit);
    print(name, point ? std::optional(point->recall) : std::nullopt);
  }
  const waspada::Confusion half = waspada::confusion_at(steps, 0.5);
  print("precision", waspada::precision(half));
  print("recall", waspada::recall(half));
  print("f1", waspada::f1_score(half));
  for (const auto& point : waspada::roc_curve(steps)) {
    std::printf("roc %.17g %.17g\n", point.false_positive_rate, point.recall);
  }
  for (const auto& point : waspada::precision_recall_curve(steps)) {
    std::printf("pr %.17g %.17g\n", point.recall, point.precision);
  }
  for (const auto& bin : waspada::score_bins(steps, 10)) {
    if (bin.all() > 0) {
      std::printf("calibration %.17g %.17g\n", bin.mean_score, bin.positives / bin.all());
    }
  }
  return 0;
}
