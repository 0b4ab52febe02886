// Every rule of the pack against its own examples.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "lib/shipped.hpp"
#include "waspada/rules.hpp"

namespace {

using namespace waspada;

template <class T>
T loaded(Result<T> result) {
  if (!result) FAIL(result.error().where << ": " << result.error().message);
  return *std::move(result);
}

bool has_repeats(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return std::ranges::adjacent_find(texts) != texts.end();
}

}  // namespace

TEST_CASE("rule examples: every match fires its rule, no near miss does") {
  static const auto rules = loaded(list_rules(shipped_sources()));
  static const auto problems = loaded(check_rules(shipped_sources()));
  for (const RuleInfo& rule : rules) {
    SUBCASE(rule.id.c_str()) {
      CHECK(rule.matches.size() >= 2);
      CHECK(rule.clean.size() >= 2);
      CHECK_FALSE(has_repeats(rule.matches));
      CHECK_FALSE(has_repeats(rule.clean));
      for (const RuleProblem& problem : problems) {
        CHECK_MESSAGE(problem.where != rule.where, problem.message);
      }
    }
  }
}

TEST_CASE("rule examples: every problem belongs to a rule that is listed") {
  // Or the case above would pass over it.
  std::set<std::string> places;
  for (const RuleInfo& rule : loaded(list_rules(shipped_sources()))) {
    CHECK_MESSAGE(places.insert(rule.where).second, rule.where);
  }
  for (const RuleProblem& problem : loaded(check_rules(shipped_sources()))) {
    CHECK_MESSAGE(places.contains(problem.where), problem.where);
  }
}
