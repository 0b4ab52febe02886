#pragma once

#include <map>
#include <string>
#include <vector>

#include "waspada/verdict.hpp"

namespace waspada::detail {

/// How a signal is found: exactly one of `pattern` and the three lists is used.
struct Condition {
  std::string pattern;           ///< RE2 over folded text, words not yet expanded.
  std::vector<std::string> all;  ///< Names of signals, rules or facts.
  std::vector<std::string> any;
  std::vector<std::string> none;
  std::size_t at_least = 1;  ///< Hits that the parts of `any` must have together.
  std::size_t within = 0;    ///< Bytes that the hits of `all` may span; 0: anywhere.
  bool negatable = false;    ///< A negator shortly before a hit cancels it.
  std::string unless;        ///< RE2; a hit is dropped when this stands in its sentence.
};

/// A hidden building block of rules.
struct SignalDefinition {
  std::string id;
  Condition condition;
  std::string where;  ///< "file: entry", for messages.
};

/// One rule as its file states it.
struct RuleDefinition {
  std::string id;
  std::string kind;
  Severity severity = Severity::weak;
  double weight = 0;  ///< Log-odds; what a fit starts from and is shrunk towards.
  Condition condition;
  Message message;
  Message advice;
  std::string source;
  std::vector<std::string> matches;  ///< Own texts that must fire.
  std::vector<std::string> clean;    ///< Near misses that must not.
  std::string where;
};

/// What one or several rule files state, before anything is compiled.
struct RulePack {
  std::string version;  ///< The newest of the pack's files, then each user file's name and hash.
  std::vector<SignalDefinition> signals;
  std::vector<RuleDefinition> rules;
  std::map<std::string, std::vector<std::string>> words;  ///< `<<name>>` in patterns.
};

/// The kind ids a rule file may state: the fourteen schemes, and "general",
/// "counter" (speaks for an ad) and "gate" (speaks against its being an ad).
[[nodiscard]] const std::vector<std::string>& scheme_ids();
[[nodiscard]] bool is_scheme(const std::string& kind);

/// Adds the content of a rule or signal file to `pack`. Throws LoadError that
/// names `file`, the entry and the offending field.
void read_rule_file(std::string_view json, const std::string& file, RulePack& pack);

}  // namespace waspada::detail
