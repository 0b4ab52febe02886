#include "waspada/registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "registry.hpp"
#include "small_pack.hpp"
#include "temporary.hpp"
#include "waspada/classifier.hpp"

namespace {

using namespace waspada;
using doctest::Approx;

const std::filesystem::path kData = std::filesystem::path(WASPADA_SOURCE_ROOT) / "data";

std::string list(const std::string& type, const std::string& rows, bool complete = false) {
  return "# type: " + type + "\n# name: Daftar Uji\n# as_of: 2026-10-31\n# source: test\n" +
         (complete ? "# complete: yes\n" : "") + rows;
}

/// A classifier with one list.
struct Listed {
  TemporaryDirectory directory;
  SmallPack pack;
  Classifier plain;
  Classifier classifier;

  Listed(const std::string& content)
      : plain(*Classifier::load(sources({}))),
        classifier(*Classifier::load(sources({directory.write("list.csv", content)}))) {}

  Sources sources(std::vector<std::filesystem::path> files) const {
    Sources out;
    out.data = kData;
    out.registries = std::move(files);
    return out;
  }
};

const Reason* reason_in(const Verdict& verdict, std::string_view rule) {
  for (const auto* side : {&verdict.reasons, &verdict.counter}) {
    const auto at = std::ranges::find(*side, rule, &Reason::rule);
    if (at != side->end()) return &*at;
  }
  return nullptr;
}

std::string error_of(const std::string& content) {
  const TemporaryDirectory directory;
  const auto file = directory.write("list.csv", content);
  const auto info = check_registry(file, kData);
  if (info) return "no error";
  std::string where = info.error().where;
  where.erase(0, file.parent_path().string().size() + 1);
  return where + ": " + info.error().message;
}

}  // namespace

TEST_CASE("registry: each type is found in the ad's own writing, and says list and day") {
  struct Row {
    const char* type;
    const char* rows;
    const char* ad;
    const char* quoted;
  };
  for (const Row& row : std::vector<Row>{
           {"reported-phones", "phone\n0812-0000-4471\n", "loker kasir, WA +62 812 0000 4471 ya",
            "+62 812 0000 4471"},
           {"reported-phones", "phone\n+855 12 0000 31\n", "loker admin, hubungi +855 12 0000 31",
            "+855 12 0000 31"},
           {"reported-accounts", "bank,account\nx,1234.0000.5678\n",
            "biaya seragam ke rekening 1234-0000-5678 a.n. Budi", "1234-0000-5678"},
           {"reported-domains", "domain\nhttps://Loker-Sagara.site/x\n",
            "daftar di https://www.loker-sagara.site/form sekarang",
            "https://www.loker-sagara.site/form"},
           {"official-channels", "channel\nsagaraboga.co.id\n",
            "kirim lamaran ke karir@hr.sagaraboga.co.id", "karir@hr.sagaraboga.co.id"},
           {"official-channels", "channel\n@SagaraBoga.karir\n",
            "info lowongan di instagram @sagaraboga.karir", "@sagaraboga.karir"},
           {"placement-companies", "name\n\"Karsa Mandiri Bahtera, PT\"\n",
            "perawat ke Jepang lewat PT. Bahtera Karsa Mandiri", "PT. Bahtera Karsa Mandiri"},
           {"revoked-licences", "name\nPT Gemilang Sarana Pertiwi\n",
            "welder ke Korea, PT Gemilang Sarana Pertwi", "PT Gemilang Sarana Pertwi"},
           {"sending-organisations", "name\nLPK Sakura Nusantara Jaya\n",
            "magang Jepang, LPK Sakura Nusantara Jaya", "LPK Sakura Nusantara Jaya"}}) {
    CAPTURE(row.type);
    CAPTURE(row.ad);
    const Listed setup(list(row.type, row.rows));
    const std::string ad = row.ad;
    const Verdict verdict = setup.classifier.score(ad);
    const Reason* reason = reason_in(verdict, "registry-" + std::string(row.type));
    REQUIRE(reason != nullptr);
    REQUIRE(reason->spans.size() == 1);
    CHECK(ad.substr(reason->spans[0].begin, reason->spans[0].end - reason->spans[0].begin) ==
          row.quoted);
    CHECK(reason->message.id.find("Daftar Uji per 2026-10-31") != std::string::npos);
    CHECK(reason->message.en.find("Daftar Uji as of 2026-10-31") != std::string::npos);
    const Verdict before = setup.plain.score(ad);
    CHECK((reason->severity == Severity::counter ? verdict.risk <= before.risk
                                                 : verdict.risk >= before.risk));
    CHECK(reason_in(before, reason->rule) == nullptr);
  }
}

TEST_CASE("registry: contributions still sum to the log-odds, and brief verdicts agree") {
  const Listed setup(list("reported-phones", "phone\n0812-0000-4471\n"));
  const char* ad = "loker admin kamboja gaji 15jt, hubungi 0812-0000-4471 atau 081200004471";
  const Verdict verdict = setup.classifier.score(ad);
  double sum = verdict.bias + verdict.model_contribution;
  for (const auto* side : {&verdict.reasons, &verdict.counter}) {
    for (const Reason& reason : *side) sum += reason.contribution;
  }
  CHECK(sum == Approx(verdict.log_odds).epsilon(1e-9));
  CHECK(reason_in(verdict, "registry-reported-phones")->spans.size() == 2);
  Context brief;
  brief.brief = true;
  CHECK(setup.classifier.score(ad, brief).risk == verdict.risk);
}

TEST_CASE("registry: only a list that claims to be complete lets an absence be said") {
  const auto says = [](const Verdict& verdict) {
    return std::ranges::find(verdict.limits, Limit::not_listed) != verdict.limits.end();
  };
  const std::string rows = "name\nPT Bahtera Karsa\n";
  const Listed open(list("placement-companies", rows));
  const Listed complete(list("placement-companies", rows, true));
  const char* other = "welder ke Korea lewat PT Lain Sekali";
  CHECK_FALSE(says(open.classifier.score(other)));
  CHECK(says(complete.classifier.score(other)));
  CHECK_FALSE(says(complete.classifier.score("welder ke Korea lewat PT Bahtera Karsa")));
  CHECK_FALSE(says(complete.classifier.score("toko roti butuh kasir di Bandung")));
}

TEST_CASE("registry: versions name the lists by content") {
  const Listed one(list("reported-phones", "phone\n0812-0000-4471\n"));
  const Listed same(list("reported-phones", "phone\n0812-0000-4471\n"));
  const Listed other(list("reported-phones", "phone\n0812-0000-4472\n"));
  CHECK(one.classifier.versions() == same.classifier.versions());
  CHECK_FALSE(one.classifier.versions() == other.classifier.versions());
  CHECK_FALSE(one.classifier.versions() == one.plain.versions());
}

TEST_CASE("check_registry: says what a list holds") {
  const TemporaryDirectory directory;
  const auto file = directory.write(
      "list.csv",
      "\xEF\xBB\xBF# a remark\r\n" +
          list("placement-companies",
               "licence,name\r\n1,\"PT Bina\n Karya\"\r\n\r\n2,karya bina\r\n3,Lain\r\n", true));
  const auto info = check_registry(file, kData);
  REQUIRE(info);
  CHECK(info->type == "placement-companies");
  CHECK(info->name == "Daftar Uji");
  CHECK(info->as_of == "2026-10-31");
  CHECK(info->source == "test");
  CHECK(info->complete);
  CHECK(info->entries == 2);
  CHECK(info->duplicates == 1);
  for (const auto& entry : std::filesystem::directory_iterator(kData / "registries")) {
    CAPTURE(entry.path());
    CHECK(check_registry(entry.path(), kData));
  }
}

TEST_CASE("check_registry: what is wrong is named with file and line") {
  const std::string head = list("reported-phones", "");
  CHECK(error_of("phone\n0812\n") == "list.csv:1: no line \"# type: ...\"");
  CHECK(error_of("# type: phones\n")
            .starts_with(
                "list.csv: type \"phones\" is none of placement-companies, sending-organisations"));
  CHECK(error_of("# type: reported-phones\n# as_of: 2026-13-01\n# source: x\n") ==
        "list.csv: as_of \"2026-13-01\" is no day YYYY-MM-DD");
  CHECK(error_of("# type: reported-phones\n# as_of: 2026-01-01\nphone\n") ==
        "list.csv:1: no line \"# source: ...\"");
  CHECK(error_of("# type: reported-phones\n# type: x\n") == "list.csv:2: \"type\" is stated twice");
  CHECK(error_of("# complete: maybe\n" + head + "phone\n0812-0000-4471\n") ==
        "list.csv: complete \"maybe\" is neither yes nor no");
  CHECK(error_of(head) == "list.csv: holds no rows");
  CHECK(error_of(head + "phone\n") == "list.csv: holds no rows");
  CHECK(error_of(head + "number\n0812-0000-4471\n") == "list.csv:5: no column \"phone\"");
  CHECK(error_of(head + "phone\n0812-0000-4471,x\n") == "list.csv:6: 2 fields instead of 1");
  CHECK(error_of(head + "phone\n0812-0000-4471\nnomor saya\n") ==
        "list.csv:7: phone \"nomor saya\" is no phone");
  CHECK(error_of(head + "phone\n\"0812-0000-4471\n0813\n") == "list.csv:6: a quote is not closed");
  CHECK(error_of(list("reported-domains", "domain\nloker\n")) ==
        "list.csv:6: domain \"loker\" is no domain");
  CHECK(error_of(list("revoked-licences", "name\nPT\n")) == "list.csv:6: name \"PT\" is no name");
  CHECK(check_registry("/nowhere/list.csv", kData).error().code == ErrorCode::io);
}
