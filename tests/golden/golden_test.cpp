// Ads in, verdicts out: ads/*.jsonl against verdicts/*.json.
//
// WASPADA_UPDATE_GOLDEN=1 writes the verdicts anew. What a verdict must be stands beside each
// ad and is never rewritten, so a wrong one cannot slip in with an update. `known` says why the
// ad is rated wrongly today; the row fails as soon as it is rated rightly.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "expectation.hpp"
#include "lib/shipped.hpp"
#include "lib/temporary.hpp"
#include "rule_file.hpp"

namespace {

using namespace waspada;
using Json = nlohmann::ordered_json;

constexpr std::size_t kLeastAds = 150;
constexpr std::size_t kLeastOfKind = 4;
constexpr double kMostKnown = 0.15;
constexpr double kNamedKind = 0.2;        // below, ranks change with every fit of the weights
constexpr double kRiskTolerance = 0.011;  // of two decimals

const std::filesystem::path kDirectory =
    std::filesystem::path(WASPADA_SOURCE_ROOT) / "tests/golden";

bool updating() {
  const char* value = std::getenv("WASPADA_UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

std::string quoted(std::string_view text, const Span& span) {
  return std::string(text.substr(span.begin, span.end - span.begin));
}

/// By rule id, for contributions change with every fit.
Json rules_of(const std::vector<Reason>& reasons, std::string_view text) {
  std::map<std::string, std::vector<std::string>> sorted;
  for (const Reason& reason : reasons) {
    auto& words = sorted[reason.rule];
    for (const Span& span : reason.spans) words.push_back(quoted(text, span));
  }
  return Json(sorted);
}

std::string plain(double amount) {
  std::ostringstream out;
  out << std::setprecision(12) << amount;
  return out.str();
}

/// "money idr 900000 month employer: Rp900 ribu".
std::string line_of(const Fact& fact, std::string_view text) {
  std::string out = fact.kind + " " + fact.type;
  if (fact.kind == "money") {
    out += " " + plain(fact.amount);
    if (fact.amount_max > fact.amount) out += " to " + plain(fact.amount_max);
  } else {
    out += " " + fact.value;
  }
  for (const std::string& part : {fact.period, fact.payer}) {
    if (!part.empty()) out += " " + part;
  }
  return out + ": " + quoted(text, fact.span);
}

Json summary_of(const Verdict& verdict, const GoldenAd& ad) {
  Json out;
  out["id"] = ad.id;
  out["level"] = name(verdict.level);
  out["risk"] = std::round(verdict.risk * 100) / 100;
  out["kinds"] = Json::array();
  for (const KindScore& kind : verdict.kinds) {
    if (kind.probability >= kNamedKind) out["kinds"].push_back(kind.id);
  }
  out["reasons"] = rules_of(verdict.reasons, ad.text);
  out["counter"] = rules_of(verdict.counter, ad.text);
  out["facts"] = Json::array();
  for (const Fact& fact : verdict.facts) out["facts"].push_back(line_of(fact, ad.text));
  return out;
}

bool same(Json expected, Json actual) {
  if (!expected.contains("risk") || !expected["risk"].is_number()) return false;
  if (std::abs(expected["risk"].get<double>() - actual["risk"].get<double>()) > kRiskTolerance) {
    return false;
  }
  expected.erase("risk");
  actual.erase("risk");
  return expected == actual;
}

void compare(const Json& expected, const Json& actual, const std::string& file) {
  std::map<std::string, Json> by_id;
  for (const Json& verdict : expected) by_id[verdict["id"]] = verdict;
  for (const Json& verdict : actual) {
    const std::string id = verdict["id"];
    const auto found = by_id.find(id);
    const std::string before = found == by_id.end() ? "nothing" : found->second.dump(1);
    CHECK_MESSAGE((found != by_id.end() && same(found->second, verdict)),
                  file << ": " << id << ": " << verdict.dump(1) << "\nwhere the file has " << before
                       << "\nWASPADA_UPDATE_GOLDEN=1 writes the files anew");
    if (found != by_id.end()) by_id.erase(found);
  }
  for (const auto& [id, unused] : by_id) FAIL_CHECK(file << ": " << id << " is no ad any more");
}

void check_expectation(const GoldenAd& ad, const Verdict& verdict) {
  const std::string problem = problem_with(ad, verdict);
  if (ad.known.empty()) {
    CHECK_MESSAGE(problem.empty(), ad.id << ": " << problem);
  } else {
    CHECK_MESSAGE(!problem.empty(),
                  ad.id << " is rated rightly now: take \"known\" away (" << ad.known << ")");
  }
}

std::vector<std::filesystem::path> files_in(const char* directory, const char* extension) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(kDirectory / directory)) {
    if (entry.path().extension() == extension) out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("golden verdicts: each ad is rated as its file says, and as it must be") {
  static const Classifier classifier = load_shipped();  // not once a file
  for (const auto& file : files_in("ads", ".jsonl")) {
    SUBCASE(file.stem().c_str()) {
      Json actual = Json::array();
      for (const GoldenAd& ad : read_golden_ads(file)) {
        const Verdict verdict = classifier.score(ad.text);
        check_expectation(ad, verdict);
        actual.push_back(summary_of(verdict, ad));
      }
      const auto golden = kDirectory / "verdicts" / (file.stem().string() + ".json");
      if (updating()) {
        std::filesystem::create_directories(golden.parent_path());
        std::ofstream(golden) << actual.dump(1) << '\n';
      } else {
        compare(Json::parse(bytes_of(golden)), actual, golden.filename().string());
      }
    }
  }
}

TEST_CASE("golden verdicts: enough ads of every kind, few of them rated wrongly") {
  std::set<std::string> ids;
  std::set<std::string> texts;
  std::map<std::string, std::size_t> of_kind;
  std::size_t known = 0;
  std::vector<std::string> stems;
  for (const auto& file : files_in("ads", ".jsonl")) {
    stems.push_back(file.stem().string());
    for (const GoldenAd& ad : read_golden_ads(file)) {
      CHECK_MESSAGE(ids.insert(ad.id).second, ad.id << " is there twice");
      CHECK_MESSAGE(texts.insert(ad.text).second, ad.id << " has the text of another");
      for (const std::string& kind : ad.kinds) ++of_kind[kind];
      if (!ad.known.empty()) ++known;
    }
  }
  CHECK(ids.size() >= kLeastAds);
  CHECK(static_cast<double>(known) <= kMostKnown * static_cast<double>(ids.size()));
  for (const std::string& kind : detail::scheme_ids()) {
    CHECK_MESSAGE(of_kind[kind] >= kLeastOfKind, kind);
  }
  if (updating()) return;
  std::vector<std::string> golden;
  for (const auto& file : files_in("verdicts", ".json")) golden.push_back(file.stem().string());
  CHECK(golden == stems);
}
