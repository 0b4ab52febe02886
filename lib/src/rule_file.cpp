#include "rule_file.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr double kMaxWeight = 6;  // log-odds: more than any one sign in an ad can bear

bool is_kebab(std::string_view id) {
  return !id.empty() && is_letter(id.front()) && id.back() != '-' &&
         std::ranges::all_of(id, [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_version(std::string_view version) {
  return version.size() >= 6 && version.size() <= 16 &&
         std::ranges::all_of(version, [](char c) { return is_digit(c) || c == '.'; });
}

Severity severity_of(Entry& entry) {
  const std::string text = entry.text("severity");
  for (const Severity severity : {Severity::counter, Severity::weak, Severity::medium,
                                  Severity::strong, Severity::critical}) {
    if (text == name(severity)) return severity;
  }
  entry.fail("\"severity\" is \"" + text + "\", not critical, strong, medium, weak or counter");
}

Condition condition_of(Entry& entry, bool negatable) {
  Condition out;
  if (entry.has("pattern")) out.pattern = entry.text("pattern");
  out.all = entry.texts_or_none("all");
  out.any = entry.texts_or_none("any");
  out.none = entry.texts_or_none("none");
  out.within = static_cast<std::size_t>(entry.number_or("within", 0, 0, 10000));
  out.at_least = static_cast<std::size_t>(entry.number_or("at_least", 1, 1, 16));
  out.negatable = entry.flag_or("negatable", negatable);
  out.unless = entry.text_or("unless", "");
  const bool composite = !out.all.empty() || !out.any.empty();
  if (out.pattern.empty() == !composite) entry.fail("needs either \"pattern\" or \"all\"/\"any\"");
  if (!out.pattern.empty() && (out.within != 0 || !out.none.empty())) {
    entry.fail("\"within\" and \"none\" go with \"all\"/\"any\", not with \"pattern\"");
  }
  if (out.within != 0 && out.all.size() < 2) {
    entry.fail("\"within\" needs at least two parts in \"all\"");
  }
  if (composite && !out.unless.empty()) entry.fail("\"unless\" goes with \"pattern\"");
  if (composite) out.negatable = false;  // its parts are
  return out;
}

Message message_of(Entry& entry, const char* field) {
  Entry texts(entry.object(field), entry.where() + ": " + field, ErrorCode::invalid_rule);
  Message out{texts.text("id"), texts.text("en")};
  texts.finish();
  return out;
}

std::string id_of(Entry& entry, const std::string& file) {
  std::string id = entry.text("id");
  entry.rename(file + ": " + id);
  if (!is_kebab(id)) entry.fail("\"id\" must be in kebab-case");
  return id;
}

RuleDefinition rule_of(const Json& json, const std::string& file, const std::string& kind,
                       std::size_t index) {
  Entry entry(json, file + ": rule " + std::to_string(index + 1), ErrorCode::invalid_rule);
  RuleDefinition out;
  out.id = id_of(entry, file);
  out.kind = kind;
  out.severity = severity_of(entry);
  const bool flag = out.severity != Severity::counter;
  out.weight = entry.number("weight", flag ? 0 : -kMaxWeight, flag ? kMaxWeight : 0);
  if (flag && (kind == "counter" || kind == "gate")) {
    entry.fail("a rule of kind " + kind + " has severity \"counter\"");
  }
  out.condition = condition_of(entry, flag);
  out.message = message_of(entry, "message");
  if (entry.has("advice")) out.advice = message_of(entry, "advice");
  out.source = entry.text("source");
  out.matches = entry.texts("matches");
  out.clean = entry.texts("clean");
  if (out.matches.size() < 2) entry.fail("needs at least two texts in \"matches\"");
  if (out.clean.size() < 2) entry.fail("needs at least two texts in \"clean\"");
  entry.ignore("once");  // every rule counts once; the field is allowed for readability
  out.where = entry.where();
  entry.finish();
  return out;
}

SignalDefinition signal_of(const Json& json, const std::string& file, std::size_t index) {
  Entry entry(json, file + ": signal " + std::to_string(index + 1), ErrorCode::invalid_rule);
  SignalDefinition out;
  out.id = id_of(entry, file);
  out.condition = condition_of(entry, false);
  entry.ignore("source");
  out.where = entry.where();
  entry.finish();
  return out;
}

void read_words(Entry& entry, const std::string& file, RulePack& pack) {
  const Json& words = entry.object("words");
  for (const auto& [word, unused] : words.items()) {
    Entry list(words, file + ": words", ErrorCode::invalid_rule);
    if (!pack.words.emplace(word, list.texts(word.c_str())).second) {
      fail(ErrorCode::invalid_rule, file + ": " + word, "word list is defined twice");
    }
  }
}

}  // namespace

const std::vector<std::string>& scheme_ids() {
  static const std::vector<std::string> ids = {
      "scam-centre",         "illegal-placement", "bride-order",   "fishing-crew",
      "fake-internship",     "advance-fee",       "impersonation", "task-scam",
      "identity-harvest",    "money-mule",        "mlm-bait",      "agency-bait",
      "sexual-exploitation", "gambling-operator"};
  return ids;
}

bool is_scheme(const std::string& kind) {
  return std::ranges::find(scheme_ids(), kind) != scheme_ids().end();
}

void read_rule_file(std::string_view json, const std::string& file, RulePack& pack) {
  const Json root = parse_json(json, file, ErrorCode::syntax);
  Entry entry(root, file, ErrorCode::invalid_rule);
  const std::string version = entry.text("version");
  if (!is_version(version)) entry.fail("\"version\" is \"" + version + "\", not like 2026.11.1");
  pack.version = std::max(pack.version, version);
  if (entry.has("words")) read_words(entry, file, pack);
  if (entry.has("signals")) {
    const Json& signals = entry.array("signals");
    for (std::size_t i = 0; i < signals.size(); ++i) {
      pack.signals.push_back(signal_of(signals[i], file, i));
    }
  }
  if (entry.has("rules")) {
    const std::string kind = entry.text("kind");
    if (!is_scheme(kind) && kind != "general" && kind != "counter" && kind != "gate") {
      entry.fail("\"kind\" is \"" + kind + "\", which is no kind id");
    }
    const Json& rules = entry.array("rules");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      pack.rules.push_back(rule_of(rules[i], file, kind, i));
    }
  } else {
    entry.ignore("kind");
  }
  entry.finish();
}

}  // namespace waspada::detail
