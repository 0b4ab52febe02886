#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts.hpp"
#include "patterns.hpp"
#include "rule_file.hpp"

namespace waspada::detail {

/// A rule that fired, with the places in folded text that made it fire.
struct RuleHit {
  std::size_t rule = 0;  ///< Index into RuleSet::rules().
  std::vector<Range> ranges;
};

/// Stage 4: compiled rules. Immutable; any number of threads may evaluate.
class RuleSet {
 public:
  /// Compiles a pack; throws LoadError naming file, rule and offending piece.
  explicit RuleSet(RulePack pack);

  [[nodiscard]] const std::vector<RuleDefinition>& rules() const noexcept { return pack_.rules; }
  [[nodiscard]] const std::string& version() const noexcept { return pack_.version; }

  /// Which rules fire, in the order of rules(). With `unfiltered` every pattern
  /// is tried, without the shared first pass; the hits are the same (for tests).
  [[nodiscard]] std::vector<RuleHit> evaluate(std::string_view folded,
                                              const std::vector<FoldedFact>& facts,
                                              std::size_t max_ranges,
                                              bool unfiltered = false) const;

 private:
  enum class Source { pattern, fact, composite };
  class Evaluation;

  /// A compiled condition. Rules come first, in order, then signals and facts.
  struct Node {
    Source source = Source::pattern;
    std::size_t pattern = 0;
    std::string fact_kind;
    std::string fact_type;
    std::vector<std::size_t> all;
    std::vector<std::size_t> any;
    std::vector<std::size_t> none;
    std::size_t within = 0;
    std::size_t at_least = 1;
    bool negatable = false;
    int unless = -1;  ///< Index into exceptions_.
  };

  [[nodiscard]] Node build(const Condition& condition, const std::string& where);
  [[nodiscard]] std::size_t resolve(const std::string& part, const std::string& where);
  std::size_t add_node(Node node, const std::string& name);
  /// Also parts nested so deep that evaluating them would exhaust the stack.
  void refuse_cycles() const;
  [[nodiscard]] std::string expand(const std::string& pattern, const std::string& where) const;
  [[nodiscard]] bool is_cancelled(const Node& node, std::string_view folded, Range hit) const;

  RulePack pack_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::size_t> node_of_;  ///< By name.
  Patterns patterns_;
  Patterns exceptions_;
  std::vector<std::string> negators_;
};

}  // namespace waspada::detail
