#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "temporary.hpp"
#include "waspada/model.hpp"

namespace {

using namespace waspada;
using Json = nlohmann::json;

const std::string kHash(64, 'a');

Manifest manifest() {
  Manifest out;
  out.version = "2026.11.1";
  out.reading = 3;
  out.unicode = "15.0";
  out.labels = {"legit", "scam-centre", "not_ad"};
  out.model = {"model.bin", 1181, kHash};
  out.weights = {"weights.json", 99, std::string(64, '0')};
  out.command = "waspada train ads.jsonl -o DIR";
  out.data = {{"ads.jsonl", 5, kHash}, {"more.jsonl", 6, kHash}};
  out.dev = {{"dev.jsonl", 7, kHash}};
  out.metrics = {{"oof_pr_auc", 0.1 + 0.2}, {"penalty", 1.5}};
  out.self_tests = {{"Loker admin \"Kamboja\" 🔥\n", 1.0 / 3}, {"toko roti", 0}};
  return out;
}

Result<Manifest> read(std::string_view json) {
  const TemporaryDirectory directory;
  directory.write(kManifestFile, json);
  return read_manifest(directory.path());
}

/// The message for a manifest that `change` spoiled, without the path.
template <class Change>
std::string message_for(const Change& change) {
  Json json = Json::parse(to_json(manifest()));
  change(json);
  const auto result = read(json.dump());
  if (result) return "no error";
  const std::string& where = result.error().where;
  return where.substr(where.find(kManifestFile)) + ": " + result.error().message;
}

bool same(const ModelPart& a, const ModelPart& b) {
  return a.file == b.file && a.bytes == b.bytes && a.sha256 == b.sha256;
}

}  // namespace

TEST_CASE("to_json: what it writes is read back in full") {
  const Manifest expected = manifest();
  const auto got = read(to_json(expected));
  REQUIRE(got);
  CHECK(got->version == expected.version);
  CHECK(got->reading == expected.reading);
  CHECK(got->unicode == expected.unicode);
  CHECK(got->labels == expected.labels);
  CHECK(same(got->model, expected.model));
  CHECK(same(got->weights, expected.weights));
  CHECK(got->command == expected.command);
  REQUIRE(got->data.size() == 2);
  CHECK(same(got->data[1], expected.data[1]));
  REQUIRE(got->dev.size() == 1);
  CHECK(same(got->dev[0], expected.dev[0]));
  CHECK(got->metrics == expected.metrics);
  REQUIRE(got->self_tests.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(got->self_tests[i].text == expected.self_tests[i].text);
    CHECK(got->self_tests[i].probability == expected.self_tests[i].probability);
  }
}

TEST_CASE("to_json: text that is not UTF-8 does not throw") {
  // A file name or a version from a command line may hold any bytes. nlohmann's dump() throws
  // on them unless told to replace.
  Manifest bad = manifest();
  bad.version = "1\xff";
  CHECK(read(to_json(bad)).has_value());
}

TEST_CASE("read_manifest: every field must be there") {
  const Json whole = Json::parse(to_json(manifest()));
  for (const auto& entry : whole.items()) {
    const auto without = [&](Json& json) { json.erase(entry.key()); };
    CHECK(message_for(without) == "manifest.json: \"" + entry.key() + "\" is missing");
  }
  for (const char* field : {"file", "bytes", "sha256"}) {
    const auto without = [&](Json& json) { json["model"].erase(field); };
    CHECK(message_for(without) ==
          "manifest.json: model: \"" + std::string(field) + "\" is missing");
  }
}

TEST_CASE("read_manifest: fields nobody knows are refused") {
  CHECK(message_for([](Json& json) { json["lables"] = 1; }) ==
        "manifest.json: unknown field \"lables\"");
  CHECK(message_for([](Json& json) { json["weights"]["size"] = 1; }) ==
        "manifest.json: weights: unknown field \"size\"");
}

TEST_CASE("read_manifest: fields of the wrong type are refused") {
  const auto refused = [](const char* field, const Json& value) {
    return message_for([&](Json& json) { json[field] = value; });
  };
  CHECK(refused("version", 1) == "manifest.json: \"version\" must be a non-empty string");
  CHECK(refused("version", "") == "manifest.json: \"version\" must be a non-empty string");
  CHECK(refused("reading", "1") == "manifest.json: \"reading\" must be a number from 0 to 1e+06");
  CHECK(refused("reading", -1) == "manifest.json: \"reading\" must be a number from 0 to 1e+06");
  CHECK(refused("labels", "scam") == "manifest.json: \"labels\" must be an array");
  CHECK(refused("labels", {1}) ==
        "manifest.json: \"labels\" must be an array of non-empty strings");
  CHECK(refused("model", "model.bin") == "manifest.json: \"model\" must be an object");
  CHECK(refused("data", Json::object()) == "manifest.json: \"data\" must be an array");
  CHECK(refused("data", {1}) == "manifest.json: data: must be an object");
  CHECK(refused("metrics", Json::array()) == "manifest.json: \"metrics\" must be an object");
  CHECK(refused("metrics", {{"f1", "high"}}) ==
        "manifest.json: metrics: \"f1\" must be a number from -1e+12 to 1e+12");
  CHECK(refused("self_tests", {{{"text", "a"}, {"probability", 1.5}}}) ==
        "manifest.json: self_tests: \"probability\" must be a number from 0 to 1");
}

TEST_CASE("read_manifest: model files lie in the directory of the manifest") {
  for (const char* file : {"../model.bin", "/etc/passwd", "a/b", "a\\b", "..", "."}) {
    CAPTURE(file);
    CHECK(message_for([&](Json& json) { json["model"]["file"] = file; }) ==
          "manifest.json: model: \"file\" must be a name in the same directory");
    CHECK(message_for([&](Json& json) { json["weights"]["file"] = file; }) ==
          "manifest.json: weights: \"file\" must be a name in the same directory");
  }
}

TEST_CASE("read_manifest: a hash is 64 lower-case hexadecimal digits") {
  for (const std::string& hash :
       {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    CHECK(message_for([&](Json& json) { json["model"]["sha256"] = hash; }) ==
          "manifest.json: model: \"sha256\" must be 64 hexadecimal digits");
  }
}

TEST_CASE("read_manifest: text that is not JSON names the line") {
  const auto broken = read("{\n\"version\": \"1\",\n]");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == ErrorCode::syntax);
  CHECK(broken.error().where.ends_with("manifest.json:3"));
  const auto list = read("[]");
  REQUIRE_FALSE(list);
  CHECK(list.error().message == "must be an object");
}

TEST_CASE("read_manifest: a directory without one is an error of its own") {
  const TemporaryDirectory directory;
  const auto missing = read_manifest(directory.path());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::io);
  CHECK(missing.error().message == "no such file");
}
