#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eval_report.hpp"
#include "perturb.hpp"

namespace waspada::cli {

/// Something that must move the risk one way, or leave it alone.
struct Check {
  enum class Expect { up, down, same };

  std::string name;
  Expect expect = Expect::same;
  double tolerance = 0;             ///< In log-odds: how far "same" may go.
  std::vector<std::string> labels;  ///< Of the texts to try it on; empty: all.
  // One of these says how a text is changed.
  std::vector<std::string> append;                         ///< A sentence at the end.
  std::vector<std::string> swap;                           ///< One of these words for another.
  std::vector<std::pair<std::string, std::string>> pairs;  ///< Texts of their own.
};

/// What data/robustness.json holds.
struct RobustnessData {
  Slang slang;
  std::vector<Check> checks;
};

/// Throws CommandError naming file, entry and piece.
[[nodiscard]] RobustnessData read_robustness(const std::string& file);

/// A labelled text as it was, for rewriting.
struct PlainText {
  std::string text;
  std::string id;
  std::string label;
  Context context;
};

/// What to try.
struct RobustnessInput {
  std::vector<std::string> names;  ///< Of perturbations, or "all".
  RobustnessData data;
  BootstrapOptions bootstrap;
};

/// The perturbations that are meant; throws CommandError for a name that is none.
[[nodiscard]] std::vector<Perturbation> chosen(const std::vector<std::string>& names);

/// Fills report.perturbed, report.checks and report.failures; `texts` are those of report.rows.
void add_robustness(const Classifier& classifier, const std::vector<PlainText>& texts,
                    const RobustnessInput& input, EvalReport& report);

}  // namespace waspada::cli
