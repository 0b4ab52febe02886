#include "combine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "random.hpp"

namespace {

using namespace waspada;
using namespace waspada::detail;
using doctest::Approx;

/// Round numbers, so that the table below can be worked out by hand.
Policy policy() {
  Policy out;
  out.base_rate = 0.1;
  out.bias = -3;
  out.model_weight = 0.5;
  out.levels = {0.3, 0.75};
  out.counter_cap = 2;
  out.critical_floor = Level::high;
  out.min_words = 5;
  out.not_ad = 0.5;
  out.gate_bias = -6;  // a gate of 0.0025: near enough to none
  out.gate_model_weight = 0.5;
  out.gate_effect = 4;
  out.channels = {{Channel::portal, -1}, {Channel::sms, 0.5}};
  return out;
}

Signal flag(double weight, Severity severity = Severity::medium) {
  return {weight, false, severity};
}
Signal counter(double weight) { return {weight, false, Severity::counter}; }
Signal gate(double weight) { return {weight, true, Severity::counter}; }

Signals ad(std::vector<Signal> rules) {
  Signals out;
  out.rules = std::move(rules);
  out.words = 40;
  return out;
}

double sum_of(const Combination& sum) {
  double out = sum.bias + sum.model;
  for (const double part : sum.rules) out += part;
  return out;
}

double uniform(Random& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random.below(1000000)) / 999999;
}

Signal random_signal(Random& random) {
  constexpr Severity kFlags[] = {Severity::weak, Severity::medium, Severity::strong,
                                 Severity::critical};
  const double weight = random.below(6) == 0 ? 0 : uniform(random, 0, 4);
  switch (random.below(3)) {
    case 0:
      return flag(weight, kFlags[random.below(4)]);
    case 1:
      return counter(-weight);
    default:
      return gate(-weight);
  }
}

Signals random_signals(Random& random) {
  Signals out;
  const std::size_t rules = random.below(12);
  for (std::size_t i = 0; i < rules; ++i) out.rules.push_back(random_signal(random));
  if (random.below(2) == 0) out.model = uniform(random, -30, 30);
  if (random.below(2) == 0) out.not_ad = uniform(random, -30, 30);
  if (random.below(3) == 0) out.base_rate = uniform(random, 0.001, 0.999);
  out.words = random.below(12);
  out.channel = static_cast<Channel>(random.below(5));
  return out;
}

Policy random_policy(Random& random) {
  Policy out = policy();
  out.bias = uniform(random, -6, 6);
  out.model_weight = uniform(random, 0, 3);
  out.levels.caution = uniform(random, 0, 1);
  out.levels.high = uniform(random, out.levels.caution, 1);
  out.counter_cap = uniform(random, 0, 5);
  out.critical_floor = random.below(2) == 0 ? Level::caution : Level::high;
  out.gate_bias = uniform(random, -6, 3);
  out.gate_model_weight = uniform(random, 0, 2);
  out.gate_effect = uniform(random, 0, 6);
  return out;
}

constexpr double kRounding = 1e-9;

/// `added` stands anywhere among the rules, not only at their end.
Signals with(Signals signals, Signal added, Random& random) {
  const auto at = static_cast<std::ptrdiff_t>(random.below(signals.rules.size() + 1));
  signals.rules.insert(signals.rules.begin() + at, added);
  return signals;
}

}  // namespace

TEST_CASE("combine: table of risks and levels") {
  struct Row {
    const char* what;
    std::vector<Signal> rules;
    std::optional<double> model;
    double log_odds;
    Level level;
  };
  const std::vector<Row> rows = {
      {"nothing", {}, {}, -3, Level::low},
      {"a weak flag", {flag(0.4, Severity::weak)}, {}, -2.6, Level::low},
      {"two flags", {flag(1.2), flag(1)}, {}, -0.8, Level::caution},
      {"strong flags",
       {flag(2.2, Severity::strong), flag(2, Severity::strong)},
       {},
       1.2,
       Level::high},
      {"counter-evidence", {flag(2.2), counter(-1)}, {}, -1.8, Level::low},
      {"counter-evidence is capped", {flag(4), counter(-1.5), counter(-2.5)}, {}, -1, Level::low},
      {"the model alone", {}, 8.0, 1, Level::caution},
      {"the model against a flag", {flag(2)}, -4.0, -3, Level::low},
      {"the model has its limit", {}, 500.0, 5, Level::high},
      {"and the other way", {flag(6)}, -500.0, -5, Level::low},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Signals signals = ad(row.rules);
    signals.model = row.model;
    const Combination sum = combine(signals, policy());
    CHECK(sum.log_odds == Approx(row.log_odds).epsilon(0.015));  // the gate takes off a hundredth
    CHECK(sum.risk == Approx(sigmoid(sum.log_odds)).epsilon(1e-12));
    CHECK(name(sum.level) == name(row.level));
  }
}

TEST_CASE("combine: a critical flag puts a floor under the level") {
  const Signals signals = ad({flag(0.2, Severity::critical), counter(-2)});
  Policy high = policy();
  CHECK(combine(signals, high).risk < high.levels.caution);
  CHECK(name(combine(signals, high).level) == "high");
  high.critical_floor = Level::caution;
  CHECK(name(combine(signals, high).level) == "caution");
  const Signals sure = ad({flag(6, Severity::critical)});
  CHECK(name(combine(sure, high).level) == "high");
}

TEST_CASE("combine: a critical flag without weight puts no floor") {
  CHECK(name(combine(ad({flag(0, Severity::critical)}), policy()).level) == "low");
}

TEST_CASE("combine: few words are insufficient unless something strong fires") {
  Signals signals = ad({flag(1.5, Severity::medium)});
  signals.words = 4;
  CHECK(name(combine(signals, policy()).level) == "insufficient");
  signals.words = 5;
  CHECK(name(combine(signals, policy()).level) == "low");
  signals = ad({flag(1.5, Severity::strong)});
  signals.words = 0;
  CHECK(name(combine(signals, policy()).level) == "low");
  signals = ad({flag(1.5, Severity::critical)});
  signals.words = 0;
  CHECK(name(combine(signals, policy()).level) == "high");
}

TEST_CASE("combine: few words are no ad when a rule says so, not when the model alone does") {
  // An empty text was called no ad, and so was "loker admin".
  Signals signals = ad({});
  signals.not_ad = 12;
  Policy sure = policy();
  sure.gate_model_weight = 2;
  signals.words = 4;
  CHECK(name(combine(signals, sure).level) == "insufficient");
  signals.words = 5;
  CHECK(name(combine(signals, sure).level) == "not_ad");
  signals = ad({gate(-12)});
  signals.words = 4;
  CHECK(name(combine(signals, policy()).level) == "not_ad");
  signals = ad({gate(-0.1)});
  signals.words = 4;
  CHECK(name(combine(signals, policy()).level) == "insufficient");
}

TEST_CASE("combine: a text that is no ad has a low risk whatever it quotes") {
  const std::vector<Signal> quoted = {flag(3, Severity::critical), flag(2, Severity::strong)};
  Signals news = ad(quoted);
  news.rules.push_back(gate(-6));
  news.rules.push_back(gate(-3));
  const Combination sum = combine(news, policy());
  CHECK(sum.gate > 0.9);
  CHECK(name(sum.level) == "not_ad");
  CHECK(sum.risk < 0.01);
  CHECK(combine(ad(quoted), policy()).risk > 0.8);
}

TEST_CASE("combine: gate rules share what they close of the gate, by their strength") {
  Policy strict = policy();
  strict.gate_bias = 0;
  const Combination sum = combine(ad({gate(-1), gate(-3)}), strict);
  CHECK(sum.gate == Approx(sigmoid(4)));
  CHECK(sum.rules[0] == Approx(-strict.gate_effect * (sigmoid(4) - 0.5) / 4));
  CHECK(sum.rules[1] == Approx(3 * sum.rules[0]));
  CHECK(sum.bias == Approx(strict.bias - strict.gate_effect * 0.5));
}

TEST_CASE("combine: without a model nothing is put down to it") {
  // The share of texts that are no ads was counted as the model's, also where there was none.
  CHECK(combine(ad({flag(1)}), policy()).model == 0);
  CHECK(combine(ad({flag(1), gate(-2)}), policy()).model == 0);
  const Combination nothing = combine(ad({}), policy());
  CHECK(nothing.bias == nothing.log_odds);
}

TEST_CASE("combine: of few words only a red flag makes a high risk") {
  Policy careful = policy();
  careful.sure_words = 12;
  Signals signals = ad({});
  signals.model = 12;
  signals.words = 11;
  CHECK(combine(signals, careful).level == Level::caution);
  signals.words = 12;
  CHECK(combine(signals, careful).level == Level::high);
  signals.words = 11;
  signals.rules = {flag(0.1, Severity::weak)};
  CHECK(combine(signals, careful).level == Level::high);
}

TEST_CASE("combine: a gate that is closed does not hide a risk that stays") {
  Signals signals = ad({gate(-8)});
  signals.model = 6;
  CHECK(combine(signals, policy()).level == Level::not_ad);
  signals.model = 16;
  CHECK(combine(signals, policy()).risk > policy().levels.caution);
  CHECK(combine(signals, policy()).level != Level::not_ad);
}

TEST_CASE("combine: the model answers for what it closes of the gate") {
  Signals signals = ad({flag(2)});
  signals.not_ad = 500;  // at most 8, on -6
  CHECK(combine(signals, policy()).gate == Approx(sigmoid(2)));
  signals.not_ad = 12;  // times 0.5, on -6: even odds
  const Combination sum = combine(signals, policy());
  CHECK(sum.gate == Approx(0.5));
  CHECK(sum.rules[0] == Approx(1));
  CHECK(sum.model == Approx(-4 * (0.5 - sigmoid(-6))));
  CHECK(name(sum.level) == "not_ad");
}

TEST_CASE("combine: the base rate shifts the bias by its log-odds") {
  Signals signals = ad({flag(1)});
  const Combination own = combine(signals, policy());
  signals.base_rate = 0.1;
  CHECK(combine(signals, policy()).log_odds == Approx(own.log_odds).epsilon(1e-12));
  signals.base_rate = 0.01;
  const Combination rare = combine(signals, policy());
  CHECK(rare.log_odds - own.log_odds == Approx(std::log(0.01 / 0.99) - std::log(0.1 / 0.9)));
  CHECK(rare.rules == own.rules);
  signals.base_rate = 0.5;
  CHECK(combine(signals, policy()).risk > own.risk);
}

TEST_CASE("combine: the channel shifts the bias where the policy says so") {
  Signals signals = ad({});
  const double unknown = combine(signals, policy()).bias;
  signals.channel = Channel::portal;
  CHECK(combine(signals, policy()).bias == Approx(unknown - 1));
  signals.channel = Channel::sms;
  CHECK(combine(signals, policy()).bias == Approx(unknown + 0.5));
  signals.channel = Channel::chat;
  CHECK(combine(signals, policy()).bias == Approx(unknown));
}

TEST_CASE("combine: law 7, bias and contributions add up to the log-odds of the risk") {
  Random random(71);
  for (int round = 0; round < 20000; ++round) {
    const Signals signals = random_signals(random);
    const Combination sum = combine(signals, random_policy(random));
    REQUIRE(sum.rules.size() == signals.rules.size());
    REQUIRE(std::abs(sum_of(sum) - sum.log_odds) < kRounding);
    REQUIRE(sum.risk == sigmoid(sum.log_odds));
    REQUIRE((sum.risk >= 0 && sum.risk <= 1));
    REQUIRE((sum.gate >= 0 && sum.gate <= 1));
  }
}

TEST_CASE("combine: contributions have the sign of their side") {
  Random random(72);
  for (int round = 0; round < 5000; ++round) {
    const Signals signals = random_signals(random);
    const Combination sum = combine(signals, random_policy(random));
    for (std::size_t i = 0; i < signals.rules.size(); ++i) {
      const bool is_flag = signals.rules[i].severity != Severity::counter;
      if (is_flag) REQUIRE(sum.rules[i] >= 0);
      if (!is_flag) REQUIRE(sum.rules[i] <= 0);
    }
  }
}

TEST_CASE("combine: law 4, adding a red flag never lowers risk or level") {
  Random random(41);
  for (int round = 0; round < 20000; ++round) {
    const Policy p = random_policy(random);
    const Signals signals = random_signals(random);
    Signal added = random_signal(random);
    added = flag(std::abs(added.weight), std::max(added.severity, Severity::weak));
    const Combination before = combine(signals, p);
    const Combination after = combine(with(signals, added, random), p);
    REQUIRE(after.log_odds >= before.log_odds - kRounding);
    if (after.log_odds > before.log_odds + kRounding) REQUIRE(after.level >= before.level);
  }
}

TEST_CASE("combine: law 4, adding counter-evidence never raises risk or level") {
  Random random(42);
  for (int round = 0; round < 20000; ++round) {
    const Policy p = random_policy(random);
    const Signals signals = random_signals(random);
    const Combination before = combine(signals, p);
    const Combination after = combine(with(signals, counter(-uniform(random, 0, 5)), random), p);
    REQUIRE(after.log_odds <= before.log_odds + kRounding);
    if (after.log_odds < before.log_odds - kRounding) REQUIRE(after.level <= before.level);
  }
}

TEST_CASE("combine: law 4, adding a sign that it is no ad never raises risk") {
  Random random(43);
  for (int round = 0; round < 20000; ++round) {
    const Policy p = random_policy(random);
    const Signals signals = random_signals(random);
    const Combination before = combine(signals, p);
    const Combination after = combine(with(signals, gate(-uniform(random, 0, 5)), random), p);
    REQUIRE(after.log_odds <= before.log_odds + kRounding);
    REQUIRE(after.gate >= before.gate);
  }
}

TEST_CASE("combine: the model moves the risk its own way") {
  Random random(44);
  for (int round = 0; round < 5000; ++round) {
    const Policy p = random_policy(random);
    Signals signals = random_signals(random);
    signals.model = uniform(random, -15, 15);
    const double before = combine(signals, p).log_odds;
    *signals.model += uniform(random, 0, 5);
    REQUIRE(combine(signals, p).log_odds >= before - kRounding);
    signals.not_ad = uniform(random, -15, 15);
    const double with_gate = combine(signals, p).log_odds;
    *signals.not_ad += uniform(random, 0, 5);
    REQUIRE(combine(signals, p).log_odds <= with_gate + kRounding);
  }
}

TEST_CASE("combine: infinite log-odds of the model are capped") {
  Signals signals = ad({});
  signals.model = std::numeric_limits<double>::infinity();
  signals.not_ad = -std::numeric_limits<double>::infinity();
  CHECK(combine(signals, policy()).log_odds == Approx(5).epsilon(0.001));
}

TEST_CASE("sigmoid, logit: each undoes the other") {
  for (const double p : {1e-12, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-6}) {
    CHECK(sigmoid(logit(p)) == Approx(p).epsilon(1e-9));
  }
  CHECK(sigmoid(-1000) == 0);
  CHECK(sigmoid(1000) == 1);
}
