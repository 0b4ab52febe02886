// A rule file is either refused with a message or finds the same with and without the
// prefilter (law 6). An input that does not begin with `{` is read as the pattern of a
// rule on its first line and a text below, which reaches the patterns' own reader at once.
#include <algorithm>

#include "fuzz.hpp"
#include "json.hpp"
#include "normalise.hpp"
#include "rules.hpp"
#include "text_laws.hpp"

namespace {

using namespace waspada;
using namespace waspada::detail;
using fuzz::demand;

constexpr std::string_view kAd =
    "kirim biaya admin rp 350.000 ke rekening kami, tanpa interview! penempatan di kamboja, gaji "
    "12 jt/bulan. wa 0812-0000-4471 hrd.contoh@gmail.com";

RulePack pack_of(std::string_view input) {
  RulePack out;
  if (input.starts_with('{')) {
    read_rule_file(input, "fuzz.json", out);
    return out;
  }
  out.version = "2026.1.1";
  SignalDefinition signal;
  signal.id = "shown";
  signal.condition.pattern = input.substr(0, input.find('\n'));
  signal.where = "fuzz.json: shown";
  if (signal.condition.pattern.empty()) fail(ErrorCode::invalid_rule, signal.where, "no pattern");
  out.signals.push_back(signal);
  RuleDefinition rule;
  rule.id = rule.kind = "general";
  rule.condition.any = {"shown"};
  rule.where = "fuzz.json: general";
  out.rules.push_back(rule);
  return out;
}

void check_hits(const RuleSet& rules, std::string_view folded) {
  constexpr std::size_t kRanges = 16;
  const auto quick = rules.evaluate(folded, {}, kRanges);
  const auto thorough = rules.evaluate(folded, {}, kRanges, true);
  const auto same = [](const RuleHit& a, const RuleHit& b) {
    return a.rule == b.rule && a.ranges == b.ranges;
  };
  demand(std::equal(quick.begin(), quick.end(), thorough.begin(), thorough.end(), same),
         "law 6: the prefilter changes no hit of " + quoted(folded));
  for (const RuleHit& hit : quick) {
    demand(hit.ranges.size() <= kRanges, "hits are listed up to the limit");
    for (const Range& range : hit.ranges) {
      demand(range.begin < range.end && range.end <= folded.size(), "hits lie in the text");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  try {
    const RuleSet rules(pack_of(input));
    check_hits(rules, kAd);
    const std::size_t line = input.find('\n');
    if (line != std::string_view::npos) check_hits(rules, normalise(input.substr(line + 1)).text);
  } catch (const LoadError& error) {
    fuzz::demand_message(error.error.where, error.error.message);
  }
  return 0;
}
