#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "program.hpp"

namespace {

/// A copy of the model that comes with the program, to break.
std::string copied_model(const TemporaryDirectory& directory) {
  for (const char* file : {"manifest.json", "model.bin", "weights.json"}) {
    directory.write(file, read_file(std::string(WASPADA_MODELS) + "/" + file));
  }
  return directory.path();
}

}  // namespace

TEST_CASE("model info: what the manifest of the committed model states") {
  const Outcome outcome = waspada({"model", "info"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("version: "));
  CHECK(outcome.out.find("\nmodel:      model.bin, ") != std::string::npos);
}

TEST_CASE("model verify: the committed model holds, a changed or cut one does not") {
  CHECK(waspada({"model", "verify"}).code == 0);
  const TemporaryDirectory directory;
  const std::string model = copied_model(directory);
  CHECK(waspada({"model", "verify", "--model", model}).code == 0);

  std::string bytes = read_file(directory.path("model.bin"));
  bytes[bytes.size() / 2] ^= 1;
  directory.write("model.bin", bytes);
  Outcome outcome = waspada({"model", "verify", "--model", model});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("model.bin") != std::string::npos);
  CHECK(lines(outcome.err).size() == 1);

  std::filesystem::resize_file(directory.path("model.bin"), 500);
  outcome = waspada({"score", "halo", "--model", model});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("model.bin") != std::string::npos);
}

TEST_CASE("model: a directory without a manifest, and one that is not there") {
  const TemporaryDirectory directory;
  for (const std::string& model : {directory.path(), directory.path("missing")}) {
    const Outcome outcome = waspada({"model", "info", "--model", model});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("manifest.json") != std::string::npos);
  }
  const std::string broken = directory.write("manifest.json", "{\"version\": 1");
  CHECK(waspada({"model", "info", "--model", directory.path()})
            .err.starts_with("waspada: " + broken));
}
