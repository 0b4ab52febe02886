// Shards put together are one run; a filter gives a line for every line.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

std::string csv_rows(int count) {
  std::string out = "id,text,note\n";
  for (int i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    out += number + ",\"Loker admin \"\"gudang\"\" " + number +
           (i % 41 == 0 ? ",lost\n" : "\nbiaya 50rb, WA 0812-0000-4471\",n" + number + "\n");
  }
  return out;
}

struct Shards {
  explicit Shards(const TemporaryDirectory& where, const std::string& extension)
      : directory(where), end(extension) {
    file = directory.write("ads.csv", csv_rows(1000));
    whole = directory.path("whole." + end);
    (void)waspada({"batch", file, "-o", whole, "--rejects", whole + ".bad", "--quiet"});
    for (const char* part : {"1", "2", "3"}) {
      outputs.push_back(directory.path(std::string("part-") + part + "." + end));
      CHECK(make(outputs.back(), std::string(part) + "/3") == 2);
    }
  }

  [[nodiscard]] int make(const std::string& output, const std::string& shard) const {
    return waspada({"batch", file, "-o", output, "--shard", shard, "--rejects", output + ".bad",
                    "--quiet"})
        .code;
  }

  [[nodiscard]] Outcome merge(std::vector<std::string> files) const {
    const std::string merged = directory.path("merged." + end);
    files.insert(files.begin(), "merge");
    files.insert(files.end(), {"-o", merged, "--rejects", merged + ".bad"});
    return waspada(files);
  }

  const TemporaryDirectory& directory;
  std::string end;
  std::string file;
  std::string whole;
  std::vector<std::string> outputs;
};

}  // namespace

TEST_CASE("merge: shards in any order become what one run writes") {
  for (const char* end : {"jsonl", "csv", "sqlite"}) {
    CAPTURE(end);
    const TemporaryDirectory directory;
    const Shards shards(directory, end);
    if (!std::filesystem::exists(shards.whole)) continue;  // built without SQLite
    const Outcome outcome = shards.merge({shards.outputs[2], shards.outputs[0], shards.outputs[1]});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("1000 rows, 24 rejected; ") != std::string::npos);
    CHECK(read_file(directory.path(std::string("merged.") + end)) == read_file(shards.whole));
    CHECK(read_file(directory.path(std::string("merged.") + end + ".bad")) ==
          read_file(shards.whole + ".bad"));
  }
}

TEST_CASE("merge: what is not all of one run is refused") {
  const TemporaryDirectory directory;
  const Shards shards(directory, "jsonl");
  const auto& parts = shards.outputs;
  const auto message = [&](const std::vector<std::string>& files) {
    const Outcome outcome = shards.merge(files);
    CHECK(outcome.code == 2);
    CHECK_FALSE(std::filesystem::exists(directory.path("merged.jsonl")));
    return outcome.err;
  };
  CHECK(message({parts[0], parts[2]}) == "waspada: of 3 shards these are missing: 2\n");
  CHECK(message({parts[0], parts[1], parts[1], parts[2]}) ==
        "waspada: shard 2 is given more than once\n");
  CHECK(message({parts[0], parts[1], shards.whole}).find("not complete") != std::string::npos);

  const std::string other = directory.path("other.jsonl");
  CHECK(shards.make(other, "3/4") == 2);
  CHECK(message({parts[0], parts[1], other}).find("another run than " + parts[0]) !=
        std::string::npos);
  CHECK(waspada({"batch", shards.file, "-o", other, "--shard", "3/3", "--mask", "--quiet"}).code ==
        2);
  CHECK(message({parts[0], parts[1], other}).find("its \"options\" differ") != std::string::npos);

  const std::string good = read_file(parts[1]);
  directory.write("part-2.jsonl", good.substr(0, good.size() / 2));
  CHECK(message(parts).find("not the file that") != std::string::npos);
  // The same size, but a row turned into another's.
  std::string swapped = good;
  swapped.replace(0, 10, "{\"row\":3, ");
  directory.write("part-2.jsonl", swapped);
  CHECK(message(parts).find("part-2.jsonl: ") != std::string::npos);
  directory.write("part-2.jsonl", good);
  CHECK(shards.merge(parts).code == 0);
}

TEST_CASE("merge: a shard that was killed and resumed is as good as any") {
  const TemporaryDirectory directory;
  const Shards shards(directory, "jsonl");
  const std::string output = shards.outputs[1];
  const std::string good = read_file(output);
  std::filesystem::remove(output);
  std::vector<std::string> arguments = {"batch", shards.file, "-o",           output, "--shard",
                                        "2/3",   "--resume",  "--checkpoint", "0",    "-j",
                                        "1",     "--rejects", output + ".bad"};
  const Outcome outcome = run({.arguments = arguments,
                               .signal = 9,
                               .watched = output + ".partial.state",
                               .watched_bytes = 1});
  CHECK(outcome.code == 128 + 9);
  CHECK(waspada(arguments).code == 2);
  CHECK(read_file(output) == good);
  CHECK(shards.merge(shards.outputs).code == 0);
}

TEST_CASE("batch --filter: one line out for every line in, bad ones included") {
  std::string input;
  for (int i = 1; i <= 700; ++i) {
    input += i % 7 == 0 ? (i % 2 == 0 ? "\n" : "{\"text\": 5}\n")
                        : R"({"id": ")" + std::to_string(i) + R"(", "text": "Loker admin"})" + "\n";
  }
  const Outcome outcome = waspada({"batch", "--filter", "-j", "3"}, input);
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  const auto rows = lines(outcome.out);
  REQUIRE(rows.size() == 700);
  for (std::size_t i = 1; i <= rows.size(); ++i) {
    const Json json = Json::parse(rows[i - 1]);
    CHECK(json["id"] == std::to_string(i));
    CHECK(json.contains("error") == (i % 7 == 0));
  }
  CHECK(Json::parse(rows[6])["error"] == "\"text\" is not a string");
  CHECK(Json::parse(rows[13])["error"] == "blank line");
  // Good lines are those of an ordinary run.
  CHECK(outcome.out.starts_with(lines(waspada({"batch", "--quiet"}, input).out)[0] + "\n"));
  CHECK(waspada({"batch", "--filter", "file.jsonl"}).code == 2);
}
