// What every command has in common.
#include <doctest/doctest.h>

#include <string>

#include "program.hpp"

TEST_CASE("waspada: --version and --help are answers, not errors") {
  const Outcome version = waspada({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("waspada "));
  CHECK(version.err.empty());
  for (const char* command : {"score", "batch", "rules", "tokens", "model"}) {
    CAPTURE(command);
    const Outcome help = waspada({command, "--help"});
    CHECK(help.code == 0);
    CHECK(help.out.find("\nExample: ") != std::string::npos);
  }
}

TEST_CASE("waspada: an unknown command or option is a usage error on one line") {
  for (const auto& arguments : {std::vector<std::string>{},
                                {"frobnicate"},
                                {"score", "--frobnicate"},
                                {"batch", "--to", "x"},
                                {"batch", "-j", "0"},
                                {"score", "--base-rate", "2"},
                                {"rules"}}) {
    const Outcome outcome = waspada(arguments);
    CAPTURE(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("waspada: "));
    CHECK(lines(outcome.err).size() == 1);
  }
}

TEST_CASE("waspada: a broken rule file stops the command and names the piece") {
  const TemporaryDirectory directory;
  const std::string rules = directory.write("mine.json", R"({
    "version": "2026.11.1", "kind": "advance-fee", "rules": [{
      "id": "own-rule", "pattern": "bayar (dulu", "severity": "weak", "weight": 0.5,
      "message": {"id": "a", "en": "b"}, "source": "test",
      "matches": ["bayar dulu", "harus bayar dulu"], "clean": ["halo", "gratis"]}]})");
  for (const auto& arguments : {std::vector<std::string>{"score", "halo", "--rules", rules},
                                {"batch", "--rules", rules},
                                {"rules", "check", rules}}) {
    const Outcome outcome = waspada(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find(rules + ": own-rule") != std::string::npos);
    CHECK(outcome.err.find("bayar (dulu") != std::string::npos);
    CHECK(lines(outcome.err).size() == 1);
  }
}

TEST_CASE("waspada: a config file and the environment stand in for options") {
  const TemporaryDirectory directory;
  const std::string config = directory.write("waspada.ini", "[score]\nformat=\"json\"\n");
  const Outcome configured = waspada({"--config", config, "score", "halo"});
  CHECK(configured.code == 0);
  CHECK(configured.out.starts_with("{\"schema\":1,"));
  const std::string misspelt = directory.write("bad.ini", "[score]\nformt=\"json\"\n");
  CHECK(waspada({"--config", misspelt, "score", "halo"}).code == 2);
  const Outcome language =
      run({.arguments = {"score", "halo"}, .environment = {{"WASPADA_LANG", "en"}}});
  CHECK(language.code == 0);
  CHECK(language.out != waspada({"score", "halo"}).out);
  CHECK(run({.arguments = {"score", "halo"}, .environment = {{"WASPADA_LANG", "xx"}}}).code == 2);
}
