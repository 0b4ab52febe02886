#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using nlohmann::json;

/// Scams and honest ads that are easy to tell apart, two of each group, and one hard one.
std::string ads(std::size_t pairs = 12) {
  std::string out;
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::string n = std::to_string(i);
    out += json{{"id", "s" + n},
                {"text", "Admin judi online di Kamboja nomor " + n +
                             ", gaji 20jt, tiket ditanggung, paspor dipegang kantor"},
                {"label", "scam"},
                {"kinds", json::array({"scam-centre"})},
                {"source", i % 2 == 0 ? "portal" : "social"},
                {"year", 2015 + i}}
               .dump() +
           "\n";
    out += json{{"id", "h" + n},
                {"text", "PT Contoh Sejahtera " + n +
                             " mencari kasir toko di Bandung. Gaji sesuai UMK, BPJS, lima hari "
                             "kerja. Kirim CV ke hrd@contoh-sejahtera.co.id"},
                {"label", i % 4 == 0 ? "not_ad" : "legit"},
                {"source", i % 2 == 0 ? "portal" : "social"},
                {"year", 2015 + i}}
               .dump() +
           "\n";
  }
  return out;
}

Outcome eval(std::vector<std::string> arguments, const std::string& input = ads()) {
  arguments.insert(arguments.begin(), {"eval", "-", "--from", "jsonl", "--bootstrap", "50"});
  return waspada(std::move(arguments), input);
}

json report(std::vector<std::string> arguments = {}, const std::string& input = ads()) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Outcome outcome = eval(std::move(arguments), input);
  CAPTURE(outcome.err);
  REQUIRE(json::accept(outcome.out));
  return json::parse(outcome.out);
}

bool has(const Outcome& outcome, const std::string& text) {
  return (outcome.out + outcome.err).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("eval: JSON has the figures that scripts rely on, each with its interval") {
  const json out = report({"--slice", "source"});
  for (const char* metric : {"pr_auc", "roc_auc", "brier", "ece", "recall@fpr=0.001",
                             "recall@fpr=0.01", "recall@fpr=0.05"}) {
    CAPTURE(metric);
    for (const json& metrics : {out["metrics"], out["slices"]["source"]["portal"]["metrics"]}) {
      const json& figure = metrics[metric];
      REQUIRE(figure["value"].is_number());
      CHECK(figure["low"] <= figure["value"]);
      CHECK(figure["value"] <= figure["high"]);
    }
  }
  CHECK(out["rows"] == 24);
  CHECK(out["confusion"]["high"]["true_positives"].get<double>() +
            out["confusion"]["high"]["false_negatives"].get<double>() ==
        12);
  double texts = 0;
  for (const json& bin : out["curves"]["histogram"]) {
    texts += bin["positives"].get<double>() + bin["negatives"].get<double>();
  }
  CHECK(texts == 24);
  CHECK(out["curves"]["roc"].back()["fpr"] == 1);
  CHECK(out["scores"].size() == 24);
}

TEST_CASE("eval: lengths and channels are slices without a column") {
  const json out = report({"--slice", "length", "--slice", "channel", "--channel", "chat"});
  CHECK(out["slices"]["channel"]["chat"]["rows"] == 24);
  CHECK(out["slices"]["length"]["10-24 words"]["rows"] == 24);
  CHECK(eval({"--slice", "moon"}).err == "waspada: no row has a column \"moon\"\n");
}

TEST_CASE("eval: --where takes some rows, and says when there are none") {
  CHECK(report({"--where", "source=portal"})["rows"] == 12);
  CHECK(report({"--where", "source=portal", "--where", "source=social"})["rows"] == 24);
  CHECK(report({"--where", "source=portal", "--where", "label=scam", "--gate",
                "brier >= 0"})["skipped"] == 18);
  const Outcome outcome = eval({"--where", "source=moon"});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err == "waspada: -: no labelled rows; 24 are not asked for\n");
}

TEST_CASE("eval: other labels need a map, without which there is one class") {
  const std::string input =
      R"({"text":"Admin judi online Kamboja gaji 20jt paspor ditahan","verdict":"1"}
{"text":"Kasir toko roti, gaji UMK, BPJS, lima hari kerja","verdict":"0"}
)";
  const Outcome outcome = eval({"--label", "verdict"}, input);
  CHECK(outcome.code == 2);
  CHECK(outcome.err ==
        "waspada: -: no positives: no row is labelled \"scam\"; labels: 0 (1), 1 (1); --map says "
        "which mean what\n");
  CHECK(has(outcome, "n/a (no positives)"));
  const Outcome mapped = eval({"--label", "verdict", "--map", "1=scam,0=legit"}, input);
  CHECK(mapped.code == 0);
  CHECK(mapped.err.empty());
}

TEST_CASE("eval: nothing to measure is an error, not a report") {
  for (const char* input : {"", "{\"text\":\"gaji\"}\n", "{\"text\":\"gaji\",\"label\":\"\"}\n"}) {
    CAPTURE(input);
    const Outcome outcome = eval({}, input);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err).size() <= 2);
  }
}

TEST_CASE("eval: rows without a label and with an id that is taken are left out and named") {
  const std::string input = ads() + R"({"id":"x","text":"gaji 5jt"})" + "\n" +
                            R"({"id":"s1","text":"gaji 9jt","label":"legit"})" + "\n";
  const Outcome outcome = eval({"--format", "json"}, input);
  CHECK(outcome.code == 2);
  CHECK(has(outcome, "waspada: -:25: no label\n"));
  CHECK(has(outcome, "waspada: -:26: the id \"s1\" is already used at -:3\n"));
  CHECK(json::parse(outcome.out)["rows"] == 24);
  CHECK(json::parse(outcome.out)["rejected"] == 2);
}

TEST_CASE("eval: a failed gate exits with 1 and is named with its figure") {
  CHECK(eval({"--gate", "pr_auc >= 0.9", "--gate", "high(ece) <= 1"}).code == 0);
  const Outcome outcome =
      eval({"--gate", "roc_auc > 2", "--gate", "low(source=portal:pr_auc) > 1"});
  CHECK(outcome.code == 2);  // source is no slice here
  const Outcome failed = eval(
      {"--slice", "source", "--gate", "roc_auc > 2", "--gate", "low(source=portal:pr_auc) > 1"});
  CHECK(failed.code == 1);
  CHECK(failed.err ==
        "waspada: gate \"roc_auc > 2\": failed: 1.0000 (1.0000-1.0000)\n"
        "waspada: gate \"low(source=portal:pr_auc) > 1\": failed: 1.0000\n");
}

TEST_CASE("eval: a gate on what is not there is n/a, never passed") {
  const Outcome outcome = eval({"--slice", "year", "--gate", "year=2015:pr_auc >= 0", "--gate",
                                "year=1999:pr_auc >= 0", "--gate", "label=legit:fpr@high <= 1"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: gate \"year=1999:pr_auc >= 0\": n/a (no rows with year=1999)\n");
  const Outcome undefined = eval({"--slice", "label", "--gate", "label=legit:pr_auc >= 0"});
  CHECK(undefined.code == 2);
  CHECK(undefined.err == "waspada: gate \"label=legit:pr_auc >= 0\": n/a (no positives)\n");
}

TEST_CASE("eval: a gate that cannot be read names the piece") {
  for (const auto& [gate, message] : std::vector<std::pair<std::string, std::string>>{
           {"pr_auc", "no comparison (>=, <=, >, <, ==)"},
           {"pr_auc = 1", "\"= 1\" is no comparison (>=, <=, >, <, ==)"},
           {"pr_auc >= one", "\"one\" is not a number"},
           {"pr_auc >= nan", "\"nan\" is not a number"},
           {"low(pr_auc >= 1", "\"low(pr_auc\" lacks a closing bracket"},
           {"delta(pr_auc) >= 0", "delta() needs a --baseline"},
           {"moon=1:pr_auc >= 0", "\"moon\" is none of the columns reported: kind label"}}) {
    CAPTURE(gate);
    const Outcome outcome = eval({"--gate", gate});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "waspada: gate \"" + gate + "\": " + message + "\n");
  }
  CHECK(has(eval({"--gate", "pr_acu > 0"}), "\"pr_acu\" is not one of the metrics pr_auc roc_auc"));
}

TEST_CASE("eval: the same model does not differ from itself, a worse one does") {
  const TemporaryDirectory directory;
  const std::string baseline = directory.path("old.json");
  CHECK(eval({"--format", "json", "-o", baseline}).code == 0);
  const json same = report({"--baseline", baseline, "--slice", "source", "--gate",
                            "delta(pr_auc) >= 0", "--gate", "high(source=portal:delta(ece)) <= 0"});
  CHECK(same["baseline"]["rows_in_common"] == 24);
  for (const auto& [name, figure] : same["baseline"]["delta"].items()) {
    CAPTURE(name);
    if (figure["value"].is_null()) continue;
    CHECK(figure["value"] == 0);
    CHECK(figure["high"] == figure["low"]);
  }
  for (const json& gate : same["gates"]) CHECK(gate["passed"] == true);

  // A version that takes every ad for the opposite of what it is.
  json old = json::parse(read_file(baseline));
  for (json& entry : old["scores"]) {
    const std::string text = entry;
    const double risk = std::stod(text.substr(text.rfind(' ') + 1));
    entry = text.substr(0, 16) + (risk < 0.5 ? " high " : " low ") + std::to_string(1 - risk);
  }
  directory.write("worse.json", old.dump());
  const json better = report({"--baseline", directory.path("worse.json"), "--gate",
                              "low(delta(roc_auc)) >= 0.9", "--gate", "delta(brier) <= -0.5"});
  for (const json& gate : better["gates"]) CHECK(gate["passed"] == true);
  const Outcome text = eval({"--baseline", directory.path("worse.json")});
  CHECK(has(text, "better"));
  CHECK_FALSE(has(text, "worse\n"));
}

TEST_CASE("eval: differences are of the rows in common, and the report says so") {
  const TemporaryDirectory directory;
  const std::string baseline = directory.path("old.json");
  CHECK(eval({"--format", "json", "-o", baseline}, ads(8)).code == 0);
  const json out = report({"--baseline", baseline});
  CHECK(out["baseline"]["rows_in_common"] == 16);
  CHECK(out["notes"].back() == "Differences are of the 16 rows that the baseline has, too");
}

TEST_CASE("eval: what is no baseline is refused with the reason") {
  const TemporaryDirectory directory;
  const std::string file = directory.path("old.json");
  for (const auto& [content, message] : std::vector<std::pair<std::string, std::string>>{
           {"{", "not JSON; a baseline is what eval --format json wrote"},
           {"[1]", "no report of eval; a baseline is what eval --format json wrote"},
           {R"({"schema":1})", "no report of eval; a baseline is what eval --format json wrote"},
           {R"({"schema":2,"metrics":{}})",
            "a report of schema 2, but this version reads schema 1; make the baseline anew"},
           {R"({"schema":1,"metrics":{}})", "holds no \"scores\" to compare row by row"},
           {R"({"schema":1,"metrics":{},"scores":["00 high nan"]})",
            "scores[0] is \"00 high nan\", not \"KEY LEVEL RISK\""},
           {R"({"schema":1,"metrics":{},"scores":["00 sideways 0.1"]})",
            "scores[0] is \"00 sideways 0.1\", not \"KEY LEVEL RISK\""},
           {R"({"schema":1,"metrics":{},"scores":["00 high 0.1"]})",
            "has none of the texts that were measured now"}}) {
    CAPTURE(content);
    directory.write("old.json", content);
    const Outcome outcome = eval({"--baseline", file});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "waspada: " + file + ": " + message + "\n");
  }
}

TEST_CASE("eval: every format, and several at once") {
  const TemporaryDirectory directory;
  const std::string html = directory.path("report.html");
  const Outcome outcome =
      eval({"--gate", "pr_auc > 2", "--format", "github", "--write", "html=" + html, "--write",
            "junit=" + directory.path("r.xml"), "--write", "markdown=" + directory.path("r.md")});
  CHECK(outcome.code == 1);
  CHECK(outcome.out.starts_with("::error title=Gate failed::pr_auc > 2: 1.0000"));
  CHECK(read_file(directory.path("r.xml")).find("tests=\"1\" failures=\"1\" errors=\"0\"") !=
        std::string::npos);
  CHECK(read_file(directory.path("r.md")).find("| pr_auc > 2 |") != std::string::npos);
  const std::string page = read_file(html);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(has(eval({"--color", "always"}), "\x1B[1mMetrics"));
  CHECK_FALSE(has(eval({}), "\x1B"));
  CHECK(has(eval({"--write", "pdf=x"}), "is not FORMAT=FILE"));
}

TEST_CASE("eval: labels and ids cannot steer a page, a terminal or an annotation") {
  std::string input = ads();
  input += json{{"id", "<script>\x1B[31m\n::error::boo"},
                {"text", "Loker kasir toko roti, gaji UMK, lima hari kerja, BPJS"},
                {"label", "scam"},
                {"source", "<img src=x>|%0A::error::"}}
               .dump() +
           "\n";
  const std::vector<std::string> slice = {"--slice", "source", "--format"};
  for (const char* format : {"text", "markdown", "html", "github", "junit"}) {
    CAPTURE(format);
    std::vector<std::string> arguments = slice;
    arguments.emplace_back(format);
    const Outcome outcome = eval(arguments, input);
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find('\x1B') == std::string::npos);
    if (std::string(format) != "text" && std::string(format) != "github") {
      CHECK(outcome.out.find("<script>") == std::string::npos);
      CHECK(outcome.out.find("<img") == std::string::npos);
    }
    CHECK(outcome.out.find("\n::error::boo") == std::string::npos);
  }
}

TEST_CASE("eval: the same report for any number of threads") {
  const Outcome one = eval({"-j", "1", "--format", "json", "--slice", "year"});
  const Outcome many = eval({"-j", "3", "--format", "json", "--slice", "year"});
  CHECK(one.out == many.out);
}
