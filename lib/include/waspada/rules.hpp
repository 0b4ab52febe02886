#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "waspada/classifier.hpp"
#include "waspada/export.hpp"
#include "waspada/result.hpp"
#include "waspada/verdict.hpp"

namespace waspada {

/// A rule of the pack, as its file states it.
struct RuleInfo {
  std::string id;
  std::string kind;
  Severity severity = Severity::weak;
  double weight = 0;      ///< Declared log-odds.
  std::string condition;  ///< The pattern, or the parts of a composite, for reading.
  Message message;
  Message advice;
  std::string source;
  std::vector<std::string> matches;
  std::vector<std::string> clean;
  std::string where;  ///< File and id.
};

/// Something wrong with a rule that loads: an example that does not hold.
struct RuleProblem {
  std::string where;  ///< File and id of the rule.
  std::string message;
};

/// The rules of `sources`, in the order of their files. The model is not read.
[[nodiscard]] WASPADA_EXPORT Result<std::vector<RuleInfo>> list_rules(const Sources& sources);

/// Runs every rule's own examples: each text of `matches` must make it fire,
/// none of `clean` may. Empty when all is well; an Error when the pack does not load.
[[nodiscard]] WASPADA_EXPORT Result<std::vector<RuleProblem>> check_rules(const Sources& sources);

}  // namespace waspada
