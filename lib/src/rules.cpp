#include "rules.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_map>

#include "ascii.hpp"
#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kNegatorWords = 3;     // "tidak akan pernah [meminta] biaya"
constexpr std::size_t kMaxHits = 16;         // of one pattern; more say nothing new
constexpr std::size_t kSentenceReach = 160;  // to each side; flattened posts have no full stops
constexpr std::size_t kNever = std::size_t{1} << 40U;
constexpr std::size_t kDeepest = 32;  // parts of parts; more recursion has no use
constexpr std::size_t kLongestPattern = std::size_t{1} << 20U;  // with its word lists put in

bool ends_sentence(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c == '!' || c == '?' || c == ';' || c == '\n') return true;
  return c == '.' && (i + 1 == text.size() || is_space(text[i + 1]));
}

/// The sentence around a hit, or as much of it as counts.
std::string_view sentence_of(std::string_view text, Range hit) {
  std::size_t begin = hit.begin;
  while (begin > 0 && hit.begin - begin < kSentenceReach && !ends_sentence(text, begin - 1))
    --begin;
  std::size_t end = hit.end;
  while (end < text.size() && end - hit.end < kSentenceReach && !ends_sentence(text, end)) ++end;
  return text.substr(begin, end - begin);
}

/// Whether one of the words right before `at`, in the same clause, is a negator.
bool is_negated(std::string_view text, std::size_t at, const std::vector<std::string>& negators) {
  std::size_t end = at;
  for (std::size_t words = 0; words <= kNegatorWords; ++words) {
    while (end > 0 && text[end - 1] == ' ') --end;
    std::size_t begin = end;
    while (begin > 0 && (is_alnum(text[begin - 1]) || text[begin - 1] == '\'')) --begin;
    if (begin == end) return false;  // a comma, a line break, a bullet: another clause
    const std::string_view word = text.substr(begin, end - begin);
    if (std::ranges::find(negators, word) != negators.end()) return true;
    end = begin;
  }
  return false;
}

}  // namespace

RuleSet::RuleSet(RulePack pack) : pack_(std::move(pack)) {
  if (const auto at = pack_.words.find("negator"); at != pack_.words.end()) negators_ = at->second;
  std::unordered_map<std::string, std::string> seen;
  const auto claim = [&](const std::string& id, const std::string& where) {
    if (!seen.emplace(id, where).second) {
      fail(ErrorCode::invalid_rule, where, "the id is already used in " + seen[id]);
    }
  };
  for (const RuleDefinition& rule : pack_.rules) {
    claim(rule.id, rule.where);
    add_node({}, rule.id);
  }
  for (const SignalDefinition& signal : pack_.signals) {
    claim(signal.id, signal.where);
    add_node({}, signal.id);
  }
  for (std::size_t i = 0; i < pack_.rules.size(); ++i) {
    Node node = build(pack_.rules[i].condition, pack_.rules[i].where);
    nodes_[i] = std::move(node);  // build() may have grown nodes_
  }
  for (std::size_t i = 0; i < pack_.signals.size(); ++i) {
    Node node = build(pack_.signals[i].condition, pack_.signals[i].where);
    nodes_[pack_.rules.size() + i] = std::move(node);
  }
  refuse_cycles();
  patterns_.compile();
  exceptions_.compile();
}

std::string RuleSet::expand(const std::string& pattern, const std::string& where) const {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t open = pattern.find("<<", at);
    if (open == std::string::npos) return out + pattern.substr(at);
    const std::size_t close = pattern.find(">>", open);
    if (close == std::string::npos) fail(ErrorCode::invalid_rule, where, "\"<<\" without \">>\"");
    const std::string word = pattern.substr(open + 2, close - open - 2);
    const auto list = pack_.words.find(word);
    if (list == pack_.words.end()) {
      fail(ErrorCode::invalid_rule, where, "no word list is called \"" + word + "\"");
    }
    out += pattern.substr(at, open - at) + "(?:";
    for (std::size_t i = 0; i < list->second.size() && out.size() <= kLongestPattern; ++i) {
      if (i != 0) out += '|';
      out += list->second[i];
    }
    out += ')';
    if (out.size() > kLongestPattern) {
      fail(ErrorCode::invalid_rule, where, "a pattern is too long once its word lists are put in");
    }
    at = close + 2;
  }
}

RuleSet::Node RuleSet::build(const Condition& condition, const std::string& where) {
  Node out;
  const auto compile = [&](Patterns& patterns, const std::string& pattern, const char* field) {
    std::size_t index = 0;
    std::string error;
    if (!patterns.add(expand(pattern, where), index, error)) {
      fail(ErrorCode::invalid_rule, where, std::string("\"") + field + "\": " + error);
    }
    return index;
  };
  if (!condition.pattern.empty()) {
    out.source = Source::pattern;
    out.pattern = compile(patterns_, condition.pattern, "pattern");
    out.negatable = condition.negatable;
    if (!condition.unless.empty()) {
      out.unless = static_cast<int>(compile(exceptions_, condition.unless, "unless"));
    }
    return out;
  }
  out.source = Source::composite;
  out.within = condition.within;
  out.at_least = condition.at_least;
  for (const std::string& part : condition.all) out.all.push_back(resolve(part, where));
  for (const std::string& part : condition.any) out.any.push_back(resolve(part, where));
  for (const std::string& part : condition.none) out.none.push_back(resolve(part, where));
  return out;
}

std::size_t RuleSet::resolve(const std::string& part, const std::string& where) {
  if (const auto known = node_of_.find(part); known != node_of_.end()) return known->second;
  constexpr std::string_view kFact = "fact:";
  if (!part.starts_with(kFact)) {
    fail(ErrorCode::invalid_rule, where, "no signal, rule or fact is called \"" + part + "\"");
  }
  const std::string rest = part.substr(kFact.size());
  const std::size_t colon = rest.find(':');
  Node node;
  node.source = Source::fact;
  node.fact_kind = rest.substr(0, colon);
  if (colon != std::string::npos) node.fact_type = rest.substr(colon + 1);
  if (!is_fact_name(node.fact_kind, node.fact_type)) {
    fail(ErrorCode::invalid_rule, where, "there is no fact \"" + part + "\"");
  }
  return add_node(std::move(node), part);
}

std::size_t RuleSet::add_node(Node node, const std::string& name) {
  nodes_.push_back(std::move(node));
  node_of_.emplace(name, nodes_.size() - 1);
  return nodes_.size() - 1;
}

void RuleSet::refuse_cycles() const {
  constexpr std::size_t kFresh = 0;
  constexpr std::size_t kOpen = 1;
  std::vector<std::size_t> heights(nodes_.size(), kFresh);  // from 2 on when known
  // Rules come first, then signals; what follows has no parts.
  const auto where = [&](std::size_t index) {
    if (index < pack_.rules.size()) return pack_.rules[index].where;
    index -= pack_.rules.size();
    return index < pack_.signals.size() ? pack_.signals[index].where : std::string();
  };
  const std::function<std::size_t(std::size_t, std::size_t)> visit = [&](std::size_t index,
                                                                         std::size_t depth) {
    const Node& node = nodes_[index];
    if (heights[index] > kOpen) return heights[index];
    if (heights[index] == kOpen) {
      fail(ErrorCode::invalid_rule, where(index), "is defined by way of itself");
    }
    heights[index] = kOpen;
    std::size_t height = kOpen;
    for (const auto* parts : {&node.all, &node.any, &node.none}) {
      for (const std::size_t part : *parts) {
        if (depth < kDeepest) height = std::max(height, visit(part, depth + 1));
        if (depth == kDeepest || height > kDeepest) {
          fail(ErrorCode::invalid_rule, where(index),
               "has parts of parts deeper than " + std::to_string(kDeepest) + " levels");
        }
      }
    }
    return heights[index] = height + 1;
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) visit(i, 0);
}

bool RuleSet::is_cancelled(const Node& node, std::string_view folded, Range hit) const {
  if (node.negatable && is_negated(folded, hit.begin, negators_)) return true;
  return node.unless >= 0 &&
         exceptions_.matches(static_cast<std::size_t>(node.unless), sentence_of(folded, hit));
}

/// Finds the hits of nodes when they are asked for, each once. Parts of a
/// composite are looked at one by one, so that most are never searched.
class RuleSet::Evaluation {
 public:
  Evaluation(const RuleSet& rules, std::string_view folded, const std::vector<FoldedFact>& facts,
             bool unfiltered)
      : rules_(rules),
        folded_(folded),
        facts_(facts),
        windows_(rules.patterns_.windows(folded, unfiltered)),
        hits_(rules.nodes_.size()),
        possible_(rules.nodes_.size()) {}

  const std::vector<Range>& hits(std::size_t index) {
    std::optional<std::vector<Range>>& known = hits_[index];
    if (!known) {
      const Node& node = rules_.nodes_[index];
      switch (node.source) {
        case Source::pattern:
          known = pattern(node);
          break;
        case Source::fact:
          known = fact(node);
          break;
        case Source::composite:
          known = composite(node);
          break;
      }
    }
    return *known;
  }

 private:
  std::vector<Range> pattern(const Node& node) const {
    std::vector<Range> out = rules_.patterns_.find(node.pattern, folded_, windows_, kMaxHits);
    std::erase_if(out, [&](const Range& hit) { return rules_.is_cancelled(node, folded_, hit); });
    return out;
  }

  std::vector<Range> fact(const Node& node) const {
    std::vector<Range> out;
    for (const FoldedFact& fact : facts_) {
      if (fact.fact.kind == node.fact_kind && has_type(fact.fact, node.fact_type)) {
        out.push_back({fact.begin, fact.end});
      }
    }
    return out;
  }

  /// Whether a node can have hits, as far as that is known without a search.
  bool is_possible(std::size_t index) {
    if (hits_[index]) return !hits_[index]->empty();
    std::optional<bool>& known = possible_[index];
    if (!known) {
      const Node& node = rules_.nodes_[index];
      const auto possible = [&](std::size_t part) { return is_possible(part); };
      switch (node.source) {
        case Source::pattern:
          known = rules_.patterns_.is_possible(node.pattern, windows_);
          break;
        case Source::fact:
          known = true;
          break;
        case Source::composite:
          known = std::ranges::all_of(node.all, possible) &&
                  (node.any.empty() || std::ranges::any_of(node.any, possible));
          break;
      }
    }
    return *known;
  }

  std::vector<Range> composite(const Node& node) {
    const auto possible = [&](std::size_t part) { return is_possible(part); };
    const auto present = [&](std::size_t part) { return !hits(part).empty(); };
    if (!std::ranges::all_of(node.all, possible)) return {};
    if (!node.any.empty() && std::ranges::none_of(node.any, possible)) return {};
    if (!std::ranges::all_of(cheapest_first(node.all), present)) return {};
    if (!node.any.empty() && !has_enough(node)) return {};
    if (std::ranges::any_of(node.none, present)) return {};
    std::vector<Range> out = node.within == 0 ? everywhere(node.all) : close_together(node);
    if (out.empty() && !node.all.empty()) return {};
    const std::vector<Range> any = everywhere(node.any);
    out.insert(out.end(), any.begin(), any.end());
    std::ranges::sort(out, {},
                      [](const Range& range) { return std::pair(range.begin, range.end); });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// The order of the parts does not matter to whether all are there, only to how soon
  /// the first that is not is found.
  std::vector<std::size_t> cheapest_first(std::vector<std::size_t> parts) {
    if (parts.size() > 1)
      std::ranges::stable_sort(parts, {}, [&](auto part) { return cost(part); });
    return parts;
  }

  /// Bytes that have to be searched, about, to know the hits of a node.
  std::size_t cost(std::size_t index) {
    if (hits_[index]) return 0;
    const Node& node = rules_.nodes_[index];
    switch (node.source) {
      case Source::pattern:
        return rules_.patterns_.cost(node.pattern, windows_);
      case Source::fact:
        return 0;
      case Source::composite:
        break;
    }
    std::size_t any = 0;
    for (const std::size_t part : node.any) any += cost(part);
    std::size_t all = node.all.empty() ? 0 : kNever;
    for (const std::size_t part : node.all) all = std::min(all, cost(part));
    return any + all;
  }

  /// Whether the parts of `any` have as many hits together as the rule asks for.
  bool has_enough(const Node& node) {
    std::size_t count = 0;
    for (const std::size_t part : node.any) {
      count += hits(part).size();
      if (count >= node.at_least) return true;
    }
    return false;
  }

  std::vector<Range> everywhere(const std::vector<std::size_t>& parts) {
    std::vector<Range> out;
    for (const std::size_t part : parts)
      out.insert(out.end(), hits(part).begin(), hits(part).end());
    return out;
  }

  /// Around each hit of the first part, the nearest hit of every other one.
  std::vector<Range> close_together(const Node& node) {
    std::vector<Range> out;
    for (const Range& anchor : hits(node.all.front())) {
      Range whole = anchor;
      std::vector<Range> parts{anchor};
      for (std::size_t i = 1; i < node.all.size(); ++i) {
        const auto distance = [&](const Range& hit) {
          return hit.begin >= anchor.begin ? hit.begin - anchor.begin : anchor.begin - hit.begin;
        };
        const Range nearest = *std::ranges::min_element(hits(node.all[i]), {}, distance);
        whole = {std::min(whole.begin, nearest.begin), std::max(whole.end, nearest.end)};
        parts.push_back(nearest);
      }
      if (whole.end - whole.begin <= node.within) out.insert(out.end(), parts.begin(), parts.end());
    }
    return out;
  }

  const RuleSet& rules_;
  std::string_view folded_;
  const std::vector<FoldedFact>& facts_;
  Windows windows_;
  std::vector<std::optional<std::vector<Range>>> hits_;
  std::vector<std::optional<bool>> possible_;
};

std::vector<RuleHit> RuleSet::evaluate(std::string_view folded,
                                       const std::vector<FoldedFact>& facts, std::size_t max_ranges,
                                       bool unfiltered) const {
  Evaluation evaluation(*this, folded, facts, unfiltered);
  std::vector<RuleHit> out;
  for (std::size_t rule = 0; rule < pack_.rules.size(); ++rule) {
    std::vector<Range> ranges = evaluation.hits(rule);
    if (ranges.empty()) continue;
    if (ranges.size() > max_ranges) ranges.resize(max_ranges);
    out.push_back({rule, std::move(ranges)});
  }
  return out;
}

}  // namespace waspada::detail
