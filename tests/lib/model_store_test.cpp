#include "model_store.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "load_error.hpp"
#include "reading.hpp"
#include "temporary.hpp"
#include "toy_model.hpp"
#include "waspada/digest.hpp"

namespace {

using namespace waspada;
using namespace waspada::detail;
using doctest::Approx;

std::vector<ModelWord> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<ModelWord> out;
  for (std::string word; in >> word;) out.push_back({word, 0, 0});
  return out;
}

double probability(const LoadedModel& model, std::string_view text) {
  return view_of(model.text->score(words_of(text), false), model.roles).probability;
}

const std::string& toy_bytes() {
  static const std::string bytes = train_toy({.labels = {"legit", "not_ad", "scam"}}).bytes;
  return bytes;
}

/// Probability of the toy for a text, by way of a bare file.
double expected_probability(std::string_view text) {
  const TemporaryDirectory directory;
  Policy policy;
  return probability(load_model(directory.write("m.bin", toy_bytes()), probability, policy), text);
}

Policy fitted_policy() {
  Policy out;
  out.bias = -1.25;
  out.model_weight = 0.5;
  out.levels = {0.2, 0.8};
  out.rules = {{"fee-uniform", 1.5}};
  return out;
}

/// A model directory in memory, to be spoiled before it is written.
struct ModelDirectory {
  std::string model = toy_bytes();
  std::string weights = write_weights(fitted_policy());
  Manifest manifest;

  ModelDirectory() {
    manifest.version = "7";
    manifest.reading = kReadingVersion;
    manifest.unicode = "15.0";
    manifest.labels = {};
    manifest.model = {kModelFile, model.size(), sha256(model)};
    manifest.weights = {kWeightsFile, weights.size(), sha256(weights)};
    manifest.command = "test";
    manifest.self_tests = {{"gaji besar", expected_probability("gaji besar")}};
    const TemporaryDirectory directory;
    Policy policy;
    manifest.labels =
        load_model(directory.write("m.bin", model), probability, policy).text->labels();
  }

  LoadedModel load(Policy& policy) const {
    const TemporaryDirectory directory;
    directory.write(kModelFile, model);
    directory.write(kWeightsFile, weights);
    directory.write(kManifestFile, to_json(manifest));
    return load_model(directory.path(), probability, policy);
  }

  /// Why it is refused, from the name of the file on.
  [[nodiscard]] std::string refusal() const {
    Policy policy;
    const std::string message = message_of([&] { (void)load(policy); });
    const std::size_t end = message.find(": ");
    return message.substr(message.rfind('/', end) + 1);
  }
};

LabelRoles roles(const std::vector<std::string>& labels) { return roles_of(labels, "m"); }

}  // namespace

TEST_CASE("load_model: a directory gives model, version and fitted weights") {
  Policy policy;
  policy.counter_cap = 3;
  const LoadedModel model = ModelDirectory().load(policy);
  CHECK(model.version == "7");
  CHECK(model.text->labels().size() == 3);
  CHECK(policy.bias == -1.25);
  CHECK(policy.levels.high == 0.8);
  CHECK(policy.rules.at("fee-uniform") == 1.5);
  CHECK(policy.counter_cap == 3);  // decided, not fitted
}

TEST_CASE("load_model: a bare fastText file works and is named by its hash") {
  const TemporaryDirectory directory;
  Policy policy;
  policy.bias = 42;
  const LoadedModel model =
      load_model(directory.write("any.bin", toy_bytes()), probability, policy);
  CHECK(model.version == "file:" + sha256(toy_bytes()).substr(0, 12));
  CHECK(policy.bias == 42);
}

TEST_CASE("load_model: other bytes than the manifest states are refused") {
  ModelDirectory shorter;
  shorter.model.pop_back();
  CHECK(shorter.refusal() == "model.bin: has " + std::to_string(toy_bytes().size() - 1) +
                                 " bytes, the manifest says " + std::to_string(toy_bytes().size()));
  ModelDirectory flipped;
  flipped.model[flipped.model.size() / 2] ^= 1;
  CHECK(flipped.refusal() == "model.bin: SHA-256 differs from the manifest's");
  ModelDirectory edited;
  edited.weights[edited.weights.find("-1.25")] = ' ';
  CHECK(edited.refusal() == "weights.json: SHA-256 differs from the manifest's");
}

TEST_CASE("load_model: files that are missing are named") {
  ModelDirectory model;
  model.manifest.model.file = "other.bin";
  CHECK(model.refusal() == "other.bin: no such file");
  Policy policy;
  const TemporaryDirectory empty;
  CHECK(message_of([&] {
          (void)load_model(empty.path(), probability, policy);
        }).ends_with("manifest.json: no such file"));
  CHECK(message_of([&] {
          (void)load_model(empty.path() / "none", probability, policy);
        }).ends_with("none: no such file"));
}

TEST_CASE("load_model: a model of another reading is refused") {
  ModelDirectory model;
  model.manifest.reading = kReadingVersion + 1;
  CHECK(model.refusal() == "manifest.json: trained with reading " +
                               std::to_string(kReadingVersion + 1) + ", this library reads " +
                               std::to_string(kReadingVersion));
}

TEST_CASE("load_model: other labels than the manifest states are refused") {
  ModelDirectory model;
  model.manifest.labels = {"legit", "scam"};
  CHECK(model.refusal() == "manifest.json: states other labels than the model has");
}

TEST_CASE("load_model: a self-test that fails names itself and both numbers") {
  ModelDirectory model;
  const double right = model.manifest.self_tests[0].probability;
  model.manifest.self_tests.push_back({"tiket kamboja", expected_probability("tiket kamboja")});
  model.manifest.self_tests[1].probability = 1 - model.manifest.self_tests[1].probability;
  const std::string message = model.refusal();
  CHECK(message.starts_with("manifest.json: self-test 2 gives "));
  CHECK(message.find(" instead of ") != std::string::npos);
  model.manifest.self_tests.pop_back();
  model.manifest.self_tests[0].probability = right + 5e-5;  // rounding on another CPU
  Policy policy;
  CHECK(model.load(policy).version == "7");
}

TEST_CASE("load_model: a broken model file is refused even when its hash is right") {
  ModelDirectory model;
  model.model.resize(100);
  model.manifest.model = {kModelFile, model.model.size(), sha256(model.model)};
  CHECK(model.refusal().starts_with("model.bin: byte "));
}

TEST_CASE("load_model: broken weights are refused even when their hash is right") {
  ModelDirectory model;
  model.weights = "{\"bias\": 1}";
  model.manifest.weights = {kWeightsFile, model.weights.size(), sha256(model.weights)};
  CHECK(model.refusal() == "weights.json: \"base_rate\" is missing");
}

TEST_CASE("load_model: labels that mean nothing here are refused") {
  const TemporaryDirectory directory;
  const auto refusal = [&](const std::vector<std::string>& labels) {
    const auto file = directory.write("m.bin", train_toy({.labels = labels}).bytes);
    Policy policy;
    return error_of([&] { (void)load_model(file, probability, policy); }).message;
  };
  CHECK(refusal({"legit", "scam", "spam"}) == "unknown label \"spam\"");
  CHECK(refusal({"legit", "not_ad"}) == "no label \"scam\" and no scheme");
  CHECK(refusal({"scam", "not_ad"}) == "no label \"legit\"");
}

TEST_CASE("roles_of: schemes count as scam, not_ad is optional") {
  const LabelRoles all = roles({"advance-fee", "legit", "scam", "not_ad"});
  CHECK(all.scam == std::vector<std::size_t>{0, 2});
  CHECK(all.schemes == std::vector<std::string>{"advance-fee", ""});
  CHECK(all.rest == std::vector<std::size_t>{1, 3});
  CHECK(all.not_ad == 3);
  CHECK(roles({"legit", "scam"}).not_ad == -1);
}

TEST_CASE("view_of: probabilities and log-odds agree") {
  const ToyModel toy = train_toy({.labels = {"legit", "not_ad", "scam", "task-scam"}});
  const TemporaryDirectory directory;
  Policy policy;
  const LoadedModel model = load_model(directory.write("m.bin", toy.bytes), probability, policy);
  Random random(4);
  for (int text = 0; text < 100; ++text) {
    const LabelScores scores = model.text->score(toy_text(random, random.below(20)), false);
    const ModelView view = view_of(scores, model.roles);
    CHECK(view.log_odds ==
          Approx(std::log(view.probability / (1 - view.probability))).epsilon(1e-4));
    CHECK(view.not_ad_log_odds == Approx(std::log(view.not_ad / (1 - view.not_ad))).epsilon(1e-4));
  }
}

TEST_CASE("word_parts: with the entropies they add up to the log-odds") {
  // log p - log (1 - p) = sum of the words' parts + entropy of the scam labels' shares
  // - entropy of the others' (model_store.hpp).
  const ToyModel toy = train_toy({.labels = {"legit", "not_ad", "scam", "task-scam", "scam-centre"},
                                  .word_ngrams = 2,
                                  .minn = 2,
                                  .maxn = 3,
                                  .bucket = 200});
  const TemporaryDirectory directory;
  Policy policy;
  const LoadedModel model = load_model(directory.write("m.bin", toy.bytes), probability, policy);
  Random random(6);
  for (int text = 0; text < 100; ++text) {
    const std::vector<ModelWord> words = toy_text(random, random.below(25));
    const LabelScores scores = model.text->score(words, true);
    double sum = 0;
    for (const double part : word_parts(scores, model.roles, words.size() + 1)) sum += part;
    for (const auto* side : {&model.roles.scam, &model.roles.rest}) {
      double total = 0;
      for (const std::size_t l : *side) total += scores.probabilities[l];
      const double sign = side == &model.roles.scam ? 1 : -1;
      for (const std::size_t l : *side) {
        const double share = scores.probabilities[l] / total;
        sum -= sign * share * std::log(share);
      }
    }
    CHECK(std::abs(sum - view_of(scores, model.roles).log_odds) < 1e-4);
  }
}
