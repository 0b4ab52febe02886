#include "waspada/classifier.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "combine.hpp"
#include "random.hpp"
#include "small_pack.hpp"
#include "toy_model.hpp"
#include "waspada/digest.hpp"
#include "waspada/render.hpp"
#include "waspada/version.hpp"

namespace {

using namespace waspada;
using doctest::Approx;

const std::string kScam =
    "Loker admin KAMBOJA gaji $900, segera transfer biaya admin Rp250.000 ke BCA 1234567890, "
    "hubungi 0812-0000-4471 atau https://bit.ly/daftar-kerja";
const std::string kHonest =
    "Toko roti Melati Bandung mencari kasir, gaji Rp3.200.000 per bulan, SIP3MI tidak perlu, "
    "datang langsung ke toko setiap hari kerja";

/// The small pack with a toy model as a bare file.
struct Setup {
  SmallPack pack;
  Sources sources = pack.sources();
  Classifier rules_only = SmallPack::load(sources);
  Classifier classifier = [this] {
    const std::string toy = detail::train_toy({.labels = {"scam", "legit", "not_ad", "task-scam"},
                                               .word_ngrams = 2,
                                               .minn = 2,
                                               .maxn = 3,
                                               .bucket = 200})
                                .bytes;
    sources.model = pack.directory().write("toy.bin", toy);
    return SmallPack::load(sources);
  }();
};

const Setup& setup() {
  static const Setup out;
  return out;
}

/// All that a verdict says, but for its numbers' last digits.
std::string said(const Classifier& classifier, std::string_view text, const Context& context = {}) {
  return to_json(classifier.score(text, context), text);
}

std::vector<std::string> ids(const std::vector<Reason>& reasons) {
  std::vector<std::string> out;
  for (const Reason& reason : reasons) out.push_back(reason.rule);
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> hostile_texts() {
  std::vector<std::string> out = {"",
                                  " ",
                                  "\n",
                                  std::string(3, '\0'),
                                  "\xff\xfe\xfd",
                                  "\xf0\x9f",
                                  "__label__scam </s> __label__legit",
                                  "\u202e\u2066",
                                  "\xed\xa0\x80",
                                  std::string(70000, 'a'),
                                  std::string(70000, '\xff'),
                                  std::string(20000, '\n')};
  std::string marks = "a";
  for (int i = 0; i < 20000; ++i) marks += "\u0301";
  out.push_back(marks);
  detail::Random random(12);
  for (int i = 0; i < 300; ++i) {
    std::string text;
    const std::size_t length = random.below(400);
    while (text.size() < length) text += static_cast<char>(random.next());
    out.push_back(text);
  }
  for (int i = 0; i < 300; ++i) {
    std::string text = kScam;
    for (int change = 0; change < 5; ++change) {
      text[random.below(text.size())] = static_cast<char>(random.next());
    }
    out.push_back(text.substr(0, random.below(text.size())));
  }
  return out;
}

/// The laws that hold for every verdict.
void check_laws(const Verdict& verdict, std::string_view text) {
  REQUIRE((verdict.risk >= 0 && verdict.risk <= 1));
  double sum = verdict.bias + verdict.model_contribution;
  const auto check_spans = [&](const std::vector<Span>& spans) {
    std::size_t last = 0;
    for (const Span& span : spans) {
      REQUIRE((span.begin <= span.end && span.end <= text.size()));
      REQUIRE(span.begin >= last);
      last = span.begin;
    }
  };
  for (const Reason& reason : verdict.reasons) {
    REQUIRE(reason.contribution >= 0);
    REQUIRE(reason.severity != Severity::counter);
    check_spans(reason.spans);
    sum += reason.contribution;
  }
  for (const Reason& reason : verdict.counter) {
    REQUIRE(reason.contribution <= 0);
    REQUIRE(reason.severity == Severity::counter);
    check_spans(reason.spans);
    sum += reason.contribution;
  }
  REQUIRE(std::abs(sum - verdict.log_odds) < 1e-9);
  REQUIRE(verdict.risk == Approx(detail::sigmoid(verdict.log_odds)).epsilon(1e-12));
  double kinds = 0;
  for (const KindScore& kind : verdict.kinds) {
    REQUIRE((kind.probability >= 0 && kind.probability <= verdict.risk));
    kinds += kind.probability;
  }
  REQUIRE(kinds <= verdict.risk * (1 + 1e-9));
  for (const Fact& fact : verdict.facts) check_spans({fact.span});
  if (!verdict.model) return;
  REQUIRE((verdict.model->probability >= 0 && verdict.model->probability <= 1));
  REQUIRE((verdict.model->not_ad >= 0 && verdict.model->not_ad <= 1));
  for (const TokenWeight& token : verdict.model->tokens) check_spans({token.span});
}

Error load_error(const Sources& sources) {
  const auto classifier = Classifier::load(sources);
  REQUIRE_FALSE(classifier);
  return classifier.error();
}

bool has(const Verdict& verdict, Limit limit) {
  return std::ranges::find(verdict.limits, limit) != verdict.limits.end();
}

}  // namespace

TEST_CASE("score: says what it found in the reader's own bytes") {
  const Verdict verdict = setup().classifier.score(kScam);
  CHECK(name(verdict.level) == "high");
  CHECK(ids(verdict.reasons) == std::vector<std::string>{"fee-transfer", "work-kamboja"});
  for (const Reason& reason : verdict.reasons) {
    REQUIRE(reason.spans.size() == 1);
    const Span span = reason.spans[0];
    const std::string quote = kScam.substr(span.begin, span.end - span.begin);
    CHECK(quote == (reason.rule == "fee-transfer" ? "transfer biaya" : "KAMBOJA"));
  }
  CHECK(verdict.facts.size() >= 4);
  const Verdict by_rules = setup().rules_only.score(kScam);
  REQUIRE_FALSE(by_rules.kinds.empty());
  CHECK(by_rules.kinds[0].id == "scam-centre");
}

TEST_CASE("score: reasons stand in the order of their weight") {
  const Verdict verdict = setup().classifier.score(kScam + ". Deposit dulu.");
  const auto falling = [](const std::vector<Reason>& reasons) {
    return std::ranges::is_sorted(reasons, std::greater{}, [](const Reason& reason) {
      return std::abs(reason.contribution);
    });
  };
  CHECK(verdict.reasons.size() == 3);
  CHECK(falling(verdict.reasons));
  CHECK(verdict.reasons[0].rule == "work-kamboja");
}

TEST_CASE("score: total on hostile bytes, and every law holds") {
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 100));
    check_laws(setup().classifier.score(text), text);
    check_laws(setup().rules_only.score(text), text);
  }
  check_laws(setup().classifier.score(kScam), kScam);
  check_laws(setup().classifier.score(kHonest), kHonest);
}

TEST_CASE("score: law 3, copies and eight threads agree") {
  std::vector<std::string> texts = hostile_texts();
  texts.push_back(kScam);
  texts.push_back(kHonest);
  std::vector<std::string> expected;
  for (const std::string& text : texts) expected.push_back(said(setup().classifier, text));
  const Classifier copy = setup().classifier;
  const Classifier loaded_again = SmallPack::load(setup().sources);
  CHECK(said(copy, kScam) == said(setup().classifier, kScam));
  CHECK(said(loaded_again, kScam) == said(setup().classifier, kScam));
  std::vector<std::size_t> wrong(8);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::size_t at = (i * 7 + thread * 31) % texts.size();
        wrong[thread] += said(copy, texts[at]) != expected[at] ? 1U : 0U;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<std::size_t>(8));
}

TEST_CASE("score: a text is read up to max_bytes, on a character boundary") {
  Sources sources = setup().sources;
  sources.limits.max_bytes = 40;
  const Classifier classifier = SmallPack::load(sources);
  const std::string text = std::string(38, 'a') + " 🔥 kamboja";
  const Verdict cut = classifier.score(text);
  CHECK(has(cut, Limit::truncated));
  CHECK_FALSE(has(cut, Limit::malformed_utf8));
  CHECK(cut.reasons.empty());
  check_laws(cut, text);
  CHECK_FALSE(has(classifier.score(text.substr(0, 40)), Limit::truncated));
  CHECK_FALSE(has(setup().classifier.score(text), Limit::truncated));
  CHECK(ids(setup().classifier.score(text).reasons) == std::vector<std::string>{"work-kamboja"});
}

TEST_CASE("score: a limit of any size cuts malformed bytes too") {
  for (std::size_t limit = 0; limit < 12; ++limit) {
    Sources sources = setup().pack.sources();
    sources.limits.max_bytes = limit;
    const Classifier classifier = SmallPack::load(sources);
    for (const char* text : {"\x80\x80\x80\x80\x80\x80\x80\x80", "a\xf0\x9f\x94\xa5z\xc3\xa9"}) {
      check_laws(classifier.score(text), text);
    }
  }
}

TEST_CASE("score: lists no more than the limits allow") {
  Sources sources = setup().sources;
  sources.limits.max_spans_per_rule = 3;
  sources.limits.max_model_tokens = 2;
  const Classifier classifier = SmallPack::load(sources);
  std::string text;
  for (int i = 0; i < 50; ++i) text += "loker kamboja dan deposit. ";
  const Verdict verdict = classifier.score(text);
  for (const Reason& reason : verdict.reasons) CHECK(reason.spans.size() == 3);
  REQUIRE(verdict.model);
  CHECK(verdict.model->tokens.size() == 2);
}

TEST_CASE("score: brief leaves out what only a report needs") {
  Context brief;
  brief.brief = true;
  for (const std::string& text : {kScam, kHonest, std::string("\xff kamboja")}) {
    const Verdict whole = setup().classifier.score(text);
    const Verdict part = setup().classifier.score(text, brief);
    CHECK(part.level == whole.level);
    CHECK(part.risk == whole.risk);
    CHECK(part.log_odds == whole.log_odds);
    CHECK(ids(part.reasons) == ids(whole.reasons));
    CHECK(ids(part.counter) == ids(whole.counter));
    CHECK(part.limits == whole.limits);
    REQUIRE(part.kinds.size() == whole.kinds.size());
    for (std::size_t i = 0; i < part.kinds.size(); ++i) {
      CHECK(part.kinds[i].id == whole.kinds[i].id);
      CHECK(part.kinds[i].probability == whole.kinds[i].probability);
    }
    CHECK(part.facts.empty());
    REQUIRE(part.model);
    CHECK(part.model->probability == whole.model->probability);
    CHECK(part.model->tokens.empty());
    for (const Reason& reason : part.reasons) {
      CHECK(reason.spans.empty());
      CHECK(reason.message.id.empty());
    }
  }
}

TEST_CASE("score: the base rate shifts the log-odds and nothing else") {
  const Verdict own = setup().classifier.score(kScam);
  Context context;
  context.base_rate = 0.1;
  CHECK(setup().classifier.score(kScam, context).log_odds == Approx(own.log_odds));
  context.base_rate = 0.001;
  const Verdict rare = setup().classifier.score(kScam, context);
  CHECK(rare.log_odds - own.log_odds ==
        Approx(detail::logit(0.001) - detail::logit(0.1)).epsilon(1e-9));
  CHECK(ids(rare.reasons) == ids(own.reasons));
  CHECK(rare.model_contribution == own.model_contribution);
  check_laws(rare, kScam);
}

TEST_CASE("score: the channel shifts the log-odds as the policy says") {
  Context context;
  context.channel = Channel::portal;
  CHECK(setup().classifier.score(kHonest, context).log_odds ==
        Approx(setup().classifier.score(kHonest).log_odds - 1));
}

TEST_CASE("score: without a model the rules speak, and the verdict says so") {
  const Verdict verdict = setup().rules_only.score(kScam);
  CHECK_FALSE(verdict.model);
  CHECK(verdict.model_contribution == 0);
  CHECK(has(verdict, Limit::no_model));
  CHECK(verdict.versions.model.empty());
  CHECK(name(verdict.level) == "high");
  CHECK_FALSE(has(setup().classifier.score(kScam), Limit::no_model));
}

TEST_CASE("score: schemes are ranked although the model's first label is plain scam") {
  // Whether a model knows schemes was asked of its first scam label only, so that kinds went
  // missing when "scam" was the most frequent.
  const Verdict verdict =
      setup().classifier.score("gaji besar transfer deposito biaya admin tiket");
  REQUIRE(verdict.reasons.empty());
  REQUIRE(verdict.risk > 0.02);
  CHECK_FALSE(verdict.kinds.empty());
}

TEST_CASE("score: malformed text and links are stated as limits") {
  CHECK(has(setup().classifier.score("loker \xff admin"), Limit::malformed_utf8));
  CHECK(has(setup().classifier.score(kScam), Limit::link_target));
  CHECK(setup().classifier.score(kHonest).limits.empty() == false);  // it names a licence
}

TEST_CASE("versions: name library, rules, policy, model and Unicode") {
  const Versions& versions = setup().classifier.versions();
  CHECK(versions.library == WASPADA_VERSION);
  CHECK(versions.rules == "2026.2.1");  // the newest of the files
  CHECK(versions.policy == "2026.1.1");
  CHECK(versions.model.starts_with("file:"));
  CHECK_FALSE(versions.unicode.empty());
  CHECK(setup().classifier.score(kScam).versions == versions);
}

TEST_CASE("versions: the user's rules count by content, not by name") {
  // Two files of one name had equal versions, and equal versions promise equal verdicts.
  const TemporaryDirectory mine;
  std::string rules = R"json({"version": "2027.1.1", "kind": "general", "rules": [
 {"id": "my-rule", "pattern": "toko roti", "severity": "weak", "weight": 0.5,
  "message": {"id": "Ada toko.", "en": "There is a shop."}, "source": "mine",
  "matches": ["toko roti", "toko roti kami"], "clean": ["toko", "roti"]}]})json";
  Sources sources = setup().pack.sources();
  sources.rules = {mine.write("a/my.json", rules)};
  const Classifier first = SmallPack::load(sources);
  CHECK(first.versions().rules == "2026.2.1+my.json:" + sha256(rules).substr(0, 12));
  const Verdict verdict = first.score(kHonest);
  CHECK(ids(verdict.reasons) == std::vector<std::string>{"my-rule"});
  CHECK(verdict.reasons[0].contribution > 0.4);
  rules.replace(rules.find("0.5"), 3, "0.6");
  sources.rules = {mine.write("b/my.json", rules)};
  CHECK_FALSE(SmallPack::load(sources).versions() == first.versions());
}

TEST_CASE("load: errors name the file and what is wrong with it") {
  const TemporaryDirectory empty;
  Sources sources;
  sources.data = empty.path();
  CHECK(load_error(sources).message == "holds no rule files");
  CHECK(load_error(sources).where == (empty.path() / "rules").string());
  sources.data = empty.path() / "none";
  CHECK(load_error(sources).code == ErrorCode::io);

  const SmallPack pack;
  std::filesystem::remove(pack.directory().path() / "policy.json");
  const Error policy = load_error(pack.sources());
  CHECK(policy.where == (pack.directory().path() / "policy.json").string());
  CHECK(policy.message == "no such file");

  const SmallPack broken;
  std::string rules = SmallPack::rules();
  rules.replace(rules.find("\\\\btransfer"), 3, "(");
  const auto file = broken.directory().write("rules/advance-fee.json", rules);
  const Error rule = load_error(broken.sources());
  CHECK(rule.code == ErrorCode::invalid_rule);
  CHECK(rule.where == file.string() + ": fee-transfer");
  CHECK(rule.message.starts_with("\"pattern\": "));
}

TEST_CASE("load: a model or a user's rule file that is not there is an error") {
  Sources sources = setup().pack.sources();
  sources.model = setup().pack.directory().path() / "no-model";
  CHECK(load_error(sources).message == "no such file");
  sources.model.reset();
  sources.rules = {setup().pack.directory().path() / "no-rules.json"};
  CHECK(load_error(sources).message == "no such file");
}

TEST_CASE("load: a user's rule may not take the id of another") {
  Sources sources = setup().pack.sources();
  const TemporaryDirectory mine;
  sources.rules = {mine.write("mine.json", SmallPack::rules())};
  const Error error = load_error(sources);
  CHECK(error.code == ErrorCode::invalid_rule);
  CHECK(error.where == sources.rules[0].string() + ": fee-transfer");
  CHECK(error.message.starts_with("the id is already used in "));
}
