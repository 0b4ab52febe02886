#include "rules.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "ascii.hpp"
#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kNegatorWords = 3;     // "tidak akan pernah [meminta] biaya"
constexpr std::size_t kSentenceReach = 160;  // bytes to each side; flattened posts have no full stops

bool ends_sentence(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c == '!' || c == '?' || c == ';' || c == '\n') return true;
  return c == '.' && (i + 1 == text.size() || is_space(text[i + 1]));
}

/// The sentence around a hit, or as much of it as counts.
std::string_view sentence_of(std::string_view text, Range hit) {
  std::size_t begin = hit.begin;
  while (begin > 0 && hit.begin - begin < kSentenceReach && !ends_sentence(text, begin - 1)) --begin;
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
    node_names_.push_back(rule.id);
    nodes_.emplace_back();
  }
  for (const SignalDefinition& signal : pack_.signals) {
    claim(signal.id, signal.where);
    node_names_.push_back(signal.id);
    nodes_.emplace_back();
  }
  for (std::size_t i = 0; i < pack_.rules.size(); ++i) {
    Node node = build(pack_.rules[i].condition, pack_.rules[i].where);
    nodes_[i] = std::move(node);  // build() may have grown nodes_
  }
  for (std::size_t i = 0; i < pack_.signals.size(); ++i) {
    Node node = build(pack_.signals[i].condition, pack_.signals[i].where);
    nodes_[pack_.rules.size() + i] = std::move(node);
  }
  order_nodes();
  nodes_of_pattern_.resize(patterns_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].source == Source::pattern) nodes_of_pattern_[nodes_[i].pattern].push_back(i);
  }
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
    for (std::size_t i = 0; i < list->second.size(); ++i) {
      if (i != 0) out += '|';
      out += list->second[i];
    }
    out += ')';
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
  for (const std::string& part : condition.all) out.all.push_back(resolve(part, where));
  for (const std::string& part : condition.any) out.any.push_back(resolve(part, where));
  for (const std::string& part : condition.none) out.none.push_back(resolve(part, where));
  return out;
}

std::size_t RuleSet::resolve(const std::string& part, const std::string& where) {
  const auto known = std::ranges::find(node_names_, part);
  if (known != node_names_.end()) return static_cast<std::size_t>(known - node_names_.begin());
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
  nodes_.push_back(std::move(node));
  node_names_.push_back(part);
  return nodes_.size() - 1;
}

void RuleSet::order_nodes() {
  enum class Mark { fresh, open, done };
  std::vector<Mark> marks(nodes_.size(), Mark::fresh);
  const std::function<void(std::size_t)> visit = [&](std::size_t index) {
    const Node& node = nodes_[index];
    if (node.source != Source::composite || marks[index] == Mark::done) return;
    if (marks[index] == Mark::open) {
      fail(ErrorCode::invalid_rule, node_names_[index], "is defined by way of itself");
    }
    marks[index] = Mark::open;
    for (const auto* parts : {&node.all, &node.any, &node.none}) {
      for (const std::size_t part : *parts) visit(part);
    }
    marks[index] = Mark::done;
    composites_.push_back(index);
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) visit(i);
}

bool RuleSet::is_cancelled(const Node& node, std::string_view folded, Range hit) const {
  if (node.negatable && is_negated(folded, hit.begin, negators_)) return true;
  return node.unless >= 0 && exceptions_.matches(static_cast<std::size_t>(node.unless),
                                                 sentence_of(folded, hit));
}

std::vector<Range> RuleSet::combine(const Node& node,
                                    const std::vector<std::vector<Range>>& hits) const {
  const auto present = [&](std::size_t part) { return !hits[part].empty(); };
  if (std::ranges::any_of(node.none, present)) return {};
  if (!std::ranges::all_of(node.all, present)) return {};
  if (!node.any.empty() && std::ranges::none_of(node.any, present)) return {};
  std::vector<Range> out;
  if (node.within != 0) {
    // Around each hit of the first part, the nearest hit of every other one.
    for (const Range& anchor : hits[node.all.front()]) {
      Range whole = anchor;
      std::vector<Range> parts{anchor};
      for (std::size_t i = 1; i < node.all.size(); ++i) {
        const auto distance = [&](const Range& hit) {
          return hit.begin >= anchor.begin ? hit.begin - anchor.begin : anchor.begin - hit.begin;
        };
        const Range nearest = *std::ranges::min_element(hits[node.all[i]], {}, distance);
        whole = {std::min(whole.begin, nearest.begin), std::max(whole.end, nearest.end)};
        parts.push_back(nearest);
      }
      if (whole.end - whole.begin <= node.within) out.insert(out.end(), parts.begin(), parts.end());
    }
    if (out.empty()) return {};
  } else {
    for (const std::size_t part : node.all) {
      out.insert(out.end(), hits[part].begin(), hits[part].end());
    }
  }
  for (const std::size_t part : node.any) {
    out.insert(out.end(), hits[part].begin(), hits[part].end());
  }
  const auto key = [](const Range& range) { return std::pair(range.begin, range.end); };
  std::ranges::sort(out, {}, key);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

std::vector<RuleHit> RuleSet::evaluate(std::string_view folded,
                                       const std::vector<FoldedFact>& facts,
                                       std::size_t max_ranges, bool unfiltered) const {
  std::vector<std::vector<Range>> hits(nodes_.size());
  for (const std::size_t index : patterns_.candidates(folded, unfiltered)) {
    const std::vector<Range> found = patterns_.find(index, folded, max_ranges);
    for (const std::size_t node : nodes_of_pattern_[index]) {
      for (const Range& hit : found) {
        if (!is_cancelled(nodes_[node], folded, hit)) hits[node].push_back(hit);
      }
    }
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].source != Source::fact) continue;
    for (const FoldedFact& fact : facts) {
      if (fact.fact.kind == nodes_[i].fact_kind && has_type(fact.fact, nodes_[i].fact_type)) {
        hits[i].push_back({fact.begin, fact.end});
      }
    }
  }
  for (const std::size_t composite : composites_) {
    hits[composite] = combine(nodes_[composite], hits);
  }
  std::vector<RuleHit> out;
  for (std::size_t rule = 0; rule < pack_.rules.size(); ++rule) {
    if (hits[rule].empty()) continue;
    if (hits[rule].size() > max_ranges) hits[rule].resize(max_ranges);
    out.push_back({rule, std::move(hits[rule])});
  }
  return out;
}

}  // namespace waspada::detail
