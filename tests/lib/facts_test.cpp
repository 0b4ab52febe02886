#include "facts.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "corpus.hpp"
#include "load_error.hpp"
#include "normalise.hpp"
#include "temporary.hpp"

using namespace waspada;
using namespace waspada::detail;

namespace {

const FactReader& reader() {
  static const FactReader made(data_directory());
  return made;
}

std::vector<FoldedFact> read(std::string_view text) {
  const Normalised normal = normalise(text);
  return reader().read(normal.text, tokenise_folded(normal));
}

/// The only fact of a text.
Fact only(std::string_view text) {
  CAPTURE(text);
  const auto facts = read(text);
  REQUIRE(facts.size() == 1);
  return facts.front().fact;
}

struct Money {
  const char* text;
  double amount;
  double amount_max;
  const char* currency = "idr";
  const char* period = "";
  const char* payer = "";
};

void check(const Money& expected) {
  const Fact fact = only(expected.text);
  CAPTURE(expected.text);
  CHECK(fact.kind == "money");
  CHECK(fact.type == expected.currency);
  CHECK(fact.amount == doctest::Approx(expected.amount));
  CHECK(fact.amount_max == doctest::Approx(expected.amount_max));
  CHECK(fact.period == expected.period);
  CHECK(fact.payer == expected.payer);
}

}  // namespace

TEST_CASE("read: written forms of an amount in rupiah") {
  for (const char* text : {"Rp 5.000.000", "Rp5,000,000", "Rp.5.000.000,-", "IDR 5.000.000",
                           "5.000.000", "Rp 5.000.000,00", "5jt", "5 jt", "5 juta", "5jt-an",
                           "5jutaan", "5jt+", "Rp5jt", "5.000.000 rupiah", "𝟱𝗷𝘁", "５ｊｔ"}) {
    check({text, 5e6, 5e6});
  }
  for (const Money& money : std::vector<Money>{{"2,5jt", 2.5e6, 2.5e6},
                                               {"2.5 juta", 2.5e6, 2.5e6},
                                               {"150rb", 1.5e5, 1.5e5},
                                               {"150 ribu", 1.5e5, 1.5e5},
                                               {"150k", 1.5e5, 1.5e5},
                                               {"1 milyar", 1e9, 1e9},
                                               {"1,5 miliar", 1.5e9, 1.5e9},
                                               {"Rp2300000", 2.3e6, 2.3e6}}) {
    check(money);
  }
}

TEST_CASE("read: a range is one amount, wherever its unit stands") {
  for (const char* text :
       {"4-10jt", "4 sd 10 jt", "4 s/d 10 juta", "4jt s.d 10jt", "4~10 juta", "4jt-10jt",
        "4 hingga 10 juta", "4jt sampai 10jt", "Rp4.000.000 - 10.000.000",
        "Rp 4.000.000 s/d Rp 10.000.000", "Rp4.000.000,- s/d Rp10.000.000", "Rp 4 - 10 juta",
        "Rp4jt-10jt", "4–10 juta"}) {
    check({text, 4e6, 1e7});
  }
  check({"3,5 - 4,5 juta", 3.5e6, 4.5e6});
  check({"200.000 - 500.000", 2e5, 5e5});
  check({"1.700 - 2.000 ringgit", 1700, 2000, "myr"});
  check({"US$1.200 - 1.500", 1200, 1500, "usd"});
  check({"$800-$1,200", 800, 1200, "usd"});
  check({"gaji 2000-3000 USD", 2000, 3000, "usd", "", "employer"});
}

TEST_CASE("read: a number behind a dash that is no amount makes no range") {
  check({"Rp 100.000 - 2 hari", 1e5, 1e5});
  check({"gaji 5jt - 20 orang", 5e6, 5e6, "idr", "", "employer"});
  check({"Rp 4.000.000 - 5.000", 4e6, 4e6});
}

TEST_CASE("read: two amounts stay two") {
  const auto facts = read("gaji 5jt, biaya 200rb");
  REQUIRE(facts.size() == 2);
  CHECK(facts[0].fact.amount == 5e6);
  CHECK(facts[1].fact.amount == 2e5);
  CHECK(facts[0].fact.payer == "employer");
  CHECK(facts[1].fact.payer == "applicant");
}

TEST_CASE("read: foreign currencies by sign, code and name") {
  for (const Money& money : std::vector<Money>{{"$1000", 1000, 1000, "usd"},
                                               {"1000$", 1000, 1000, "usd"},
                                               {"USD 1.000", 1000, 1000, "usd"},
                                               {"1000 dolar", 1000, 1000, "usd"},
                                               {"1.000 dollar", 1000, 1000, "usd"},
                                               {"US$ 1,200", 1200, 1200, "usd"},
                                               {"500 USDT", 500, 500, "usdt"},
                                               {"RM1700", 1700, 1700, "myr"},
                                               {"1700 ringgit", 1700, 1700, "myr"},
                                               {"MYR 1.700", 1700, 1700, "myr"},
                                               {"NT$ 29.500", 29500, 29500, "twd"},
                                               {"NT 29.500", 29500, 29500, "twd"},
                                               {"TWD 29,500", 29500, 29500, "twd"},
                                               {"HK$ 5.100", 5100, 5100, "hkd"},
                                               {"HKD 5,100", 5100, 5100, "hkd"},
                                               {"S$ 800", 800, 800, "sgd"},
                                               {"SGD 800", 800, 800, "sgd"},
                                               {"¥200.000", 2e5, 2e5, "jpy"},
                                               {"200.000 yen", 2e5, 2e5, "jpy"},
                                               {"JPY 200000", 2e5, 2e5, "jpy"},
                                               {"2 juta won", 2e6, 2e6, "krw"},
                                               {"KRW 2.000.000", 2e6, 2e6, "krw"},
                                               {"SAR 1.500", 1500, 1500, "sar"},
                                               {"1500 riyal", 1500, 1500, "sar"},
                                               {"1500 real", 1500, 1500, "sar"},
                                               {"AED 2.000", 2000, 2000, "aed"},
                                               {"2000 dirham", 2000, 2000, "aed"},
                                               {"KWD 120", 120, 120, "kwd"},
                                               {"120 dinar", 120, 120, "kwd"},
                                               {"THB 15.000", 15000, 15000, "thb"},
                                               {"15000 baht", 15000, 15000, "thb"},
                                               {"20.000 peso", 20000, 20000, "php"},
                                               {"€1.500", 1500, 1500, "eur"},
                                               {"1500 euro", 1500, 1500, "eur"},
                                               {"AUD 25", 25, 25, "aud"}}) {
    check(money);
  }
}

TEST_CASE("read: the period of an amount") {
  for (const Money& money :
       std::vector<Money>{{"100rb/hari", 1e5, 1e5, "idr", "day"},
                          {"150K/hari", 1.5e5, 1.5e5, "idr", "day"},
                          {"100rb perhari", 1e5, 1e5, "idr", "day"},
                          {"100rb /hr", 1e5, 1e5, "idr", "day"},
                          {"100rb harian", 1e5, 1e5, "idr", "day"},
                          {"700rb/minggu", 7e5, 7e5, "idr", "week"},
                          {"5jt/bln", 5e6, 5e6, "idr", "month"},
                          {"5jt per bulan", 5e6, 5e6, "idr", "month"},
                          {"3-5 jt/bulan", 3e6, 5e6, "idr", "month"},
                          {"20rb/jam", 2e4, 2e4, "idr", "hour"},
                          {"60jt setahun", 6e7, 6e7, "idr", "year"},
                          {"150rb/shift", 1.5e5, 1.5e5, "idr", "task"},
                          {"5rb/tugas", 5e3, 5e3, "idr", "task"},
                          {"20k per video", 2e4, 2e4, "idr", "task"},
                          {"$ 1.000-2.000/month", 1000, 2000, "usd", "month"},
                          {"gaji per bulan 5jt", 5e6, 5e6, "idr", "month", "employer"}}) {
    check(money);
  }
}

TEST_CASE("read: the period of the next amount is not that of the last") {
  const auto facts = read("gapok 4.500.000/bln + uang makan 25rb/hari");
  REQUIRE(facts.size() == 2);
  CHECK(facts[0].fact.period == "month");
  CHECK(facts[1].fact.period == "day");
}

TEST_CASE("read: who pays") {
  for (const char* text :
       {"gaji 5jt", "upah 5jt", "uang makan 5jt", "bonus sampai 5jt", "dibayar 5jt"}) {
    CAPTURE(text);
    CHECK(only(text).payer == "employer");
  }
  for (const char* text : {"biaya admin 500rb", "transfer Rp 250.000 ke rekening", "deposit 1jt",
                           "uang muka 2jt", "jaminan Rp 1.000.000", "gaji dipotong 2jt"}) {
    CAPTURE(text);
    CHECK(only(text).payer == "applicant");
  }
  CHECK(only("omzet 5jt").payer == "");
  CHECK(only("gaji besar!\n5jt").payer == "");
}

TEST_CASE("read: numbers that are no money") {
  for (const char* text :
       {"tahun 2026", "usia 18-40", "tinggi 155", "40123", "3x makan", "8 jam", "gaji 5 digit",
        "gaji UMR", "jam 08.00 - 17.00", "10/02/2026", "shift 3", "50 k"}) {
    CAPTURE(text);
    CHECK(read(text).empty());
  }
}

TEST_CASE("read: telephone numbers in the form of E.164") {
  for (const char* text :
       {"0812-0000-4471", "0812 0000 4471", "0812.0000.4471", "+62 812-0000-4471", "6281200004471",
        "(0812)00004471", "WA:081200004471", "📱０８１２００００４４７１"}) {
    CAPTURE(text);
    const Fact fact = only(text);
    CHECK(fact.kind == "phone");
    CHECK(fact.type == "id-mobile");
    CHECK(fact.value == "+6281200004471");
  }
  CHECK(only("(021) 5550000").type == "id-landline");
  CHECK(only("(021) 5550000").value == "+62215550000");
  CHECK(only("+62 (21) 5550000").value == "+62215550000");
  CHECK(only("+855 12 000 031").type == "foreign");
  CHECK(only("+855 12 000 031").value == "+85512000031");
  CHECK(only("0812 0000 xxxx").value == "+628120000xxxx");
}

TEST_CASE("read: links by type") {
  const auto type_of = [](std::string_view text) {
    const Fact fact = only(text);
    CHECK(fact.kind == "link");
    return fact.type + " " + fact.value;
  };
  CHECK(type_of("https://wa.me/6281200004471?text=halo") == "whatsapp wa.me");
  CHECK(type_of("api.whatsapp.com/send?phone=62") == "whatsapp api.whatsapp.com");
  CHECK(type_of("chat.whatsapp.com/AbCd") == "chat-invite chat.whatsapp.com");
  CHECK(type_of("whatsapp.com/channel/x") == "whatsapp whatsapp.com");
  CHECK(type_of("t.me/loker") == "telegram t.me");
  CHECK(type_of("t.me/+AbCd") == "chat-invite t.me");
  CHECK(type_of("t.me/joinchat/AbCd") == "chat-invite t.me");
  CHECK(type_of("tg://resolve?domain=x") == "telegram tg:");
  CHECK(type_of("bit.ly/x") == "shortener bit.ly");
  CHECK(type_of("s.id/x") == "shortener s.id");
  CHECK(type_of("linktr.ee/x") == "bio linktr.ee");
  CHECK(type_of("forms.gle/x") == "form forms.gle");
  CHECK(type_of("https://docs.google.com/forms/d/x") == "form docs.google.com");
  CHECK(type_of("https://docs.google.com/document/d/x") == "file docs.google.com");
  CHECK(type_of("loker-contoh.blogspot.com") == "free-host loker-contoh.blogspot.com");
  CHECK(type_of("daftar.my.id") == "free-host daftar.my.id");
  CHECK(type_of("disnaker.contoh.go.id") == "government disnaker.contoh.go.id");
  CHECK(type_of("karir.contoh.ac.id") == "academic karir.contoh.ac.id");
  CHECK(type_of("loker-resmi.click") == "odd-tld loker-resmi.click");
  CHECK(type_of("www.contoh.co.id/karir") == "site contoh.co.id");
  CHECK(type_of("http://bit.ly.contoh.com/x") == "site bit.ly.contoh.com");
}

TEST_CASE("read: mail addresses and handles") {
  CHECK(only("hrd.contoh@gmail.com").type == "free");
  CHECK(only("hrd@contoh.co.id").type == "corporate");
  CHECK(only("info@contoh.go.id").type == "government");
  CHECK(only("HRD@Contoh.co.id").value == "hrd@contoh.co.id");
  const Fact handle = only("@pt_contoh");
  CHECK(handle.kind == "handle");
  CHECK(handle.value == "@pt_contoh");
}

TEST_CASE("read: facts stand in the order of the text and cover what they say") {
  const std::string text = "wa 0812-0000-4471, gaji 4 - 10 juta, hrd@contoh.co.id";
  const auto facts = read(text);
  REQUIRE(facts.size() == 3);
  const auto quote = [&](std::size_t i) {
    return text.substr(facts[i].begin, facts[i].end - facts[i].begin);
  };
  CHECK(quote(0) == "0812-0000-4471");
  CHECK(quote(1) == "4 - 10 juta");
  CHECK(quote(2) == "hrd@contoh.co.id");
}

TEST_CASE("has_type: foreign is any currency but the rupiah") {
  CHECK(has_type(only("$5"), "foreign"));
  CHECK(has_type(only("$5"), "usd"));
  CHECK(has_type(only("$5"), ""));
  CHECK_FALSE(has_type(only("5jt"), "foreign"));
  CHECK_FALSE(has_type(only("bit.ly/x"), "foreign"));
}

TEST_CASE("is_fact_name: only facts that the reader can produce") {
  for (const char* kind : {"link", "phone", "mail", "money", "handle"})
    CHECK(is_fact_name(kind, ""));
  CHECK(is_fact_name("link", "shortener"));
  CHECK(is_fact_name("money", "foreign"));
  CHECK(is_fact_name("phone", "id-mobile"));
  CHECK_FALSE(is_fact_name("link", "shorten"));
  CHECK_FALSE(is_fact_name("handle", "free"));
  CHECK_FALSE(is_fact_name("licence", ""));
}

TEST_CASE("FactReader: a data file that is not as it should be is named") {
  const TemporaryDirectory directory;
  const std::string hosts = bytes_of(data_directory() / "hosts.json");
  const std::string money = bytes_of(data_directory() / "money.json");
  const auto load = [&] { (void)FactReader(directory.path()); };
  CHECK(error_of(load).code == ErrorCode::io);
  directory.write("money.json", money);
  directory.write("hosts.json", "{");
  CHECK(error_of(load).code == ErrorCode::syntax);
  directory.write("hosts.json", R"({"version": "1", "as_of": "x", "source": "x", "free_mail": [],
                                    "odd_tlds": [], "link_types": {"shop": ["x.id"]}})");
  CHECK(message_of(load).ends_with("hosts.json: \"link_types\": \"shop\" is no type of link"));
  directory.write("hosts.json", hosts);
  directory.write("money.json", R"({"version": "1", "as_of": "x", "source": "x", "currencies": {},
                                    "multipliers": {"jt": "many"}, "periods": {}, "employer_pays": [],
                                    "applicant_pays": []})");
  CHECK(message_of(load).find("money.json: multipliers: \"jt\" must be a number") !=
        std::string::npos);
}
