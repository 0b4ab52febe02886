#include "waspada/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json_schema.hpp"
#include "random.hpp"
#include "small_pack.hpp"
#include "toy_model.hpp"
#include "wording.hpp"

namespace {

using namespace waspada;
using Json = nlohmann::json;

const std::string kScam =
    "Loker admin KAMBOJA gaji $900-$1.200/bulan, segera transfer biaya admin Rp250.000 ke BCA "
    "1234567890, hubungi 0812-0000-4471 atau https://bit.ly/daftar-kerja, hrd.contoh@gmail.com, "
    "@hrd_contoh, no SIP3MI 12";

struct Classifiers {
  SmallPack pack;
  Classifier rules_only = pack.load();
  Classifier with_model = [this] {
    Sources sources = pack.sources();
    sources.model = pack.directory().write(
        "toy.bin", detail::train_toy({.labels = {"legit", "not_ad", "scam-centre"}}).bytes);
    return SmallPack::load(sources);
  }();
};

const Classifiers& classifiers() {
  static const Classifiers out;
  return out;
}

const Json& schema() {
  static const Json out = Json::parse(
      bytes_of(std::filesystem::path(WASPADA_SOURCE_ROOT) / "data/verdict.schema.json"));
  return out;
}

std::vector<std::string> texts() {
  std::vector<std::string> out = {
      "",
      "loker",
      kScam,
      "Polisi menangkap pelaku loker kamboja di kantor desa pada hari Senin",
      "Toko roti mencari kasir, gaji Rp3.200.000 per bulan, datang langsung setiap hari",
      "loker \xff\xfe kamboja \x01\x1b[31m deposit",
      std::string(70000, 'k')};
  detail::Random random(9);
  for (int i = 0; i < 100; ++i) {
    std::string text = kScam;
    for (int change = 0; change < 8; ++change) {
      text[random.below(text.size())] = static_cast<char>(random.next());
    }
    out.push_back(text);
  }
  return out;
}

RenderOptions options(Language language, bool mask) {
  RenderOptions out;
  out.language = language;
  out.mask = mask;
  return out;
}

/// The report on a text that one rule quotes in full.
std::string report_on(const std::string& text, bool mask = false) {
  Verdict verdict;
  verdict.level = Level::caution;
  Reason reason;
  reason.rule = "a-rule";
  reason.contribution = 1;
  reason.spans = {{0, text.size()}};
  reason.message = {"Ada ciri.", "There is a sign."};
  verdict.reasons = {reason};
  return to_text(verdict, text, options(Language::en, mask));
}

}  // namespace

TEST_CASE("to_json: every verdict is valid by the schema") {
  for (const Classifier* classifier : {&classifiers().rules_only, &classifiers().with_model}) {
    for (const std::string& text : texts()) {
      for (const bool mask : {false, true}) {
        const Verdict verdict = classifier->score(text);
        const Json json = Json::parse(to_json(verdict, text, {}, options(Language::id, mask)));
        CHECK(schema_problems(schema(), json) == std::vector<std::string>{});
      }
    }
  }
}

TEST_CASE("to_json: the schema names every field in its order") {
  const std::string json = to_json(classifiers().with_model.score(kScam), kScam, "7");
  std::vector<std::string> fields;
  const nlohmann::ordered_json verdict = nlohmann::ordered_json::parse(json);
  for (const auto& [field, unused] : verdict.items()) fields.push_back(field);
  std::vector<std::string> documented;
  const nlohmann::ordered_json ordered = nlohmann::ordered_json::parse(
      bytes_of(std::filesystem::path(WASPADA_SOURCE_ROOT) / "data/verdict.schema.json"));
  for (const auto& [field, unused] : ordered["properties"].items()) documented.push_back(field);
  std::erase_if(documented, [](const std::string& field) {  // batch adds these
    return field == "input" || field == "file" || field == "row";
  });
  CHECK(fields == documented);
}

TEST_CASE("schema_problems: a field that is wrong, missing or unknown is found") {
  const Json good = Json::parse(to_json(classifiers().with_model.score(kScam), kScam));
  const auto problem = [&](auto change) {
    Json json = good;
    change(json);
    const auto problems = schema_problems(schema(), json);
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
  };
  CHECK(problem([](Json& json) { json["risk"] = 1.5; }) == "/risk: 1.5 is above 1");
  CHECK(problem([](Json& json) { json.erase("facts"); }) == "/: lacks \"facts\"");
  CHECK(problem([](Json& json) { json["extra"] = 1; }) == "/: has an unknown \"extra\"");
  CHECK(problem([](Json& json) { json["limits"] = {"moon"}; }).starts_with("/limits/0: \"moon\""));
  CHECK(problem([](Json& json) { json["reasons"][0]["contribution"] = -1; }) ==
        "/reasons/0/contribution: -1 is below 0");
  CHECK(problem([](Json& json) { json["model"]["known_tokens"] = 1.5; }) ==
        "/model/known_tokens: is a number, not \"integer\"");
}

TEST_CASE("to_json: quotes are the reader's own bytes") {
  const Json json = Json::parse(to_json(classifiers().with_model.score(kScam), kScam));
  for (const char* list : {"reasons", "counter"}) {
    for (const Json& reason : json[list]) {
      for (const Json& span : reason["spans"]) {
        const std::size_t begin = span["begin"];
        const std::size_t end = span["end"];
        CHECK(span["text"] == kScam.substr(begin, end - begin));
      }
    }
  }
  CHECK(json["counter"].size() == 1);
}

TEST_CASE("to_json: it is one line, with the id when there is one") {
  const Verdict verdict = classifiers().rules_only.score("loker\nkamboja");
  const std::string json = to_json(verdict, "loker\nkamboja", "row \"7\"\n");
  CHECK(json.find('\n') == std::string::npos);
  CHECK(Json::parse(json)["id"] == "row \"7\"\n");
  CHECK_FALSE(Json::parse(to_json(verdict, "loker\nkamboja")).contains("id"));
}

TEST_CASE("to_json: the written contributions add up to the written total") {
  for (const std::string& text : texts()) {
    const Json json = Json::parse(to_json(classifiers().with_model.score(text), text));
    double sum = json["log_odds"]["bias"].get<double>() + json["log_odds"]["model"].get<double>();
    for (const char* list : {"reasons", "counter"}) {
      for (const Json& reason : json[list]) sum += reason["contribution"].get<double>();
    }
    CHECK(sum == doctest::Approx(json["log_odds"]["total"].get<double>()).epsilon(1e-4));
  }
}

TEST_CASE("to_text: both languages say level, reasons, evidence and next steps") {
  const Verdict verdict = classifiers().with_model.score(kScam);
  const std::string id = to_text(verdict, kScam, options(Language::id, false));
  CHECK(id.starts_with("RISIKO TINGGI"));
  for (const char* part :
       {"Alasan", "Pelamar diminta mengirim biaya.", "\"transfer biaya\"", "[fee-transfer]",
        "Yang meringankan", "Tidak dapat diperiksa", "Langkah berikutnya", "Jangan membayar."}) {
    CAPTURE(part);
    CHECK(id.find(part) != std::string::npos);
  }
  const std::string en = to_text(verdict, kScam, options(Language::en, false));
  CHECK(en.starts_with("HIGH RISK"));
  for (const char* part : {"Reasons", "The applicant is asked to pay.", "What speaks for the ad",
                           "Not checked", "What to do next", "Do not pay."}) {
    CAPTURE(part);
    CHECK(en.find(part) != std::string::npos);
  }
}

TEST_CASE("to_text: colours only when asked for, and always switched off again") {
  const Verdict verdict = classifiers().rules_only.score(kScam);
  RenderOptions coloured;
  coloured.colour = true;
  CHECK(to_text(verdict, kScam).find('\033') == std::string::npos);
  const std::string text = to_text(verdict, kScam, coloured);
  CHECK(text.find("\033[31m") != std::string::npos);
  CHECK(text.rfind("\033[0m") > text.rfind("\033[1m"));
}

TEST_CASE("to_text: an ad cannot drive the terminal") {
  // C1 controls (U+009B starts a sequence like ESC [) and marks of direction went through.
  const std::string hostile =
      "a\x1b[2Jb\x07\x08\rc\nd\x7f\u0085e\u009b31mf\u202eg\u2066h\u2028i\x9bj\xffk";
  const std::string report = report_on(hostile);
  for (const char c : report) {
    const auto byte = static_cast<unsigned char>(c);
    REQUIRE((c == '\n' || (byte >= 0x20 && byte != 0x7F)));
  }
  for (const char* mark : {"\u0085", "\u009b", "\u202e", "\u2066", "\u2028"}) {
    CHECK(report.find(mark) == std::string::npos);
  }
  CHECK(report.find("a [2Jb") != std::string::npos);
  CHECK(report.find("\uFFFDj\uFFFDk") != std::string::npos);
  for (const std::string& text : texts()) {
    const std::string whole = to_text(classifiers().with_model.score(text), text);
    for (const char c : whole) REQUIRE((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  }
}

TEST_CASE("to_text: long evidence is shortened between characters") {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "é🔥";
  const std::string report = report_on(text);
  CHECK(report.find("...\"") != std::string::npos);
  CHECK(report.find("\uFFFD") == std::string::npos);
  CHECK(report.size() < 1000);
}

TEST_CASE("mask: contacts are hidden in every format, wherever they are quoted") {
  const std::string text =
      "transfer biaya deposit ke BCA 1234567890 atau 123 4567 890, mandiri 123-456-7890-12, NIK "
      "3201010101010001, hubungi 0812-0000-4471, 0812 0000 4471, +62 812 0000 4471, (021) 5550 "
      "0001, wa.me/6281200004471, t.me/hrd_contoh, @hrd_contoh, hrd.contoh@gmail.com kamboja, "
      "https://api.whatsapp.com/send?phone=6281200004471";
  const Verdict verdict = classifiers().with_model.score(text);
  const RenderOptions masked = options(Language::id, true);
  const std::vector<std::string> outputs = {
      to_json(verdict, text, {}, masked), to_text(verdict, text, masked),
      to_html(verdict, text, masked), report_on(text, true), mask_contacts(text)};
  for (const std::string& output : outputs) {
    for (const char* secret : {"4471", "1234567890", "123 4567", "4567 890", "456-7890", "32010101",
                               "5550", "hrd_contoh", "hrd.contoh"}) {
      CAPTURE(secret);
      CHECK(output.find(secret) == std::string::npos);
    }
  }
  // The terminal quotes only what reasons point at, which need not be a contact.
  for (const std::size_t whole : {0U, 2U, 4U}) {
    CHECK(outputs[whole].find("•••") != std::string::npos);
  }
}

TEST_CASE("mask_contacts: pay, dates, hours and ages stay readable") {
  for (const char* text :
       {"gaji Rp3.500.000 - 4.500.000 per bulan", "3.500.000-4.500.000", "usia 18-35 tahun",
        "batas 31-12-2026 jam 08.00-17.00", "lulusan 2019 2020", "min 160 cm, 5 orang",
        "buka 24 jam 7 hari", "toko di Jl. Asia Afrika 12"}) {
    CHECK(mask_contacts(text) == text);
  }
}

TEST_CASE("to_json, to_text: what is not masked stays whole") {
  const Verdict verdict = classifiers().with_model.score(kScam);
  CHECK(to_json(verdict, kScam).find("0812-0000-4471") != std::string::npos);
  CHECK(to_json(verdict, kScam).find("•••") == std::string::npos);
}

TEST_CASE("to_html: everything from the ad is escaped") {
  const std::string text =
      "<script>alert(1)</script> loker kamboja \" onload='x' & transfer biaya </pre></mark>";
  const std::string page = to_html(classifiers().with_model.score(text), text);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("&lt;script&gt;") != std::string::npos);
  CHECK(page.find("onload='") == std::string::npos);
  CHECK(page.find("<mark>kamboja</mark>") != std::string::npos);
  CHECK(page.find("</pre></mark>") == std::string::npos);
}

TEST_CASE("to_html: bytes that are not UTF-8 show as U+FFFD") {
  const std::string text = "biaya admin \xFF rp 350.000 \xE2\x82 transfer \xED\xA0\x80 é";
  const std::string page = to_html(classifiers().with_model.score(text), text);
  CHECK_NOTHROW((void)nlohmann::json(page).dump());  // throws on what is not UTF-8
  CHECK(page.find("\uFFFD") != std::string::npos);
  CHECK(page.find("é") != std::string::npos);
}

TEST_CASE("renderers: no output says that an ad is safe or somebody a fraud") {
  for (const Language language : {Language::id, Language::en}) {
    for (const Level level :
         {Level::not_ad, Level::insufficient, Level::low, Level::caution, Level::high}) {
      CHECK(forbidden_word(level_message(level, language)) == "");
      for (const char* kind :
           {"scam-centre", "illegal-placement", "bride-order", "fishing-crew", "fake-internship",
            "advance-fee", "impersonation", "task-scam", "identity-harvest", "money-mule",
            "mlm-bait", "agency-bait", "sexual-exploitation", "gambling-operator"}) {
        Verdict verdict;
        verdict.level = level;
        verdict.kinds = {{kind, 0.9}};
        verdict.limits = {Limit::truncated, Limit::malformed_utf8, Limit::link_target,
                          Limit::picture,   Limit::licence_number, Limit::no_model};
        verdict.reasons.resize(12);
        for (Reason& reason : verdict.reasons) reason.contribution = 1;
        CHECK(forbidden_word(to_text(verdict, "", options(language, false))) == "");
        CHECK(forbidden_word(to_html(verdict, "", options(language, false))) == "");
        CHECK(forbidden_word(to_json(verdict, "")) == "");
      }
    }
  }
}

TEST_CASE("forbidden_word: whole words only") {
  CHECK(forbidden_word("Iklan ini aman.") == "aman");
  CHECK(forbidden_word("PENIPU!") == "penipu");
  CHECK(forbidden_word("keamanan, pengamanan, penipuan, anti-scam centre, unsafe, prove") == "");
}
