#include "expectation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rule_file.hpp"

namespace waspada {
namespace {

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, '|');) out.push_back(part);
  return out;
}

GoldenAd ad_of(const nlohmann::json& json) {
  GoldenAd out;
  for (const auto& [field, value] : json.items()) {
    if (field == "id") {
      out.id = value;
    } else if (field == "text") {
      out.text = value;
    } else if (field == "known") {
      out.known = value;
      REQUIRE_MESSAGE(!out.known.empty(), "\"known\" says why");
    } else if (field == "level") {
      for (const std::string& part : parts_of(value)) {
        const auto level = parse_level(part);
        REQUIRE_MESSAGE(level, part << " is no level");
        out.levels.push_back(*level);
      }
    } else if (field == "kind") {
      out.kinds = parts_of(value);
      for (const std::string& kind : out.kinds) REQUIRE_MESSAGE(detail::is_scheme(kind), kind);
    } else {
      FAIL("unknown field " << field);
    }
  }
  REQUIRE_MESSAGE((!out.id.empty() && !out.text.empty() && !out.levels.empty()), json.dump());
  const bool risky = std::ranges::find(out.levels, Level::high) != out.levels.end();
  REQUIRE_MESSAGE(risky == !out.kinds.empty(), out.id << ": a kind goes with a risk");
  return out;
}

}  // namespace

std::vector<GoldenAd> read_golden_ads(const std::filesystem::path& file) {
  std::vector<GoldenAd> out;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    INFO(file.string() << ":" << out.size() + 1);
    out.push_back(ad_of(nlohmann::json::parse(line)));
  }
  REQUIRE_MESSAGE(!out.empty(), file.string());
  return out;
}

std::string problem_with(const GoldenAd& ad, const Verdict& verdict) {
  std::string out;
  if (std::ranges::find(ad.levels, verdict.level) == ad.levels.end()) {
    out += "level is " + std::string(name(verdict.level));
  }
  const std::string top = verdict.kinds.empty() ? "none" : verdict.kinds.front().id;
  if (!ad.kinds.empty() && std::ranges::find(ad.kinds, top) == ad.kinds.end()) {
    out += std::string(out.empty() ? "" : ", ") + "first kind is " + top;
  }
  return out;
}

}  // namespace waspada
