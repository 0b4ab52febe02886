// Every way a file may be packed, written and laid out gives the same rows.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "packed.hpp"
#include "program.hpp"

namespace {

using Json = nlohmann::json;

std::vector<Json> objects(const std::string& text) {
  std::vector<Json> out;
  for (const std::string& line : lines(text)) out.push_back(Json::parse(line));
  return out;
}

std::string ids(const std::string& text) {
  std::string out;
  for (const Json& json : objects(text)) out += json["id"].get<std::string>() + " ";
  return out;
}

std::string many_lines(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) {
    out += "Loker admin gudang nomor " + std::to_string(i) + ", hubungi 0812-0000-4471\n";
  }
  return out;
}

/// UTF-8 of the basic plane, and U+1F600, to UTF-16 with a byte order mark.
std::string utf16(std::string_view text, bool little) {
  std::string out;
  const auto unit = [&](unsigned value) {
    const char high = static_cast<char>(value >> 8);
    const char low = static_cast<char>(value & 255);
    out += little ? low : high;
    out += little ? high : low;
  };
  unit(0xFEFF);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\xF0\x9F\x98\x80")) {
      unit(0xD83D);
      unit(0xDE00);
      i += 3;
    } else if (text.substr(i).starts_with("\xE2\x80\xA2")) {
      unit(0x2022);
      i += 2;
    } else {
      unit(static_cast<unsigned char>(text[i]));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("batch: gzip and zstd are told by their first bytes, whatever the name") {
  const TemporaryDirectory directory;
  const std::string text = many_lines(5000);
  const std::string expected = waspada({"batch", "--from", "txt", "--quiet"}, text).out;
  REQUIRE(lines(expected).size() == 5000);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    if (packed.empty()) continue;
    const std::string file = directory.write("ads.txt", packed);
    Outcome outcome = waspada({"batch", file, "--quiet"});
    CHECK(outcome.code == 0);
    CHECK(outcome.out == expected);
    CHECK(waspada({"batch", "--from", "txt", "--quiet"}, packed).out == expected);
    // Members one after another, as pigz and log rotation write them, are one text.
    outcome = waspada({"batch", "--from", "txt", "--quiet"}, packed + packed);
    CHECK(outcome.code == 0);
    CHECK(lines(outcome.out).size() == 10'000);
  }
}

TEST_CASE("batch: the name before .gz tells the format, and stderr what was found") {
  const std::string packed = gzip("id,text\n7,Loker admin\n");
  if (packed.empty()) return;
  const TemporaryDirectory directory;
  const Outcome outcome = waspada({"batch", directory.write("ads.csv.gz", packed)});
  CHECK(outcome.code == 0);
  CHECK(ids(outcome.out) == "7 ");
  CHECK(outcome.err.find("ads.csv.gz: read as csv, gzip\n") != std::string::npos);
}

TEST_CASE("batch: packed data cut anywhere give the rows before, one reject and an error") {
  const std::string text = many_lines(300);
  const TemporaryDirectory directory;
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    if (packed.empty()) continue;
    const std::string all = waspada({"batch", "--from", "txt", "--quiet"}, packed).out;
    for (std::size_t size = 5; size < packed.size(); size += packed.size() / 17) {
      const std::string file = directory.write("cut.txt", packed.substr(0, size));
      const std::string rejects = directory.path("rejects");
      const Outcome outcome = waspada({"batch", file, "--quiet", "--rejects", rejects});
      CHECK(outcome.code == 2);
      CHECK(all.starts_with(outcome.out));
      CHECK(outcome.err.find("data cut short") != std::string::npos);
      CHECK(lines(read_file(rejects)).size() <= 1);
    }
  }
  if (std::string damaged = gzip(text); !damaged.empty()) {  // zstd has no check sum by default
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    const Outcome outcome = waspada(
        {"batch", directory.write("bad.txt", damaged), "--quiet", "--rejects", "/dev/null"});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("gzip data damaged") != std::string::npos);
  }
}

TEST_CASE("batch: a decompression bomb is given up") {
  // 1 GB in 50 KB.
  std::string bomb = zstd(std::string(std::size_t{1} << 27, 'a'));
  if (bomb.empty()) return;
  for (int i = 0; i < 3; ++i) bomb += bomb;
  const Outcome outcome = waspada({"batch", "--from", "txt", "--quiet"}, bomb);
  CHECK(outcome.code == 2);
  CHECK(outcome.err ==
        "waspada: standard input: grows more than a thousandfold when decompressed; taken for a "
        "bomb\n");
}

TEST_CASE("batch: UTF-16 with a byte order mark") {
  const std::string text =
      "id,text\r\n1,\"Gaji \xE2\x80\xA2 besar\"\r\n2,broken,row\r\n3,\"\xF0\x9F\x98\x80 "
      "Loker\"\r\n";
  const TemporaryDirectory directory;
  for (const bool little : {true, false}) {
    const std::string rejects = directory.path("rejects");
    const Outcome outcome =
        waspada({"batch", directory.write("ads.csv", utf16(text, little)), "--rejects", rejects});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("read as csv, UTF-16") != std::string::npos);
    const auto rows = objects(outcome.out);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["input"]["text"] == "Gaji \xE2\x80\xA2 besar");
    CHECK(rows[1]["input"]["text"] == "\xF0\x9F\x98\x80 Loker");
    const auto bad = objects(read_file(rejects));
    REQUIRE(bad.size() == 1);
    CHECK(bad[0]["line"] == 3);
    // Of the file as it is: mark, 9 characters, 18 characters, two bytes each.
    CHECK(bad[0]["offset"] == 2 + 2 * (9 + 18));
  }
  CHECK(
      waspada({"batch", "--encoding", "utf-16", "--quiet"}, "Loker").err.find("byte order mark") !=
      std::string::npos);
  const std::string bare = utf16("Loker\n", false).substr(2);
  const Outcome told = waspada({"batch", "--encoding", "utf-16be", "--quiet"}, bare);
  CHECK(objects(told.out).at(0)["input"]["text"] == "Loker");
}

TEST_CASE("batch: half a UTF-16 pair and half a unit lose no row") {
  using namespace std::string_literals;
  const Outcome outcome = waspada({"batch", "--quiet", "--from", "txt"},
                                  "\xFF\xFE"
                                  "a\0\x3D\xD8\n\0b\0\n\0c"s);
  CHECK(outcome.code == 0);
  const auto rows = objects(outcome.out);
  REQUIRE(rows.size() >= 2);
  CHECK(rows[0]["input"]["text"] == "a\xEF\xBF\xBD");
  CHECK(rows[1]["input"]["text"] == "b");
}

TEST_CASE("batch: lines that can only be Windows-1252 are read so, others are left alone") {
  const std::string text =
      "Gaji \x96 besar \x93"
      "cepat\x94, kaf\xE9\n"  // dash, quotes, e acute
      "Caf\xC3\xA9 \xE2\x80\xA2 UTF-8\n"
      "potong\xF0\x9F\x98 emoji\n";  // UTF-8 that was cut
  const Outcome outcome = waspada({"batch", "--from", "txt"}, text);
  const auto rows = objects(outcome.out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["input"]["text"] ==
        "Gaji \xE2\x80\x93 besar \xE2\x80\x9C"
        "cepat\xE2\x80\x9D, kaf\xC3\xA9");
  CHECK(rows[1]["input"]["text"] == "Caf\xC3\xA9 \xE2\x80\xA2 UTF-8");
  CHECK(rows[2]["input"]["text"].get<std::string>().starts_with("potong\xEF\xBF\xBD"));
  CHECK(outcome.err.find("1 lines are not UTF-8 and read as Windows-1252") != std::string::npos);
  const auto told =
      objects(waspada({"batch", "--from", "txt", "--encoding", "windows-1252"}, text).out);
  CHECK(told[1]["input"]["text"].get<std::string>().starts_with("Caf\xC3\x83\xC2\xA9"));
  const auto refused =
      objects(waspada({"batch", "--from", "txt", "--encoding", "utf-8"}, text).out);
  CHECK(refused[0]["input"]["text"].get<std::string>().starts_with("Gaji \xEF\xBF\xBD besar"));
}

TEST_CASE("batch: the raw bytes of a reject can be had back") {
  const TemporaryDirectory directory;
  const std::string rejects = directory.path("rejects");
  (void)waspada({"batch", "--from", "csv", "--quiet", "--rejects", rejects},
                "id,text\n1,\xFFx,y\n");
  const Json reject = Json::parse(read_file(rejects));
  CHECK(reject["raw"] == "1,\xEF\xBF\xBDx,y");
  CHECK(reject["raw_base64"] == "MSz/eCx5");
}

TEST_CASE("batch: a JSON array is its objects, however it is laid out") {
  const std::string pretty =
      "[\n  {\n    \"id\": \"a\",\n    \"text\": \"Loker [1] {x}\"\n  },\n"
      "  {\"id\": \"b\", \"text\": \"kata \\\"kutip\\\" dan \\\\\"}\n]\n";
  const std::string dense =
      R"([{"id":"a","text":"Loker [1] {x}"},{"id":"b","text":"kata \"kutip\" dan \\"}])";
  for (const std::string& input : {pretty, dense}) {
    const Outcome outcome = waspada({"batch"}, input);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("read as json;") != std::string::npos);
    const auto rows = objects(outcome.out);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["input"]["text"] == "Loker [1] {x}");
    CHECK(rows[1]["input"]["text"] == "kata \"kutip\" dan \\");
  }
  // Objects one after another, over several lines each.
  CHECK(ids(waspada({"batch"},
                    "{\n\"id\": \"a\",\n\"text\": \"x\"\n}\n{\"id\": \"b\",\n\"text\": "
                    "\"y\"}\n")
                .out) == "a b ");
  CHECK(waspada({"batch", "--from", "json", "--quiet"}, "[]").code == 0);
  // An ad in brackets is no array.
  CHECK(waspada({"batch"}, "[URGENT] Loker\n").err.find("read as txt") != std::string::npos);
}

TEST_CASE("batch: what is wrong in a JSON array loses no good object") {
  const TemporaryDirectory directory;
  const std::string rejects = directory.path("rejects");
  const std::string input =
      "[{\"id\":\"1\",\"text\":\"a\"},\n"
      "7, null, \"kata, {x}\",\n"                 // no objects
      "{\"id\":\"2\",\"text\":\"b\",},\n"         // a comma too many
      "{\"id\":\"3\",\"text\":\"never closed,\n"  // a quote
      "{\"id\":\"4\",\"text\":\"d\", \"n\":[{\"x\":1},{\"y\":2}]},\n"
      "{\"id\":\"5\",\"text\":\"e\"\n"   // a brace
      "{\"id\":\"6\",\"text\":\"f\"]\n"  // the wrong one
      "{\"id\":\"7\",\"text\":\"g\"}\n"
      "{\"id\":\"8\",\"text\":\"h\"";
  const Outcome outcome =
      waspada({"batch", "--from", "json", "--quiet", "--rejects", rejects}, input);
  CHECK(outcome.code == 2);
  CHECK(ids(outcome.out) == "1 4 7 ");
  std::string found;
  for (const Json& reject : objects(read_file(rejects))) {
    found += std::to_string(reject["line"].get<int>()) + ": " +
             reject["reason"].get<std::string>() + "\n";
    const auto offset = reject["offset"].get<std::size_t>();
    const auto raw = reject["raw"].get<std::string>();
    CHECK(input.substr(offset, raw.size()) == raw);
  }
  CHECK(found ==
        "2: not a JSON object\n2: not a JSON object\n2: not a JSON object\n"
        "3: bad JSON at byte 22\n4: string not closed\n6: object not closed\n"
        "7: object not closed\n9: object not closed\n");
}

TEST_CASE("batch: a JSON array in one line of 100 MB") {
  std::string input = "[";
  const std::string filler(1000, 'a');
  for (int i = 0; i < 100'000; ++i) {
    input += (i > 0 ? ",{\"text\":\"" : "{\"text\":\"") + filler + "\"}";
  }
  const TemporaryDirectory directory;
  const std::string file = directory.write("ads.json", input + "]");
  const Outcome outcome = waspada({"batch", file, "--to", "csv", "--no-model", "--quiet"});
  CHECK(outcome.code == 0);
  CHECK(lines(outcome.out).size() == 100'001);
}

TEST_CASE("batch: JSON pointers lead to nested text and ids") {
  const std::string input =
      R"({"job": {"title": "Loker admin", "body": ["x", "Gaji 5jt"], "a/b": "c"}, "meta": {"n": 7}})"
      "\n"
      R"({"job": {"body": [1, 2]}, "meta": {}})"
      "\n"
      R"({"job": "plain"})"
      "\n";
  const TemporaryDirectory directory;
  const std::string rejects = directory.path("rejects");
  const Outcome outcome = waspada(
      {"batch", "--quiet", "--text", "/job/body/1", "--id", "/meta/n", "--rejects", rejects},
      input);
  CHECK(ids(outcome.out) == "7 ");
  const auto bad = objects(read_file(rejects));
  REQUIRE(bad.size() == 2);
  CHECK(bad[0]["reason"] == "\"/job/body/1\" is not a string");
  CHECK(bad[1]["reason"] == "no member \"/job/body/1\"; there are \"job\"");
  CHECK(lines(waspada({"batch", "--quiet", "--text", "/job/a~1b"}, input).out).size() == 1);
  const Outcome wrong = waspada({"batch", "--quiet", "--text", "/job/~x"}, input);
  CHECK(wrong.code == 2);
  CHECK(wrong.err == "waspada: --text /job/~x: not a JSON pointer\n");
}

TEST_CASE("batch: several text columns are lines with their names") {
  const auto facts = [](const Outcome& outcome) {
    return objects(outcome.out).at(0)["facts"].at(0)["span"];
  };
  // "title: Loker\nbody: WA " is 22 bytes.
  Json span = facts(waspada({"batch", "--text", "title", "--text", "body", "--quiet"},
                            "title,body\nLoker,WA 0812-0000-4471\n"));
  CHECK(span["begin"] == 22);
  CHECK(span["text"] == "0812-0000-4471");
  span = facts(waspada({"batch", "--text", "title", "--text", "/job/body", "--quiet"},
                       R"({"title": "Loker", "job": {"body": "WA 0812-0000-4471"}})"
                       "\n"));
  CHECK(span["begin"] == 22);
}

TEST_CASE("batch: one ad a file") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a.txt", "Loker admin\n\nGaji 5jt\n");
  const std::string b = directory.write("b.txt", "Kasir toko");
  const std::string empty = directory.write("c.txt", "");
  const Outcome outcome = waspada({"batch", "--from", "file", directory.path("*.txt"), "--quiet"});
  CHECK(outcome.code == 0);
  const auto rows = objects(outcome.out);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["id"] == a);
  CHECK(rows[0]["input"] == Json{{"file", a}, {"text", "Loker admin\n\nGaji 5jt"}});
  CHECK(rows[1]["id"] == b);
  CHECK(rows[1]["input"]["text"] == "Kasir toko");
}

TEST_CASE("batch: a pattern is its files in order, a name like one is the file") {
  const TemporaryDirectory directory;
  directory.write("b.txt", "dua\n");
  directory.write("a.txt", "satu\n");
  const Outcome outcome = waspada({"batch", directory.path("?.txt"), "--quiet"});
  REQUIRE(lines(outcome.out).size() == 2);
  CHECK(objects(outcome.out)[0]["input"]["text"] == "satu");
  directory.write("[ab].txt", "tiga\n");
  CHECK(lines(waspada({"batch", directory.path("[ab].txt"), "--quiet"}).out).size() == 1);
  const Outcome none = waspada({"batch", directory.path("*.csv"), "--quiet"});
  CHECK(none.code == 2);
  CHECK(none.err.find("*.csv: No such file") != std::string::npos);
}
