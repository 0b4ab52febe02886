#include "lexer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "normalise.hpp"

namespace {

/// The lexemes of a text with their kinds: "5jt/money bit.ly/x/link".
std::string lexemes(std::string_view text) {
  const std::string folded = waspada::detail::normalise(text).text;
  std::string out;
  for (const auto& lexeme : waspada::detail::find_lexemes(folded)) {
    if (!out.empty()) out += ' ';
    out += folded.substr(lexeme.begin, lexeme.end - lexeme.begin) + "/";
    out += name(lexeme.kind);
  }
  return out;
}

void each_is(std::string_view kind, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    CAPTURE(text);
    const std::string folded = waspada::detail::normalise(text).text;
    CHECK(lexemes(text) == folded + "/" + std::string(kind));
  }
}

void none_in(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(lexemes(text) == "");
  }
}

}  // namespace

TEST_CASE("find_lexemes: links with a scheme, a path or a known top-level domain") {
  each_is("link", {"https://contoh.my.id/daftar?x=1&y=2#z",
                   "http://10.0.0.7/login",
                   "tg://resolve?domain=x",
                   "www.contoh-loker",
                   "wa.me/6281200004471",
                   "wa.me/6281200004471?text=halo",
                   "wa.link/ab12cd",
                   "api.whatsapp.com/send?phone=6281200004471",
                   "chat.whatsapp.com/AbCdEf",
                   "t.me/loker_kh",
                   "t.me/+AbCd",
                   "t.me/joinchat/AbCd",
                   "m.me/contoh",
                   "bit.ly/loker26",
                   "s.id/loker",
                   "linktr.ee/contoh",
                   "forms.gle/AbCd",
                   "docs.google.com/forms/d/e/x",
                   "karir.contoh.co.id",
                   "loker-contoh.site"});
}

TEST_CASE("find_lexemes: punctuation of the sentence is no part of a link") {
  CHECK(lexemes("lihat https://contoh.id/x.") == "https://contoh.id/x/link");
  CHECK(lexemes("(bit.ly/x)") == "bit.ly/x/link");
  CHECK(lexemes("*t.me/x*, ya") == "t.me/x/link");
  CHECK(lexemes("contoh.co.id!") == "contoh.co.id/link");
}

TEST_CASE("find_lexemes: words that a scraper glued together are no link") {
  none_in({"dengan baik.menguasai excel", "rapi.in time", "jujur.me", "jl.raya no.5", "d.e.p.o",
           "a.n. budi", "s.kom", "dll.dan", "aaa.me/,", "dua.puluh.tiga"});
  CHECK(lexemes("karir.contoh.comsegera") == "");
  CHECK(lexemes("kirim ke karir.contoh.com.segera") == "karir.contoh.com/link");
}

TEST_CASE("find_lexemes: e-mail addresses end with their host") {
  each_is("mail", {"hrd@contoh.co.id", "a.b-c_d+e@sub.contoh.com", "a.b.c.d@gmail.com", "x@y.zz"});
  CHECK(lexemes("hrd@contoh.com.kirim cv") == "hrd@contoh.com/mail");
  CHECK(lexemes("hrd@contoh.co.id.-segera") == "hrd@contoh.co.id/mail");
  none_in({"a@b", "@@", "x@.com", "jam@5.000"});
}

TEST_CASE("find_lexemes: handles and hashtags") {
  CHECK(lexemes("IG @pt.maju_id dan #LokerJakarta2026.") ==
        "@pt.maju_id/handle #lokerjakarta2026/hashtag");
  CHECK(lexemes("@loker🔥 #loker🔥") == "@loker/handle #loker/hashtag");
  none_in({"@ 5", "# loker", "@a", "#1"});
}

TEST_CASE("find_lexemes: telephone numbers in their written forms") {
  each_is("phone", {"0812-0000-4471", "0812 0000 4471", "0812.0000.4471", "081200004471",
                    "+62 812-0000-4471", "+62 812 00 00 44 71", "6281200004471", "(0812)00004471",
                    "0812 0000 xxxx", "0812-0000-44xx", "021-5550000", "(021) 5550000",
                    "+62 (21) 5550000", "0274 555000", "+855 12 000 031", "+60 12-000 4471"});
}

TEST_CASE("find_lexemes: digits that are no telephone number") {
  none_in({"08.00 - 17.00", "2026", "18-40", "40123", "0812", "0812-0000", "3201000000000001"});
}

// Before, `0812 0000 4471 5jt` was no telephone number at all, and `... 4471 (24 jam)` one
// of fourteen digits. What follows a number is another number.
TEST_CASE("find_lexemes: a telephone number ends before the next number") {
  CHECK(lexemes("0812 0000 4471 5jt") == "0812 0000 4471/phone 5jt/money");
  CHECK(lexemes("0812-0000-4471 (24 jam)") == "0812-0000-4471/phone");
  CHECK(lexemes("081200004471 2 orang") == "081200004471/phone");
  CHECK(lexemes("0812-0000-4471 0857-0000-2216") == "0812-0000-4471/phone 0857-0000-2216/phone");
  CHECK(lexemes("0812-0000-4471 / 6285700002216") == "0812-0000-4471/phone 6285700002216/phone");
}

// Before, nothing that stood right behind an emoji was seen: neither the number of
// `📱0812...` nor the link of `👉bit.ly/...`. They are what an ad wants one to see.
TEST_CASE("find_lexemes: an emoji may touch what it points at") {
  CHECK(lexemes("WA📱0812-0000-4471🔥") == "0812-0000-4471/phone");
  CHECK(lexemes("👉bit.ly/loker👈") == "bit.ly/loker/link");
  CHECK(lexemes("📧hrd@contoh.co.id") == "hrd@contoh.co.id/mail");
  CHECK(lexemes("💰5jt💰rp 4.500.000") == "5jt/money rp 4.500.000/money");
  CHECK(lexemes("中0812-0000-4471") == "0812-0000-4471/phone");
}

TEST_CASE("find_lexemes: amounts need a currency, a unit or thousands") {
  each_is("money",
          {"Rp5.000.000",  "Rp 5.000.000", "Rp.5.000.000", "Rp : 5.000.000", "IDR 5,000,000",
           "5.000.000",    "5jt",          "5 juta",       "2,5jt",          "2.5 juta",
           "5jutaan",      "150rb",        "150k",         "5000 rupiah",    "$1000",
           "1000$",        "US$ 1,200",    "USD 1.000",    "500 usdt",       "RM1700",
           "1700 ringgit", "NT$ 29.500",   "¥200.000",     "￥200.000",      "€1500",
           "1500 euro",    "1.500€",       "2 juta won"});
  none_in({"5 k", "18 tahun", "3x makan", "8 jam", "1.200", "155 cm", "rp", "$", "2026", "5jtx"});
}

TEST_CASE("find_lexemes: a sign between two amounts belongs to the second") {
  CHECK(lexemes("5jt $1000") == "5jt/money $1000/money");
  CHECK(lexemes("1.000.000 rm1700") == "1.000.000/money rm1700/money");
}

TEST_CASE("find_lexemes: lexemes ascend, lie apart and are not empty") {
  const std::string text = "rp5rp6jt@a.b@c.id/x.0812.0000.4471.5jt#x1#y2$5$6k+62812000044710812";
  std::size_t last = 0;
  for (const auto& lexeme : waspada::detail::find_lexemes(text)) {
    CHECK(lexeme.begin >= last);
    CHECK(lexeme.end > lexeme.begin);
    CHECK(lexeme.end <= text.size());
    last = lexeme.end;
  }
  CHECK(waspada::detail::find_lexemes("").empty());
}
