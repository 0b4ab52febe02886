// What batch makes of good input.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

std::vector<Json> objects(const std::string& text) {
  std::vector<Json> out;
  for (const std::string& line : lines(text)) out.push_back(Json::parse(line));
  return out;
}

/// Enough rows for several chunks, some of them bad.
std::string many_rows() {
  std::string out;
  for (int i = 1; i <= 1200; ++i) {
    const std::string number = std::to_string(i);
    out += i % 97 == 0
               ? "{\"text\": \n"
               : R"({"id": "r)" + number + R"(", "text": "Loker admin gudang )" + number +
                     R"(, biaya 50rb ke rekening, WA 0812-0000-4471", "n": )" + number + "}\n";
  }
  return out;
}

}  // namespace

TEST_CASE("batch: JSON output is score's object with id first and the own columns last") {
  const Outcome outcome = waspada(
      {"batch", "--quiet"},
      R"({"id": "a", "text": "loker admin", "n": 1.50, "big": 123456789012345678901234567890,)"
      R"( "tags": ["x", {"y": null}], "note": "\"q\"\u0000"})"
      "\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.starts_with(R"({"schema":1,"id":"a","level":)"));
  CHECK(outcome.out.ends_with(
      R"("input":{"id":"a","text":"loker admin","n":1.50,"big":123456789012345678901234567890,)"
      R"("tags":["x",{"y":null}],"note":"\"q\"\u0000"}})"
      "\n"));
  Json json = Json::parse(outcome.out);
  json.erase("id");
  json.erase("input");
  CHECK(json == Json::parse(waspada({"score", "--format", "json", "loker admin"}).out));
}

TEST_CASE("batch: CSV output keeps the own columns and adds four") {
  const TemporaryDirectory directory;
  const std::string file = directory.write(
      "ads.csv", "id,text,note\n7,\"loker \"\"admin\"\", gudang\",\"a\nb\"\n8,biaya 5jt,\n");
  const Outcome outcome = waspada({"batch", file, "--to", "csv", "--quiet"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with(
      "id,text,note,waspada_level,waspada_risk,waspada_kinds,waspada_reasons\n"
      "7,\"loker \"\"admin\"\", gudang\",\"a\nb\","));
  // What it writes it can read, and it writes its columns once.
  const std::string again = directory.path("again.csv");
  CHECK(waspada({"batch", file, "-o", again, "--quiet"}).code == 0);
  CHECK(read_file(again) == outcome.out);
  CHECK(waspada({"batch", again, "--to", "csv", "--quiet"}).out == outcome.out);
}

TEST_CASE("batch: CSV output of formats without a header has the columns id and text") {
  const Outcome outcome = waspada({"batch", "--from", "txt", "--to", "csv"}, "satu\ndua, tiga\n");
  const auto rows = lines(outcome.out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == "id,text,waspada_level,waspada_risk,waspada_kinds,waspada_reasons");
  CHECK(rows[1].starts_with("1,satu,"));
  CHECK(rows[2].starts_with("2,\"dua, tiga\","));
}

TEST_CASE("batch: the same bytes for any number of threads") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.jsonl", many_rows());
  const auto with = [&](const std::string& threads, const std::string& to) {
    const std::string rejects = directory.path("rejects-" + threads);
    const Outcome outcome =
        waspada({"batch", file, "-j", threads, "--to", to, "--rejects", rejects, "--quiet"});
    CHECK(outcome.code == 2);
    return outcome.out + read_file(rejects);
  };
  for (const char* to : {"jsonl", "csv"}) {
    const std::string one = with("1", to);
    CHECK(lines(one).size() == 1200 + (to == std::string("csv") ? 1 : 0));
    CHECK(with("4", to) == one);
    CHECK(with("7", to) == one);
  }
  const Outcome environment =
      run({.arguments = {"batch", file, "--quiet"}, .environment = {{"WASPADA_THREADS", "none"}}});
  CHECK(environment.code == 2);
}

TEST_CASE("batch: shards are disjoint, cover all rows, and report their own rejects") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.jsonl", many_rows());
  std::size_t rows = 0;
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    const std::string rejects = directory.path("rejects");
    const Outcome outcome =
        waspada({"batch", file, "--shard", shard, "--rejects", rejects, "--quiet"});
    const std::size_t first = static_cast<std::size_t>(shard[0] - '0');
    for (const Json& json : objects(outcome.out)) {
      CHECK(json["input"]["n"].get<std::size_t>() % 3 == first % 3);
      ++rows;
    }
    for (const Json& json : objects(read_file(rejects))) {
      CHECK(json["row"].get<std::size_t>() % 3 == first % 3);
      ++rows;
    }
  }
  CHECK(rows == 1200);
  for (const char* shard : {"0/3", "4/3", "1/0", "1", "a/b", "1/3x", "-1/3"}) {
    CAPTURE(shard);
    const Outcome outcome = waspada({"batch", file, std::string("--shard=") + shard});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("is not I/N") != std::string::npos);
  }
}

TEST_CASE("batch: several text columns are joined, and --id names the id") {
  const Outcome outcome =
      waspada({"batch", "--text", "title", "--text", "body", "--id", "key", "-", "--quiet"},
              "key,title,body\nk1,Loker,admin\nk2,,admin\n");
  const auto rows = objects(outcome.out);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["id"] == "k1");
  CHECK(rows[0]["input"] == Json{{"key", "k1"}, {"title", "Loker"}, {"body", "admin"}});
  CHECK(rows[1]["id"] == "k2");
}

TEST_CASE("batch: a column \"channel\" overrides --channel, other words do not") {
  const std::string text = "\"Loker admin, gaji 3jt, kirim lamaran\"\n";
  const Outcome mixed = waspada({"batch", "--to", "csv", "--channel", "sms", "--quiet"},
                                "channel,text\nportal," + text + "papan," + text);
  const auto risk = [](const std::string& row) { return row.substr(row.rfind("\",") + 2); };
  const auto score = [&](const std::string& channel) {
    return risk(lines(waspada({"batch", "--to", "csv", "--channel", channel, "--quiet"},
                              "text,x\n" + text.substr(0, text.size() - 1) + ",\n")
                          .out)[1]);
  };
  const auto rows = lines(mixed.out);
  REQUIRE(rows.size() == 3);
  CHECK("," + risk(rows[1]) == score("portal"));
  CHECK("," + risk(rows[2]) == score("sms"));
}

TEST_CASE("batch: rows are numbered through several files and formats") {
  const TemporaryDirectory directory;
  const std::string csv = directory.write("a.csv", "text\nsatu\ndua\n");
  const std::string txt = directory.write("b.txt", "tiga\n\nempat");
  const std::string tsv = directory.write("c.tsv", "x\ttext\n1\t\"li\tma\"\n");
  const Outcome outcome = waspada({"batch", csv, txt, tsv});
  CHECK(outcome.code == 0);
  std::string ids;
  for (const Json& json : objects(outcome.out)) ids += json["id"].get<std::string>();
  CHECK(ids == "12345");
  CHECK(outcome.err.find("5 rows, 0 rejected; ") != std::string::npos);
  const Outcome shard = waspada({"batch", csv, txt, tsv, "--shard", "2/2", "--quiet"});
  CHECK(objects(shard.out).size() == 2);
  // One CSV cannot have two headers.
  const Outcome table = waspada({"batch", csv, txt, "--to", "csv", "--quiet"});
  CHECK(table.code == 2);
  CHECK(lines(table.out).size() == 3);
  CHECK(table.err.find("b.txt: not the columns of the first file") != std::string::npos);
}

TEST_CASE("batch: the content tells the format where no name does") {
  const auto guess = [](const std::string& input) {
    const auto messages = lines(waspada({"batch"}, input).err);
    return messages.size() < 2 ? std::string() : messages[0];
  };
  CHECK(guess("{\"text\": \"a\"}\n").find(": read as jsonl;") != std::string::npos);
  CHECK(guess("id\ttext\n1\ta\n").find(": read as tsv;") != std::string::npos);
  CHECK(guess("id,text\n1,a\n").find(": read as csv;") != std::string::npos);
  CHECK(guess("id;text\n1;a\n").find(": read as csv;") != std::string::npos);
  CHECK(guess("Loker admin, gudang\n").find(": read as txt;") != std::string::npos);
  CHECK(guess("").empty());
  CHECK(waspada({"batch", "--quiet"}, "Loker\n").err.empty());
}

TEST_CASE("batch: --mask hides contacts in own columns and rejects as well") {
  const TemporaryDirectory directory;
  const std::string rejects = directory.path("rejects");
  const Outcome outcome = waspada(
      {"batch", "--mask", "--quiet", "--rejects", rejects},
      "{\"text\": \"WA 0812-0000-4471\", \"phone\": 6281200004471, \"mail\": \"a@contoh.test\"}\n"
      "{\"txt\": \"WA 0812-0000-4471\"}\n");
  CHECK(outcome.out.find("4471") == std::string::npos);
  CHECK(outcome.out.find("contoh.test") == std::string::npos);
  CHECK(objects(outcome.out).size() == 1);
  CHECK(read_file(rejects).find("4471") == std::string::npos);
}
