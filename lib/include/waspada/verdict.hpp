#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waspada/export.hpp"
#include "waspada/text.hpp"

namespace waspada {

/// How a reader should take an ad. `insufficient`: too little text to judge;
/// `not_ad`: news, a warning, a job seeker, a product.
enum class Level { not_ad, insufficient, low, caution, high };

/// How telling a rule is by itself; `counter` rules speak for the ad.
enum class Severity { counter, weak, medium, strong, critical };

/// Where an ad was found, when the caller knows.
enum class Channel { unknown, portal, social, chat, sms };

/// The names used in JSON, rule files and options. Static storage.
[[nodiscard]] WASPADA_EXPORT std::string_view name(Level level) noexcept;
[[nodiscard]] WASPADA_EXPORT std::string_view name(Severity severity) noexcept;
[[nodiscard]] WASPADA_EXPORT std::string_view name(Channel channel) noexcept;

/// The inverse of name(); empty when `text` names none.
[[nodiscard]] WASPADA_EXPORT std::optional<Level> parse_level(std::string_view text) noexcept;
[[nodiscard]] WASPADA_EXPORT std::optional<Channel> parse_channel(std::string_view text) noexcept;

/// A sentence in both languages of the tool.
struct Message {
  std::string id;  ///< Indonesian.
  std::string en;  ///< English.
};

/// A scheme the ad resembles.
struct KindScore {
  std::string id;          ///< One of the kind ids, e.g. "scam-centre".
  double probability = 0;  ///< That the text is an ad of this scheme, in [0, risk].
};

/// A rule that fired, and what it added to the log-odds of the risk.
struct Reason {
  std::string rule;  ///< Stable id from the rule file, e.g. "fee-admin-transfer".
  std::string kind;  ///< Kind id, "general", "counter" or "gate".
  Severity severity = Severity::weak;
  double contribution = 0;  ///< Log-odds; > 0 in Verdict::reasons, <= 0 in Verdict::counter.
  std::vector<Span> spans;  ///< Where it fired, ascending.
  Message message;          ///< One sentence each.
  Message advice;           ///< What to do next; may be empty.
};

/// Something read out of the ad. Fields that do not apply stay empty or 0.
struct Fact {
  std::string kind;   ///< "money", "phone", "link", "mail", "handle", ...
  std::string type;   ///< Sort within the kind, e.g. "id-mobile", "shortener", "idr".
  std::string value;  ///< Normal form: E.164 digits, host, address, currency amount.
  Span span;
  double amount = 0;      ///< Money: lower bound, in units of the currency.
  double amount_max = 0;  ///< Money: upper bound; equals `amount` when not a range.
  std::string period;     ///< Money: "hour", "day", "week", "month", "year", "task" or empty.
  std::string payer;      ///< Money: "employer", "applicant" or empty when unclear.
};

/// A token and what it adds to the model's log-odds.
struct TokenWeight {
  std::string text;
  Span span;
  double contribution = 0;
};

/// What the text model saw. Absent from a Verdict when no model is loaded.
struct ModelScore {
  double probability = 0;           ///< Of the scam labels together, in [0, 1].
  double not_ad = 0;                ///< Of the not_ad label, in [0, 1].
  std::size_t known_tokens = 0;     ///< Tokens that training saw; 0 means only a prior.
  std::vector<TokenWeight> tokens;  ///< Those that moved it most, largest first.
};

/// What could not be checked.
enum class Limit {
  truncated,
  malformed_utf8,
  link_target,
  picture,
  licence_number,
  not_listed,  ///< A firm is named; no list of firms that claims to be complete has it.
  no_model
};
[[nodiscard]] WASPADA_EXPORT std::string_view name(Limit limit) noexcept;

/// Two equal Versions score every text alike.
struct Versions {
  std::string library;
  std::string rules;
  std::string policy;
  std::string model;    ///< Empty without a model.
  std::string unicode;  ///< Of the ICU in use: it decides folding and word breaks.

  friend bool operator==(const Versions&, const Versions&) = default;
};

/// The outcome for one text: enough to show a reader why, not just how much.
///
/// `log_odds` is `bias` plus the model's and every reason's contribution
/// (exactly, up to rounding), and `risk` its logistic function.
struct Verdict {
  Level level = Level::insufficient;
  double risk = 0;      ///< Calibrated probability at the stated base rate, in [0, 1].
  double log_odds = 0;  ///< Of `risk`.
  double bias = 0;      ///< Log-odds of a text without any signal, at the base rate.
  double model_contribution = 0;
  std::vector<KindScore> kinds;  ///< Ranked, most probable first.
  std::vector<Reason> reasons;   ///< Red flags by contribution, largest first.
  std::vector<Reason> counter;   ///< What speaks for the ad, or against its being one.
  std::vector<Fact> facts;       ///< In text order.
  std::optional<ModelScore> model;
  std::vector<Limit> limits;
  Versions versions;
};

}  // namespace waspada
