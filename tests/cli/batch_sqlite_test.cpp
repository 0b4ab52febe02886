// The database says what the JSON output says.
#include <doctest/doctest.h>

#ifdef WASPADA_WITH_SQLITE3
#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

/// Rows of a query, columns joined with '|'.
std::vector<std::string> query(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(::sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::vector<std::string> out;
  const auto add = [](void* rows, int count, char** values, char**) {
    std::string row;
    for (int i = 0; i < count; ++i) {
      row += (i > 0 ? "|" : "") + std::string(values[i] != nullptr ? values[i] : "NULL");
    }
    static_cast<std::vector<std::string>*>(rows)->push_back(row);
    return 0;
  };
  const int status = ::sqlite3_exec(database, sql.c_str(), add, &out, nullptr);
  CHECK_MESSAGE(status == SQLITE_OK, ::sqlite3_errmsg(database));
  ::sqlite3_close(database);
  return out;
}

const std::string kInput =
    R"({"id": "a", "text": "Loker admin gudang, biaya pendaftaran 50rb transfer ke rekening, WA 0812-0000-4471", "kota": "Solo"})"
    "\n{\n"
    R"({"id": "c", "text": "Dicari kasir toko, gaji UMK, lamaran diantar ke toko", "kota": "Tegal"})"
    "\n";

}  // namespace

TEST_CASE("batch --to sqlite: the same verdicts, reasons and facts as in JSON") {
  const TemporaryDirectory directory;
  const std::string input = directory.write("ads.jsonl", kInput);
  const std::string file = directory.path("out.sqlite");
  CHECK(waspada({"batch", input, "-o", file, "--quiet"}).code == 2);
  const Outcome json = waspada({"batch", input, "--quiet"});
  CHECK(query(file, "PRAGMA integrity_check") == std::vector<std::string>{"ok"});
  const auto verdicts = query(file, "SELECT row, id, line, level, kind, file FROM verdicts");
  const auto rows = lines(json.out);
  REQUIRE(verdicts.size() == 2);
  REQUIRE(rows.size() == 2);
  std::size_t reasons = 0;
  std::size_t facts = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const Json row = Json::parse(rows[i]);
    const std::string number = i == 0 ? "1" : "3";
    const std::string kind = row["kinds"].empty() ? "NULL" : row["kinds"][0]["id"];
    CHECK(verdicts[i] == number + "|" + row["id"].get<std::string>() + "|" + number + "|" +
                             row["level"].get<std::string>() + "|" + kind + "|" + input);
    std::vector<std::string> expected;
    for (const char* list : {"reasons", "counter"}) {
      for (const Json& reason : row[list]) {
        const auto& spans = reason["spans"];
        expected.push_back(reason["rule"].get<std::string>() + "|" +
                           reason["severity"].get<std::string>() + "|" +
                           (spans.empty() ? "NULL" : spans[0]["text"].get<std::string>()) + "|" +
                           reason["message"]["id"].get<std::string>());
      }
    }
    CHECK(query(file, "SELECT rule, severity, quote, message FROM reasons WHERE row = " + number +
                          " ORDER BY n") == expected);
    reasons += expected.size();
    expected.clear();
    for (const Json& fact : row["facts"]) {
      expected.push_back(fact["kind"].get<std::string>() + "|" + fact["value"].get<std::string>());
    }
    CHECK(query(file, "SELECT kind, value FROM facts WHERE row = " + number + " ORDER BY n") ==
          expected);
    facts += expected.size();
  }
  CHECK(reasons > 0);
  CHECK(facts > 0);
  CHECK(query(file, "SELECT json_extract(input, '$.kota') FROM verdicts") ==
        std::vector<std::string>{"Solo", "Tegal"});
  CHECK(query(file,
              "SELECT run, rows, rejected, library <> '', high + caution + low + "
              "insufficient + not_ad, shard FROM runs") ==
        std::vector<std::string>{"1|3|1|1|2|NULL"});
  const auto plan = query(file, "EXPLAIN QUERY PLAN SELECT * FROM verdicts WHERE level = 'high'");
  CHECK(plan.at(0).find("USING INDEX") != std::string::npos);
}

TEST_CASE("batch --to sqlite: the same bytes for any number of threads and checkpoints") {
  const TemporaryDirectory directory;
  std::string input;
  for (int i = 0; i < 300; ++i) input += kInput;
  const std::string file = directory.write("ads.jsonl", input);
  std::string first;
  for (const char* threads : {"1", "3"}) {
    for (const char* seconds : {"0", "1000"}) {
      const std::string output = directory.path("out.db");
      CHECK(waspada({"batch", file, "-o", output, "-j", threads, "--checkpoint", seconds,
                     "--rejects", directory.path("bad"), "--quiet"})
                .code == 2);
      if (first.empty()) first = read_file(output);
      CHECK(read_file(output) == first);
    }
  }
}

TEST_CASE("batch --to sqlite: --mask, and text that is not UTF-8") {
  const TemporaryDirectory directory;
  const std::string file = directory.path("out.db");
  CHECK(waspada({"batch", "--mask", "--from", "txt", "-o", file, "--quiet"},
                "Biaya admin 50rb, WA 0812-0000-4471 \xED\xA0\x80\n")
            .code == 0);
  CHECK(read_file(file).find("4471") == std::string::npos);
  CHECK(query(file, "SELECT text FROM verdicts").at(0).find("\xEF\xBF\xBD") != std::string::npos);
  const Outcome outcome = waspada({"batch", "--to", "sqlite"}, "Loker\n");
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("SQLite needs a file") != std::string::npos);
}
#endif
