#include <doctest/doctest.h>

#include <string>

#include "program.hpp"

namespace {

std::string rule_file(const std::string& match, const std::string& clean) {
  return R"({"version": "2026.11.1", "kind": "advance-fee", "rules": [{
    "id": "own-rule", "pattern": "bayar dulu", "severity": "weak", "weight": 0.5,
    "message": {"id": "Bayar dulu.", "en": "Pay first."}, "source": "test",
    "matches": [")" +
         match + R"(", "bayar dulu baru kerja"], "clean": [")" + clean + R"(", "halo"]}]})";
}

}  // namespace

TEST_CASE("rules list: one rule a line, in either language") {
  const Outcome indonesian = waspada({"rules", "list"});
  CHECK(indonesian.code == 0);
  CHECK(lines(indonesian.out).size() > 100);
  const Outcome english = waspada({"rules", "list", "--lang", "en"});
  CHECK(english.code == 0);
  CHECK(lines(english.out).size() == lines(indonesian.out).size());
  CHECK(english.out != indonesian.out);
}

TEST_CASE("rules show: a rule in full, and an error for an unknown one") {
  const Outcome outcome = waspada({"rules", "show", "judol-desk-job"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("judol-desk-job\n"));
  CHECK(outcome.out.find("\n  matches: ") != std::string::npos);
  const Outcome unknown = waspada({"rules", "show", "no-such-rule"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err == "waspada: no rule is called \"no-such-rule\"\n");
}

TEST_CASE("rules check: 0 when all examples hold, 1 when one does not, 2 when it does not load") {
  const TemporaryDirectory directory;
  const std::string good = directory.write("good.json", rule_file("harus bayar dulu", "gratis"));
  CHECK(waspada({"rules", "check", good}).code == 0);
  const std::string deaf = directory.write("deaf.json", rule_file("harus nanti", "gratis"));
  Outcome outcome = waspada({"rules", "check", deaf});
  CHECK(outcome.code == 1);
  CHECK(outcome.err == "waspada: " + deaf + ": own-rule: does not match \"harus nanti\"\n");
  const std::string keen = directory.write("keen.json", rule_file("bayar dulu ya", "bayar dulu"));
  CHECK(waspada({"rules", "check", keen}).code == 1);
  const std::string cut = directory.write("cut.json", rule_file("a", "b").substr(0, 100));
  outcome = waspada({"rules", "check", cut});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.starts_with("waspada: " + cut + ":"));
  CHECK(waspada({"rules", "check", directory.path("missing.json")}).code == 2);
}
