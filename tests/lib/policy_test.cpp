#include "policy.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "load_error.hpp"
#include "temporary.hpp"

namespace {

using namespace waspada;
using namespace waspada::detail;

const Json kPolicy = Json::parse(R"({
  "version": "2026.11.1", "source": "test", "base_rate": 0.1, "bias": -3, "model_weight": 0.6,
  "levels": {"caution": 0.3, "high": 0.75}, "counter_cap": 3, "critical_floor": "caution",
  "min_words": 6, "sure_words": 12, "not_ad": 0.5, "gate_bias": -2, "gate_model_weight": 0.7, "gate_effect": 4,
  "channels": {"portal": -1, "sms": 0.5}})");

Policy read(const Json& json) {
  const TemporaryDirectory directory;
  return read_policy(directory.write("policy.json", json.dump()));
}

/// Why a policy with one field changed is refused, from the name of the file on.
std::string refusal(const char* field, const Json& value) {
  Json json = kPolicy;
  json[field] = value;
  const std::string message = message_of([&] { (void)read(json); });
  return message.substr(message.find("policy.json"));
}

std::string weights_refusal(const Json& json) {
  Policy policy;
  return message_of([&] { read_weights(json.dump(), "weights.json", policy); });
}

}  // namespace

TEST_CASE("read_policy: every field arrives") {
  const Policy policy = read(kPolicy);
  CHECK(policy.version == "2026.11.1");
  CHECK(policy.base_rate == 0.1);
  CHECK(policy.bias == -3);
  CHECK(policy.model_weight == 0.6);
  CHECK(policy.levels.caution == 0.3);
  CHECK(policy.levels.high == 0.75);
  CHECK(policy.counter_cap == 3);
  CHECK(policy.critical_floor == Level::caution);
  CHECK(policy.min_words == 6);
  CHECK(policy.not_ad == 0.5);
  CHECK(policy.gate_bias == -2);
  CHECK(policy.gate_model_weight == 0.7);
  CHECK(policy.gate_effect == 4);
  CHECK(policy.channels == std::map<Channel, double>{{Channel::portal, -1}, {Channel::sms, 0.5}});
  CHECK(policy.rules.empty());
}

TEST_CASE("read_policy: the project's own policy loads") {
  const Policy policy =
      read_policy(std::filesystem::path(WASPADA_SOURCE_ROOT) / "data/policy.json");
  CHECK(policy.base_rate > 0);
  CHECK(policy.levels.caution <= policy.levels.high);
}

TEST_CASE("read_policy: every field must be there, and no other") {
  for (const auto& [field, unused] : kPolicy.items()) {
    Json json = kPolicy;
    json.erase(field);
    CHECK(error_of([&] { (void)read(json); }).message == "\"" + field + "\" is missing");
  }
  CHECK(refusal("biass", 1) == "policy.json: unknown field \"biass\"");
}

TEST_CASE("read_policy: values out of range are refused") {
  CHECK(refusal("base_rate", 0) ==
        "policy.json: \"base_rate\" must be a number from 1e-06 to 0.999999");
  CHECK(refusal("base_rate", 1) ==
        "policy.json: \"base_rate\" must be a number from 1e-06 to 0.999999");
  CHECK(refusal("bias", "low") == "policy.json: \"bias\" must be a number from -20 to 20");
  CHECK(refusal("bias", nullptr) == "policy.json: \"bias\" must be a number from -20 to 20");
  CHECK(refusal("model_weight", -0.1) ==
        "policy.json: \"model_weight\" must be a number from 0 to 10");
  CHECK(refusal("gate_model_weight", -1) ==
        "policy.json: \"gate_model_weight\" must be a number from 0 to 10");
  CHECK(refusal("gate_effect", -1) == "policy.json: \"gate_effect\" must be a number from 0 to 20");
  CHECK(refusal("counter_cap", -1) == "policy.json: \"counter_cap\" must be a number from 0 to 20");
  CHECK(refusal("not_ad", 2) == "policy.json: \"not_ad\" must be a number from 0 to 1");
  CHECK(refusal("critical_floor", "insufficient") ==
        "policy.json: \"critical_floor\" is \"insufficient\", not low, caution or high");
  CHECK(refusal("critical_floor", "top") ==
        "policy.json: \"critical_floor\" is \"top\", not low, caution or high");
}

TEST_CASE("read_policy: thresholds are in order") {
  CHECK(refusal("levels", {{"caution", 0.8}, {"high", 0.3}}) ==
        "policy.json: levels: \"high\" is below \"caution\"");
  CHECK(refusal("levels", {{"caution", 0.8}}) == "policy.json: levels: \"high\" is missing");
  CHECK(refusal("levels", {{"caution", 0.1}, {"high", 0.3}, {"top", 0.9}}) ==
        "policy.json: levels: unknown field \"top\"");
  CHECK(refusal("levels", 3) == "policy.json: \"levels\" must be an object");
}

TEST_CASE("read_policy: channels have names") {
  CHECK(refusal("channels", {{"forum", 1}}) == "policy.json: channels: \"forum\" is no channel");
  CHECK(refusal("channels", {{"sms", "much"}}) ==
        "policy.json: channels: \"sms\" must be a number from -20 to 20");
}

TEST_CASE("read_policy: text that is not JSON names the line") {
  const TemporaryDirectory directory;
  const auto file = directory.write("policy.json", "{\"version\": \"1\",\n\"bias\": }");
  const Error error = error_of([&] { (void)read_policy(file); });
  CHECK(error.code == ErrorCode::syntax);
  CHECK(error.where.ends_with("policy.json:2"));
}

TEST_CASE("write_weights: what it writes replaces the fitted part, and only that") {
  Policy fitted = read(kPolicy);
  fitted.base_rate = 0.2;
  fitted.bias = 1.0 / 3;
  fitted.model_weight = 0.123456789012345;
  fitted.levels = {0.1, 0.9};
  fitted.gate_bias = -1;
  fitted.gate_model_weight = 2;
  fitted.gate_effect = 5;
  fitted.rules = {{"fee-uniform", 2.5}, {"named-office", -0.75}};
  Policy policy = read(kPolicy);
  read_weights(write_weights(fitted), "weights.json", policy);
  CHECK(policy.base_rate == fitted.base_rate);
  CHECK(policy.bias == fitted.bias);
  CHECK(policy.model_weight == fitted.model_weight);
  CHECK(policy.levels.caution == 0.1);
  CHECK(policy.levels.high == 0.9);
  CHECK(policy.gate_bias == -1);
  CHECK(policy.gate_model_weight == 2);
  CHECK(policy.gate_effect == 5);
  CHECK(policy.rules == fitted.rules);
  CHECK(policy.counter_cap == 3);
  CHECK(policy.min_words == 6);
  CHECK(policy.version == "2026.11.1");
}

TEST_CASE("read_weights: what is missing, unknown or out of range is refused") {
  const Json good = Json::parse(write_weights(read(kPolicy)));
  for (const auto& [field, unused] : good.items()) {
    Json json = good;
    json.erase(field);
    CHECK(weights_refusal(json) == "weights.json: \"" + field + "\" is missing");
  }
  Json json = good;
  json["version"] = "1";
  CHECK(weights_refusal(json) == "weights.json: unknown field \"version\"");
  json = good;
  json["rules"]["fee"] = 21;
  CHECK(weights_refusal(json) == "weights.json: rules: \"fee\" must be a number from -20 to 20");
  json["rules"] = Json::array();
  CHECK(weights_refusal(json) == "weights.json: \"rules\" must be an object");
}
