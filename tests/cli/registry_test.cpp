#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace {

constexpr const char* kList =
    "# type: reported-phones\n# name: Uji\n# as_of: 2026-10-31\n# source: test\n"
    "phone\n0812-0000-4471\n+62 812 0000 4471\n0857-0000-2216\n";

}  // namespace

TEST_CASE("registry check: type, day, rows and duplicates; a bad list is named with its line") {
  const TemporaryDirectory directory;
  const std::string good = directory.write("good.csv", kList);
  const Outcome outcome = waspada({"registry", "check", good});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == good +
                           ": reported-phones, as of 2026-10-31, 2 entries, 1 duplicates; "
                           "source: test\n");
  const std::string bad = directory.write("bad.csv", std::string(kList) + "siapa\n");
  const Outcome refused = waspada({"registry", "check", good, bad});
  CHECK(refused.code == 2);
  CHECK(refused.out == outcome.out);
  CHECK(refused.err == "waspada: " + bad + ":9: phone \"siapa\" is no phone\n");
  CHECK(waspada({"registry", "check", directory.path("none.csv")}).code == 2);
}

TEST_CASE("score, batch: --registry names the list in the reasons") {
  const TemporaryDirectory directory;
  const std::string list = directory.write("list.csv", kList);
  const std::string ad = "Toko roti butuh kasir, gaji UMK, hubungi 0857-0000-2216";
  const Outcome score = waspada({"score", "--registry", list, "--format", "json", ad});
  REQUIRE(score.code == 0);
  const auto verdict = nlohmann::json::parse(score.out);
  CHECK(verdict["reasons"][0]["rule"] == "registry-reported-phones");
  CHECK(verdict["reasons"][0]["message"]["id"] ==
        "Nomor ini pernah dilaporkan: Uji per 2026-10-31.");
  const std::string row = nlohmann::json{{"text", ad}}.dump() + "\n";
  const Outcome batch =
      waspada({"batch", "-", "--from", "jsonl", "--registry", list, "--quiet"}, row);
  REQUIRE(batch.code == 0);
  CHECK(nlohmann::json::parse(batch.out)["risk"] == verdict["risk"]);
  CHECK(waspada({"score", "--registry", directory.path("none.csv"), ad}).code == 2);
}
