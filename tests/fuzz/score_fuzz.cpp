// score() is total and keeps the laws of its headers, and reports are well formed,
// whatever the text. Uses the rules and the model that are shipped.
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "fuzz.hpp"
#include "text_laws.hpp"
#include "waspada/classifier.hpp"
#include "waspada/render.hpp"

namespace {

using namespace waspada;
using fuzz::demand;

Classifier load() {
  const std::filesystem::path root = WASPADA_SOURCE_ROOT;
  Sources sources;
  sources.data = root / "data";
  sources.model = root / "models";
  sources.limits.max_bytes = 2048;  // small enough that a fuzzer reaches it
  auto classifier = Classifier::load(sources);
  demand(classifier.has_value(), "the shipped rules and model load");
  return *std::move(classifier);
}

/// The size decides how a text is scored, so that a seed is a text and nothing else.
Context context_of(std::size_t size) {
  Context out;
  constexpr std::size_t kChannels = 5;
  out.channel = static_cast<Channel>(size % kChannels);
  if (size % 3 == 0) out.base_rate = size % 2 == 0 ? 0.001 : 0.9;
  return out;
}

void check_span(std::string_view text, const Span& span) {
  const std::string error = broken_span(text, span);
  demand(error.empty(), "law 1: " + error);
}

/// Returns what the reasons add to the log-odds.
double check_reasons(std::string_view text, const std::vector<Reason>& reasons, double sign) {
  double sum = 0;
  for (const Reason& reason : reasons) {
    demand(reason.contribution * sign >= 0, "red flags raise the risk, counter-evidence does not");
    demand(!reason.rule.empty() && !reason.message.id.empty(), "a reason says what it is");
    for (const Span& span : reason.spans) check_span(text, span);
    sum += reason.contribution;
  }
  return sum;
}

void check_verdict(std::string_view text, const Verdict& verdict) {
  const double sum = verdict.bias + verdict.model_contribution +
                     check_reasons(text, verdict.reasons, 1) +
                     check_reasons(text, verdict.counter, -1);
  demand(std::abs(sum - verdict.log_odds) < 1e-9, "law 7: contributions add up to the log-odds");
  demand(std::abs(1 / (1 + std::exp(-verdict.log_odds)) - verdict.risk) < 1e-9,
         "law 7: the risk is that of the log-odds");
  for (const KindScore& kind : verdict.kinds) {
    demand(kind.probability >= 0 && kind.probability <= verdict.risk, "a kind is within the risk");
  }
  for (const Fact& fact : verdict.facts) {
    check_span(text, fact.span);
    demand(std::isfinite(fact.amount) && fact.amount <= fact.amount_max, "amounts are a range");
  }
  demand(verdict.model.has_value(), "the model takes part");
  const double probability = verdict.model->probability;
  demand(probability >= 0 && probability <= 1, "the model gives a probability");
  for (const TokenWeight& token : verdict.model->tokens) check_span(text, token.span);
}

void check_utf8(const std::string& report) {
  demand(!report.empty(), "a report has text");
  (void)nlohmann::json(report).dump();  // throws on malformed UTF-8
}

void check_reports(std::string_view text, const Verdict& verdict) {
  for (const Language language : {Language::id, Language::en}) {
    const bool mask = language == Language::en;
    const RenderOptions options{language, text.size() % 2 == 0, mask};
    const std::string json = to_json(verdict, text, std::string(text.substr(0, 8)), options);
    demand(nlohmann::json::accept(json), "the JSON is well formed");
    demand(json.find('\n') == std::string::npos, "the JSON is one line");
    check_utf8(to_text(verdict, text, options));
    const std::string html = to_html(verdict, text, options);
    check_utf8(html);
    demand(html.find("<script") == std::string::npos, "HTML from an ad is escaped");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Classifier classifier = load();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Context context = context_of(size);
  const Verdict verdict = classifier.score(text, context);
  check_verdict(text, verdict);
  check_reports(text, verdict);
  context.brief = true;
  const Verdict brief = classifier.score(text, context);
  demand(brief.log_odds == verdict.log_odds && brief.level == verdict.level,
         "a brief verdict is the same verdict");
  const std::string error = broken_law(text);
  demand(error.empty(), "laws 1, 2 and 5: " + error);
  return 0;
}
