// What batch makes of bad input: every good row is rated, every bad one is named.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

struct Batch {
  int code = -1;
  std::string err;
  std::vector<Json> posts;
  std::vector<Json> rejects;

  [[nodiscard]] std::string ids() const {
    std::string out;
    for (const Json& post : posts) out += post["id"].get<std::string>() + " ";
    return out;
  }
};

Batch batch(const std::string& input, std::vector<std::string> arguments) {
  const TemporaryDirectory directory;
  const std::string rejects = directory.path("rejects.jsonl");
  arguments.insert(arguments.begin(), {"batch", "--quiet", "--rejects", rejects});
  const Outcome outcome = waspada(arguments, input);
  Batch out{.code = outcome.code, .err = outcome.err, .posts = {}, .rejects = {}};
  for (const std::string& line : lines(outcome.out)) out.posts.push_back(Json::parse(line));
  for (const std::string& line : lines(read_file(rejects))) {
    out.rejects.push_back(Json::parse(line));
  }
  return out;
}

}  // namespace

TEST_CASE("batch: files that cannot be read are named, the others are rated") {
  const TemporaryDirectory directory;
  const std::string good = directory.write("good.txt", "Loker admin\n");
  const std::string missing = directory.path("missing.csv");
  const Outcome outcome =
      waspada({"batch", missing, directory.path(), "--from", "txt", good, "--quiet"});
  CHECK(outcome.code == 2);
  CHECK(lines(outcome.out).size() == 1);
  const auto messages = lines(outcome.err);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0] == "waspada: " + missing + ": No such file or directory");
  CHECK(messages[1].ends_with(": Is a directory"));
}

TEST_CASE("batch: a file without read permission" * doctest::skip(::geteuid() == 0)) {
  const TemporaryDirectory directory;
  const std::string secret = directory.write("secret.txt", "Loker admin\n");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const Outcome outcome = waspada({"batch", secret});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("Permission denied") != std::string::npos);
}

TEST_CASE("batch: an empty file has no rows, whatever its format") {
  for (const char* format : {"csv", "tsv", "jsonl", "txt"}) {
    const Outcome outcome = waspada({"batch", "--from", format, "--quiet"}, "");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
  CHECK(waspada({"batch", "--from", "csv", "--quiet"}, "id,text\n").code == 0);
}

TEST_CASE("batch: a missing column is named with those there are") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.csv", "id,isi\n1,Loker\n");
  Outcome outcome = waspada({"batch", file, "--quiet"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: " + file + ": no column \"text\"; there are \"id\", \"isi\"\n");
  outcome = waspada({"batch", file, "--text", "isi", "--id", "key", "--quiet"});
  CHECK(outcome.err == "waspada: " + file + ": no column \"key\"; there are \"id\", \"isi\"\n");
  CHECK(waspada({"batch", file, "--text", "isi", "--quiet"}).code == 0);
  const Batch json = batch("{\"isi\": \"a\"}\n", {"--from", "jsonl"});
  REQUIRE(json.rejects.size() == 1);
  CHECK(json.rejects[0]["reason"] == "no member \"text\"; there are \"isi\"");
}

TEST_CASE("batch: a quote left open loses its own row only") {
  // A reader that goes by quotes alone would take rows 3 and 4 for the text of row 2.
  Batch result = batch("id,text\n1,a\n2,\"open\n3,b\n4,\"quoted, c\"\n5,d\n", {"--from", "csv"});
  CHECK(result.code == 2);
  CHECK(result.ids() == "1 3 4 5 ");
  REQUIRE(result.rejects.size() == 1);
  CHECK(result.rejects[0] == Json{{"file", "standard input"},
                                  {"row", 2},
                                  {"line", 3},
                                  {"offset", 12},
                                  {"reason", "text after a closing quote"},
                                  {"raw", "2,\"open"}});
  result = batch("id,text\n1,a\n2,\"open\n3,b\n4,c", {"--from", "csv"});
  CHECK(result.ids() == "1 3 4 ");
  REQUIRE(result.rejects.size() == 1);
  CHECK(result.rejects[0]["reason"] == "quote not closed");
}

TEST_CASE("batch: a quote left open before megabytes of good rows") {
  std::string input = "id,text\n0,\"open\n";
  for (int i = 1; i <= 3; ++i) {
    input += std::to_string(i) + "," + std::string(900'000, 'a') + "\n";
  }
  const Batch result = batch(input, {"--from", "csv"});
  CHECK(result.ids() == "1 2 3 ");
  REQUIRE(result.rejects.size() == 1);
  CHECK(result.rejects[0]["line"] == 2);
}

TEST_CASE("batch: CSV as it is found") {
  using namespace std::string_literals;
  const Batch all = batch(
      "\xEF\xBB\xBFid;text;x\r\n"
      "1;\"two\r\nlines\" ;y\r\n"  // a blank after a quote
      "2;5\" disk \"new\";z\r\n"   // quotes inside an unquoted field
      "\r\n"
      "3;\"semi;colon, \"\"q\"\"\";\r\n"
      "4;one\rreturn;\xff\r\n"
      "5;too;many;fields\r\n"
      "6;few\r\n"
      "7;nul\0byte;\r\n"
      "8;last;row"s,
      {"--from", "csv"});
  CHECK(all.ids() == "1 2 3 4 7 8 ");
  REQUIRE(all.rejects.size() == 2);
  CHECK(all.rejects[0]["reason"] == "4 fields where the header has 3");
  CHECK(all.rejects[0]["line"] == 8);
  CHECK(all.rejects[1]["reason"] == "2 fields where the header has 3");
  CHECK(all.posts[0]["input"]["x"] == "y");
  CHECK(all.posts[3]["input"]["x"] == "\xEF\xBF\xBD");
  CHECK(all.posts[5]["input"]["x"] == "row");
}

TEST_CASE("batch: JSON lines that are no rows") {
  const std::string deep =
      "{\"text\": \"a\", \"d\": " + std::string(64, '[') + std::string(64, ']') + "}\n";
  const std::string bomb = "{\"text\": \"a\", \"d\": " + std::string(1'000'000, '[') + "\n";
  const Batch result =
      batch("[1]\n\"text\"\n{\"text\": 7}\n{\"text\": null}\n{\"text\": \"a\"\n{}\n" + deep + bomb +
                "\n   \n{\"text\": \"good\"}\n",
            {"--from", "jsonl"});
  CHECK(result.code == 2);
  CHECK(result.ids() == "9 ");
  std::vector<std::string> reasons;
  for (const Json& reject : result.rejects) reasons.push_back(reject["reason"]);
  CHECK(reasons == std::vector<std::string>{
                       "not a JSON object", "not a JSON object", "\"text\" is not a string",
                       "\"text\" is not a string", "bad JSON at byte 13", "no member \"text\"",
                       "nested deeper than 64 levels", "nested deeper than 64 levels"});
}

TEST_CASE("batch: bytes that are not UTF-8 and half surrogates do not lose a JSON row") {
  const Batch result = batch(
      "{\"text\": \"a\xff\", \"x\": \"b\xed\xa0\x80\"}\n"
      "{\"text\": \"\\ud83d\", \"x\": \"\\ud83d\\ude00 \\ude00 \\\\ud83d\"}\n",
      {"--from", "jsonl"});
  CHECK(result.code == 0);
  REQUIRE(result.posts.size() == 2);
  CHECK(result.posts[0]["input"]["x"].get<std::string>().starts_with("b\xEF\xBF\xBD"));
  CHECK(result.posts[1]["input"]["x"] == "\xF0\x9F\x98\x80 \xEF\xBF\xBD \\ud83d");
}

TEST_CASE("batch: NUL bytes are text") {
  using namespace std::string_literals;
  const Batch result = batch("halo\0apa\n\0\n"s, {"--from", "txt"});
  CHECK(result.code == 0);
  CHECK(result.posts.size() == 2);
}

TEST_CASE("batch: one line of 50 MB is rated and the next row as well") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.txt", std::string(50'000'000, 'a') + "\nLoker\n");
  const Outcome outcome = waspada({"batch", file, "--quiet"});
  CHECK(outcome.code == 0);
  const auto rows = lines(outcome.out);
  REQUIRE(rows.size() == 2);
  CHECK(Json::parse(rows[0])["limits"].dump().find("truncated") != std::string::npos);
}

TEST_CASE("batch: a JSON line of more than 64 MiB is skipped, not held") {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("ads.jsonl", "{\"text\": \"a\"}\n{\"text\": \"" +
                                       std::string(70'000'000, 'a') + "\"}\n{\"text\": \"b\"}\n");
  const std::string rejects = directory.path("rejects");
  const Outcome outcome = waspada({"batch", file, "--quiet", "--rejects", rejects});
  CHECK(outcome.code == 2);
  CHECK(lines(outcome.out).size() == 2);
  const Json reject = Json::parse(read_file(rejects));
  CHECK(reject["reason"] == "line longer than 64 MiB");
  CHECK(reject["line"] == 2);
  CHECK(reject["raw"].get<std::string>().size() == 4096);
}

TEST_CASE("batch: twenty rejects on stderr, then their number") {
  std::string input;
  for (int i = 0; i < 1000; ++i) input += "nonsense\n";
  const Outcome outcome = waspada({"batch", "--from", "jsonl", "--quiet"}, input);
  CHECK(outcome.code == 2);
  const auto messages = lines(outcome.err);
  REQUIRE(messages.size() == 21);
  CHECK(messages[0] == "waspada: standard input:1: bad JSON at byte 2");
  CHECK(messages[20] == "waspada: 980 more rejects; --rejects FILE keeps them all");
}

TEST_CASE("batch: a full disk is an error, a reader that left is not") {
  std::string input;
  for (int i = 0; i < 600; ++i) input += "Loker admin gudang\n";
  Outcome outcome = waspada({"batch", "--from", "txt", "-o", "/dev/full"}, input);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: /dev/full: No space left on device\n");
  outcome =
      run({.arguments = {"batch", "--from", "txt"}, .input = input, .output_file = "/dev/full"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: standard output: No space left on device\n");
  outcome = waspada({"batch", "--from", "jsonl", "--rejects", "/dev/full"}, "nonsense\n");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("/dev/full: No space left on device") != std::string::npos);
  outcome = run({.arguments = {"batch", "--from", "txt"}, .input = input, .closed_pipe = true});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
}

TEST_CASE("batch: never empties a file it is to read") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.txt", "Loker admin\n");
  for (const char* option : {"-o", "--rejects"}) {
    const Outcome outcome = waspada({"batch", file, option, file});
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "waspada: " + file + ": is an input file as well\n");
  }
  CHECK(read_file(file) == "Loker admin\n");
  const std::string both = directory.path("out");
  CHECK(waspada({"batch", file, "-o", both, "--rejects", both}).code == 2);
}
