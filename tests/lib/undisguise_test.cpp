#include "undisguise.hpp"

#include <doctest/doctest.h>

#include "normalise.hpp"
#include "waspada/text.hpp"

using waspada::fold;

TEST_CASE("undisguise: letters set apart are joined") {
  CHECK(fold("kerja di k a m b o j a") == "kerja di kamboja");
  CHECK(fold("k.a.m.b.o.j.a") == "kamboja");
  CHECK(fold("s-l-o-t dan d_e_p_o") == "slot dan depo");
  CHECK(fold("j🔥u🔥d🔥i") == "judi");
  CHECK(fold("k 4 m b 0 j a") == "kamboja");
  CHECK(fold("g a j i  b e s a r") == "gaji  besar");
}

TEST_CASE("undisguise: short runs and lists of single letters stay") {
  for (const char* text :
       {"pilih a b c", "s/d", "l/p", "a.n. budi", "gol. a / b / o / ab", "1 2 3 4 5"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: leet inside words is read") {
  CHECK(fold("l0ker k4mb0ja sl0t g4ji d3posit kerj4 4dm1n") ==
        "loker kamboja slot gaji deposit kerj4 admin");
  CHECK(fold("t!ket g@ji s|ot u$aha") == "tiket gaji slot usaha");
}

TEST_CASE("undisguise: digits that mean a number are no leet") {
  for (const char* text : {"gaji 5jt", "rp5jt", "min2thn", "24jam", "s1/d3", "smad3s1", "p3mi",
                           "sip3mi", "lulusan d3", "wa 0812-0000-4471", "covid19", "b2b", "k3",
                           "loker2026", "usia 18-35th", "sma|smk|d3", "ok!siap"}) {
    CAPTURE(text);
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: stretched letters shrink, double ones and numerals stay") {
  CHECK(fold("gajiiii minaaaat mauuu") == "gaji minat mau");
  for (const char* text :
       {"saat", "staff", "pelindo iii", "kelas viii", "www.contoh.co.id", "aaa"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: a star inside a word goes, one around words stays") {
  CHECK(fold("ju*dol gac*r") == "judol gacr");
  CHECK(fold("*dibutuhkan segera*") == "*dibutuhkan segera*");
}

TEST_CASE("undisguise: links and addresses are left alone") {
  for (const char* text : {"bit.ly/l0ker", "hrd@m4ju.co.id", "https://x.my.id/g4ji", "@l0ker_id"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: a span covers the whole disguise") {
  const std::string_view text = "ke k a m b o j a ju*dol gajiiii ya";
  for (const auto& token : waspada::tokenise(text)) {
    const auto quoted = text.substr(token.span.begin, token.span.end - token.span.begin);
    if (token.text == "kamboja") CHECK(quoted == "k a m b o j a");
    if (token.text == "judol") CHECK(quoted == "ju*dol");
    if (token.text == "gaji") CHECK(quoted == "gajiiii");
  }
}
