#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "mask.hpp"
#include "waspada/render.hpp"

namespace waspada {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

/// Six decimals say more than any calibration can, and keep the lines short.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

class Writer {
 public:
  Writer(std::string_view text, bool mask) : text_(text) {
    if (mask) contacts_ = detail::contact_spans(text);
  }

  [[nodiscard]] Json span(const Span& span) const {
    return {
        {"begin", span.begin}, {"end", span.end}, {"text", detail::masked(text_, span, contacts_)}};
  }

  [[nodiscard]] Json reason(const Reason& reason) const {
    Json out = {{"rule", reason.rule},
                {"kind", reason.kind},
                {"severity", name(reason.severity)},
                {"contribution", rounded(reason.contribution)},
                {"spans", Json::array()},
                {"message", message(reason.message)}};
    for (const Span& where : reason.spans) out["spans"].push_back(span(where));
    if (!reason.advice.id.empty()) out["advice"] = message(reason.advice);
    return out;
  }

  [[nodiscard]] Json fact(const Fact& fact) const {
    Json out = {{"kind", fact.kind}};
    if (!fact.type.empty()) out["type"] = fact.type;
    out["value"] = contacts_.empty() ? fact.value : mask_contacts(fact.value);
    if (fact.kind == "money") {
      out["amount"] = fact.amount;
      out["amount_max"] = fact.amount_max;
      out["period"] = fact.period.empty() ? Json(nullptr) : Json(fact.period);
      out["payer"] = fact.payer.empty() ? Json(nullptr) : Json(fact.payer);
    }
    out["span"] = span(fact.span);
    return out;
  }

  [[nodiscard]] Json model(const ModelScore& model) const {
    Json out = {{"probability", rounded(model.probability)},
                {"not_ad", rounded(model.not_ad)},
                {"known_tokens", model.known_tokens},
                {"tokens", Json::array()}};
    for (const TokenWeight& token : model.tokens) {
      Json entry = {{"token", token.text}, {"contribution", rounded(token.contribution)}};
      entry["span"] = span(token.span);
      if (!contacts_.empty()) entry["token"] = mask_contacts(token.text);
      out["tokens"].push_back(std::move(entry));
    }
    return out;
  }

 private:
  static Json message(const Message& message) { return {{"id", message.id}, {"en", message.en}}; }

  std::string_view text_;
  std::vector<Span> contacts_;
};

}  // namespace

std::string to_json(const Verdict& verdict, std::string_view text,
                    const std::optional<std::string>& id, const RenderOptions& options) {
  const Writer writer(text, options.mask);
  Json out = {{"schema", kSchema}};
  if (id) out["id"] = *id;
  out["level"] = name(verdict.level);
  out["risk"] = rounded(verdict.risk);
  out["kinds"] = Json::array();
  for (const KindScore& kind : verdict.kinds) {
    out["kinds"].push_back({{"id", kind.id}, {"probability", rounded(kind.probability)}});
  }
  out["reasons"] = Json::array();
  for (const Reason& reason : verdict.reasons) out["reasons"].push_back(writer.reason(reason));
  out["counter"] = Json::array();
  for (const Reason& reason : verdict.counter) out["counter"].push_back(writer.reason(reason));
  out["facts"] = Json::array();
  for (const Fact& fact : verdict.facts) out["facts"].push_back(writer.fact(fact));
  out["model"] = verdict.model ? writer.model(*verdict.model) : Json(nullptr);
  out["limits"] = Json::array();
  for (const Limit limit : verdict.limits) out["limits"].push_back(name(limit));
  out["log_odds"] = {{"total", rounded(verdict.log_odds)},
                     {"bias", rounded(verdict.bias)},
                     {"model", rounded(verdict.model_contribution)}};
  const Versions& versions = verdict.versions;
  out["versions"] = {{"library", versions.library},
                     {"rules", versions.rules},
                     {"policy", versions.policy},
                     {"model", versions.model.empty() ? Json(nullptr) : Json(versions.model)},
                     {"unicode", versions.unicode}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace waspada
