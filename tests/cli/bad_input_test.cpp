// What every command makes of what it cannot read or write: one line that names it, and 2.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

constexpr const char* kRow = "{\"text\": \"Loker kasir toko roti\", \"label\": \"legit\"}\n";

/// The commands that read a file, without its name.
const std::vector<std::vector<std::string>>& readers() {
  static const std::vector<std::vector<std::string>> out = {{"score", "-f"},
                                                            {"batch", "--quiet"},
                                                            {"eval", "--bootstrap", "0"},
                                                            {"train", "-o", "out"},
                                                            {"score", "x", "--rules"},
                                                            {"rules", "check"},
                                                            {"tokens"},
                                                            {"model", "info", "--model"}};
  return out;
}

std::vector<std::string> with(std::vector<std::string> arguments, const std::string& last) {
  arguments.push_back(last);
  return arguments;
}

/// Commands that print something, whatever they are given.
const std::vector<std::vector<std::string>>& printers() {
  static const std::vector<std::vector<std::string>> out = {{"score", "Loker kasir"},
                                                            {"batch", "--from", "txt", "--quiet"},
                                                            {"rules", "list"},
                                                            {"rules", "show", "judol-desk-job"},
                                                            {"tokens"},
                                                            {"model", "info"},
                                                            {"--help"},
                                                            {"score", "--help"}};
  return out;
}

}  // namespace

TEST_CASE("bad input: a file that is not there and a directory, for every command") {
  const TemporaryDirectory directory;
  const std::string missing = directory.path("missing.jsonl");
  for (const auto& command : readers()) {
    for (const std::string& file : {missing, directory.path()}) {
      const Outcome outcome = waspada(with(command, file), "");
      INFO(command[0] << " " << file << ": " << outcome.err);
      CHECK(outcome.code == 2);
      CHECK(outcome.out.empty());
      CHECK(lines(outcome.err).size() == 1);
      CHECK(outcome.err.starts_with("waspada: " + file));
    }
  }
}

TEST_CASE("bad input: an unknown option is named, for every command") {
  for (const auto& command : readers()) {
    const Outcome outcome = waspada(with(with(command, "x"), "--no-such-option"));
    INFO(command[0] << ": " << outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err).size() == 1);
    CHECK(outcome.err.find("--no-such-option") != std::string::npos);
  }
}

TEST_CASE("bad input: a full disk is 2 and a reader that left is 0, for every command") {
  for (const auto& command : printers()) {
    INFO(command[0]);
    const Outcome full =
        run({.arguments = command, .input = "Loker kasir\n", .output_file = "/dev/full"});
    CHECK(full.code == 2);
    CHECK(full.err == "waspada: standard output: No space left on device\n");
    const Outcome left = run({.arguments = command, .input = "Loker kasir\n", .closed_pipe = true});
    CHECK(left.code == 0);
    CHECK(left.err.empty());
  }
}

TEST_CASE("bad input: score takes an empty file and one of 50 MB") {
  const TemporaryDirectory directory;
  const Outcome empty = waspada({"score", "--format", "json", "-f", directory.write("empty", "")});
  CHECK(empty.code == 0);
  CHECK(nlohmann::json::parse(empty.out)["level"] == "insufficient");
  const std::string file = directory.write("large", std::string(50'000'000, 'a'));
  const Outcome large = waspada({"score", "--format", "json", "-f", file});
  CHECK(large.code == 0);
  CHECK(nlohmann::json::parse(large.out)["limits"].dump().find("truncated") != std::string::npos);
}

TEST_CASE("bad input: a changed model and a cut one stop every command that rates") {
  const TemporaryDirectory directory;
  for (const char* file : {"manifest.json", "model.bin", "weights.json"}) {
    directory.write(file, read_file(std::string(WASPADA_MODELS) + "/" + file));
  }
  const std::string model = directory.path("model.bin");
  const std::string ads = directory.write("ads.jsonl", kRow);
  const auto refused = [&](const std::string& message) {
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"score", "halo"}, {"batch", ads}, {"eval", ads}, {"model", "verify"}}) {
      const Outcome outcome = waspada(with(with(command, "--model"), directory.path()));
      INFO(command[0]);
      CHECK(outcome.code == 2);
      CHECK(outcome.out.empty());
      CHECK(outcome.err == message);
    }
  };
  std::string bytes = read_file(model);
  const std::size_t size = bytes.size();
  bytes[size / 3] ^= 1;
  directory.write("model.bin", bytes);
  refused("waspada: " + model + ": SHA-256 differs from the manifest's\n");
  std::filesystem::resize_file(model, 500);
  refused("waspada: " + model + ": has 500 bytes, the manifest says " + std::to_string(size) +
          "\n");
}

TEST_CASE("bad input: --rules takes one file, and leaves the ad alone") {
  // It used to take every word that followed for another rule file.
  const TemporaryDirectory directory;
  const std::string rules = directory.write("own.json", R"({"version": "2026.11.1",
    "kind": "advance-fee", "rules": [{"id": "own-rule", "pattern": "bayar dulu",
    "severity": "critical", "weight": 3, "message": {"id": "Bayar dulu.", "en": "Pay first."},
    "source": "test", "matches": ["bayar dulu", "harus bayar dulu"],
    "clean": ["tidak bayar dulu", "halo"]}]})");
  const Outcome outcome = waspada({"score", "--no-model", "--rules", rules, "bayar", "dulu"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("[own-rule]") != std::string::npos);
  const std::string ads = directory.write("ads.jsonl", kRow);
  CHECK(waspada({"batch", "--quiet", "--rules", rules, ads}).code == 0);
  // A second file needs a second option.
  const std::string again = directory.write("again.json", "{\"version\": \"2026.11.1\"}");
  CHECK(waspada({"score", "--no-model", "--rules", rules, "--rules", again, "bayar dulu"})
            .out.find("[own-rule]") != std::string::npos);
}

TEST_CASE("bad input: a pattern that is none stops every command that loads rules") {
  const TemporaryDirectory directory;
  const std::string rules = directory.write("own.json", R"({"version": "2026.11.1",
    "kind": "advance-fee", "rules": [{"id": "own-rule", "pattern": "bayar (dulu",
    "severity": "weak", "weight": 1, "message": {"id": "Bayar dulu.", "en": "Pay first."},
    "source": "test", "matches": ["a", "b"], "clean": ["c", "d"]}]})");
  const std::string ads = directory.write("ads.jsonl", kRow);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"score", "halo"}, {"batch", ads}, {"eval", ads}, {"rules", "check"}}) {
    const Outcome outcome = waspada(with(with(command, "--rules"), rules));
    INFO(command[0]);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "waspada: " + rules + ": own-rule: \"pattern\": missing ): bayar (dulu\n");
  }
}
