#include "waspada/classifier.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>

#include "classifier_state.hpp"
#include "json.hpp"
#include "reading.hpp"
#include "rule_pack.hpp"
#include "waspada/version.hpp"

namespace waspada {
namespace {

using namespace detail;

/// The longest prefix of at most `limit` bytes that ends between characters.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  const auto continues = [&](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
  };
  constexpr std::size_t kLongestCharacter = 4;
  for (std::size_t back = 0; back < kLongestCharacter && end > 0 && continues(end); ++back) --end;
  return text.substr(0, end);
}

double probability_of(const FactReader& reader, const LoadedModel& model, std::string_view text) {
  const Normalised normal = normalise(text);
  const std::vector<FoldedToken> tokens = tokenise_folded(normal);
  const auto words = model_words(normal.text, tokens, reader.read(normal.text, tokens));
  return view_of(model.text->score(words, false), model.roles).probability;
}

std::shared_ptr<const Classifier::State> load_state(const Sources& sources) {
  auto state = std::make_shared<Classifier::State>(sources.data, read_rule_pack(sources));
  state->limits = sources.limits;
  state->policy = read_policy(sources.data / "policy.json");
  state->versions.library = WASPADA_VERSION;
  state->registries = Registries(sources.registries, sources.data);
  state->versions.rules = state->rules.version() + state->registries.version();
  state->versions.policy = state->policy.version;
  state->versions.unicode = U_UNICODE_VERSION;
  if (sources.model) {
    const auto test = [&](const LoadedModel& model, std::string_view text) {
      return probability_of(state->facts, model, text);
    };
    state->model = load_model(*sources.model, test, state->policy);
    state->versions.model = state->model->version;
  }
  for (const RuleDefinition& rule : state->rules.rules()) {
    const auto fitted = state->policy.rules.find(rule.id);
    const double weight = fitted == state->policy.rules.end() ? rule.weight : fitted->second;
    // A red flag that lowers the risk was fitted for another rule of this name.
    if (rule.severity == Severity::counter ? weight > 0 : weight < 0) {
      fail(ErrorCode::invalid_model, sources.model->string() + ": " + rule.id,
           "its weight has the wrong sign for severity " + std::string(name(rule.severity)));
    }
    state->weights.push_back(weight);
  }
  return state;
}

std::vector<Span> spans_of(const Analysis& analysis, const std::vector<Range>& ranges) {
  std::vector<Span> out;
  for (const Range& range : ranges) out.push_back(analysis.normal.source(range.begin, range.end));
  return out;
}

/// Reasons and counter-evidence, each ordered by how much it weighs.
void explain(const Classifier::State& state, const Analysis& analysis,
             const Combination& combination, bool brief, Verdict& verdict) {
  for (std::size_t i = 0; i < analysis.hits.size(); ++i) {
    const RuleHit& hit = analysis.hits[i];
    const RuleDefinition& rule = state.rules.rules()[hit.rule];
    Reason reason{rule.id, rule.kind, rule.severity, combination.rules[i], {}, {}, {}};
    if (!brief) {
      reason.spans = spans_of(analysis, hit.ranges);
      reason.message = rule.message;
      reason.advice = rule.advice;
    }
    // A rule that the fit gave no weight still shows what the ad says.
    const bool counts_for = rule.severity == Severity::counter;
    (counts_for ? verdict.counter : verdict.reasons).push_back(std::move(reason));
  }
  for (std::size_t i = 0; i < analysis.listed.size(); ++i) {
    Reason reason = reason_of(analysis.listed[i]);
    reason.contribution = combination.rules[analysis.hits.size() + i];
    if (brief) {
      reason.message = reason.advice = {};
    } else {
      reason.spans = spans_of(analysis, analysis.listed[i].ranges);
    }
    const bool counts_for = reason.severity == Severity::counter;
    (counts_for ? verdict.counter : verdict.reasons).push_back(std::move(reason));
  }
  const auto weight = [](const Reason& reason) {
    return std::tuple(-std::abs(reason.contribution), -static_cast<int>(reason.severity));
  };
  std::ranges::stable_sort(verdict.reasons, {}, weight);
  std::ranges::stable_sort(verdict.counter, {}, weight);
}

/// Shares the risk out among schemes: by the model's labels and the red flags of each.
std::vector<KindScore> rank_kinds(const Classifier::State& state, const Analysis& analysis,
                                  const Verdict& verdict) {
  constexpr double kFloor = 0.02;       // a scheme the model does not think of at all
  constexpr double kLeastShare = 0.05;  // of the risk; below it is not worth a word
  constexpr double kLeast = 0.01;       // probability; an ad of low risk resembles nothing
  std::vector<double> share(scheme_ids().size(), kFloor);
  const auto index_of = [](const std::string& id) {
    return static_cast<std::size_t>(std::ranges::find(scheme_ids(), id) - scheme_ids().begin());
  };
  if (analysis.labels) {
    const LabelRoles& roles = state.model->roles;
    double scam = 1e-12;
    for (const std::size_t l : roles.scam) scam += analysis.labels->probabilities[l];
    for (std::size_t i = 0; i < roles.scam.size(); ++i) {
      if (roles.schemes[i].empty()) continue;
      share[index_of(roles.schemes[i])] += analysis.labels->probabilities[roles.scam[i]] / scam;
    }
  }
  bool evidence =
      analysis.labels.has_value() &&
      std::ranges::any_of(state.model->roles.schemes, [](const auto& id) { return !id.empty(); });
  for (const Reason& reason : verdict.reasons) {
    if (!is_scheme(reason.kind)) continue;
    share[index_of(reason.kind)] *= std::exp(reason.contribution);
    evidence = true;
  }
  std::vector<KindScore> out;
  if (!evidence) return out;
  double total = 0;
  for (const double value : share) total += value;
  for (std::size_t i = 0; i < share.size(); ++i) {
    if (share[i] / total >= kLeastShare && verdict.risk * share[i] / total >= kLeast) {
      out.push_back({scheme_ids()[i], verdict.risk * share[i] / total});
    }
  }
  std::ranges::stable_sort(out, std::greater{}, &KindScore::probability);
  return out;
}

ModelScore model_score(const Classifier::State& state, const Analysis& analysis, bool brief) {
  const LabelScores& labels = *analysis.labels;
  const ModelView view = view_of(labels, state.model->roles);
  ModelScore out{view.probability, view.not_ad, labels.known_words, {}};
  if (brief) return out;
  const auto parts = word_parts(labels, state.model->roles, analysis.words.size());
  std::vector<std::size_t> order(parts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::size_t listed = std::min(order.size(), state.limits.max_model_tokens);
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(listed), {},
                            [&](std::size_t i) { return std::pair(-std::abs(parts[i]), i); });
  for (std::size_t i = 0; i < listed; ++i) {
    const ModelWord& word = analysis.words[order[i]];
    out.tokens.push_back(
        {word.text, analysis.normal.source(word.begin, word.end), parts[order[i]]});
  }
  return out;
}

std::vector<Limit> limits_of(const Classifier::State& state, const Analysis& analysis) {
  std::vector<Limit> out;
  const auto has_fact = [&](std::string_view kind) {
    return std::ranges::any_of(analysis.facts,
                               [&](const FoldedFact& fact) { return fact.fact.kind == kind; });
  };
  if (analysis.truncated) out.push_back(Limit::truncated);
  if (analysis.normal.malformed) out.push_back(Limit::malformed_utf8);
  if (has_fact("link")) out.push_back(Limit::link_target);
  for (const RuleHit& hit : analysis.hits) {
    if (state.rules.rules()[hit.rule].id.find("licence") != std::string::npos) {
      out.push_back(Limit::licence_number);
      break;
    }
  }
  if (!state.registries.empty() &&
      state.registries.misses(analysis.normal.text, analysis.tokens, analysis.listed)) {
    out.push_back(Limit::not_listed);
  }
  if (!state.model) out.push_back(Limit::no_model);
  return out;
}

}  // namespace

Analysis Classifier::State::analyse(std::string_view text, bool with_words) const {
  Analysis out;
  const std::string_view read = cut(text, limits.max_bytes);
  out.truncated = read.size() != text.size();
  out.normal = normalise(read);
  const std::string_view folded = out.normal.text;
  out.tokens = tokenise_folded(out.normal);
  out.facts = facts.read(folded, out.tokens);
  out.hits = rules.evaluate(folded, out.facts, limits.max_spans_per_rule);
  out.listed = registries.find(folded, out.tokens, out.facts);
  if (model) {
    out.words = model_words(folded, out.tokens, out.facts);
    out.labels = model->text->score(out.words, with_words);
  }
  return out;
}

Signals Classifier::State::signals_of(const Analysis& analysis, const Context& context) const {
  Signals out;
  for (const RuleHit& hit : analysis.hits) {
    const RuleDefinition& rule = rules.rules()[hit.rule];
    out.rules.push_back({weights[hit.rule], rule.kind == "gate", rule.severity});
  }
  for (const RegistryHit& hit : analysis.listed) {
    const RegistryType& type = hit.registry->type();
    out.rules.push_back({type.weight, false, type.severity});
  }
  if (analysis.labels) {
    const ModelView view = view_of(*analysis.labels, model->roles);
    out.model = view.log_odds;
    if (model->roles.not_ad >= 0) out.not_ad = view.not_ad_log_odds;
  }
  out.words = static_cast<std::size_t>(
      std::ranges::count(analysis.tokens, TokenKind::word, &FoldedToken::kind));
  out.channel = context.channel;
  out.base_rate = context.base_rate;
  return out;
}

Classifier::Classifier(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Result<Classifier> Classifier::load(const Sources& sources) {
  try {
    return Classifier(load_state(sources));
  } catch (const LoadError& error) {
    return error.error;
  } catch (const std::filesystem::filesystem_error& error) {
    return Error{ErrorCode::io, error.path1().string(), error.code().message()};
  }
}

Verdict Classifier::score(std::string_view text, const Context& context) const {
  const State& state = *state_;
  const Analysis analysis = state.analyse(text, !context.brief);
  const Combination sum = combine(state.signals_of(analysis, context), state.policy);

  Verdict verdict;
  verdict.level = sum.level;
  verdict.risk = sum.risk;
  verdict.log_odds = sum.log_odds;
  verdict.bias = sum.bias;
  verdict.model_contribution = sum.model;
  explain(state, analysis, sum, context.brief, verdict);
  verdict.kinds = rank_kinds(state, analysis, verdict);
  if (analysis.labels) verdict.model = model_score(state, analysis, context.brief);
  verdict.limits = limits_of(state, analysis);
  verdict.versions = state.versions;
  if (context.brief) return verdict;
  for (const FoldedFact& found : analysis.facts) {
    verdict.facts.push_back(found.fact);
    verdict.facts.back().span = analysis.normal.source(found.begin, found.end);
  }
  return verdict;
}

const Versions& Classifier::versions() const noexcept { return state_->versions; }

}  // namespace waspada
