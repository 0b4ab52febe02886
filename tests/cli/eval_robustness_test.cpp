#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

using nlohmann::json;

/// Overseas scams and small shops, ten of each.
std::string ads() {
  std::string out;
  for (int i = 0; i < 10; ++i) {
    const std::string n = std::to_string(i);
    out += json{{"id", "s" + n},
                {"text", "Admin judi online di Kamboja nomor " + n +
                             ", gaji 20jt, tiket ditanggung, paspor dipegang kantor"},
                {"label", "scam"}}
               .dump() +
           "\n";
    out += json{{"id", "h" + n},
                {"text", "Toko Melati " + n + " di Bandung butuh kasir " +
                             (i < 7 ? "wanita" : "pria") +
                             ", gaji Rp2.900.000 per bulan, BPJS. Hubungi 0812-0000-4471"},
                {"label", "legit"},
                {"year", i < 6 ? "2024" : "2025"}}
               .dump() +
           "\n";
  }
  return out;
}

Outcome eval(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"eval", "-", "--from", "jsonl", "--bootstrap", "20"});
  return waspada(std::move(arguments), ads());
}

json report(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Outcome outcome = eval(std::move(arguments));
  CAPTURE(outcome.err);
  REQUIRE(json::accept(outcome.out));
  return json::parse(outcome.out);
}

}  // namespace

TEST_CASE("eval --perturb: every disguise is measured against the plain texts") {
  const json out =
      report({"--perturb", "all", "--gate", "perturb=look-alike:delta(roc_auc) >= -0.1", "--gate",
              "check=account-for-rent:failures <= 0.5"});
  CHECK(out["perturbed"].size() == 18);
  for (const auto& [name, section] : out["perturbed"].items()) {
    CAPTURE(name);
    CHECK(section["rows"] == 20);
    CHECK(section["delta"]["delta(pr_auc)"]["value"].is_number());
  }
  // Disguises of letters are undone before anything looks at the text.
  CHECK(out["perturbed"]["look-alike"]["delta"]["delta(brier)"]["value"] == 0);
  CHECK(out["perturbed"]["typos"]["delta"]["delta(ece)"]["value"] != 0);
  for (const json& gate : out["gates"]) CHECK(gate["passed"] == true);
}

TEST_CASE("eval --perturb: the same report for any number of threads") {
  const std::vector<std::string> arguments = {"--perturb", "typos,slang", "--format", "json"};
  std::vector<std::string> one = arguments;
  one.insert(one.end(), {"-j", "1"});
  std::vector<std::string> three = arguments;
  three.insert(three.end(), {"-j", "3"});
  CHECK(eval(one).out == eval(three).out);
}

TEST_CASE("eval --checks: tests of one's own say what moved the wrong way") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("checks.json", R"({"checks": [
    {"name": "lure", "expect": "down", "labels": ["legit"], "append": ["Paspor dipegang kantor di Kamboja."]},
    {"name": "number", "expect": "same", "tolerance": 2, "swap": ["Bandung", "Semarang"]},
    {"name": "nowhere", "expect": "same", "swap": ["Atlantis", "Lemuria"]},
    {"name": "pair", "expect": "up", "pairs": [["Kasir toko roti.", "Admin judi online di Kamboja, paspor ditahan."]]}
  ]})");
  const json out = report({"--perturb", "typos", "--checks", file});
  CHECK(out["checks"]["lure"]["rows"] == 10);
  CHECK(out["checks"]["lure"]["metrics"]["failures"]["value"] == 1);
  CHECK(out["checks"]["number"]["rows"] == 10);
  CHECK(out["checks"]["number"]["metrics"]["failures"]["value"] == 0);
  CHECK(out["checks"]["number"]["metrics"]["failures"]["high"] > 0);
  CHECK(out["checks"]["nowhere"]["metrics"]["failures"]["reason"] == "no text to try it on");
  CHECK(out["checks"]["pair"]["metrics"]["failures"]["value"] == 0);
  REQUIRE(out["failures"].size() == 1);
  CHECK(out["failures"][0].get<std::string>().starts_with("lure: h"));
}

TEST_CASE("eval --perturb: names and files that are wrong are named") {
  CHECK(eval({"--perturb", "moon"})
            .err.starts_with("waspada: --perturb: \"moon\" is none of all look-alike bold"));
  const TemporaryDirectory directory;
  for (const auto& [content, message] : std::vector<std::pair<std::string, std::string>>{
           {"{", "not a JSON object"},
           {"{}", "checks: not an array"},
           {R"({"checks":[{"expect":"up"}]})", "checks[0]: no \"name\""},
           {R"({"checks":[{"name":"a","expect":"left"}]})",
            "checks[0]: \"expect\" is \"left\", not up, down or same"},
           {R"({"checks":[{"name":"a","expect":"up"}]})",
            "checks[0]: needs one of \"append\", \"swap\" (two words or more) and \"pairs\""},
           {R"({"checks":[{"name":"a","expect":"up","pairs":[["x"]]}]})",
            "checks[0].pairs: not an array of pairs"},
           {R"({"checks":[{"name":"a","expect":"up","append":["x"]},
                          {"name":"a","expect":"up","append":["x"]}]})",
            "checks[1]: its name is already used"}}) {
    CAPTURE(content);
    const std::string file = directory.write("checks.json", content);
    const Outcome outcome = eval({"--perturb", "typos", "--checks", file});
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "waspada: " + file + ": " + message + "\n");
  }
}

TEST_CASE("eval --fairness: honest ads by whom a false alarm would hurt") {
  const json out = report({"--fairness", "--gate", "audience=women:fpr@high <= 1"});
  const json& fairness = out["fairness"];
  CHECK(fairness["audience"]["women"]["rows"] == 7);
  CHECK(fairness["audience"]["(values of under 5 rows)"]["rows"] == 3);
  CHECK(fairness["employer"]["small business"]["rows"] == 10);
  CHECK(fairness["place"]["Java elsewhere"]["rows"] == 10);
  CHECK(fairness["wage"]["at or above"]["rows"] == 10);
  CHECK(fairness["contact"]["phone or chat only"]["rows"] == 10);
  CHECK(fairness["destination"]["in Indonesia"]["rows"] == 10);
  CHECK(fairness["year"]["2024"]["rows"] == 6);
  CHECK(fairness["length"]["10-24 words"]["metrics"]["fpr@high"]["high"].is_number());
  CHECK(out["gates"][0]["passed"] == true);
  CHECK(eval({"--fairness"}).out.find("False positives among honest ads") != std::string::npos);
  CHECK_FALSE(report({}).contains("fairness"));
}

TEST_CASE("eval --compare: two files of one population are stable, others shift") {
  const TemporaryDirectory directory;
  std::string scams = "text\n";
  std::string shops = "text\n";
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    scams += "Admin judi online di Kamboja nomor " + n + " gaji 20jt paspor dipegang kantor\n";
    shops += "Toko roti nomor " + n + " di Bandung butuh kasir gaji UMK dan BPJS\n";
  }
  const std::string a = directory.write("a.csv", scams);
  const std::string b = directory.write("b.csv", shops);
  const std::string half = directory.write("c.csv", scams.substr(0, scams.size() / 2) + "\n");
  const Outcome same = waspada({"eval", "--compare", a, half, "--gate", "psi(risk) < 0.2", "--gate",
                                "psi(rules) < 0.1", "--gate", "psi(kind) < 0.1"});
  CAPTURE(same.out);
  CHECK(same.code == 0);
  const Outcome other =
      waspada({"eval", "--compare", a, b, "--gate", "psi(risk) < 0.25", "--format", "json"});
  CHECK(other.code == 1);
  const json out = json::parse(other.out);
  CHECK(out["before"]["rows"] == 200);
  CHECK(out["drift"]["psi(level)"] > 0.25);
  CHECK(out["signals"]["level"]["psi"] == out["drift"]["psi(level)"]);
  double rows = 0;
  for (const json& value : out["signals"]["risk"]["values"]) rows += value["now"].get<double>();
  CHECK(rows == 200);
  CHECK(waspada({"eval", "--compare", a, b}).out.find("shifted") != std::string::npos);
  CHECK(waspada({"eval", "--compare", a, b, "--no-model"}).out.find("n/a (no model)") !=
        std::string::npos);
  CHECK(waspada({"eval", "--compare", a, directory.write("d.csv", "text\n")}).err ==
        "waspada: " + directory.path("d.csv") + ": no rows to compare\n");
  CHECK(waspada({"eval"}).code == 2);
}
