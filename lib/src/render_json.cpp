#include <cmath>

#include "json_writer.hpp"
#include "mask.hpp"
#include "waspada/render.hpp"

namespace waspada {
namespace {

constexpr std::uint64_t kSchema = 1;

/// Six decimals say more than any calibration can, and keep the lines short.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

class VerdictWriter {
 public:
  VerdictWriter(std::string& out, std::string_view text, bool mask) : out_(out), text_(text) {
    if (mask) contacts_ = detail::contact_spans(text);
  }

  void write(const Verdict& verdict, const std::optional<std::string>& id) {
    out_.begin_object().key("schema").whole(kSchema);
    if (id) out_.key("id").text(*id);
    out_.key("level").text(name(verdict.level));
    out_.key("risk").number(rounded(verdict.risk));
    array("kinds", verdict.kinds, [&](const KindScore& kind) {
      out_.begin_object().key("id").text(kind.id);
      out_.key("probability").number(rounded(kind.probability)).end_object();
    });
    array("reasons", verdict.reasons, [&](const Reason& reason) { write(reason); });
    array("counter", verdict.counter, [&](const Reason& reason) { write(reason); });
    array("facts", verdict.facts, [&](const Fact& fact) { write(fact); });
    out_.key("model");
    if (verdict.model) {
      write(*verdict.model);
    } else {
      out_.null();
    }
    array("limits", verdict.limits, [&](Limit limit) { out_.text(name(limit)); });
    out_.key("log_odds").begin_object();
    out_.key("total").number(rounded(verdict.log_odds));
    out_.key("bias").number(rounded(verdict.bias));
    out_.key("model").number(rounded(verdict.model_contribution)).end_object();
    write(verdict.versions);
    out_.end_object();
  }

 private:
  template <class Items, class WriteItem>
  void array(std::string_view key, const Items& items, const WriteItem& write_item) {
    out_.key(key).begin_array();
    for (const auto& item : items) write_item(item);
    out_.end_array();
  }

  void write(const Span& span) {
    out_.begin_object().key("begin").whole(span.begin).key("end").whole(span.end);
    out_.key("text").text(detail::masked(text_, span, contacts_)).end_object();
  }

  void write(const Message& message) {
    out_.begin_object().key("id").text(message.id).key("en").text(message.en).end_object();
  }

  void write(const Reason& reason) {
    out_.begin_object().key("rule").text(reason.rule).key("kind").text(reason.kind);
    out_.key("severity").text(name(reason.severity));
    out_.key("contribution").number(rounded(reason.contribution));
    array("spans", reason.spans, [&](const Span& span) { write(span); });
    out_.key("message");
    write(reason.message);
    if (!reason.advice.id.empty()) {
      out_.key("advice");
      write(reason.advice);
    }
    out_.end_object();
  }

  void write(const Fact& fact) {
    out_.begin_object().key("kind").text(fact.kind);
    if (!fact.type.empty()) out_.key("type").text(fact.type);
    out_.key("value").text(shown(fact.value));
    if (fact.kind == "money") {
      out_.key("amount").number(fact.amount).key("amount_max").number(fact.amount_max);
      out_.key("period").text_or_null(fact.period).key("payer").text_or_null(fact.payer);
    }
    out_.key("span");
    write(fact.span);
    out_.end_object();
  }

  void write(const ModelScore& model) {
    out_.begin_object().key("probability").number(rounded(model.probability));
    out_.key("not_ad").number(rounded(model.not_ad));
    out_.key("known_tokens").whole(model.known_tokens);
    array("tokens", model.tokens, [&](const TokenWeight& token) {
      out_.begin_object().key("token").text(shown(token.text));
      out_.key("contribution").number(rounded(token.contribution)).key("span");
      write(token.span);
      out_.end_object();
    });
    out_.end_object();
  }

  void write(const Versions& versions) {
    out_.key("versions").begin_object().key("library").text(versions.library);
    out_.key("rules").text(versions.rules).key("policy").text(versions.policy);
    out_.key("model").text_or_null(versions.model);
    out_.key("unicode").text(versions.unicode).end_object();
  }

  [[nodiscard]] std::string shown(const std::string& value) const {
    return contacts_.empty() ? value : mask_contacts(value);
  }

  detail::JsonWriter out_;
  std::string_view text_;
  std::vector<Span> contacts_;
};

}  // namespace

std::string to_json(const Verdict& verdict, std::string_view text,
                    const std::optional<std::string>& id, const RenderOptions& options) {
  constexpr std::size_t kUsual = 4096;
  std::string out;
  out.reserve(kUsual);
  VerdictWriter(out, text, options.mask).write(verdict, id);
  return out;
}

}  // namespace waspada
