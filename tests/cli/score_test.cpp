#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

constexpr const char* kLure =
    "Admin judi online di Kamboja, gaji 20jt, tiket ditanggung, paspor ditahan kantor, "
    "transfer biaya 5jt ke rekening pribadi, WA 0812-0000-4471";

}  // namespace

TEST_CASE("score: takes the ad from arguments, a file or standard input alike") {
  const TemporaryDirectory directory;
  const Outcome argument = waspada({"score", kLure});
  CHECK(argument.code == 0);
  CHECK(argument.err.empty());
  CHECK(argument.out.find("[judol-desk-job]") != std::string::npos);
  CHECK(waspada({"score", "-f", directory.write("ad.txt", kLure)}).out == argument.out);
  CHECK(waspada({"score"}, kLure).out == argument.out);
  CHECK(waspada({"score", "-f", "-"}, kLure).out == argument.out);
  const std::string file = directory.path("out.txt");
  CHECK(waspada({"score", kLure, "-o", file}).out.empty());
  CHECK(read_file(file) == argument.out);
}

TEST_CASE("score: JSON is one object on one line that begins with its schema") {
  const Outcome outcome = waspada({"score", "--format", "json", kLure});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("{\"schema\":1,"));
  CHECK(lines(outcome.out).size() == 1);
  const auto json = nlohmann::json::parse(outcome.out);
  CHECK(json["level"] == "high");
  CHECK_FALSE(json.contains("id"));
  for (const auto& reason : json["reasons"]) {
    for (const auto& span : reason["spans"]) {
      const std::size_t begin = span["begin"];
      const std::size_t end = span["end"];
      CHECK(std::string(kLure).substr(begin, end - begin) == span["text"]);
    }
  }
}

TEST_CASE("score: --fail-on exits with 1 from that level on, and only then") {
  CHECK(waspada({"score", "--fail-on", "high", kLure}).code == 1);
  CHECK(waspada({"score", "--fail-on", "caution", kLure}).code == 1);
  CHECK(waspada({"score", "--fail-on", "high", "halo"}).code == 0);
  CHECK(waspada({"score", "--fail-on", "sideways", "halo"}).code == 2);
}

TEST_CASE("score: --mask leaves no phone number in the output") {
  const Outcome outcome = waspada({"score", "--mask", "--format", "json", kLure});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("4471") == std::string::npos);
}

TEST_CASE("score: a missing file, a directory and an unreadable one are named") {
  const TemporaryDirectory directory;
  const std::string missing = directory.path("missing.txt");
  Outcome outcome = waspada({"score", "-f", missing});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: " + missing + ": No such file or directory\n");
  outcome = waspada({"score", "-f", directory.path()});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("Is a directory") != std::string::npos);
}

TEST_CASE("score: any bytes get a verdict") {
  using namespace std::string_literals;
  CHECK(waspada({"score"}, "").code == 0);
  CHECK(waspada({"score"}, "gaji\0besar\0"s).code == 0);
  const Outcome outcome =
      waspada({"score", "--format", "json"}, "gaji \xff\xfe besar \xed\xa0\x80");
  CHECK(outcome.code == 0);
  CHECK(nlohmann::json::accept(outcome.out));
  CHECK(waspada({"score"}, std::string(50'000'000, 'a')).code == 0);
}

TEST_CASE("score: a full disk is an error, a reader that left is not") {
  Outcome outcome = waspada({"score", "-o", "/dev/full", "halo"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: /dev/full: No space left on device\n");
  outcome = run({.arguments = {"score", "halo"}, .output_file = "/dev/full"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: standard output: No space left on device\n");
  outcome = run({.arguments = {"score", "halo"}, .closed_pipe = true});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
}
