// The verdicts that this project was asked for first, from the program as a user calls it.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

const std::string kAds = WASPADA_MUST_HOLD;

/// Whether `choices`, with `|` between them, has `choice`.
bool has(const std::string& choices, const std::string& choice) {
  return ("|" + choices + "|").find("|" + choice + "|") != std::string::npos;
}

}  // namespace

TEST_CASE("must hold: batch gives every ad its level and its first kind") {
  const Outcome outcome = waspada({"batch", kAds, "--quiet"});
  CHECK(outcome.code == 0);
  std::map<std::string, std::size_t> levels;
  for (const std::string& line : lines(outcome.out)) {
    const Json row = Json::parse(line);
    const std::string id = row["id"];
    const Json& expected = row["input"];
    CHECK_MESSAGE(row["level"] == expected["level"], id << " is " << row["level"]);
    if (row["level"] == "high") {
      REQUIRE_MESSAGE(!row["kinds"].empty(), id);
      CHECK_MESSAGE(has(expected["kind"], row["kinds"][0]["id"]), id << row["kinds"][0]);
    }
    ++levels[row["level"]];
  }
  CHECK(levels == std::map<std::string, std::size_t>{{"high", 15}, {"low", 5}, {"not_ad", 5}});
}

TEST_CASE("must hold: score says it in words") {
  // Of each sort the first.
  const std::map<std::string, std::string> headlines = {{"reimburse-letter-formal", "HIGH RISK"},
                                                        {"cambodia-admin-short", "HIGH RISK"},
                                                        {"orders-marketplace", "HIGH RISK"},
                                                        {"bakery-jogja", "LOW RISK"},
                                                        {"news-police", "NOT AN AD"}};
  std::size_t asked = 0;
  for (const std::string& line : lines(read_file(kAds))) {
    const Json ad = Json::parse(line);
    const auto headline = headlines.find(ad["id"]);
    if (headline == headlines.end()) continue;
    ++asked;
    const Outcome outcome = waspada({"score", "--lang", "en"}, ad["text"]);
    CHECK(outcome.code == 0);
    CHECK_MESSAGE(outcome.out.starts_with(headline->second), outcome.out);
    const bool risky = headline->second == "HIGH RISK";
    CHECK(waspada({"score", "--fail-on", "high"}, ad["text"]).code == (risky ? 1 : 0));
  }
  CHECK(asked == headlines.size());
}
